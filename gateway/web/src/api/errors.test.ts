import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import { ErrorDetailSchema, Reason } from "@gen/error/v1/error_pb";
import { IdentityService } from "@gen/identity/v1/identity_pb";
import { IncidentState, PublicationItem, Purpose } from "@gen/policy/v1/policy_pb";
import { describe, expect, it } from "vitest";
import { clientsOver } from "./clients";
import { everyReasonHasText, toProblem, worthRetrying } from "./errors";
import { nameSchemeAndPurpose } from "./transport";

const failed = (reason: Reason, field = "", state = IncidentState.UNSPECIFIED, missing: PublicationItem[] = []) => new ConnectError("the server's text", Code.InvalidArgument, undefined, [
  { desc: ErrorDetailSchema, value: create(ErrorDetailSchema, { reason, field, state, missing }) },
]);

describe("errors", () => {
  it("every stable reason has a text", () => expect(everyReasonHasText()).toEqual([]));
  it("keep the field and never show the server's own text", () => {
    const problem = toProblem(failed(Reason.TOO_LONG, "report.goods[2].what"));
    expect(problem.field).toBe("report.goods[2].what");
    expect(problem.text).not.toContain("server's text");
  });
  it("a wrong state names the state", () => {
    expect(toProblem(failed(Reason.WRONG_STATE, "", IncidentState.DECLINED)).text).toContain("Declined");
  });
  it("a bulletin that is not ready names what is missing", () => {
    const text = toProblem(failed(Reason.NOT_READY, "", IncidentState.UNSPECIFIED, [PublicationItem.NOTICE, PublicationItem.SECOND_PERSON])).text;
    expect(text).toContain("must have been told that they are on record");
    expect(text).toContain("A second person must approve it");
  });
  it("a second force says what to do", () => {
    expect(toProblem(failed(Reason.TOO_MANY, "kind")).text).toContain("End the other agreement first");
    expect(toProblem(failed(Reason.TOO_MANY, "goods")).text).not.toContain("agreement");
  });
  it("without a detail are read from the code", () => {
    expect(toProblem(new ConnectError("", Code.Unauthenticated)).reason).toBe(Reason.NOT_SIGNED_IN);
    expect(toProblem(new ConnectError("", Code.NotFound)).reason).toBe(Reason.NOT_FOUND);
    expect(toProblem(new Error("boom")).reason).toBe(Reason.INTERNAL);
    expect(toProblem(new TypeError("Failed to fetch")).text).toContain("no connection");
  });
  it("a report is kept when trying again may work, and only then", () => {
    expect(worthRetrying(toProblem(new ConnectError("", Code.Unavailable)))).toBe(true);
    expect(worthRetrying(toProblem(failed(Reason.OUTCOME_UNKNOWN)))).toBe(true);
    expect(worthRetrying(toProblem(failed(Reason.TOO_LONG)))).toBe(false);
    expect(worthRetrying(toProblem(failed(Reason.REQUEST_ID_REUSED)))).toBe(false);
  });
});

describe("every call", () => {
  it("carries scheme and purpose as they are at that moment", async () => {
    const seen: [string | null, string | null][] = [];
    let named = { scheme: "", purpose: Purpose.UNSPECIFIED };
    const { identity } = clientsOver(createRouterTransport(({ service }) => {
      service(IdentityService, {
        getTerms(_, context) {
          seen.push([context.requestHeader.get("smarthub-scheme"), context.requestHeader.get("smarthub-purpose")]);
          return {};
        },
      });
    }, { transport: { interceptors: [nameSchemeAndPurpose(() => named)] } }));
    await identity.getTerms({});
    named = { scheme: "melton", purpose: Purpose.DATA_SUBJECT_REQUEST };
    await identity.getTerms({});
    expect(seen).toEqual([[null, null], ["melton", "PURPOSE_DATA_SUBJECT_REQUEST"]]);
  });
});
