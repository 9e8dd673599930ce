// One pipelined connection to Redis. Calls are written in the order made and answered in that
// order.
//
// Belongs to one loop's thread. Held by shared_ptr: what it waits for in Asio holds it too.
#ifndef PLATFORM_STORE_CONNECTION_H_
#define PLATFORM_STORE_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/resp.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::store {

// Whether a call that got no answer may have changed something.
enum class CallKind { kRead, kWrite };

struct Endpoint {
  std::string socket_path;
  std::string host;
  uint16_t port = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(Loop& loop);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // UNAVAILABLE where nobody listens.
  Task<absl::Status> Connect(Endpoint endpoint);

  // The reply; an error reply is a reply. UNAVAILABLE / STORE_AWAY: it was not done (or only read);
  // UNAVAILABLE / OUTCOME_UNKNOWN: a write went unanswered. A cancelled read returns at once.
  Task<absl::StatusOr<Reply>> Call(const Command& command, CallKind kind,
                                   Cancellation* cancellation = nullptr);

  // From now on replies are pushes of channels; calls are no longer answered.
  void Subscribed(std::function<void(ReplyView)> on_push);
  // Writes without waiting for a reply.
  void Send(const Command& command);

  bool open() const;
  // Ends the connection; everything that waits is answered.
  void Close();
  // The same without answering: for the end of everything.
  void Abandon();
  // Set when the connection has ended.
  Event& closed();
  // Calls written and not answered.
  int waiting() const;
  // Counts reads that brought something, so that a watch can tell slow from stuck.
  uint64_t progress() const;

 private:
  struct Impl;
  struct Waiter;
  std::unique_ptr<Impl> impl_;
};

// The two statuses of an unanswered call.
absl::Status StoreAway();
absl::Status OutcomeUnknown();

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_CONNECTION_H_
