// The name that the caller goes by in the scheme: for a record that says who wrote it, and for the
// mark on a picture that says who looked. The one place that knows where it is kept.
#ifndef PLATFORM_RPC_CALLERS_NAME_H_
#define PLATFORM_RPC_CALLERS_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"

namespace smarthub::rpc {

// From the caller's MEMBERSHIP, which the method declares in `rule_reads`. Empty where it holds no
// name: the hub's own work, or somebody whose name was erased.
Task<absl::StatusOr<std::string>> CallersName(Context& context);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_CALLERS_NAME_H_
