// Where a request goes: a call, a page, or a refusal. One per connection.
#ifndef GATEWAY_EDGE_ROUTER_H_
#define GATEWAY_EDGE_ROUTER_H_

#include <memory>

#include "gateway/edge/core.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/rpc_protocol.h"

namespace smarthub::edge {

// "/package.Service/Method": never a page.
bool IsCallPath(std::string_view path);

class Router final : public Handler {
 public:
  Router(std::shared_ptr<Core> core, std::shared_ptr<const Peer> peer)
      : shared_core_(std::move(core)), core_(*shared_core_), peer_(std::move(peer)) {}

  bool OnHead(const std::shared_ptr<Exchange>& exchange) override;
  void OnRequest(const std::shared_ptr<Exchange>& exchange) override;

 private:
  std::shared_ptr<Core> shared_core_;
  Core& core_;
  std::shared_ptr<const Peer> peer_;
};

// Health, readiness and metrics, for the private port.
class PrivateRouter final : public Handler {
 public:
  explicit PrivateRouter(std::shared_ptr<Core> core) : core_(std::move(core)) {}

  bool OnHead(const std::shared_ptr<Exchange>& exchange) override;
  void OnRequest(const std::shared_ptr<Exchange>&) override {}

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_ROUTER_H_
