// A report is known again, and not by somebody who has only what is left of it.
#include "services/incident/fingerprint.h"

#include <gtest/gtest.h>

#include "platform/base/clock.h"
#include "services/incident/record.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {
namespace {

class FingerprintTest : public ::testing::Test {
 protected:
  FingerprintTest() {
    report_.add_suspects()->set_name("Kip Thrussington");
    report_.add_witnesses()->set_name("Wendy Watcher");
    incident::v1::StoredIncident body;
    TakeReport(report_, random_, body, content_);
  }
  std::string Of(const incident::v1::Report& report) { return *FingerprintOf(report, content_); }

  SeededRandom random_{1};
  incident::v1::Report report_;
  store::Content content_;
};

TEST_F(FingerprintTest, TheSameReportHasTheSameAndAnotherHasAnother) {
  EXPECT_EQ(Of(report_), Of(report_));
  incident::v1::Report other = report_;
  other.mutable_suspects(0)->set_name("Kip Thrussingtun");
  EXPECT_NE(Of(report_), Of(other));
}

// Whoever erased one person must not be able to find them again by trying names.
TEST_F(FingerprintTest, ErasingAnyoneErasesTheKey) {
  const std::string before = Of(report_);
  ASSERT_EQ(content_.appearances.size(), 2u);
  for (const auto& [id, bytes] : std::map<Uuid, std::string>(content_.appearances)) {
    content_.appearances.erase(id);
    EXPECT_NE(Of(report_), before);
    content_.appearances[id] = bytes;
  }
  EXPECT_EQ(Of(report_), before);
}

TEST_F(FingerprintTest, TheKeyIsAnotherForEachReport) {
  store::Content again;
  incident::v1::StoredIncident body;
  TakeReport(report_, random_, body, again);
  EXPECT_NE(*FingerprintOf(report_, again), Of(report_));
}

}  // namespace
}  // namespace smarthub::incident
