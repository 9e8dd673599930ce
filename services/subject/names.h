// Who the caller is, for what a record says of who made it.
#ifndef SERVICES_SUBJECT_NAMES_H_
#define SERVICES_SUBJECT_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"

namespace smarthub::subject {

// From the caller's MEMBERSHIP, by LoadForRule; empty where it says none.
Task<absl::StatusOr<std::string>> NameOfCaller(rpc::Context& context);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NAMES_H_
