// The steps of the hallway that guard.cc puts in order. Included by guard.cc and its streams only.
#ifndef PLATFORM_RPC_HALL_H_
#define PLATFORM_RPC_HALL_H_

#include <optional>
#include <string>

#include "platform/rpc/admission.h"
#include "platform/rpc/call_context.h"
#include "platform/rpc/deadlines.h"
#include "platform/rpc/guard.h"
#include "platform/rpc/kept_answer.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/rpc/redactor.h"
#include "platform/rpc/token.h"

namespace smarthub::rpc {

// A call's own cancellation, which its door's cancels too.
class Linked {
 public:
  // `from` may be null; both outlive this.
  Linked(Cancellation* from, Cancellation* to);

 private:
  Cancellation::Listener listener_;
};

struct Guard::Hall {
  Hall(GuardOptions options, crypto::Key token_key, crypto::Key fingerprint);

  Visit Enter(const Method& method, const Call& call, Cancellation* cancellation) const;
  // One commit of what the notebook holds, with its audit entry. `refusal` other than UNSPECIFIED:
  // nothing is changed, the refusal alone is recorded.
  Task<absl::StatusOr<store::Committed>> Commit(const Visit& visit, const Notebook& notebook,
                                                Uuid entry_id, Reason refusal,
                                                std::optional<store::Idempotency> idempotency);
  // Steps 3 to 6 of an admitted unary call: handle, redact, commit, answer (guard.cc).
  Task<Answer> Handle(Visit& visit, const Message& request);
  // A handler failed, or its changes met an answer kept for the same request id: the first answer,
  // if there is one; else `why`, recorded if it is a refusal.
  Task<Answer> RepeatOrRefuse(const Visit& visit, Notebook notebook,
                              const std::optional<RequestIdentity>& identity, absl::Status why);
  // A call that ends in `why`: recorded first where a signed-in caller was refused something.
  Task<Answer> Refuse(const Visit& visit, Notebook notebook, absl::Status why);
  CallContext::Tools tools() const;
  // What the door may tell, and what observers are told.
  absl::Status Tell(const Visit& visit, absl::Status status);

  GuardOptions options;
  PolicyBook policies;
  Admission admission;
  Redactor redactor;
  LeafSeal leaf_seal;
  Tokens tokens;
  crypto::Key fingerprint_key;
  Deadlines deadlines;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_HALL_H_
