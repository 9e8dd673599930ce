// Reports and their way in the stand-in: the main path of the state table.
import { clone, create, toJsonString } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import {
  AnswerSchema, type Handover, HandoverSchema, type Incident, IncidentRequestSchema, IncidentRequestState, IncidentSchema, IncidentService,
  QuestionSchema, QueueFilter, ReportIncidentRequestSchema, type ReportIncidentResponse, ReportIncidentResponseSchema, StepSchema,
} from "@gen/incident/v1/incident_pb";
import { IncidentState as State, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import { fail, type FakeHub } from "./state";
import { record } from "./audit";

const ASB = [IncidentType.ASB_ENVIRONMENTAL, IncidentType.ASB_NUISANCE, IncidentType.ASB_PERSONAL, IncidentType.ABUSE];

export function incident(hub: FakeHub, router: ConnectRouter): void {
  const answers = new Map<string, { said: string; answer: ReportIncidentResponse }>();
  const later = (days: number) => timestampFromDate(new Date(hub.now().getTime() + days * 86_400_000));
  const own = (one: Incident, role: Role) => one.handovers.find((handover) => handover.to === role);
  const mayRead = (one: Incident, context: HandlerContext) => {
    const { membership } = hub.person(context);
    if (membership.role === Role.COORDINATOR || membership.role === Role.DPO) return true;
    if (membership.role === Role.POLICE || membership.role === Role.COUNCIL) {
      return own(one, membership.role) !== undefined || hub.requests.some((request) =>
        request.askedBy === membership.role && request.granted.some((granted) => granted.value === one.incidentId?.value));
    }
    return membership.sites.some((site) => site.value === one.siteId?.value);
  };
  const find = (id: string | undefined, context: HandlerContext) => {
    const found = hub.incidents.find((one) => one.incidentId?.value === id);
    if (!found || !mayRead(found, context)) {
      record(hub, context, "incident.read", id ? [id] : [], true);
      throw fail(Code.NotFound, Reason.NOT_FOUND);
    }
    return found;
  };
  const allowed = (one: Incident, role: Role): string[] => {
    const mine = own(one, role);
    if (role === Role.COORDINATOR) {
      if (one.state === State.SUBMITTED) return ["incident.accept", "incident.return", "incident.decline"];
      if (one.state === State.ACCEPTED || (one.state === State.PASSED && one.handovers.length < 2)) return ["incident.pass", "incident.close", "incident.withdraw"];
      return one.state === State.PASSED ? ["incident.close"] : [];
    }
    if (mine) {
      if (mine.state === State.PASSED) return ["incident.take", "incident.return"];
      if (mine.state === State.RETURNED) return ["incident.take"];
      return mine.state === State.TAKEN ? ["incident.answer", "incident.ask_back"] : mine.state === State.ANSWERED ? ["incident.answer"] : [];
    }
    if (role !== Role.REPORTER && role !== Role.SITE_MANAGER) return [];
    const asked = one.state === State.RETURNED || one.handovers.some((handover) => handover.state === State.RETURNED);
    return [...(asked ? ["incident.complete"] : []), ...(one.state === State.CLOSED ? [] : ["incident.withdraw"])];
  };
  const show = (one: Incident, context: HandlerContext): Incident => {
    const { role } = hub.person(context).membership;
    const shown = clone(IncidentSchema, one);
    shown.allowedActions = allowed(one, role);
    const hidden: string[] = [];
    if (role !== Role.POLICE && role !== Role.COUNCIL) {
      for (const handover of shown.handovers) if (handover.agencyNote) { handover.agencyNote = ""; hidden.push("handovers.agency_note"); }
    }
    if (role === Role.COUNCIL) {
      for (const suspect of shown.suspects) { suspect.name = ""; hidden.push("suspects.name"); }
    }
    if (role === Role.DPO) {
      Object.assign(shown, { whatHappened: "", goods: [], suspects: [], place: "", siteName: "", type: 0, urgency: undefined, happenedFrom: undefined, happenedTo: undefined, cctv: undefined, reporterName: "" });
      hidden.push("what_happened", "goods.what", "suspects.name", "place", "site_name", "type", "urgency.violence", "happened_from", "happened_to", "cctv.state", "reporter_name");
    }
    if (hidden.length > 0) shown.withheld = create(WithheldSchema, { paths: [...new Set(hidden)], reasons: ["default"] });
    return shown;
  };
  const step = (one: Incident, context: HandlerContext, action: string, state: State, note = "", toRole = Role.UNSPECIFIED) => {
    one.steps.push(create(StepSchema, { at: hub.stamp(), action, byRole: hub.role(context), toRole, state, note }));
    record(hub, context, action, [one.incidentId!.value]);
    hub.changed(one.incidentId!.value, action);
  };
  const wait = (one: Incident, role: Role, days: number) => {
    one.waitingFor = role;
    one.due = role === Role.UNSPECIFIED ? undefined : later(days);
    one.overdue = false;
  };
  const move = (one: Incident, context: HandlerContext, action: string, to: State, note = "") => {
    if (!allowed(one, hub.role(context)).includes(action)) throw fail(Code.FailedPrecondition, Reason.WRONG_STATE, "", one.state);
    one.state = to;
    step(one, context, action, to, note);
    return { state: to };
  };
  const moveOwn = (one: Incident, context: HandlerContext, action: string, to: State, note = ""): Handover => {
    const mine = own(one, hub.role(context));
    if (!mine || !allowed(one, hub.role(context)).includes(action)) throw fail(Code.FailedPrecondition, Reason.WRONG_STATE, "", one.state);
    mine.state = to;
    step(one, context, action, to, note);
    return mine;
  };
  router.service(IncidentService, {
    reportIncident(request, context) {
      const person = hub.person(context);
      const report = request.report!;
      const said = toJsonString(ReportIncidentRequestSchema, request);
      const first = answers.get(request.incidentId!.value);
      if (first && first.said !== said) throw fail(Code.AlreadyExists, Reason.REQUEST_ID_REUSED);
      if (first) return first.answer;
      if (report.goods.some((one) => !one.what)) throw fail(Code.InvalidArgument, Reason.REQUIRED, "report.goods[0].what");
      const known = hub.incidents.find((one) => one.incidentId?.value === request.incidentId?.value);
      if (!known) {
        if (/\bMr [A-Z]/.test(report.whatHappened) && !request.scanAcknowledged) {
          throw fail(Code.InvalidArgument, Reason.SCAN_FOUND_SOMETHING, "report.what_happened");
        }
        const one = create(IncidentSchema, {
          ...report, $typeName: undefined, incidentId: request.incidentId, state: State.SUBMITTED,
          siteName: hub.sites.find((site) => site.siteId?.value === report.siteId?.value)?.name,
          reportedBy: person.membership.personId, reporterName: person.membership.name, reportedAt: hub.stamp(),
          suggestedRecipients: report.wantedRecipients.length > 0 ? report.wantedRecipients : ASB.includes(report.type) ? [Role.COUNCIL] : [Role.POLICE],
        } as never);
        for (const suspect of one.suspects) suspect.appearanceId = { $typeName: "smarthub.id.v1.AppearanceId", value: crypto.randomUUID() };
        hub.incidents.unshift(one);
        wait(one, Role.COORDINATOR, 1);
        step(one, context, "incident.report", State.SUBMITTED);
      }
      const answer = create(ReportIncidentResponseSchema, { state: State.SUBMITTED, receivedAt: hub.stamp(), waitingFor: Role.COORDINATOR, due: later(1) });
      answers.set(request.incidentId!.value, { said, answer });
      return answer;
    },
    acceptIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      const reply = move(one, context, "incident.accept", State.ACCEPTED);
      wait(one, Role.COORDINATOR, 2);
      return reply;
    },
    returnIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      one.questions.push(create(QuestionSchema, { askedBy: hub.role(context), text: request.missing, askedAt: hub.stamp() }));
      if (hub.role(context) === Role.COORDINATOR) move(one, context, "incident.return", State.RETURNED, request.missing);
      else moveOwn(one, context, "incident.return", State.RETURNED, request.missing);
      wait(one, Role.REPORTER, 3);
      return { state: one.state };
    },
    completeIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      one.whatHappened += `\n${request.addition}`;
      one.questions = [];
      const asked = one.handovers.find((handover) => handover.state === State.RETURNED);
      if (asked) {
        asked.state = State.TAKEN;
        step(one, context, "incident.complete", State.TAKEN);
        wait(one, asked.to, 7);
      } else {
        move(one, context, "incident.complete", State.SUBMITTED);
        wait(one, Role.COORDINATOR, 1);
      }
      return { state: one.state };
    },
    declineIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      wait(one, Role.UNSPECIFIED, 0);
      return move(one, context, "incident.decline", State.DECLINED, request.reason);
    },
    passIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      if (!allowed(one, hub.role(context)).includes("incident.pass")) throw fail(Code.FailedPrecondition, Reason.WRONG_STATE, "", one.state);
      one.state = State.PASSED;
      for (const to of request.to) {
        one.handovers.push(create(HandoverSchema, { to, state: State.PASSED, passedAt: hub.stamp(), due: later(2) }));
        step(one, context, "incident.pass", State.PASSED, "", to);
      }
      wait(one, request.to[0], 2);
      return { state: State.PASSED };
    },
    takeIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      moveOwn(one, context, "incident.take", State.TAKEN).due = later(14);
      return { state: State.TAKEN };
    },
    askBack(request, context) {
      const one = find(request.incidentId?.value, context);
      one.questions.push(create(QuestionSchema, { askedBy: hub.role(context), text: request.question, askedAt: hub.stamp() }));
      moveOwn(one, context, "incident.ask_back", State.RETURNED, request.question);
      wait(one, Role.REPORTER, 3);
      return { state: State.RETURNED };
    },
    answerIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      const mine = moveOwn(one, context, "incident.answer", State.ANSWERED);
      mine.answer = create(AnswerSchema, { reference: request.reference, outcome: request.outcome, note: request.note, answeredAt: hub.stamp() });
      mine.agencyNote = request.agencyNote;
      const open = one.handovers.find((handover) => handover.state !== State.ANSWERED);
      wait(one, open?.to ?? Role.UNSPECIFIED, 2);
      return { state: State.ANSWERED };
    },
    closeIncident: (request, context) => move(find(request.incidentId?.value, context), context, "incident.close", State.CLOSED, request.reason),
    withdrawIncident: (request, context) => move(find(request.incidentId?.value, context), context, "incident.withdraw", State.WITHDRAWN, request.reason),
    getIncident(request, context) {
      const one = find(request.incidentId?.value, context);
      const mine = own(one, hub.role(context));
      if (mine && !mine.firstReadAt) {
        mine.firstReadAt = hub.stamp();
        one.steps.push(create(StepSchema, { at: hub.stamp(), action: "read", byRole: hub.role(context), state: mine.state }));
      }
      record(hub, context, "incident.read", [one.incidentId!.value]);
      return { incident: show(one, context) };
    },
    listMyIncidents: (_, context) => ({ incidents: hub.incidents.filter((one) => mayRead(one, context)).map((one) => show(one, context)) }),
    listIncidents(request, context) {
      const role = hub.role(context);
      const finished = (one: Incident) => [State.CLOSED, State.WITHDRAWN, State.DECLINED].includes(one.state)
        || (own(one, role)?.state ?? State.PASSED) === State.ANSWERED;
      const mine = (one: Incident) => (role === Role.COORDINATOR ? one.waitingFor === role
        : [State.PASSED, State.TAKEN].includes(own(one, role)?.state ?? State.UNSPECIFIED));
      const fits = (one: Incident) => request.filter === QueueFilter.FINISHED ? finished(one)
        : request.filter === QueueFilter.WAITING_FOR_ME ? mine(one) && !finished(one) : !finished(one);
      const found = hub.incidents.filter((one) => mayRead(one, context) && fits(one));
      record(hub, context, "incident.list", found.map((one) => one.incidentId!.value));
      return { incidents: found.map((one) => show(one, context)) };
    },
    requestIncidents(request, context) {
      const incidentRequestId = { value: crypto.randomUUID() };
      hub.requests.unshift(create(IncidentRequestSchema, {
        incidentRequestId, askedBy: hub.role(context), siteId: request.siteId, from: request.from, to: request.to,
        reason: request.reason, state: IncidentRequestState.ASKED, purpose: hub.purpose(context), askedAt: hub.stamp(),
      }));
      return { incidentRequestId };
    },
    listIncidentRequests: (_, context) => ({
      incidentRequests: hub.requests.filter((one) => hub.role(context) === Role.COORDINATOR || one.askedBy === hub.role(context)),
    }),
    decideIncidentRequest(request) {
      const one = hub.requests.find((found) => found.incidentRequestId?.value === request.incidentRequestId?.value)!;
      one.state = request.grant.length > 0 ? IncidentRequestState.GRANTED : IncidentRequestState.REFUSED;
      one.granted = request.grant;
      one.decisionReason = request.reason;
      return { state: one.state };
    },
    async *watchQueue(_, context) {
      hub.person(context);
      yield { resumeToken: "0" };
      const waiting: [string, string][] = [];
      let wake = () => {};
      const stop = hub.listen((id, reason) => { waiting.push([id, reason]); wake(); });
      let over = false;
      const end = () => { over = true; wake(); };
      hub.streams.add(end);
      context.signal.addEventListener("abort", end);
      try {
        while (!over) {
          for (const [value, reason] of waiting.splice(0)) {
            const one = hub.incidents.find((found) => found.incidentId?.value === value);
            if (one && mayRead(one, context)) yield { incidentId: { value }, reason, resumeToken: "0" };
          }
          await new Promise<void>((resolve) => { wake = resolve; });
        }
      } finally {
        stop();
        hub.streams.delete(end);
      }
    },
  });
}
