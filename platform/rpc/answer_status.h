// What a caller is told of a status, in one place. Pure; thread-safe.
#ifndef PLATFORM_RPC_ANSWER_STATUS_H_
#define PLATFORM_RPC_ANSWER_STATUS_H_

#include "absl/status/status.h"

namespace smarthub::rpc {

// A status made by Error() as it is; CANCELLED, DEADLINE_EXCEEDED and a lost race with their
// reasons; everything else is ours to hide: INTERNAL with a generic text.
absl::Status ToldToCaller(const absl::Status& status);

// True where ToldToCaller hides what happened, and somebody of ours should look.
bool IsHidden(const absl::Status& status);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_ANSWER_STATUS_H_
