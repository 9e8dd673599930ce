// The exclusion tables of three towns, tried on paper before the language was frozen: they load,
// and nothing in them is lost on the way.
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "policies/engine/actions.h"
#include "policies/engine/lifecycle.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {
namespace {

class PaperTest : public testing::TestWithParam<const char*> {
 protected:
  v1::Bundle Load() {
    v1::Bundle bundle;
    const auto status = LoadText(
        std::string(SMARTHUB_SOURCE_DIR "/policies/paper/") + GetParam() + ".textproto", bundle);
    EXPECT_TRUE(status.ok()) << status;
    return bundle;
  }
};

TEST_P(PaperTest, FitsTheLanguage) {
  const v1::Bundle bundle = Load();
  const auto policy = Policy::Compile(bundle, AllActions());
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_GE(bundle.ledger_size(), 2);
  EXPECT_GE(bundle.lifecycle_size(), 2);
  // Nobody may do anything by it: it is arithmetic on paper.
  EXPECT_EQ((*policy)->rule_count(), 0u);
  v1::Bundle again;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(bundle.DebugString(), &again));
  EXPECT_EQ(again.SerializeAsString(), bundle.SerializeAsString());
}

// What a scheme proposes, it can also forget: every exclusion and every card has an end.
TEST_P(PaperTest, WhatIsProposedIsForgotten) {
  const v1::Bundle bundle = Load();
  const auto policy = Policy::Compile(bundle, AllActions());
  ASSERT_TRUE(policy.ok()) << policy.status();
  const absl::Time now = absl::FromCivil(absl::CivilDay(2026, 11, 23), (*policy)->zone());
  const auto ended = RetentionDue(**policy, v1::RETENTION_CLASS_EXCLUSION,
                                  v1::CLOCK_EXCLUSION_ENDED, now, false, now);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->step, v1::LIFECYCLE_STEP_ERASE);
  for (const v1::LedgerRule& rule : bundle.ledger()) {
    if (rule.entry() != v1::LEDGER_ENTRY_YELLOW) continue;
    EXPECT_TRUE(
        RetentionDue(**policy, v1::RETENTION_CLASS_CARD, v1::CLOCK_CARD_GIVEN, now, false, now)
            .ok())
        << rule.id();
  }
}

INSTANTIATE_TEST_SUITE_P(Towns, PaperTest, testing::Values("portsmouth", "brighton", "hastings"),
                         [](const auto& town) { return std::string(town.param); });

}  // namespace
}  // namespace smarthub::policy
