// Figures through the real Guard, policy and store.
#include "services/insight/insight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "platform/rpc/leaf_seal.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/insight/import.h"
#include "smarthub/insight/v1/insight.pb.h"

namespace smarthub::insight {
namespace {

using insight::v1::GetMonthlyFiguresRequest;
using insight::v1::GetMonthlyFiguresResponse;
using insight::v1::StoreReferenceFiguresRequest;
using insight::v1::StoreReferenceFiguresResponse;
using smarthub::testing::HasReason;
using smarthub::testing::Id;
using smarthub::testing::IsOk;
using smarthub::testing::TestCaller;

class InsightTest : public ::testing::Test {
 protected:
  InsightTest() { RegisterInsight(hub.methods()); }

  absl::StatusOr<StoreReferenceFiguresResponse> Store(const StoreReferenceFiguresRequest& request) {
    return hub.RunSystem<StoreReferenceFiguresResponse>(
        "smarthub.insight.v1.InsightService.StoreReferenceFigures", "melton", request);
  }
  absl::StatusOr<GetMonthlyFiguresResponse> Figures(const TestCaller& caller, int months) {
    GetMonthlyFiguresRequest request;
    request.set_months(months);
    return hub.Call<GetMonthlyFiguresResponse>(
        "smarthub.insight.v1.InsightService.GetMonthlyFigures", caller, request);
  }
  static StoreReferenceFiguresRequest Month(const std::string& month, int thefts, int others) {
    StoreReferenceFiguresRequest request;
    request.set_month(month);
    request.set_source("data.police.uk");
    request.set_release("2026-01");
    for (int i = 0; i < thefts + others; ++i) {
      auto& row = *request.add_rows();
      row.set_crime_id("id" + std::to_string(i));
      row.set_crime_type(i < thefts ? "Shoplifting" : "Robbery");
    }
    return request;
  }
  // A report as services/incident indexes it.
  void AddReport(const std::string& name, const std::string& month, const std::string& prefix) {
    rpc::LeafSeal seal(&hub.keys(), &hub.random());
    audit::v1::Leaf leaf;
    leaf.mutable_at()->set_seconds(absl::ToUnixSeconds(hub.clock().Now()));
    store::Batch batch;
    batch.slot = "melton";
    batch.audit_entry = *seal.Seal("melton", leaf);
    store::Change change;
    change.key = {label::v1::INCIDENT, Id(name)};
    change.content.emplace();
    change.content->indexes.push_back({"month", month, prefix});
    change.content->retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    batch.changes.push_back(std::move(change));
    ASSERT_TRUE(hub.Run(hub.store()->Commit(std::move(batch))).ok());
  }

  smarthub::testing::TestHub hub;
};

TEST_F(InsightTest, RecordedBesideReportedPerMonth) {
  ASSERT_THAT(Store(Month("2026-10", 3, 2)), IsOk());
  AddReport("a", "2026-10", "ta");
  AddReport("b", "2026-10", "t-");
  AddReport("c", "2026-10", "o-");
  AddReport("d", "2026-11", "t-");
  const auto figures = Figures(TestCaller::Reporter(), 2);
  ASSERT_THAT(figures, IsOk());
  ASSERT_EQ(figures->months_size(), 2);
  EXPECT_EQ(figures->months(0).month(), "2026-10");
  EXPECT_EQ(figures->months(0).recorded_shop_theft(), 3);
  EXPECT_EQ(figures->months(0).reported_by_members(), 2) << "thefts only: like beside like";
  EXPECT_EQ(figures->months(0).answered(), 1);
  EXPECT_EQ(figures->months(1).month(), "2026-11");
  EXPECT_EQ(figures->months(1).reported_by_members(), 1);
  EXPECT_EQ(figures->source(), "data.police.uk");
  EXPECT_EQ(figures->release(), "2026-01");
}

TEST_F(InsightTest, ManyReportsAreCountedPageByPage) {
  for (int i = 0; i < 205; ++i) AddReport("n" + std::to_string(i), "2026-11", "t-");
  const auto figures = Figures(TestCaller::Coordinator(), 1);
  ASSERT_THAT(figures, IsOk());
  EXPECT_EQ(figures->months(0).reported_by_members(), 205);
}

TEST_F(InsightTest, StoringAgainChangesNothing) {
  const auto first = Store(Month("2026-10", 3, 0));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->stored(), 3);
  const auto again = Store(Month("2026-10", 3, 1));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->stored(), 1) << "only what was not there";
  EXPECT_EQ(again->known_already(), 3);
  EXPECT_EQ(Figures(TestCaller::Dpo(), 2)->months(0).recorded_shop_theft(), 3);
}

TEST_F(InsightTest, TwoSourcesAreNotAddedUp) {
  ASSERT_THAT(Store(Month("2026-10", 3, 0)), IsOk());
  auto other = Month("2026-10", 5, 0);
  other.set_source("another publisher");
  ASSERT_THAT(Store(other), IsOk());
  const int recorded = Figures(TestCaller::Dpo(), 2)->months(0).recorded_shop_theft();
  EXPECT_TRUE(recorded == 3 || recorded == 5) << recorded;
}

TEST_F(InsightTest, BoundsAreNamed) {
  auto request = Month("2026-10", 1, 0);
  request.mutable_rows(0)->set_street(std::string(121, 'x'));
  const auto wrong = Store(request);
  EXPECT_THAT(wrong, HasReason(error::v1::REASON_TOO_LONG));
  EXPECT_EQ(DetailOf(wrong.status())->field(), "rows[0].street");
  EXPECT_THAT(Store(Month("2026-10", 501, 0)), HasReason(error::v1::REASON_TOO_MANY));
  EXPECT_THAT(Figures(TestCaller::Reporter(), 61), HasReason(error::v1::REASON_OUT_OF_RANGE));
}

TEST_F(InsightTest, NobodyStoresFiguresFromOutside) {
  const auto refused = hub.Call<StoreReferenceFiguresResponse>(
      "smarthub.insight.v1.InsightService.StoreReferenceFigures", TestCaller::Coordinator(),
      Month("2026-10", 1, 0));
  EXPECT_THAT(refused, HasReason(error::v1::REASON_NO_SUCH_METHOD));
}

TEST_F(InsightTest, MeltonsYearsAreImportedOnceHoweverOftenTheCommandRuns) {
  ImportOptions options;
  options.scheme = "melton";
  std::ostringstream said;
  const std::string file =
      SMARTHUB_SOURCE_DIR "/tests/data/police-leicestershire/melton-street-2023-01_2025-12.csv";
  EXPECT_EQ(ImportPoliceUkMain(hub.loop(), hub.guard(), file, options, said), 0);
  EXPECT_NE(said.str().find("36 months: 11063 rows stored, 0 known already"), std::string::npos)
      << said.str();
  std::ostringstream again;
  EXPECT_EQ(ImportPoliceUkMain(hub.loop(), hub.guard(), file, options, again), 0);
  EXPECT_NE(again.str().find("0 rows stored, 11063 known already"), std::string::npos)
      << again.str();
  const auto figures = Figures(TestCaller::Coordinator(), 60);
  ASSERT_THAT(figures, IsOk());
  int thefts = 0;
  for (const auto& month : figures->months()) thefts += month.recorded_shop_theft();
  EXPECT_EQ(thefts, 754);
  std::ostringstream none;
  EXPECT_EQ(ImportPoliceUkMain(hub.loop(), hub.guard(), "/nowhere.csv", options, none), 2);
}

}  // namespace
}  // namespace smarthub::insight
