// One call, from a whole HTTP request to its answer.
#ifndef GATEWAY_EDGE_RPC_CALL_H_
#define GATEWAY_EDGE_RPC_CALL_H_

#include <memory>

#include "gateway/edge/core.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/rpc_protocol.h"
#include "platform/task/task.h"

namespace smarthub::edge {

// `method` outlives the call; the rest is kept by it.
Task<void> RunCall(std::shared_ptr<Core> shared_core, const BackendMethod& method, RpcFormat format,
                   std::shared_ptr<Exchange> exchange, std::shared_ptr<const Peer> peer);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_RPC_CALL_H_
