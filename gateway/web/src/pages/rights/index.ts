// What people may ask of the scheme, and what it owes them: fetched together, when one is first opened.
export { Challenges } from "./challenges";
export { NoticeLetter } from "./letter";
export { Notices } from "./notices";
export { RecordExemptionPage, RecordNoticePage } from "./record_notice";
export { PublicPageTexts } from "./public_page";
