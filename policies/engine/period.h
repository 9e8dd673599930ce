// Civil periods: what "12 months" and "31 days" mean. docs/formats/policy.md, "Periods".
//
// Months and days are counted in civil days of a zone (Europe/London), and end with the end of
// their last day: one month from 31 January ends at midnight after 28 (or 29) February. Seconds are
// counted on the clock and stand alone. Pure functions, thread-safe.
#ifndef POLICIES_ENGINE_PERIOD_H_
#define POLICIES_ENGINE_PERIOD_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::policy {

// INTERNAL where the machine has no time zone data (package tzdata).
absl::StatusOr<absl::TimeZone> London();

// Nothing negative, at least something, seconds apart from months and days, at most 100 years.
absl::Status CheckPeriod(const v1::Period& period);

// The instant at which a period from `start` is over. `period` has passed CheckPeriod.
absl::Time EndOf(const v1::Period& period, absl::Time start, absl::TimeZone zone);

// The same, counted from the end of the month that `start` lies in.
absl::Time EndOfFromMonthEnd(const v1::Period& period, absl::Time start, absl::TimeZone zone);

// Half of it, rounded down to whole days, half a month being 15 days.
v1::Period Halved(const v1::Period& period);

// The same day `months` later, or the last day of that month where it has no such day.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

// "YYYY-MM-DD", a real day. INVALID_ARGUMENT otherwise.
absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_PERIOD_H_
