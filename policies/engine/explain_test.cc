#include "policies/engine/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class ExplainTest : public testing::Test {
 protected:
  const std::shared_ptr<const Policy> policy_ =
      *Policy::Compile(*LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton"), AllActions());
};

TEST_F(ExplainTest, SaysWhichFactWasMissing) {
  Facts facts;
  for (Fact good : {v1::FACT_MEMBERSHIP_CURRENT, v1::FACT_TERMS_CURRENT, v1::FACT_AGREEMENT_CURRENT,
                    v1::FACT_SUBMITTED}) {
    facts.Set(good, true);
  }
  facts.Set(v1::FACT_NO_NAMED_OFFICER, false);
  facts.Set(v1::FACT_PASSED_TO_CALLERS_AGENCY, false);
  const Question question = {v1::ROLE_COUNCIL, v1::PURPOSE_ENFORCEMENT, "incident.read"};
  auto lines = Explain(*policy_, question, label::v1::INCIDENT, facts);
  EXPECT_EQ(lines.front(), "denied");
  EXPECT_THAT(lines, Contains("decided: restricted denies when restricted (it is unknown)"));

  facts.Set(v1::FACT_RESTRICTED, false);
  lines = Explain(*policy_, question, label::v1::INCIDENT, facts);
  EXPECT_EQ(lines.front(), "denied");
  EXPECT_THAT(lines,
              Contains("no matter: agencies-passed allows when passed to the caller's agency "
                       "(it is not so) and submitted (it is so)"));

  facts.Set(v1::FACT_PASSED_TO_CALLERS_AGENCY, true);
  lines = Explain(*policy_, question, label::v1::INCIDENT, facts);
  EXPECT_EQ(lines.front(), "allowed");
  EXPECT_THAT(lines.back(), HasSubstr("SUSPECT_NAME"));
}

TEST_F(ExplainTest, SaysThatNoRuleSpeaks) {
  EXPECT_THAT(Explain(*policy_, {v1::ROLE_BOARD_MEMBER, v1::PURPOSE_ADMINISTRATION, "no.such"},
                      label::v1::TERMS, Facts()),
              ElementsAre("denied: no rule speaks of it"));
}

}  // namespace
}  // namespace smarthub::policy
