// For how long a photo is kept follows its report, whichever way that goes.
#include "services/evidence/report_follower.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/store/keys.h"
#include "platform/testing/forwarding_store.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/record.h"
#include "services/evidence/town_for_test.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::IsOk;
using ::testing::ElementsAre;

constexpr absl::Duration kDay = absl::Hours(24);

// Notes what is walked: "photos/all", and "photos/all, on" for a page behind the first.
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

class ReportFollowerTest : public PhotoTownTest {
 protected:
  void SetUp() override {
    Report(/*open=*/true, /*passed=*/false);
    Upload("photo", TellingJpeg());
  }
  // As the incident room leaves it behind.
  void Report(bool open, bool passed) {
    ChangeReport([&](incident::v1::StoredIncident& body, store::Content& content) {
      body.mutable_own()->set_waiting_for(open ? policy::v1::ROLE_COORDINATOR
                                               : policy::v1::ROLE_UNSPECIFIED);
      body.clear_handovers();
      if (passed) body.add_handovers()->set_to(policy::v1::ROLE_POLICE);
      content.retention_class = passed ? policy::v1::RETENTION_CLASS_INCIDENT_PASSED
                                       : policy::v1::RETENTION_CLASS_INCIDENT;
      content.retention_clock =
          passed ? policy::v1::CLOCK_PASSED : policy::v1::CLOCK_END_OF_MONTH_HAPPENED;
      content.retention_started = hub.clock().Now();
      content.retention_due = hub.clock().Now() + 700 * kDay;
    });
  }
  store::Content Photo() { return *ContentOf({label::v1::PHOTO, Id("photo")}); }
  void Follow() { ASSERT_THAT(hub.Run(follower.FollowAll("melton")), IsOk()); }

  int runs = 0;
  ReportFollower follower{
      &*hub.store(), &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        ++runs;
        return hub.guard().RunSystem("system/evidence", std::move(scheme), path, request);
      }};
};

TEST_F(ReportFollowerTest, APhotoFallsBackToAMonthWhenItsReportClosesWithoutBeingPassed) {
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
  Report(/*open=*/false, /*passed=*/false);
  Follow();
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_PHOTO);
  EXPECT_EQ(Photo().retention_due,
            absl::FromCivil(absl::CivilDay(2026, 12, 25), absl::UTCTimeZone()));
  // Opened again, and passed.
  Report(/*open=*/true, /*passed=*/false);
  Follow();
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
  Report(/*open=*/false, /*passed=*/true);
  Follow();
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_INCIDENT_PASSED);
}

TEST_F(ReportFollowerTest, WhereNothingDiffersNothingIsCalled) {
  Follow();
  EXPECT_EQ(runs, 0);
  Report(/*open=*/false, /*passed=*/false);
  Follow();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(hub.Leaves().back().action(), "photo.settle");
  Follow();
  EXPECT_EQ(runs, 1);
}

TEST_F(ReportFollowerTest, WhatWasTrimmedIsLookedAtAsItStands) {
  Upload("of the other", TellingJpeg(), 1);
  ASSERT_THAT(Withdraw(mia, "of the other"), IsOk());
  ASSERT_THAT(Remove(mia, "of the other"), IsOk());
  Follow();
  Report(/*open=*/false, /*passed=*/true);
  ASSERT_THAT(State(mia, "photo"), IsOk());
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  Follow();
  for (const char* id : {"photo", "of the other"}) {
    EXPECT_EQ(ContentOf({label::v1::PHOTO, Id(id)})->retention_class,
              policy::v1::RETENTION_CLASS_INCIDENT_PASSED);
  }
}

// The photos that were looked at are not looked at again for a mark that could not be kept.
TEST_F(ReportFollowerTest, ALookAtEverythingGoesOnWhereItMetAnError) {
  Upload("of the other", TellingJpeg(), 1);
  ASSERT_THAT(Withdraw(mia, "of the other"), IsOk());
  ASSERT_THAT(Remove(mia, "of the other"), IsOk());
  Report(/*open=*/false, /*passed=*/true);
  ASSERT_THAT(State(mia, "photo"), IsOk());
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  NotesLists store(*hub.store());
  ReportFollower noted(
      &store, &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        return hub.guard().RunSystem("system/evidence", std::move(scheme), path, request);
      });
  hub.faults().commits = {store::Fault::kNone, store::Fault::kAway};
  EXPECT_FALSE(hub.Run(noted.FollowAll("melton")).ok());
  const std::string photos = std::string(kPhotos) + "/all";
  const std::string marks = std::string(kTakenBack) + "/all";
  EXPECT_THAT(std::exchange(store.lists, {}), ElementsAre(photos, marks));
  ASSERT_THAT(hub.Run(noted.FollowAll("melton")), IsOk());
  EXPECT_THAT(store.lists, ElementsAre(marks));
  for (const char* id : {"photo", "of the other"}) {
    EXPECT_EQ(ContentOf({label::v1::PHOTO, Id(id)})->retention_class,
              policy::v1::RETENTION_CLASS_INCIDENT_PASSED);
  }
}

// That it was taken back is known for as long as the report may get photos.
TEST_F(ReportFollowerTest, AMarkIsKeptAsItsReport) {
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  ASSERT_THAT(Remove(mia, "photo"), IsOk());
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
  hub.clock().Advance(10 * kDay);
  Report(/*open=*/false, /*passed=*/true);
  Follow();
  EXPECT_EQ(Photo().retention_class, policy::v1::RETENTION_CLASS_INCIDENT_PASSED);
  EXPECT_EQ(Photo().retention_due, hub.clock().Now() + 700 * kDay);
}

}  // namespace
}  // namespace smarthub::evidence
