// The hallway. Every call to the hub, from every door, passes through here, in this order:
//
//   authenticate -> decide -> handle -> redact -> commit (with its audit entry) -> answer
//
// Read guard.cc first: it is the one file that says what happens to a call. What cannot be decided
// is denied; what cannot be recorded does not happen; after the commit only the connection can
// fail. One Guard belongs to one Loop's thread.
#ifndef PLATFORM_RPC_GUARD_H_
#define PLATFORM_RPC_GUARD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/crypto/key_provider.h"
#include "platform/rpc/caller.h"
#include "platform/rpc/method_table.h"
#include "platform/rpc/policy_book.h"
#include "platform/store/store.h"

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

// Sees how calls end, for metrics and the log. Runs on the Guard's thread; must not block.
class GuardObserver {
 public:
  virtual ~GuardObserver() = default;
  // `told`: what the caller was told; `took` by the injected clock.
  virtual void Called(const Method& method, const absl::Status& told, absl::Duration took) = 0;
  // Its commit met somebody else's; it runs again on what is stored by then.
  virtual void RunsAgain(const Method& method) = 0;
  // Something of ours went wrong and the caller was told INTERNAL. `why` names types and fields of
  // the contract, never data.
  virtual void Broken(const Method& method, const absl::Status& why) = 0;
};

// Nothing is owned; everything outlives the Guard and its calls.
struct GuardOptions {
  const MethodTable* methods = nullptr;
  store::Store* store = nullptr;
  Authenticator* authenticator = nullptr;
  // The bundle in force of a scheme, or of "hub".
  PolicyLookup policies;
  crypto::KeyProvider* keys = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
  Loop* loop = nullptr;
  // May be null.
  GuardObserver* observer = nullptr;
  // For unary calls whose door set none.
  absl::Duration longest_call = absl::Seconds(30);
  // How often an open stream is authenticated and decided again. With the authenticator's 3 s, a
  // suspension bites within 5.
  absl::Duration stream_recheck = absl::Seconds(2);
};

class Guard final : public Dispatcher {
 public:
  // Makes the keys "hub/token" and "hub/fingerprint" where there are none (blocks).
  static absl::StatusOr<std::unique_ptr<Guard>> Make(GuardOptions options);
  ~Guard() override;

  const Method* Find(std::string_view path) const override;
  Task<Answer> Unary(const Method& method, Call call, const Message& request) override;
  Task<absl::Status> ServerStream(const Method& method, Call call, const Message& request,
                                  Stream& stream) override;

  // The hub's own work: a SYSTEM method, in this process, as `name` ("system/identity") in `scheme`
  // (empty for methods of the hub's slot). No door leads here.
  Task<Answer> RunSystem(std::string name, std::string scheme, std::string_view path,
                         const Message& request);

  // Its rooms, for the files beside guard.cc.
  struct Hall;

 private:
  explicit Guard(std::unique_ptr<Hall> hall);
  std::unique_ptr<Hall> hall_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GUARD_H_
