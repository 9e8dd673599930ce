// The one way out of the page: Connect over the same origin. The session is an HttpOnly cookie that
// script cannot read; scheme and purpose go with every call.
import type { CallOptions, Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { Purpose } from "@gen/policy/v1/policy_pb";

// The contract these pages were made from; the server says which one it speaks.
export const CONTRACT = "1";

// For a call that nobody asked for (a list that reads itself again, a stream that is taken up again):
// it does not keep a session awake. What a person does never carries it.
export const UNATTENDED: CallOptions = { headers: { "smarthub-unattended": "1" } };
// What a person does.
export const ATTENDED: CallOptions = {};

export interface Named {
  scheme: string;
  purpose: Purpose;
}

// Says for which scheme and purpose a call is made. `named` is asked at each call: it changes when
// the person chooses another purpose.
export function nameSchemeAndPurpose(named: () => Named): Interceptor {
  return (next) => (request) => {
    const { scheme, purpose } = named();
    request.header.set("smarthub-contract", CONTRACT);
    if (scheme) request.header.set("smarthub-scheme", scheme);
    if (purpose !== Purpose.UNSPECIFIED) {
      request.header.set("smarthub-purpose", `PURPOSE_${Purpose[purpose]}`);
    }
    return next(request);
  };
}

export function browserTransport(named: () => Named): Transport {
  return createConnectTransport({
    baseUrl: window.location.origin,
    useBinaryFormat: true,
    interceptors: [nameSchemeAndPurpose(named)],
  });
}
