// The three calls that anybody may make, as plain JSON: the public page needs no client library. A call
// that fails says only which kind of failure it was.
export interface Part {
  heading: string;
  paragraphs?: string[];
}

export interface PublicPage {
  schemeName?: string;
  schemeNotice?: string;
  page?: { controller?: string; contact?: string; dpoContact?: string; complaintAddress?: string };
  held?: { what: string; howLong: string }[];
  // As the letter says it.
  notice?: Part[];
  rights?: Part[];
  // What is said before a challenge is sent.
  asking?: Part;
}

export interface NewChallenge {
  ground: string;
  name: string;
  contact: string;
  what: string;
}

export interface ChallengeStanding {
  state: string;
  receivedAt?: string;
  answerBy?: string;
  // Absent: nobody at the scheme has looked at it yet.
  acknowledgedAt?: string;
}

// A Connect error code: "not_found", "resource_exhausted"; "offline" where nothing was reached.
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

async function call<T>(scheme: string, method: string, request: object): Promise<T> {
  const answer = await fetch(`/smarthub.subject.v1.SubjectService/${method}`, {
    method: "POST", credentials: "omit", cache: "no-store", body: JSON.stringify(request),
    headers: { "content-type": "application/json", "connect-protocol-version": "1", "smarthub-contract": "1", "smarthub-scheme": scheme },
  }).catch(() => {
    throw new Refused("offline");
  });
  const said = await answer.json().catch(() => ({})) as { code?: string };
  if (!answer.ok) throw new Refused(said.code ?? "unknown");
  return said as T;
}

export const getPublicPage = (scheme: string) => call<PublicPage>(scheme, "GetPublicPage", {});
export const openChallenge = (scheme: string, requestId: string, challenge: NewChallenge) =>
  call<{ reference: string; answerBy?: string }>(scheme, "OpenChallenge", { requestId: { value: requestId }, ...challenge });
export const getChallengeState = (scheme: string, reference: string) =>
  call<ChallengeStanding>(scheme, "GetChallengeState", { reference });

const TEXTS: Record<string, string> = {
  offline: "The hub cannot be reached. Check your connection, then try again",
  unavailable: "The hub cannot be reached at the moment. Try again in a minute",
  resource_exhausted: "There were too many tries in a short time. Wait a minute, then try again",
  invalid_argument: "Something here is not in the right form. Check what you entered",
  deadline_exceeded: "That took too long. Try again",
};
export const refusal = (cause: unknown) => TEXTS[cause instanceof Refused ? cause.code : ""] ?? "Something went wrong at our end. Try again";
