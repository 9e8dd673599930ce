#include "policies/engine/period.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace smarthub::policy {
namespace {

constexpr int kMostMonths = 1200;
constexpr int kMostDays = 36525;
constexpr int64_t kMostSeconds = int64_t{kMostDays} * 24 * 60 * 60;

// Midnight that begins `day`. Britain changes its clocks at 01:00, so there is always one.
absl::Time BeginOf(absl::CivilDay day, absl::TimeZone zone) {
  return zone.At(absl::CivilSecond(day)).pre;
}

absl::CivilDay DayOf(absl::Time time, absl::TimeZone zone) {
  return absl::CivilDay(zone.At(time).cs);
}

}  // namespace

absl::StatusOr<absl::TimeZone> London() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/London", &zone)) {
    return absl::InternalError("no time zone data for Europe/London: install tzdata");
  }
  return zone;
}

absl::Status CheckPeriod(const v1::Period& period) {
  if (period.months() < 0 || period.days() < 0 || period.seconds() < 0) {
    return absl::InvalidArgumentError("a period is negative");
  }
  if (period.months() > kMostMonths || period.days() > kMostDays ||
      period.seconds() > kMostSeconds) {
    return absl::InvalidArgumentError("a period is longer than 100 years");
  }
  const bool civil = period.months() > 0 || period.days() > 0;
  if (civil && period.seconds() > 0) {
    return absl::InvalidArgumentError("a period mixes civil days with seconds");
  }
  if (!civil && period.seconds() == 0) return absl::InvalidArgumentError("a period is empty");
  return absl::OkStatus();
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month.year(), month.month(), 1) + (day.day() - 1), last);
}

absl::Time EndOf(const v1::Period& period, absl::Time start, absl::TimeZone zone) {
  if (period.seconds() > 0) return start + absl::Seconds(period.seconds());
  const absl::CivilDay last = AddMonths(DayOf(start, zone), period.months()) + period.days();
  return BeginOf(last + 1, zone);
}

absl::Time EndOfFromMonthEnd(const v1::Period& period, absl::Time start, absl::TimeZone zone) {
  // Counted from the first of the next month, so that 24 months from the end of February end with
  // February, leap year or not.
  const absl::CivilDay first(absl::CivilMonth(DayOf(start, zone)) + 1);
  if (period.seconds() > 0) return BeginOf(first, zone) + absl::Seconds(period.seconds());
  return BeginOf(AddMonths(first, period.months()) + period.days(), zone);
}

v1::Period Halved(const v1::Period& period) {
  v1::Period half;
  half.set_months(period.months() / 2);
  half.set_days(period.days() / 2 + (period.months() % 2) * 15);
  half.set_seconds(period.seconds() / 2);
  return half;
}

absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text) {
  const auto wrong = absl::InvalidArgumentError("a day is not YYYY-MM-DD");
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && !absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return wrong;
  }
  int year = 0;
  int month = 0;
  int day = 0;
  const std::string digits(text);
  if (!absl::SimpleAtoi(digits.substr(0, 4), &year) ||
      !absl::SimpleAtoi(digits.substr(5, 2), &month) ||
      !absl::SimpleAtoi(digits.substr(8, 2), &day)) {
    return wrong;
  }
  const absl::CivilDay parsed(year, month, day);
  // CivilDay rolls 31 June over into July; a day that does not exist is a mistake here.
  if (parsed.month() != month || parsed.day() != day || year < 1900) return wrong;
  return parsed;
}

}  // namespace smarthub::policy
