// When the next retention step of a record is due. Computed into every record at every change.
//
// Nothing is erased from here: this says when, the sweeper (its own issue) does it. Pure,
// thread-safe. docs/formats/policy.md, "Lifecycle".
#ifndef POLICIES_ENGINE_LIFECYCLE_H_
#define POLICIES_ENGINE_LIFECYCLE_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {

using v1::LifecycleStep;
using v1::RetentionClass;

struct Retention {
  // Absent: the clock has not started, or the class is kept while in use.
  std::optional<absl::Time> due;
  // Unspecified where nothing is due.
  LifecycleStep step = v1::LIFECYCLE_STEP_UNSPECIFIED;
  // The rule that says so; a view into the policy.
  std::string_view rule;
};

// The first step of `retention_class` on `clock`, of the rules in force on the civil day of `now`.
// `start` is the event itself (the month-end clocks find the end of its month themselves); with
// CLOCK_NONE it is not looked at and nothing is due.
// INVALID_ARGUMENT where the bundle has no rule for that class and clock: a record without a
// retention rule must not be written.
absl::StatusOr<Retention> RetentionDue(const Policy& policy, RetentionClass retention_class,
                                       v1::Clock clock, absl::Time start, bool under_18,
                                       absl::Time now);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_LIFECYCLE_H_
