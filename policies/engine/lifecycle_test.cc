#include "policies/engine/lifecycle.h"

#include <gtest/gtest.h>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

class LifecycleTest : public testing::Test {
 protected:
  LifecycleTest() { Compile(); }
  void Compile() {
    auto compiled = Policy::Compile(bundle_, AllActions());
    ASSERT_TRUE(compiled.ok()) << compiled.status();
    policy_ = *std::move(compiled);
  }
  absl::Time At(int year, int month, int day) {
    return absl::FromCivil(absl::CivilDay(year, month, day), policy_->zone());
  }
  Retention Due(RetentionClass of, v1::Clock clock, absl::Time start, bool under_18 = false) {
    const auto due = RetentionDue(*policy_, of, clock, start, under_18, At(2026, 11, 23));
    EXPECT_TRUE(due.ok()) << due.status();
    return due.ok() ? *due : Retention();
  }

  v1::Bundle bundle_ = *LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  std::shared_ptr<const Policy> policy_;
};

// DOMAIN's table, row by row.
TEST_F(LifecycleTest, TheTableOfTheField) {
  const absl::Time start = At(2026, 11, 23);
  Retention due = Due(v1::RETENTION_CLASS_INCIDENT, v1::CLOCK_END_OF_MONTH_HAPPENED, start);
  EXPECT_EQ(due.due, At(2028, 12, 1));
  EXPECT_EQ(due.step, v1::LIFECYCLE_STEP_ERASE_PERSONAL);
  EXPECT_EQ(due.rule, "report-24-months");

  due = Due(v1::RETENTION_CLASS_INCIDENT_PASSED, v1::CLOCK_AGENCY_OUTCOME, start);
  EXPECT_EQ(due.due, At(2027, 11, 24));
  EXPECT_EQ(due.step, v1::LIFECYCLE_STEP_ERASE_PERSONAL);

  // Passed and never answered: looked at after 36 months, and the earlier step comes first.
  due = Due(v1::RETENTION_CLASS_INCIDENT_PASSED, v1::CLOCK_PASSED, start);
  EXPECT_EQ(due.due, At(2029, 11, 24));
  EXPECT_EQ(due.step, v1::LIFECYCLE_STEP_REVIEW);

  due = Due(v1::RETENTION_CLASS_KNOWN_PERSON, v1::CLOCK_PUBLICATION, start);
  EXPECT_EQ(due.due, At(2027, 11, 24));
  EXPECT_EQ(due.step, v1::LIFECYCLE_STEP_COORDINATOR_ONLY);
  EXPECT_EQ(Due(v1::RETENTION_CLASS_KNOWN_PERSON, v1::CLOCK_PREVIOUS_STEP, start).step,
            v1::LIFECYCLE_STEP_ERASE);
  EXPECT_EQ(Due(v1::RETENTION_CLASS_ID_SOUGHT, v1::CLOCK_PUBLICATION, start).due, At(2027, 5, 24));
  EXPECT_EQ(Due(v1::RETENTION_CLASS_PHOTO, v1::CLOCK_UPLOAD, start).due, At(2026, 12, 25));
  EXPECT_EQ(Due(v1::RETENTION_CLASS_MEMBER, v1::CLOCK_LEAVING, start).due, At(2027, 11, 24));
  due = Due(v1::RETENTION_CLASS_AUDIT, v1::CLOCK_ITS_MONTH, start);
  EXPECT_EQ(due.due, At(2032, 12, 1));
  EXPECT_EQ(due.step, v1::LIFECYCLE_STEP_PRUNE);
}

TEST_F(LifecycleTest, Under18HalvesBulletinsNotReports) {
  const absl::Time start = At(2026, 11, 23);
  EXPECT_EQ(Due(v1::RETENTION_CLASS_KNOWN_PERSON, v1::CLOCK_PUBLICATION, start, true).due,
            At(2027, 5, 24));
  EXPECT_EQ(Due(v1::RETENTION_CLASS_KNOWN_PERSON, v1::CLOCK_PREVIOUS_STEP, start, true).due,
            At(2027, 5, 24));
  EXPECT_EQ(Due(v1::RETENTION_CLASS_ID_SOUGHT, v1::CLOCK_PUBLICATION, start, true).due,
            At(2027, 2, 24));
  for (auto clock : {v1::CLOCK_AGENCY_OUTCOME, v1::CLOCK_PASSED}) {
    EXPECT_EQ(Due(v1::RETENTION_CLASS_INCIDENT_PASSED, clock, start, true).due,
              Due(v1::RETENTION_CLASS_INCIDENT_PASSED, clock, start, false).due);
  }
}

TEST_F(LifecycleTest, NothingIsDueBeforeAClockStarts) {
  EXPECT_FALSE(Due(v1::RETENTION_CLASS_MEMBER, v1::CLOCK_NONE, At(2020, 1, 1)).due.has_value());
  EXPECT_FALSE(Due(v1::RETENTION_CLASS_STANDING, v1::CLOCK_NONE, At(2020, 1, 1)).due.has_value());
}

TEST_F(LifecycleTest, WithoutARuleTheRecordIsNotWritten) {
  for (const auto& [of, clock] : {std::pair(v1::RETENTION_CLASS_EXCLUSION, v1::CLOCK_NONE),
                                  std::pair(v1::RETENTION_CLASS_INCIDENT, v1::CLOCK_UPLOAD),
                                  std::pair(v1::RETENTION_CLASS_UNSPECIFIED, v1::CLOCK_NONE)}) {
    EXPECT_EQ(
        RetentionDue(*policy_, of, clock, At(2026, 1, 1), false, At(2026, 11, 23)).status().code(),
        absl::StatusCode::kInvalidArgument);
  }
  // Before the day it comes into force a rule is no rule.
  EXPECT_FALSE(RetentionDue(*policy_, v1::RETENTION_CLASS_PHOTO, v1::CLOCK_UPLOAD, At(2019, 1, 1),
                            false, At(2019, 12, 31))
                   .ok());
}

TEST_F(LifecycleTest, TheNewestRuleInForceCounts) {
  for (const auto& [id, days, from] :
       {std::tuple("photo-later", 60, "2026-11-23"), std::tuple("photo-last", 5, "2026-11-24")}) {
    auto& rule = *bundle_.add_lifecycle();
    rule.set_id(id);
    rule.set_because("test");
    rule.set_retention_class(v1::RETENTION_CLASS_PHOTO);
    rule.set_clock(v1::CLOCK_UPLOAD);
    rule.mutable_after()->set_days(days);
    rule.set_step(v1::LIFECYCLE_STEP_ERASE);
    rule.set_effective_from(from);
  }
  Compile();
  const Retention due = Due(v1::RETENTION_CLASS_PHOTO, v1::CLOCK_UPLOAD, At(2026, 11, 1));
  EXPECT_EQ(due.rule, "photo-later") << "in force from today; the last one only tomorrow";
  EXPECT_EQ(due.due, At(2027, 1, 1))
      << "longer than the 31 days before it, and counts all the same";
}

}  // namespace
}  // namespace smarthub::policy
