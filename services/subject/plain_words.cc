#include "services/subject/plain_words.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "services/subject/challenge.h"
#include "services/subject/letter_texts.h"

namespace smarthub::subject {
namespace {

using policy::v1::LifecycleRule;

std::string Counted(int64_t count, std::string_view one) {
  return absl::StrCat(count, " ", ToAbsl(one), count == 1 ? "" : "s");
}

std::string_view What(policy::v1::RetentionClass of) {
  switch (of) {
    case policy::v1::RETENTION_CLASS_INCIDENT:
      return "Reports of what happened, with the people described in them";
    case policy::v1::RETENTION_CLASS_INCIDENT_PASSED:
      return "Reports that were passed to the police";
    case policy::v1::RETENTION_CLASS_KNOWN_PERSON:
      return "Bulletins that show somebody who is named by members";
    case policy::v1::RETENTION_CLASS_ID_SOUGHT:
      return "Bulletins that ask who somebody is";
    case policy::v1::RETENTION_CLASS_PHOTO:
      return "Pictures";
    case policy::v1::RETENTION_CLASS_CARD:
      return "Warnings and cards";
    case policy::v1::RETENTION_CLASS_EXCLUSION:
      return "Exclusions";
    case policy::v1::RETENTION_CLASS_MEMBER:
      return "Accounts of members";
    case policy::v1::RETENTION_CLASS_AUDIT:
      return "The record of who looked at what, and why";
    default:
      return "";
  }
}

std::string_view After(policy::v1::Clock clock) {
  switch (clock) {
    case policy::v1::CLOCK_END_OF_MONTH_HAPPENED:
      return "after the end of the month in which it happened";
    case policy::v1::CLOCK_AGENCY_OUTCOME:
      return "after the police said how it ended";
    case policy::v1::CLOCK_PASSED:
      return "after it was passed to the police without an outcome";
    case policy::v1::CLOCK_PUBLICATION:
      return "after it was published";
    case policy::v1::CLOCK_UPLOAD:
      return "after it was taken in";
    case policy::v1::CLOCK_LEAVING:
      return "after they leave";
    case policy::v1::CLOCK_ITS_MONTH:
      return "after the end of its month";
    case policy::v1::CLOCK_PREVIOUS_STEP:
      return "after that";
    case policy::v1::CLOCK_CARD_GIVEN:
      return "after it was given";
    case policy::v1::CLOCK_EXCLUSION_ENDED:
      return "after it ended";
    case policy::v1::CLOCK_CREATION:
      return "after it was proposed, where it was not published";
    default:
      return "after it was made";
  }
}

std::string_view Then(policy::v1::LifecycleStep step) {
  switch (step) {
    case policy::v1::LIFECYCLE_STEP_COORDINATOR_ONLY:
      return "only the scheme's coordinator can still see it";
    case policy::v1::LIFECYCLE_STEP_ERASE_PERSONAL:
      return "everything that it says about people is erased";
    case policy::v1::LIFECYCLE_STEP_REVIEW:
      return "a person decides whether it is still needed";
    default:
      return "it is erased";
  }
}

// "24 months after the end of the month in which it happened, it is erased."
std::string Said(const LifecycleRule& rule, std::string_view after) {
  return absl::StrCat(InWords(rule.after()), " ", ToAbsl(after), ", ", ToAbsl(Then(rule.step())),
                      ".");
}

bool InForce(const policy::Policy& policy, const LifecycleRule& rule, const std::string& today) {
  if (rule.effective_from() > today || !rule.has_after()) return false;
  // Of several versions of one step the newest counts (policies/engine/lifecycle.h).
  for (const LifecycleRule& other : policy.bundle().lifecycle()) {
    if (other.retention_class() == rule.retention_class() && other.clock() == rule.clock() &&
        other.step() == rule.step() && other.effective_from() <= today &&
        other.effective_from() > rule.effective_from()) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string InWords(const policy::v1::Period& period) {
  if (period.seconds() > 0) {
    constexpr int64_t kHour = 3600;
    return period.seconds() % kHour == 0 ? Counted(period.seconds() / kHour, "hour")
                                         : Counted(period.seconds(), "second");
  }
  if (period.days() == 0) return Counted(period.months(), "month");
  if (period.months() == 0) return Counted(period.days(), "day");
  return absl::StrCat(Counted(period.months(), "month"), " and ", Counted(period.days(), "day"));
}

std::string DayInWords(const policy::Policy& policy, absl::Time time) {
  return absl::FormatTime("%-d %B %Y", time, policy.zone());
}

std::string_view InWords(policy::v1::IncidentType type) {
  switch (type) {
    case policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP:
      return "Theft from a shop";
    case policy::v1::INCIDENT_TYPE_ROBBERY_BUSINESS:
      return "Robbery of a business";
    case policy::v1::INCIDENT_TYPE_BURGLARY_BUSINESS:
      return "Burglary of a business";
    case policy::v1::INCIDENT_TYPE_ASSAULT:
      return "Assault";
    case policy::v1::INCIDENT_TYPE_THREATS:
      return "Threats";
    case policy::v1::INCIDENT_TYPE_ABUSE:
      return "Abuse";
    case policy::v1::INCIDENT_TYPE_CRIMINAL_DAMAGE:
      return "Criminal damage";
    case policy::v1::INCIDENT_TYPE_MAKING_OFF_WITHOUT_PAYMENT:
      return "Leaving without paying";
    case policy::v1::INCIDENT_TYPE_FRAUD:
      return "Fraud";
    case policy::v1::INCIDENT_TYPE_ASB_PERSONAL:
    case policy::v1::INCIDENT_TYPE_ASB_NUISANCE:
    case policy::v1::INCIDENT_TYPE_ASB_ENVIRONMENTAL:
      return "Anti-social behaviour";
    default:
      return "An incident";
  }
}

std::vector<Kept> HowLongKept(const policy::Policy& policy, absl::Time now) {
  const std::string today = absl::FormatTime("%Y-%m-%d", now, policy.zone());
  std::vector<Kept> kept;
  for (int i = 0; i < policy::v1::RetentionClass_ARRAYSIZE; ++i) {
    Kept one;
    one.retention_class = static_cast<policy::v1::RetentionClass>(i);
    one.what = What(one.retention_class);
    if (one.what.empty()) continue;
    bool halved = false;
    for (const LifecycleRule& rule : policy.bundle().lifecycle()) {
      if (rule.retention_class() != one.retention_class || !InForce(policy, rule, today)) continue;
      halved |= rule.halved_under_18();
      absl::StrAppend(&one.how_long, one.how_long.empty() ? "" : " ",
                      Said(rule, After(rule.clock())));
    }
    if (one.how_long.empty()) continue;
    if (halved) absl::StrAppend(&one.how_long, " Half as long for people under 18.");
    if (one.retention_class == policy::v1::RETENTION_CLASS_PHOTO) {
      absl::StrAppend(&one.how_long, " ", letter::kLongPicture);
    }
    kept.push_back(std::move(one));
  }
  // What is kept as something else is (docs/formats/policy.md, "What is kept under which rule").
  kept.push_back({.what = letter::kHeldLinks, .how_long = letter::kAsItsReport});
  kept.push_back({.what = letter::kHeldAnswers, .how_long = letter::kAsItsBulletin});
  kept.push_back({.what = letter::kHeldChallenges, .how_long = ChallengesKept(policy, now)});
  return kept;
}

std::string ChallengesKept(const policy::Policy& policy, absl::Time now) {
  const std::string today = absl::FormatTime("%Y-%m-%d", now, policy.zone());
  std::string kept;
  for (const LifecycleRule& rule : policy.bundle().lifecycle()) {
    if (rule.retention_class() != kChallengeClass || rule.clock() != kChallengeClock) continue;
    if (!InForce(policy, rule, today)) continue;
    absl::StrAppend(&kept, kept.empty() ? "" : " ", Said(rule, letter::kFromAnswer));
  }
  return kept;
}

}  // namespace smarthub::subject
