// What makes a bundle loadable. One bad rule rejects all of it, named. Inside the engine.
#ifndef POLICIES_ENGINE_CHECK_H_
#define POLICIES_ENGINE_CHECK_H_

#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/repeated_field.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::policy {

// INVALID_ARGUMENT saying which rule and what is wrong with it.
absl::Status CheckBundle(const v1::Bundle& bundle, absl::Span<const std::string_view> actions);

// ---- parts of it, in files of their own ----

// Flow, routes and purposes.
absl::Status CheckFlow(const v1::Bundle& bundle, const std::set<std::string_view>& actions);
// Lifecycle and ledger.
absl::Status CheckClocks(const v1::Bundle& bundle);
// Galleries, what must be so before publishing, audiences, challenges.
absl::Status CheckPublication(const v1::Bundle& bundle);

// "id: what".
absl::Status Bad(std::string_view id, std::string_view what);

// Absent, or a period that can be; `field` is named where it cannot.
absl::Status CheckOptionalPeriod(std::string_view id, std::string_view field, bool has,
                                 const v1::Period& period);

// A known value of its enum, and not the unspecified one unless `zero`.
bool Known(const google::protobuf::EnumDescriptor* type, int value, bool zero = false);

// All known, none twice.
absl::Status CheckList(std::string_view id, const google::protobuf::EnumDescriptor* type,
                       const google::protobuf::RepeatedField<int>& values, bool zero = false);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_CHECK_H_
