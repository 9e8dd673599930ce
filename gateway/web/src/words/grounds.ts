// What somebody may ask of a scheme, in plain English; by the names of policy.v1.ChallengeGround, so that
// the public page needs nothing of the contract.
export type GroundName = "MISTAKEN_IDENTITY" | "INACCURATE" | "OBJECTION" | "ERASURE" | "ACCESS" | "APPEAL" | "COMPLAINT";

export const GROUNDS: Record<GroundName, [string, string]> = {
  ACCESS: ["I want to know what you hold about me", "You get a copy of it, and who has seen it as far as the law allows."],
  MISTAKEN_IDENTITY: ["It was not me", "You take me for somebody else."],
  INACCURATE: ["Something about me is wrong", "You want it corrected."],
  OBJECTION: ["I do not want you to use my data", "You object to it."],
  ERASURE: ["I want my data erased", "You think that it should not be held, or no longer."],
  APPEAL: ["I appeal against a ban or a warning", "You were excluded or warned by the scheme."],
  COMPLAINT: ["I want to complain", "About how the scheme or one of its members has treated you or your data."],
};
