// Which address is which page, per role. An address of another role is "page not found": the hub
// would refuse its calls anyway.
import type { VNode } from "preact";
import { Role } from "@gen/policy/v1/policy_pb";
import type { Route } from "../lib/router";
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

const NotFound = () => (
  <>
    <Title>Page not found</Title>
    <p class="govuk-body">There is no such page for your role. <a class="govuk-link" href="#/">Go to your first page</a>.</p>
  </>
);

type Page = (id: string) => VNode;

const SHOP: Record<string, Page> = { report: () => <ReportPage />, reports: (id) => (id ? <IncidentPage id={id} /> : <MyReports />) };
const WORK: Record<string, Page> = {
  queue: () => <Queue />, reports: (id) => (id ? <IncidentPage id={id} /> : <Queue />), requests: () => <Requests />,
};
const MEMBERS: Record<string, Page> = {
  people: (id) => (id === "invite" ? <InvitePage /> : id ? <PersonPage id={id} /> : <People />),
  places: () => <Places />, organisations: () => <Organisations />, certificates: () => <Certificates />,
};

function auditPage({ parts, query }: Route): VNode {
  if (parts[1] === "entry" && parts[2]) return <AuditEntry id={parts[2]} />;
  if (parts[1] === "who") return <WhoLooked query={query} />;
  if (parts[1] === "log") return <TheLog />;
  return <AuditEntries />;
}

export function pageFor(route: Route, role: Role): VNode {
  const [first = "", second = ""] = route.parts;
  if (first === "figures") return <Figures />;
  if (role === Role.DPO && first === "audit") return auditPage(route);
  const pages = role === Role.REPORTER || role === Role.SITE_MANAGER ? SHOP
    : role === Role.COORDINATOR ? { ...WORK, ...MEMBERS }
    : role === Role.POLICE || role === Role.COUNCIL ? WORK
    : role === Role.DPO ? { reports: (id: string) => <IncidentPage id={id} /> } : {};
  const page = (pages as Record<string, Page>)[first];
  return page ? page(second) : <NotFound />;
}
