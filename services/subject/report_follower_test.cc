// A report that changes is followed by those who were opened from it, though nobody looks at them.
#include "services/subject/report_follower.h"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "platform/testing/forwarding_store.h"
#include "services/subject/keys.h"
#include "services/subject/retention.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::IsOk;
using ::testing::ElementsAre;

constexpr absl::Duration kDay = absl::Hours(24);

// Notes what is walked: "state/open", and "state/open, on" for a page behind the first.
class NotesLists final : public smarthub::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::StatusOr<store::Page>> List(std::string_view slot, const store::Range& range,
                                         Cancellation* cancellation) override {
    lists.push_back(range.index + "/" + range.partition + (range.after.empty() ? "" : ", on"));
    return ForwardingStore::List(slot, range, cancellation);
  }
  std::vector<std::string> lists;
};

class ReportFollowerTest : public TownTest {
 protected:
  static store::Key KeyOf(const std::string& id) { return {label::v1::INCIDENT, Id(id)}; }
  void Follow() { ASSERT_THAT(hub.Run(follower.FollowAll("melton")), IsOk()); }
  // As services/incident writes and tells it once police have said how it ended.
  void Outcome(const std::string& id, absl::Duration ahead, bool tell = true) {
    store::Content report = Stored(KeyOf(id));
    report.retention_class = policy::v1::RETENTION_CLASS_INCIDENT_PASSED;
    report.retention_clock = policy::v1::CLOCK_AGENCY_OUTCOME;
    report.retention_started = hub.clock().Now();
    report.retention_due = hub.clock().Now() + ahead;
    Put(KeyOf(id), std::move(report), tell);
  }
  bool Follows(const std::string& id, const std::string& subject) {
    return KeptAlike(Stored(SubjectOf(subject)), Stored(KeyOf(id)));
  }

  int runs = 0;
  ReportFollower follower{
      &*hub.store(), &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        ++runs;
        return hub.guard().RunSystem("system/subject", std::move(scheme), path, request);
      }};
};

TEST_F(ReportFollowerTest, APersonNobodyLooksAtIsKeptAsTheirReportIsWhicheverWayItGoes) {
  const std::string person = Opened("a");
  ASSERT_THAT(Give(person), IsOk());
  const auto notice = [&] {
    const auto page = hub.Run(hub.store()->List("melton", In(kNotice, person, 2)));
    EXPECT_EQ(page->records.size(), 1u);
    return *page->records[0]->Open();
  };
  for (const absl::Duration ahead : {1400 * kDay, 365 * kDay}) {
    Outcome("a", ahead);
    EXPECT_FALSE(Follows("a", person));
    Follow();
    EXPECT_TRUE(Follows("a", person));
    EXPECT_TRUE(KeptAlike(notice(), Stored(KeyOf("a"))));
    EXPECT_EQ(hub.Leaves().back().action(), "subject.settle");
  }
}

TEST_F(ReportFollowerTest, WhoTurnsOutToBeYoungIsSoForEverybodyLinked) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  Follow();
  Reported("a", {.under_18_ticked = true});
  Put(KeyOf("a"), Stored(KeyOf("a")), /*tell=*/true);
  EXPECT_FALSE(Facts(b).under_18());
  Follow();
  EXPECT_TRUE(Facts(a).under_18() && Facts(b).under_18());
}

// Young already, and signed off for: that they are a child is still told to whatever shows them.
TEST_F(ReportFollowerTest, WhoTurnsOutToBeUnderTenIsSoForEverybodyLinkedAndIsTold) {
  const std::string a = Opened("a", {.age = incident::v1::AGE_BAND_10_TO_17});
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  Follow();
  EXPECT_FALSE(Body(a).under_10() || Body(b).anybody_under_10());
  const std::string cursor = *hub.Run(hub.store()->NewestOutboxCursor("melton"));
  Reported("a", {.age = incident::v1::AGE_BAND_UNDER_10});
  Put(KeyOf("a"), Stored(KeyOf("a")), /*tell=*/true);
  Follow();
  EXPECT_TRUE(Body(a).under_10() && Body(a).anybody_under_10() && Body(b).anybody_under_10());
  EXPECT_FALSE(Body(b).under_10());
  std::set<std::string> told;
  const auto items = *hub.Run(hub.store()->ReadOutbox("melton", cursor, 100));
  for (const auto& item : items) {
    told.insert(item.event.key.id.ToString());
  }
  EXPECT_THAT(told, ::testing::IsSupersetOf({a, b}));
  // Undoing the link leaves what there was.
  ASSERT_THAT(Unlink(b, a), IsOk());
  EXPECT_TRUE(Body(a).anybody_under_10());
  EXPECT_FALSE(Body(b).anybody_under_10());
}

TEST_F(ReportFollowerTest, WhereNothingDiffersNothingIsCalledOrRecorded) {
  const std::string person = Opened("a");
  Reported("unopened", Person());
  for (const char* id : {"a", "unopened"}) Put(KeyOf(id), Stored(KeyOf(id)), /*tell=*/true);
  const size_t before = hub.Leaves().size();
  Follow();
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(hub.Leaves().size(), before);
}

// The outbox keeps only so much; what this consumer missed is not lost.
TEST_F(ReportFollowerTest, WhatItMissedItLooksAtAgain) {
  const std::string person = Opened("a");
  Follow();
  Outcome("a", 365 * kDay, /*tell=*/false);
  Follow();
  EXPECT_FALSE(Follows("a", person));
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  Reported("b", Person());
  Put(KeyOf("b"), Stored(KeyOf("b")), /*tell=*/true);
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  Follow();
  EXPECT_TRUE(Follows("a", person));
}

TEST_F(ReportFollowerTest, AFailedCommitIsTriedAgain) {
  const std::string person = Opened("a");
  Outcome("a", 365 * kDay);
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_FALSE(hub.Run(follower.FollowAll("melton")).ok());
  EXPECT_FALSE(Follows("a", person));
  Follow();
  EXPECT_TRUE(Follows("a", person));
}

// A town is not looked at from its first report for every failure on the way.
TEST_F(ReportFollowerTest, ALookAtEverythingGoesOnWhereItMetAnError) {
  constexpr int kPeople = 20;
  std::vector<std::string> people;
  for (int i = 0; i < kPeople; ++i) people.push_back(Opened(absl::StrCat("report", i)));
  for (int i = 0; i < kPeople; ++i) Outcome(absl::StrCat("report", i), 365 * kDay);
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  NotesLists store(*hub.store());
  ReportFollower noted(
      &store, &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        return hub.guard().RunSystem("system/subject", std::move(scheme), path, request);
      });
  // The first page is settled, the second is cut short.
  hub.faults().commits.assign(17, store::Fault::kNone);
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_FALSE(hub.Run(noted.FollowAll("melton")).ok());
  EXPECT_THAT(std::exchange(store.lists, {}), ElementsAre("state/open", "state/open, on"));
  EXPECT_GT(noted.consumer().behind(), 0);
  ASSERT_THAT(hub.Run(noted.FollowAll("melton")), IsOk());
  EXPECT_THAT(store.lists,
              ElementsAre("state/open, on", "state/finished", "notices_left_over/all"));
  for (int i = 0; i < kPeople; ++i) EXPECT_TRUE(Follows(absl::StrCat("report", i), people[i]));
  EXPECT_EQ(noted.consumer().behind(), 0);
}

TEST_F(ReportFollowerTest, ADamagedReportKeepsNobodyElseFromBeingFollowed) {
  const std::string person = Opened("a");
  Opened("broken");
  store::Content broken = Stored(KeyOf("broken"));
  broken.body = "\xff\xff";
  Put(KeyOf("broken"), std::move(broken), /*tell=*/true);
  Outcome("a", 365 * kDay);
  Follow();
  EXPECT_TRUE(Follows("a", person));
}

TEST_F(ReportFollowerTest, RunsUntilItIsStopped) {
  const std::string person = Opened("a");
  Cancellation stop;
  Event ended(hub.loop());
  const auto run = [](ReportFollower& of, Cancellation& cancellation, Event& out) -> Task<void> {
    co_await of.Run(&cancellation);
    out.Set();
  };
  hub.loop().Spawn(run(follower, stop, ended));
  Outcome("a", 365 * kDay);
  const auto until = [](Loop& loop, const int& count) -> Task<bool> {
    while (count == 0) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  };
  EXPECT_TRUE(hub.Run(until(hub.loop(), runs)));
  stop.Cancel(absl::CancelledError("the test is over"));
  EXPECT_THAT(hub.Run(ended.Wait()), IsOk());
}

// A hub that closes waits for no whole town.
TEST_F(ReportFollowerTest, ALookAtEverythingEndsWhereItIsStopped) {
  Opened("a");
  Opened("b");
  for (const char* id : {"a", "b"}) Outcome(id, 365 * kDay);
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  Cancellation stop;
  ReportFollower stopped(
      &*hub.store(), &hub.loop(),
      [&](std::string scheme, std::string_view path, const rpc::Message& request) {
        stop.Cancel(absl::CancelledError("the hub stops"));
        ++runs;
        return hub.guard().RunSystem("system/subject", std::move(scheme), path, request);
      });
  const auto run = [](ReportFollower& of, Cancellation& cancellation) -> Task<bool> {
    co_await of.Run(&cancellation);
    co_return true;
  };
  EXPECT_TRUE(hub.Run(run(stopped, stop)));
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace smarthub::subject
