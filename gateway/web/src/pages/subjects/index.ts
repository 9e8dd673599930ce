// All pages of people held: fetched together, when somebody first opens one.
export { SearchPage } from "./search";
export { SubjectPage } from "./person";
