// Making a scheme; shared by `init` and `run`.
#ifndef SERVICES_MAKING_SCHEMES_H_
#define SERVICES_MAKING_SCHEMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/task/task.h"
#include "services/hub.h"

namespace smarthub {

// The token of the first coordinator's invitation. ALREADY_EXISTS where the scheme is there.
Task<absl::StatusOr<std::string>> MakeScheme(Hub& hub, std::string scheme, std::string name,
                                             std::string notice, Random& random);

}  // namespace smarthub

#endif  // SERVICES_MAKING_SCHEMES_H_
