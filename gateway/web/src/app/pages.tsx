// Which page is at which address of routes.ts. An address of another role is "page not found": the hub
// would refuse its calls anyway.
import type { VNode } from "preact";
import { Role } from "@gen/policy/v1/policy_pb";
import { lazily } from "../lib/lazily";
import type { Route } from "../lib/router";
import { AccountPage } from "../pages/account";
import { AuditEntries } from "../pages/audit/entries";
import { AuditEntry } from "../pages/audit/entry";
import { TheLog } from "../pages/audit/log";
import { WhoLooked } from "../pages/audit/who_looked";
import { Figures } from "../pages/figures";
import { IncidentPage } from "../pages/incident/page";
import { Certificates } from "../pages/members/certificates";
import { InvitePage } from "../pages/members/invite";
import { Organisations } from "../pages/members/organisations";
import { People } from "../pages/members/people";
import { PersonPage } from "../pages/members/person";
import { Places } from "../pages/members/places";
import { MyReports } from "../pages/my_reports";
import { Queue } from "../pages/queue";
import { ReportPage } from "../pages/report/page";
import { Requests } from "../pages/requests";
import { Title } from "../ui/page";
import { matchRoute, type Pattern, type RoleName, ROUTES } from "./routes";

const BulletinsPage = lazily(() => import("../pages/bulletins").then((all) => all.BulletinsPage));
const BulletinPage = lazily(() => import("../pages/bulletins").then((all) => all.BulletinPage));
const ProposePage = lazily(() => import("../pages/bulletins").then((all) => all.ProposePage));
const AmendPage = lazily(() => import("../pages/bulletins").then((all) => all.AmendPage));
const SubjectPage = lazily(() => import("../pages/subjects").then((all) => all.SubjectPage));
const SearchPage = lazily(() => import("../pages/subjects").then((all) => all.SearchPage));
const Challenges = lazily(() => import("../pages/rights").then((all) => all.Challenges));
const Notices = lazily(() => import("../pages/rights").then((all) => all.Notices));
const RecordNoticePage = lazily(() => import("../pages/rights").then((all) => all.RecordNoticePage));
const RecordExemptionPage = lazily(() => import("../pages/rights").then((all) => all.RecordExemptionPage));
const NoticeLetter = lazily(() => import("../pages/rights").then((all) => all.NoticeLetter));
const PublicPageTexts = lazily(() => import("../pages/rights").then((all) => all.PublicPageTexts));

const NotFound = () => (
  <>
    <Title>Page not found</Title>
    <p class="govuk-body">There is no such page for your role. <a class="govuk-link" href="#/">Go to your first page</a>.</p>
  </>
);

const PAGES: Record<Pattern, (id: string, query: URLSearchParams) => VNode> = {
  "/report": () => <ReportPage />,
  "/reports": () => <MyReports />,
  "/reports/:id": (id) => <IncidentPage id={id} />,
  "/queue": () => <Queue />,
  "/requests": () => <Requests />,
  "/bulletins": (_, query) => <BulletinsPage query={query} />,
  "/bulletins/new": (_, query) => <ProposePage query={query} />,
  "/bulletins/:id": (id) => <BulletinPage id={id} />,
  "/bulletins/amend/:id": (id) => <AmendPage id={id} />,
  "/subjects/:id": (id) => <SubjectPage id={id} />,
  "/search": () => <SearchPage />,
  "/challenges": () => <Challenges />,
  "/notices": () => <Notices />,
  "/notices/record": (_, query) => <RecordNoticePage query={query} />,
  "/notices/exempt": (_, query) => <RecordExemptionPage query={query} />,
  "/notices/letter/:id": (id) => <NoticeLetter id={id} />,
  "/public-page": () => <PublicPageTexts />,
  "/people": () => <People />,
  "/people/invite": () => <InvitePage />,
  "/people/:id": (id) => <PersonPage id={id} />,
  "/places": () => <Places />,
  "/organisations": () => <Organisations />,
  "/certificates": () => <Certificates />,
  "/audit": () => <AuditEntries />,
  "/audit/who": (_, query) => <WhoLooked query={query} />,
  "/audit/log": () => <TheLog />,
  "/audit/entry/:id": (id) => <AuditEntry id={id} />,
  "/figures": () => <Figures />,
  "/account": () => <AccountPage />,
};

export function pageFor(route: Route, role: Role): VNode {
  const found = matchRoute(route.parts);
  const allowed: RoleName[] = found ? ROUTES[found.pattern] : [];
  return found && allowed.includes(Role[role] as RoleName) ? PAGES[found.pattern](found.id, route.query) : <NotFound />;
}
