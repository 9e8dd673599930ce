// The first two steps of a call: who is it, and may they do this at all? Belongs to one loop's
// thread.
#ifndef PLATFORM_RPC_ADMISSION_H_
#define PLATFORM_RPC_ADMISSION_H_

#include "absl/status/status.h"
#include "platform/rpc/call_context.h"
#include "platform/rpc/caller.h"
#include "platform/rpc/policy_book.h"
#include "platform/task/task.h"

namespace smarthub::rpc {

// The slot of accounts, sessions, invitations and the scheme registry.
inline constexpr std::string_view kHubSlot = "hub";

// The answer to a method that there is not, or not at this door.
absl::Status NoSuchMethod();

class Admission {
 public:
  // None is owned; all outlive this.
  Admission(Authenticator* authenticator, PolicyBook* policies, store::Store* store)
      : authenticator_(authenticator), policies_(policies), store_(store) {}

  // Fills caller, slot and policy. On error the caller is signed in wherever it is known who was
  // refused, so that the refusal can be recorded. A SYSTEM method is UNIMPLEMENTED from every door.
  Task<absl::Status> Authenticate(Visit& visit);

  // Purpose and action. PERMISSION_DENIED with the reason that the caller can do something about:
  // the one fact that, were it otherwise, would have let them in.
  absl::Status Decide(Visit& visit);

  // The hub itself comes in, for a SYSTEM method only, and is decided about like everybody else.
  absl::Status AdmitSystem(Visit& visit, std::string name, std::string scheme);

 private:
  Task<absl::Status> AuthenticateMember(Visit& visit);
  Task<absl::Status> AdmitPublic(Visit& visit);
  absl::Status ChoosePurpose(Visit& visit) const;

  Authenticator* authenticator_;
  PolicyBook* policies_;
  store::Store* store_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_ADMISSION_H_
