// The hallway. Every call to the hub, from every door, passes through here, in this order:
//
//   authenticate -> decide -> handle -> redact -> commit (with its audit entry) -> answer
//
// Read guard.cc first: it is the one file that says what happens to a call. What cannot be decided
// is denied; what cannot be recorded does not happen; after the commit only the connection can fail.
// One Guard belongs to one Loop's thread.
#ifndef PLATFORM_RPC_GUARD_H_
#define PLATFORM_RPC_GUARD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/rpc/caller.h"
#include "platform/rpc/method_table.h"

namespace smarthub::rpc {

// One call as a door hands it over.
struct Call {
  Credentials credentials;
  // InfiniteFuture: none; Guard sets one of 30 s for unary calls.
  absl::Time deadline = absl::InfiniteFuture();
  // Outlives the call. The door cancels it when the client goes or the deadline passes.
  Cancellation* cancellation = nullptr;
};

struct Answer {
  // Safe to show as it is.
  absl::Status status;
  // Set where status is OK and the method is unary: redacted, committed, ready to send.
  std::unique_ptr<Message> reply;
  // The audit entry's id as text; empty where nothing was recorded (public methods, errors before
  // anybody was signed in).
  std::string receipt;
};

// Doors know this much of the Guard.
class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  virtual const Method* Find(std::string_view path) const = 0;
  virtual Task<Answer> Unary(const Method& method, Call call, const Message& request) = 0;
  // Ends with the stream's status. Every message has been decided when it is written.
  virtual Task<absl::Status> ServerStream(const Method& method, Call call, const Message& request,
                                          Stream& stream) = 0;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GUARD_H_
