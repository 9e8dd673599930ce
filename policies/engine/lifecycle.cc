#include "policies/engine/lifecycle.h"

#include "absl/strings/str_cat.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

bool FromMonthEnd(v1::Clock clock) {
  return clock == v1::CLOCK_END_OF_MONTH_HAPPENED || clock == v1::CLOCK_ITS_MONTH;
}

// "YYYY-MM-DD" sorts as text; Compile has checked the form.
std::string DayText(absl::Time now, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d", now, zone);
}

}  // namespace

absl::StatusOr<Retention> RetentionDue(const Policy& policy, RetentionClass retention_class,
                                       v1::Clock clock, absl::Time start, bool under_18,
                                       absl::Time now) {
  const std::string today = DayText(now, policy.zone());
  const auto& rules = policy.bundle().lifecycle();
  // Of several versions of one step the newest that is in force counts.
  const auto superseded = [&](const v1::LifecycleRule& rule) {
    for (const v1::LifecycleRule& other : rules) {
      if (other.retention_class() == rule.retention_class() && other.clock() == rule.clock() &&
          other.step() == rule.step() && other.effective_from() <= today &&
          other.effective_from() > rule.effective_from()) {
        return true;
      }
    }
    return false;
  };
  bool known = false;
  Retention first;
  for (const v1::LifecycleRule& rule : rules) {
    if (rule.retention_class() != retention_class || rule.effective_from() > today) continue;
    if (clock == v1::CLOCK_NONE) known = true;
    if (rule.clock() != clock || superseded(rule)) continue;
    known = true;
    if (!rule.has_after()) continue;
    const v1::Period after =
        under_18 && rule.halved_under_18() ? Halved(rule.after()) : rule.after();
    const absl::Time due = FromMonthEnd(clock) ? EndOfFromMonthEnd(after, start, policy.zone())
                                               : EndOf(after, start, policy.zone());
    if (!first.due.has_value() || due < *first.due) first = {due, rule.step(), rule.id()};
  }
  if (!known) {
    return absl::InvalidArgumentError(absl::StrCat("the policy has no lifecycle rule for ",
                                                   v1::RetentionClass_Name(retention_class), " on ",
                                                   v1::Clock_Name(clock)));
  }
  return first;
}

}  // namespace smarthub::policy
