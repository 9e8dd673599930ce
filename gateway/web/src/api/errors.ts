// Why a call failed, in words for the person in front of the page. One table, by stable reason; the
// server's own text is never shown.
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema, Reason } from "@gen/error/v1/error_pb";
import { missingWords } from "../words/bulletin";
import { stateWord } from "../words/incident";

export interface Problem {
  reason: Reason;
  // Path of the field that is wrong, as the server names it: "report.goods[2].what".
  field: string;
  text: string;
}

const TEXTS: Partial<Record<Reason, string>> = {
  [Reason.INTERNAL]: "Something went wrong at our end. Try again. If it keeps happening, tell your coordinator.",
  [Reason.REQUIRED]: "Fill this in",
  [Reason.TOO_LONG]: "This is too long. Shorten it",
  [Reason.TOO_SHORT]: "This is too short. Add more",
  [Reason.TOO_MANY]: "There are too many of these. Remove some",
  [Reason.OUT_OF_RANGE]: "This is outside the range allowed",
  [Reason.NOT_UTF8]: "This has characters that cannot be read. Type it again",
  [Reason.BAD_FORMAT]: "This is not in the right format",
  [Reason.UNKNOWN_VALUE]: "Choose one of the options given",
  [Reason.TIME_IN_FUTURE]: "This time is in the future",
  [Reason.TIME_TOO_OLD]: "This time is too long ago",
  [Reason.BAD_JSON]: "The page sent something the hub could not read. Reload the page and try again",
  [Reason.UNKNOWN_FIELD]: "This page is out of date. Reload it and try again",
  [Reason.DUPLICATE_FIELD]: "The page sent something twice. Reload the page and try again",
  [Reason.SCAN_FOUND_SOMETHING]:
    "Your words may name a person or say something about health, religion, ethnicity or private life. Check them, then send",
  [Reason.NOT_SIGNED_IN]: "Sign in to carry on",
  [Reason.SESSION_ENDED]: "You have been signed out. Sign in again to carry on",
  [Reason.WRONG_CREDENTIALS]: "The details you entered are not right. Check them and try again",
  [Reason.BAD_CERTIFICATE]: "The agency's certificate was not accepted",
  [Reason.NOT_ALLOWED]: "Your role does not let you do this",
  [Reason.NO_MEMBERSHIP]: "You are not a member of this scheme",
  [Reason.PURPOSE_NOT_ALLOWED]: "Your role cannot do this for the purpose you chose. Change the purpose at the top of the page",
  [Reason.TERMS_NOT_ACCEPTED]: "Accept the scheme's terms before you carry on",
  [Reason.AGREEMENT_EXPIRED]: "Your organisation's agreement with the scheme has ended. Ask your coordinator to renew it",
  [Reason.SUSPENDED]: "Your account is suspended. Contact your scheme's coordinator",
  [Reason.OFFICER_NOT_NAMED]: "The call must name the officer it is made for",
  [Reason.BAD_ORIGIN]: "The hub refused a call from another site. Reload the page",
  [Reason.NOT_FOUND]: "This does not exist, or has not been shared with you",
  [Reason.REQUEST_ID_REUSED]: "This was sent before with different content. Start again",
  [Reason.NAME_TAKEN]: "This name is already in use. Choose another",
  [Reason.WRONG_STATE]: "Somebody else has moved this on. Look at where it stands now",
  [Reason.TERMS_CHANGED]: "The terms have changed since you opened them. Read the new ones",
  [Reason.ROLES_CONFLICT]: "One person cannot be data protection officer and also coordinator, police or council",
  [Reason.INVITATION_USED]: "This invitation has been used. Sign in, or ask your coordinator for a new one",
  [Reason.INVITATION_ENDED]: "This invitation has ended. Ask your coordinator for a new one",
  [Reason.SELF]: "You cannot do this to your own account",
  [Reason.LAST_COORDINATOR]: "A scheme needs at least one coordinator",
  [Reason.ALREADY_PASSED]: "This report has already been passed to them",
  [Reason.NOT_OF_ORGANISATION]: "Choose a site that belongs to this organisation",
  [Reason.RATE_LIMITED]: "That is too many tries in a short time. Wait a minute, then try again",
  [Reason.LOCKED_OUT]: "There were too many wrong tries. Wait, then try again: each wrong try makes the wait longer",
  [Reason.TOO_LARGE]: "This is too large to send",
  [Reason.STORE_NEARLY_FULL]: "The hub is short of space and is taking reports only",
  [Reason.STREAM_FELL_BEHIND]: "The live list fell behind and is being reloaded",
  [Reason.STORE_AWAY]: "The hub cannot be reached at the moment. Try again in a minute",
  [Reason.OUTCOME_UNKNOWN]: "We could not tell whether that was saved. Try again: it will not be saved twice",
  [Reason.STARTING]: "The hub is starting. Try again in a minute",
  [Reason.AUDIT_AWAY]: "The hub cannot record who looks at what, so it shows nothing for now. Try again in a minute",
  [Reason.CONFLICT]: "Somebody else was changing this at the same moment. Try again",
  [Reason.CANCELLED]: "That was stopped before it finished",
  [Reason.DEADLINE]: "That took too long. Try again",
  [Reason.NO_SUCH_METHOD]: "This page is out of date. Reload it and try again",
  [Reason.NOT_READY]: "Something is missing before this can be published. See the checklist",
  [Reason.NOT_SECOND_PERSON]: "A second person must do this: somebody else than who prepared it",
  [Reason.HAS_PHOTO]: "There is a photo of this person in this report already. Remove it first",
  [Reason.NOT_AS_ANNOUNCED]: "The photo did not arrive whole. Send it again",
  [Reason.PICTURE_KIND]: "This is not a photo that the hub can take. Use a JPEG, PNG, WebP or HEIC photo",
  [Reason.PICTURE_UNREADABLE]: "The hub could not read this photo. Choose another",
  [Reason.PICTURE_TOO_LARGE]: "This photo has too many pixels. Choose a smaller one",
  [Reason.PICTURES_AWAY]: "The hub cannot work on photos at the moment. Try again in a minute",
  [Reason.FROZEN]: "Somebody challenges this, or it belongs to something that must end first",
};

const OFFLINE = "There is no connection to the hub. Check your signal, then try again";

export function toProblem(cause: unknown): Problem {
  const error = ConnectError.from(cause);
  const detail = error.findDetails(ErrorDetailSchema)[0];
  if (!detail) {
    if (error.code === Code.Unauthenticated) return known(Reason.NOT_SIGNED_IN);
    if (error.code === Code.NotFound) return known(Reason.NOT_FOUND);
    if (error.code === Code.Unimplemented) return known(Reason.NO_SUCH_METHOD);
    if (error.code === Code.DeadlineExceeded) return known(Reason.DEADLINE);
    if (error.code === Code.ResourceExhausted) return known(Reason.RATE_LIMITED);
    if (error.code === Code.Unavailable || error.cause instanceof TypeError) {
      return { reason: Reason.STORE_AWAY, field: "", text: OFFLINE };
    }
    return known(Reason.INTERNAL);
  }
  const problem = known(detail.reason);
  problem.field = detail.field;
  if (detail.reason === Reason.WRONG_STATE && detail.state) {
    problem.text = `This report is now “${stateWord(detail.state)}”, so that cannot be done. Look at where it stands`;
  }
  if (detail.reason === Reason.NOT_READY && detail.missing.length > 0) {
    problem.text = `This cannot be published yet. ${detail.missing.map((item) => missingWords(item)).join(". ")}`;
  }
  if (detail.reason === Reason.TOO_MANY && detail.field === "kind") {
    problem.text = "A scheme works with one police force and one council at a time. End the other agreement first";
  }
  return problem;
}

function known(reason: Reason): Problem {
  return { reason, field: "", text: TEXTS[reason] ?? TEXTS[Reason.INTERNAL]! };
}

// May the same call succeed later, unchanged? Then what the person wrote is kept for another try.
export function worthRetrying(problem: Problem): boolean {
  return [
    Reason.INTERNAL, Reason.RATE_LIMITED, Reason.STORE_AWAY, Reason.OUTCOME_UNKNOWN, Reason.STARTING,
    Reason.AUDIT_AWAY, Reason.CONFLICT, Reason.CANCELLED, Reason.DEADLINE, Reason.STORE_NEARLY_FULL,
    Reason.NOT_SIGNED_IN, Reason.SESSION_ENDED, Reason.TERMS_NOT_ACCEPTED, Reason.PICTURES_AWAY,
  ].includes(problem.reason);
}

export function everyReasonHasText(): Reason[] {
  return (Object.values(Reason).filter((value) => typeof value === "number") as Reason[])
    .filter((reason) => reason !== Reason.UNSPECIFIED && !TEXTS[reason]);
}
