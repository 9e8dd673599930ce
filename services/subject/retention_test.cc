// A subject is kept exactly as long as the report it stands for, and the notices to them as long as
// they are, however that changes after they were opened; a challenge has its own clock.
#include "services/subject/retention.h"

#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "services/subject/keys.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::IsOk;
using ::testing::SizeIs;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr auto kPassed = policy::v1::RETENTION_CLASS_INCIDENT_PASSED;

class RetentionTest : public TownTest {
 protected:
  store::Content Report(const std::string& id) { return Stored({label::v1::INCIDENT, Id(id)}); }
  // As services/incident writes it: passed to police, or with their outcome.
  void Keep(const std::string& id, policy::v1::Clock clock, absl::Duration ahead) {
    store::Content report = Report(id);
    report.retention_class = kPassed;
    report.retention_clock = clock;
    report.retention_started = hub.clock().Now();
    report.retention_due = hub.clock().Now() + ahead;
    Put({label::v1::INCIDENT, Id(id)}, std::move(report));
  }
  std::vector<store::Content> NoticesTo(const std::string& subject) {
    std::vector<store::Content> notices;
    const auto page = hub.Run(hub.store()->List("melton", In(kNotice, subject, 50)));
    for (const auto& sealed : page->records) notices.push_back(*sealed->Open());
    return notices;
  }
  void ExpectKeptAs(const std::string& report, const std::string& subject, size_t notices) {
    EXPECT_TRUE(KeptAlike(Stored(SubjectOf(subject)), Report(report)));
    const auto held = NoticesTo(subject);
    EXPECT_THAT(held, SizeIs(notices));
    for (const store::Content& notice : held) EXPECT_TRUE(KeptAlike(notice, Report(report)));
  }
};

TEST_F(RetentionTest, APersonAndTheirNoticesFollowTheReportWhicheverWayItGoes) {
  const std::string person = Opened("a");
  ASSERT_THAT(Exempt(person, hub.clock().Now() + 30 * kDay), IsOk());
  hub.clock().Advance(absl::Minutes(1));
  ASSERT_THAT(Give(person), IsOk());
  ExpectKeptAs("a", person, 2);
  Keep("a", policy::v1::CLOCK_PASSED, 1000 * kDay);
  Page(person);
  ExpectKeptAs("a", person, 2);
  EXPECT_EQ(Stored(SubjectOf(person)).retention_class, kPassed);
  // And no longer than it: police have said how it ended.
  Keep("a", policy::v1::CLOCK_AGENCY_OUTCOME, 300 * kDay);
  ASSERT_THAT(Open(cora, "a"), IsOk());
  ExpectKeptAs("a", person, 2);
}

TEST_F(RetentionTest, EveryChangeOfASetSettlesIt) {
  const std::string a = Opened("a");
  const std::string b = Opened("b", {.ago = 40 * kDay});
  ASSERT_THAT(Give(a), IsOk());
  Keep("a", policy::v1::CLOCK_PASSED, 1000 * kDay);
  ASSERT_THAT(Link(a, b), IsOk());
  // Each as its own report: a link undone must leave what there was.
  ExpectKeptAs("a", a, 1);
  ExpectKeptAs("b", b, 0);
  Keep("b", policy::v1::CLOCK_PASSED, 900 * kDay);
  const std::string challenge = ChallengeOf(Challenged(policy::v1::CHALLENGE_GROUND_INACCURATE));
  ASSERT_THAT(Review(challenge, a, true, false), IsOk());
  ExpectKeptAs("b", b, 0);
  Keep("a", policy::v1::CLOCK_AGENCY_OUTCOME, 200 * kDay);
  hub.clock().Advance(absl::Minutes(1));
  ASSERT_THAT(Give(a), IsOk());
  ExpectKeptAs("a", a, 2);
}

// What an exemption leaves is ended in the same commit as it follows: neither undoes the other.
TEST_F(RetentionTest, AnExemptionThatEndsFollowsTooAndWaitsForNoReview) {
  const std::string person = Opened("a");
  ASSERT_THAT(Exempt(person, hub.clock().Now() + 30 * kDay), IsOk());
  Keep("a", policy::v1::CLOCK_PASSED, 1000 * kDay);
  hub.clock().Advance(absl::Minutes(1));
  ASSERT_THAT(Give(person), IsOk());
  ExpectKeptAs("a", person, 2);
  EXPECT_THAT(Notices(cora).exemptions(), SizeIs(0));
}

TEST_F(RetentionTest, AReportThatThePersonWasErasedFromKeepsThemNoLonger) {
  const std::string person = Opened("a");
  const store::Content before = Stored(SubjectOf(person));
  Keep("a", policy::v1::CLOCK_PASSED, 1000 * kDay);
  store::Content report = Report("a");
  report.appearances.erase(Id("a/suspect"));
  Put({label::v1::INCIDENT, Id("a")}, std::move(report));
  Page(person);
  EXPECT_TRUE(KeptAlike(Stored(SubjectOf(person)), before));
}

TEST_F(RetentionTest, OfSeveralReportsTheLongestCountsAndNeverIsLongest) {
  store::Content early;
  early.retention_due = absl::FromUnixSeconds(1);
  store::Content late;
  late.retention_due = absl::FromUnixSeconds(2);
  const store::Content never;
  EXPECT_TRUE(LastsLonger(late, early));
  EXPECT_FALSE(LastsLonger(early, late));
  EXPECT_FALSE(LastsLonger(early, early));
  EXPECT_TRUE(LastsLonger(never, late));
  EXPECT_FALSE(LastsLonger(late, never));
}

// docs/formats/policy.md, "What is kept under which rule".
TEST_F(RetentionTest, AChallengeIsKeptFromItsReceiptAndThenFromItsDecision) {
  const std::string challenge = ChallengeOf(Challenged(policy::v1::CHALLENGE_GROUND_INACCURATE));
  const store::Key key{label::v1::CHALLENGE, *Uuid::Parse(challenge)};
  const absl::Time received = hub.clock().Now();
  EXPECT_EQ(Stored(key).retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
  EXPECT_EQ(Stored(key).retention_clock, policy::v1::CLOCK_END_OF_MONTH_HAPPENED);
  EXPECT_EQ(Stored(key).retention_started, received);
  const auto due = Stored(key).retention_due;
  hub.clock().Advance(20 * kDay);
  ASSERT_THAT(Review(challenge, "", false, false), IsOk());
  EXPECT_EQ(Stored(key).retention_started, received);
  hub.clock().Advance(20 * kDay);
  ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED), IsOk());
  EXPECT_EQ(Stored(key).retention_started, hub.clock().Now());
  EXPECT_GT(*Stored(key).retention_due, *due);
}

}  // namespace
}  // namespace smarthub::subject
