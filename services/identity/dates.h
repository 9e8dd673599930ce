// Days as a contract counts them: civil days in Europe/London. Pure functions, thread-safe.
#ifndef SERVICES_IDENTITY_DATES_H_
#define SERVICES_IDENTITY_DATES_H_

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::identity {

std::string FormatDay(absl::CivilDay day);
absl::CivilDay LondonDay(absl::Time at);

// An agreement holds the whole of its last day (YYYY-MM-DD). A day that does not parse: it does
// not.
bool AgreementCurrent(std::string_view last_day, absl::Time now);

// When a person has to accept again; `valid_for` empty: after 12 months.
absl::Time TermsEnd(absl::Time accepted, const policy::v1::Period& valid_for);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_DATES_H_
