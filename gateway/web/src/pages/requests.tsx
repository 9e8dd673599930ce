// An agency asks to see more than was passed to it; the coordinator grants named reports or refuses.
import { useState } from "preact/hooks";
import { type IncidentRequest, IncidentRequestState } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { newRequestId } from "../api/clients";
import { useHub } from "../app/hub";
import { useCall, useDoing } from "../lib/use_call";
import { useScanSeen } from "../lib/use_scan";
import { siteName, usePlaces } from "../lib/use_names";
import { Select, TextArea, TextField } from "../ui/fields";
import { Fetched } from "../ui/loading";
import { Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, SummaryList, Tag, Title } from "../ui/page";
import { shown } from "../ui/withheld";
import { day, londonMidnight, moment, stamp, todayInLondon } from "../words/dates";
import { requestStateWord } from "../words/incident";
import { purposeWord, roleWord } from "../words/people";
import { Decide } from "./decide_request";

export function Requests() {
  const { clients, role } = useHub();
  const [done, setDone] = useState("");
  const places = usePlaces();
  const list = useCall(async () => (await clients.incident.listIncidentRequests({})).incidentRequests, []);
  const coordinator = role === Role.COORDINATOR;
  const finish = (text: string) => {
    setDone(text);
    list.again();
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      {done && <Done>{done}</Done>}
      <Title>{coordinator ? "Requests to see reports" : "Ask to see more reports"}</Title>
      {!coordinator && <Ask key={done} sites={(places.data?.sites ?? []).map((one) => [one.siteId?.value ?? "", one.name])} done={finish} />}
      {!coordinator && <h2 class="govuk-heading-m">What you asked for</h2>}
      <Fetched from={list}>{(requests) => requests.length === 0 ? <p class="govuk-body">There are no requests.</p> : (
        <>{requests.map((one) => (
          <One key={one.incidentRequestId?.value} request={one} site={siteName(places.data?.sites, one.siteId?.value)}
            done={coordinator && one.state === IncidentRequestState.ASKED ? finish : undefined} />
        ))}</>
      )}</Fetched>
    </div></div>
  );
}

function One({ request, site, done }: { request: IncidentRequest; site: string; done?: (text: string) => void }) {
  const colour = request.state === IncidentRequestState.GRANTED ? "green" : request.state === IncidentRequestState.REFUSED ? "red" : "blue";
  const { withheld } = request;
  const { role } = useHub();
  // Below the page's own heading, or below that of what was asked for.
  const Heading = role === Role.COORDINATOR ? "h2" : "h3";
  return (
    <div class="sh-card" data-request={request.incidentRequestId?.value}>
      <div class="sh-card__top">
        <Heading class="govuk-heading-s">{roleWord(request.askedBy)}: {site}</Heading>
        <Tag colour={colour}>{requestStateWord(request.state)}</Tag>
      </div>
      <SummaryList rows={[
        { key: "Days", value: shown(withheld, "from", request.from && `${day(request.from)} to ${day(request.to)}`) },
        { key: "Purpose", value: purposeWord(request.purpose) },
        { key: "Reason", value: shown(withheld, "reason", request.reason) },
        { key: "Asked", value: moment(request.askedAt) },
        request.state !== IncidentRequestState.ASKED && { key: "Decision", value: shown(withheld, "decision_reason", request.decisionReason, "No reason given") },
        request.granted.length > 0 && { key: "Granted", value: (
          <ul class="govuk-list">{request.granted.map((one, index) => (
            <li key={one.value}><a class="govuk-link" href={`#/reports/${one.value}`}>Open report {index + 1} of {request.granted.length}<span class="govuk-visually-hidden"> at {site}, {day(request.from)} to {day(request.to)}</span></a></li>
          ))}</ul>
        ) },
      ]} />
      {done && <Decide request={request} done={done} />}
    </div>
  );
}

function Ask({ sites, done }: { sites: [string, string][]; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [site, setSite] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState(todayInLondon());
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { site_id: "site", from: "from", to: "to", reason: "reason" });
  const seen = useScanSeen(doing.problem, reason);
  const send = async () => {
    const start = londonMidnight(from);
    const end = londonMidnight(to);
    const last = end && new Date(Math.min(end.getTime() + 86_400_000 - 1000, Date.now()));
    const found = [
      !site && { text: "Choose the shop", id: "site" },
      !start && { text: "Enter the first day", id: "from" },
      !end && { text: "Enter the last day", id: "to" },
      start && last && start > last && { text: "The first day must come before the last", id: "from" },
      start && last && last.getTime() - start.getTime() > 92 * 86_400_000 && { text: "Ask for at most 92 days", id: "from" },
      reason.trim().length < 10 && { text: "Give a reason of 10 characters or more", id: "reason" },
      reason.length > 500 && { text: "Shorten the reason to 500 characters", id: "reason" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const worked = await doing.run(() => clients.incident.requestIncidents({
      requestId: newRequestId(), siteId: { value: site }, from: stamp(start!), to: stamp(last!), reason: reason.trim(), scanAcknowledged: seen,
    }));
    if (worked) done("The coordinator has your request");
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <p class="govuk-body">You see the reports that were passed to you. If you need more, say which and why. The coordinator decides, and it is recorded.</p>
      <Select id="site" label="Shop" value={site} empty="Choose a shop" options={sites} onValue={setSite} error={errorFor(flaws, "site")} />
      <TextField id="from" label="First day" type="date" width={10} max={todayInLondon()} value={from} onValue={setFrom} error={errorFor(flaws, "from")} />
      <TextField id="to" label="Last day" type="date" width={10} max={todayInLondon()} value={to} onValue={setTo} error={errorFor(flaws, "to")} />
      <TextArea id="reason" label="Why you need them" rows={3} max={500} value={reason} onValue={setReason} error={errorFor(flaws, "reason")} />
      <Button submit busy={doing.busy} name="ask">{seen ? "Send all the same" : "Ask the coordinator"}</Button>
    </Form>
  );
}
