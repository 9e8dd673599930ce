// The hub behind the edge: from what HTTP carries to rpc::Credentials, from rpc::Answer to what
// HTTP carries. Also the one place that knows the session cookie.
//
//   credential          from
//   session token       cookie `__Host-smarthub` (browsers), else `authorization: Bearer <token>`
//   scheme, purpose     `smarthub-scheme`, `smarthub-purpose`
//   nobody at it        `smarthub-unattended`, any value: a page reads again by itself
//   officer             `smarthub-on-behalf-of`, with a client certificate only
//   certificate         SHA-256 of the one presented on the agency host name
//
// A request that comes from a page (it has Sec-Fetch-Site or Origin) gets its session token as a
// cookie that script cannot read; SignOut clears it. A POST with a cookie whose origin is not our
// own is refused: PERMISSION_DENIED / BAD_ORIGIN.
#ifndef GATEWAY_EDGE_DISPATCHER_BACKEND_H_
#define GATEWAY_EDGE_DISPATCHER_BACKEND_H_

#include <memory>

#include "gateway/edge/backend.h"
#include "platform/rpc/guard.h"

namespace smarthub::edge {

// `methods` and `dispatcher` outlive it. Methods that only the system may call do not exist here.
std::unique_ptr<Backend> MakeDispatcherBackend(const rpc::MethodTable& methods,
                                               rpc::Dispatcher& dispatcher);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_DISPATCHER_BACKEND_H_
