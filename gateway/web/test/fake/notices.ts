// Notices, the public page and challenges of the stand-in. A challenge freezes where the person was found
// and their identity is confirmed, or a mistake is likely.
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import {
  type Challenge, ChallengeOutcome, ChallengeSchema, ChallengeState, type Notice, NoticeKind, NoticeSchema, type PublicPage, PublicPageSchema, SubjectSchema, type SubjectService,
} from "@gen/subject/v1/subject_pb";
import { fail, type FakeHub } from "./state";

type Rights = Pick<ServiceImpl<typeof SubjectService>, "recordNotice" | "recordExemption" | "listNotices" | "getNoticeLetter" | "getPublicPage" | "setPublicPage"
  | "openChallenge" | "getChallengeState" | "listChallenges" | "reviewChallenge" | "decideChallenge">;

export interface KeptChallenge {
  challenge: Challenge;
  reference: string;
}

const TEXTS = { controller: "SMART Melton (invented), 1 Market Place", contact: "office@example.org", dpoContact: "dpo@example.org", complaintAddress: "SMART Melton\n1 Market Place" };

// Of the letter to one person: 64 digits, made from their id.
const digestOf = (id: string) => id.replace(/-/g, "").repeat(2);

export function notices(hub: FakeHub): Rights {
  let page: PublicPage = create(PublicPageSchema, TEXTS);
  const exemptions: Notice[] = [];
  const later = (days: number) => timestampFromDate(new Date(hub.now().getTime() + days * 86_400_000));
  // Whoever has not signed in is of no scheme and names one.
  const known = (context: HandlerContext) => {
    if (context.requestHeader.get("smarthub-scheme") !== "melton") throw fail(Code.NotFound, Reason.NOT_FOUND);
    return true;
  };
  const find = (id: string | undefined) => {
    const found = hub.challenges.find((one) => one.challenge.challengeId?.value === id);
    if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
    return found.challenge;
  };
  return {
    recordNotice(request) {
      if (!digestOf(request.subjectId!.value).startsWith(request.letterDigest || "none")) throw fail(Code.FailedPrecondition, Reason.WRONG_STATE, "letter_digest");
      hub.told.add(request.subjectId!.value);
      return { noticeId: { value: crypto.randomUUID() } };
    },
    recordExemption(request, context) {
      hub.told.add(request.subjectId!.value);
      const noticeId = { value: crypto.randomUUID() };
      exemptions.push(create(NoticeSchema, {
        noticeId, subjectId: request.subjectId, kind: NoticeKind.EXEMPT, provision: request.provision, reason: request.reason,
        reviewBy: request.reviewBy, recordedBy: hub.person(context).membership.name, recordedAt: hub.stamp(),
      }));
      return { noticeId };
    },
    listNotices(_, context) {
      const coordinator = hub.role(context) === Role.COORDINATOR;
      return {
        exemptions,
        due: hub.subjects.map((one) => one.id).filter((id) => !hub.told.has(id)).map((id, index) => create(SubjectSchema, {
          subjectId: { value: id }, appearanceCount: 1, firstHeldAt: later(-30), noticeDue: later(index === 0 ? -1 : 5), frozen: hub.frozen.has(id),
          allowedActions: coordinator ? ["notice.record", "notice.exempt", "notice.letter"] : [],
        })),
      };
    },
    getNoticeLetter(request) {
      if (!page.controller) throw fail(Code.FailedPrecondition, Reason.NOT_READY);
      return { letter: { subjectId: request.subjectId, digest: digestOf(request.subjectId!.value), parts: [
        { heading: "Why we are writing to you", paragraphs: ["SMART Melton holds information about you.", "It is not a finding that you did anything wrong."] },
        { heading: "Who is responsible", paragraphs: [page.controller] },
      ] } };
    },
    getPublicPage(_, context) {
      known(context);
      return {
      schemeName: "SMART Melton Mowbray", schemeNotice: "Demonstration, not a service of Melton Borough Council.", page,
      held: [{ what: "Reports of what happened", howLong: "6 months after the end of the month it happened in" }, { what: "Photos", howLong: "As long as the report they belong to" }],
      notice: [{ heading: "Why the law lets us hold it", paragraphs: ["We need it to prevent, detect and investigate crime."] }],
      rights: [{ heading: "Your right to object", paragraphs: ["You have the right to object at any time."] }],
      asking: { heading: "What happens to what you write to us", paragraphs: ["The scheme’s coordinator and its data protection officer read it."] },
      };
    },
    setPublicPage(request) {
      page = request.page!;
      return {};
    },
    openChallenge(request) {
      const reference = crypto.randomUUID().toUpperCase();
      hub.challenges.push({ reference, challenge: create(ChallengeSchema, {
        challengeId: { value: crypto.randomUUID() }, state: ChallengeState.RECEIVED, ground: request.ground, name: request.name, contact: request.contact, what: request.what,
        receivedAt: hub.stamp(), answerBy: later(30),
      }) });
      return { reference, answerBy: later(30) };
    },
    getChallengeState(request) {
      const found = hub.challenges.find((one) => one.reference === request.reference)?.challenge;
      if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
      return { state: found.state, receivedAt: found.receivedAt, answerBy: found.answerBy, acknowledgedAt: found.acknowledgedAt };
    },
    listChallenges(request, context) {
      const role = hub.role(context);
      const answers = role === Role.COORDINATOR || hub.purpose(context) === Purpose.DATA_SUBJECT_REQUEST;
      return { challenges: hub.challenges.map((one) => one.challenge).filter((one) => (one.state === ChallengeState.DECIDED) === request.decided).map((one) => {
        const open = one.state !== ChallengeState.DECIDED;
        const allowedActions = !answers ? [] : one.state === ChallengeState.RECEIVED ? ["challenge.review"] : open ? ["challenge.review", "challenge.decide"] : one.freezes ? ["challenge.review"] : [];
        return create(ChallengeSchema, { ...one, allowedActions, ...(role === Role.DPO && {
          name: "", contact: "", withheld: create(WithheldSchema, { paths: ["name", "contact"], reasons: ["default"] }),
        }) });
      }) };
    },
    reviewChallenge(request) {
      const one = find(request.challengeId?.value);
      const moves = one.state !== ChallengeState.DECIDED && one.subjectId !== undefined && one.subjectId.value !== request.subjectId?.value;
      const freezes = request.subjectId !== undefined && (request.identityConfirmed || request.riskOfMistakenIdentity) && (moves || !request.notFrozenBecause);
      if (moves && !request.notFrozenBecause) throw fail(Code.InvalidArgument, Reason.REQUIRED, "not_frozen_because");
      if (one.freezes && !freezes && !request.notFrozenBecause) throw fail(Code.InvalidArgument, Reason.REQUIRED, "not_frozen_because");
      one.acknowledgedAt ??= hub.stamp();
      if (one.subjectId) hub.frozen.delete(one.subjectId.value);
      if (one.state !== ChallengeState.DECIDED) one.state = ChallengeState.UNDER_REVIEW;
      Object.assign(one, { subjectId: request.subjectId, identityConfirmed: request.identityConfirmed, riskOfMistakenIdentity: request.riskOfMistakenIdentity, freezes, notFrozenBecause: request.notFrozenBecause });
      if (freezes) hub.frozen.add(request.subjectId!.value);
      // Open pages let go of whom they show.
      for (const kept of hub.bulletins) {
        if (kept.bulletin.persons.some((person) => person.subjectId?.value === request.subjectId?.value)) hub.bulletinChanged(kept, "challenge.review");
      }
      return { freezes };
    },
    decideChallenge(request, context) {
      const one = find(request.challengeId?.value);
      const right = request.outcome === ChallengeOutcome.UPHELD || request.outcome === ChallengeOutcome.PARTLY_UPHELD;
      if (one.freezes && one.riskOfMistakenIdentity && !right && !request.notFrozenBecause) throw fail(Code.InvalidArgument, Reason.REQUIRED, "not_frozen_because");
      if (one.freezes && !right) hub.frozen.delete(one.subjectId!.value);
      Object.assign(one, { state: ChallengeState.DECIDED, outcome: request.outcome, decision: request.decision, decidedBy: hub.person(context).membership.name, freezes: one.freezes && right });
      return {};
    },
  };
}
