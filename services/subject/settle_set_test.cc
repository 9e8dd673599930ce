// What one commit has no room for is done by the next; and whoever changes a set at once with
// another meets them, though each leaves the other's person as they were.
#include "services/subject/settle_set.h"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "platform/testing/forwarding_store.h"
#include "services/subject/keys.h"
#include "services/subject/report_follower.h"
#include "services/subject/retention.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::IsOk;

constexpr absl::Duration kDay = absl::Hours(24);

class SettleSetTest : public TownTest {
 protected:
  static store::Key KeyOf(const std::string& id) { return {label::v1::INCIDENT, Id(id)}; }
  // Told of: the last of them only, so that one settling does it.
  void Outcome(const std::string& id, absl::Duration ahead, bool tell) {
    store::Content report = Stored(KeyOf(id));
    report.retention_class = policy::v1::RETENTION_CLASS_INCIDENT_PASSED;
    report.retention_clock = policy::v1::CLOCK_AGENCY_OUTCOME;
    report.retention_started = hub.clock().Now();
    report.retention_due = hub.clock().Now() + ahead;
    Put(KeyOf(id), std::move(report), tell);
  }
  // How many notices to `subject` there are, each kept as its report.
  int KeptNotices(const std::string& report, const std::string& subject) {
    EXPECT_TRUE(KeptAlike(Stored(SubjectOf(subject)), Stored(KeyOf(report))));
    const auto page = hub.Run(hub.store()->List("melton", In(kNotice, subject, 100)));
    int kept = 0;
    for (const auto& sealed : page->records) {
      kept += KeptAlike(*sealed->Open(), Stored(KeyOf(report))) ? 1 : 0;
    }
    return kept;
  }
  uint64_t Version(const std::string& subject) {
    const store::Key key = SubjectOf(subject);
    return hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)))->front()->version();
  }
  size_t LeftOvers() {
    return hub.Run(hub.store()->List("melton", In(kNoticesLeftOver, store::kAll, 100)))
        ->records.size();
  }
  // Until there is nothing left to do.
  void Follow() { ASSERT_THAT(hub.Run(follower.FollowAll("melton")), IsOk()); }
  void Trim() { hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"}); }
  std::vector<std::string> LinkedAndTold(int people) {
    std::vector<std::string> all;
    for (int i = 0; i < people; ++i) {
      all.push_back(Opened(absl::StrCat("report", i)));
      EXPECT_THAT(Give(all.back()), IsOk());
      if (i > 0) EXPECT_THAT(Link(all.back(), all.front()), IsOk());
    }
    Follow();
    return all;
  }

  int runs = 0;
  ReportFollower follower{
      &*hub.store(), &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        ++runs;
        return hub.guard().RunSystem("system/subject", std::move(scheme), path, request);
      }};
};

TEST_F(SettleSetTest, TheNoticesOfALargeSetAreAllKeptTheSameInTheEnd) {
  constexpr int kPeople = kMostLinked;
  const std::vector<std::string> people = LinkedAndTold(kPeople);
  EXPECT_EQ(runs, 0);
  for (int i = 0; i < kPeople; ++i) Outcome(absl::StrCat("report", i), 365 * kDay, i == 7);
  Follow();
  for (int i = 0; i < kPeople; ++i) {
    EXPECT_EQ(KeptNotices(absl::StrCat("report", i), people[i]), 1) << i;
  }
  EXPECT_EQ(LeftOvers(), 0u);
  // Everybody and no notice, then 14 marks and notices at a time.
  EXPECT_LE(runs, 4);
}

// And where what told of them is trimmed.
TEST_F(SettleSetTest, WhatWasLeftOverIsFoundWithoutBeingTold) {
  constexpr int kPeople = kMostLinked;
  const std::vector<std::string> people = LinkedAndTold(kPeople);
  for (int i = 0; i < kPeople; ++i) Outcome(absl::StrCat("report", i), 365 * kDay, false);
  Page(people[3]);
  EXPECT_EQ(LeftOvers(), static_cast<size_t>(kPeople));
  Trim();
  Follow();
  EXPECT_EQ(LeftOvers(), 0u);
  for (int i = 0; i < kPeople; ++i) {
    EXPECT_EQ(KeptNotices(absl::StrCat("report", i), people[i]), 1) << i;
  }
}

// Of a set as large as it can be one report changes: there is room for the notices at once.
TEST_F(SettleSetTest, OnlyWhoChangedTakesRoom) {
  constexpr int kPeople = kMostLinked;
  const std::vector<std::string> people = LinkedAndTold(kPeople);
  const uint64_t other = Version(people[4]);
  Outcome("report3", 365 * kDay, true);
  Follow();
  EXPECT_EQ(KeptNotices("report3", people[3]), 1);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(Version(people[4]), other);
}

TEST_F(SettleSetTest, MoreNoticesToOneThanACommitHoldsAreAllKeptTheSameInTheEnd) {
  constexpr int kNotices = 70;
  const std::string person = Opened("a");
  for (int i = 0; i < kNotices; ++i) {
    ASSERT_THAT(Exempt(person, hub.clock().Now() + 30 * kDay), IsOk());
    hub.clock().Advance(absl::Minutes(1));
  }
  Follow();
  Outcome("a", 365 * kDay, true);
  Follow();
  EXPECT_EQ(KeptNotices("a", person), kNotices);
  EXPECT_EQ(LeftOvers(), 0u);
}

// All of one moment: their ids alone say where a page ends.
TEST_F(SettleSetTest, NoticesOfOneMomentAreAllKeptTheSameToo) {
  constexpr int kNotices = 70;
  const std::string person = Opened("a");
  for (int i = 0; i < kNotices; ++i) {
    ASSERT_THAT(Exempt(person, hub.clock().Now() + 30 * kDay), IsOk());
  }
  Follow();
  Outcome("a", 365 * kDay, true);
  Follow();
  EXPECT_EQ(KeptNotices("a", person), kNotices);
  EXPECT_EQ(LeftOvers(), 0u);
}

// Something is changed right before the first commit.
class Interrupted final : public smarthub::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::StatusOr<store::Committed>> Commit(store::Batch batch) override {
    if (const auto first = std::exchange(meanwhile, nullptr)) {
      EXPECT_THAT((co_await first()).status, IsOk());
    }
    co_return co_await ForwardingStore::Commit(std::move(batch));
  }
  std::function<Task<rpc::Answer>()> meanwhile;
};

// Two challenges freeze them, each found to be about another of the set. Each decision leaves them
// frozen by the other one, and so changes nobody but its own; both together leave nobody frozen.
TEST_F(SettleSetTest, TwoWhoEachTakeAwayOneOfTwoReasonsMeet) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  std::vector<std::string> challenges;
  for (const std::string& person : {a, b}) {
    challenges.push_back(ChallengeOf(Challenged(policy::v1::CHALLENGE_GROUND_OBJECTION)));
    ASSERT_THAT(Review(challenges.back(), person, true, false), IsOk());
  }
  ASSERT_TRUE(Facts(a).frozen() && Facts(b).frozen());

  Interrupted store(*hub.store());
  rpc::GuardOptions options;
  options.methods = &hub.methods();
  options.store = &store;
  options.authenticator = &hub.authenticator();
  const auto policy = smarthub::testing::LoadPolicy("melton");
  options.policies = [&policy](std::string_view) { return policy; };
  options.keys = &hub.keys();
  options.clock = &hub.clock();
  options.random = &hub.random();
  options.loop = &hub.loop();
  const auto guard = rpc::Guard::Make(std::move(options));
  ASSERT_THAT(guard, IsOk());
  const rpc::Method* method =
      (*guard)->Find(smarthub::testing::TestHub::PathOf(Name("DecideChallenge")));
  const auto decide = [&](const std::string& challenge) {
    auto request = New<subject::v1::DecideChallengeRequest>();
    request.mutable_challenge_id()->set_value(challenge);
    request.set_outcome(subject::v1::CHALLENGE_OUTCOME_REFUSED);
    request.set_decision("The camera shows them.");
    request.set_not_frozen_because("The till slip has their card.");
    return request;
  };
  const auto first = decide(challenges[0]);
  const auto second = decide(challenges[1]);
  const auto send = [&](const subject::v1::DecideChallengeRequest& request) {
    rpc::Call call;
    call.credentials = cora.credentials();
    return (*guard)->Unary(*method, std::move(call), request);
  };
  store.meanwhile = [&] { return send(second); };
  EXPECT_THAT(hub.Run(send(first)).status, IsOk());
  EXPECT_FALSE(Facts(a).frozen() || Facts(b).frozen());
}

}  // namespace
}  // namespace smarthub::subject
