// All pages of bulletins: fetched together, when somebody first opens one.
export { AmendPage } from "./amend";
export { BulletinPage } from "./bulletin";
export { BulletinsPage } from "./list";
export { ProposePage } from "./propose";
