#include "services/identity/dates.h"

#include <cstdlib>

#include "absl/strings/str_format.h"
#include "policies/engine/period.h"

namespace smarthub::identity {
namespace {

absl::TimeZone London() {
  // Without tzdata no statutory day can be told; nothing may be computed as if London were UTC.
  const absl::StatusOr<absl::TimeZone> zone = policy::London();
  if (!zone.ok()) std::abort();
  return *zone;
}

}  // namespace

std::string FormatDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::CivilDay LondonDay(absl::Time at) { return absl::ToCivilDay(at, London()); }

bool AgreementCurrent(std::string_view last_day, absl::Time now) {
  const absl::StatusOr<absl::CivilDay> day = policy::ParseDay(last_day);
  return day.ok() && LondonDay(now) <= *day;
}

absl::Time TermsEnd(absl::Time accepted, const policy::v1::Period& valid_for) {
  policy::v1::Period period = valid_for;
  if (!policy::CheckPeriod(period).ok()) {
    period.Clear();
    period.set_months(12);
  }
  return policy::EndOf(period, accepted, London());
}

}  // namespace smarthub::identity
