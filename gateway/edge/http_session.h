// HTTP without sockets: decrypted bytes in, bytes to encrypt out. One per connection, one thread.
#ifndef GATEWAY_EDGE_HTTP_SESSION_H_
#define GATEWAY_EDGE_HTTP_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "gateway/edge/counters.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/options.h"

namespace smarthub::edge {

// What a session needs of its connection. All outlive it.
struct SessionContext {
  const Limits* limits = nullptr;
  Clock* clock = nullptr;
  Counters* counters = nullptr;
  Handler* handler = nullptr;
  // There is something to Produce; called when a response comes outside Receive, too.
  std::function<void()> wake;
};

class HttpSession {
 public:
  virtual ~HttpSession() = default;
  virtual void Receive(std::string_view bytes) = 0;
  // Appends to `out` until it holds about `most` bytes.
  virtual void Produce(std::string& out, size_t most) = 0;
  // False: what is there must be answered first.
  virtual bool wants_input() const = 0;
  // The connection is to be closed once all is sent.
  virtual bool done() const = 0;
  // Calls that are being answered.
  virtual size_t open() const = 0;
  // When the client must have done its part (finished a request, or begun one);
  // InfiniteFuture while it is our turn.
  virtual absl::Time deadline() const = 0;
  // No new requests; what is open is answered. Called again later, it insists.
  virtual void Drain() = 0;
};

std::unique_ptr<HttpSession> NewH1Session(SessionContext context);
std::unique_ptr<HttpSession> NewH2Session(SessionContext context);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_HTTP_SESSION_H_
