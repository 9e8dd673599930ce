// The answer kept for a request id, so that repeating a call returns the first answer instead of
// doing it twice. Pure; thread-safe.
#ifndef PLATFORM_RPC_KEPT_ANSWER_H_
#define PLATFORM_RPC_KEPT_ANSWER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/base/uuid.h"
#include "platform/crypto/key.h"
#include "platform/rpc/caller.h"
#include "platform/rpc/guard.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"

namespace smarthub::rpc {

// Which intended change a request is, and a fingerprint of all that it says.
struct RequestIdentity {
  // Caller's person id || request id: ids of different people never meet.
  std::string key;
  // HMAC over method and request: tells whether two requests are the same, and nothing else.
  std::string fingerprint;
};

// nullopt for a method that does not change anything, and for the hub's own second halves, whose
// handlers are idempotent by themselves. INVALID_ARGUMENT naming the field where the id is missing
// or malformed.
absl::StatusOr<std::optional<RequestIdentity>> Identify(const Method& method, const Caller& caller,
                                                        const Message& request,
                                                        const crypto::Key& key);

// Kept with the reply is the receipt of the audit entry it was committed with.
store::Idempotency Keep(const RequestIdentity& identity, const Message& reply, const Uuid& receipt,
                        bool holds_secret);

// The first answer; ALREADY_EXISTS / REQUEST_ID_REUSED where it answered another request.
Answer Repeat(const store::KeptAnswer& kept, const RequestIdentity& identity, const Method& method);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_KEPT_ANSWER_H_
