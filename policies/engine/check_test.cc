// One bad rule rejects the bundle, and the message names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {
namespace {

using testing::HasSubstr;

const std::vector<std::string_view> kActions = {"x.read", "x.write", "x.move", "incident.report"};

absl::Status Compiled(const std::string& text) {
  v1::Bundle bundle;
  // Merging lets the later of two values win, so that a test can spoil one field of a good rule.
  if (!google::protobuf::TextFormat::MergeFromString(text, &bundle)) {
    ADD_FAILURE() << "not text format: " << text;
  }
  return Policy::Compile(bundle, kActions).status();
}

constexpr char kName[] = "name: 'n' version: '1' ";
constexpr char kGoodAccess[] =
    "access { id: 'ok' effect: EFFECT_ALLOW roles: ROLE_POLICE purposes: PURPOSE_AUDIT "
    "actions: ['x.read', 'x.move', 'incident.report'] because: 't' } ";
constexpr char kRoutes[] =
    "routes { types: [INCIDENT_TYPE_THEFT_FROM_SHOP, INCIDENT_TYPE_ROBBERY_BUSINESS, "
    "INCIDENT_TYPE_BURGLARY_BUSINESS, INCIDENT_TYPE_ASSAULT, INCIDENT_TYPE_THREATS, "
    "INCIDENT_TYPE_ABUSE, INCIDENT_TYPE_CRIMINAL_DAMAGE, "
    "INCIDENT_TYPE_MAKING_OFF_WITHOUT_PAYMENT, INCIDENT_TYPE_FRAUD, INCIDENT_TYPE_ASB_PERSONAL, "
    "INCIDENT_TYPE_ASB_NUISANCE, INCIDENT_TYPE_ASB_ENVIRONMENTAL] to: ROLE_POLICE } ";

// A flow beside a good access rule and good routes.
std::string Flow(const std::string& rows) {
  return std::string(kGoodAccess) + "flow { " + rows + kRoutes + "}";
}
// A flow in which police report, and `more`.
std::string Urgent(const std::string& more) {
  return Flow(
      "transitions { action: 'incident.report' to: INCIDENT_STATE_SUBMITTED "
      "roles: ROLE_POLICE } " +
      more);
}
// The row that hands a report over at once.
constexpr char kAtOnce[] =
    "transitions { action: 'incident.report' of_handover: true handover_to: ROLE_POLICE "
    "to: INCIDENT_STATE_PASSED roles: ROLE_POLICE } ";
std::string Access(const std::string& changed) {
  return "access { id: 'bad' effect: EFFECT_ALLOW roles: ROLE_POLICE purposes: PURPOSE_AUDIT "
         "actions: 'x.read' because: 't' " +
         changed + "}";
}
std::string Redaction(const std::string& fields) {
  return "redaction { id: 'bad' because: 't' " + fields + "}";
}
std::string Lifecycle(const std::string& fields) {
  return "lifecycle { id: 'bad' because: 't' retention_class: RETENTION_CLASS_PHOTO "
         "step: LIFECYCLE_STEP_ERASE " +
         fields + "}";
}
std::string Ledger(const std::string& fields) {
  return "ledger { id: 'bad' because: 't' entry: LEDGER_ENTRY_RED "
         "outcome: LEDGER_OUTCOME_REFER_TO_BOARD effective_from: '2026-01-01' " +
         fields + "}";
}

TEST(Check, TheGoodOnesPass) {
  EXPECT_TRUE(Compiled(std::string(kName) + kGoodAccess).ok());
  EXPECT_TRUE(Compiled(kName + Access("")).ok());
  EXPECT_TRUE(Compiled(kName + Flow("transitions { action: 'x.move' to: INCIDENT_STATE_SUBMITTED "
                                    "roles: ROLE_POLICE } "))
                  .ok());
  EXPECT_TRUE(Compiled(kName + Urgent(std::string(kAtOnce) + "urgent_to: ROLE_POLICE ")).ok());
  EXPECT_TRUE(Compiled(kName + Lifecycle("clock: CLOCK_UPLOAD after { days: 31 } "
                                         "effective_from: '2026-01-01'"))
                  .ok());
  EXPECT_TRUE(Compiled(kName + Ledger("at_least_points: 3 window: LEDGER_WINDOW_THIS_ENTRY")).ok());
}

struct Bad {
  std::string text;
  std::string says;
};

TEST(Check, EveryMistakeIsNamed) {
  const std::string row = "transitions { action: 'x.move' roles: ROLE_POLICE ";
  const std::vector<Bad> mistakes = {
      {"", "name and a version"},
      {kName + Access("id: ''"), "1 to 64 characters"},
      {kName + Access("id: 'Bad'"), "a-z, 0-9"},
      {kName + Access("id: '" + std::string(65, 'a') + "'"), "1 to 64 characters"},
      {kName + Access("because: ''"), "bad: does not say why"},
      {std::string(kName) + kGoodAccess + kGoodAccess, "ok: id used twice"},
      {std::string(kName) + kGoodAccess + Redaction("id: 'ok' kinds: SITE hide: GOODS"),
       "used twice"},
      {kName + Access("effect: EFFECT_UNSPECIFIED"), "no effect"},
      {std::string(kName) + "access { id: 'bad' effect: EFFECT_ALLOW because: 't' }",
       "an ALLOW names"},
      {std::string(kName) +
           "access { id: 'bad' effect: EFFECT_ALLOW because: 't' roles: ROLE_POLICE "
           "purposes: PURPOSE_AUDIT }",
       "an ALLOW names"},
      {kName + Access("actions: 'x.other'"), "no such action: x.other"},
      {kName + Access("actions: 'x.read'"), "named twice: x.read"},
      {kName + Access("roles: ROLE_UNSPECIFIED"), "Role 0"},
      {kName + Access("purposes: PURPOSE_UNSPECIFIED"), "Purpose 0"},
      {kName + Access("roles: 77"), "Role 77"},
      {kName + Access("roles: ROLE_POLICE"), "named twice: ROLE_POLICE"},
      {kName + Access("kinds: RECORD_KIND_UNSPECIFIED"), "RecordKind 0"},
      {kName + Access("kinds: TOY_APPLE"), "reserved for tests"},
      {kName + Access("when { is: true }"), "no such fact"},
      {kName + Access("when { fact: FACT_SUBMITTED is: true } when { fact: FACT_SUBMITTED }"),
       "asks a fact twice"},
      {kName + Access("except_actions: 'x.read'"), "only a DENY"},
      {std::string(kName) + "access { id: 'bad' effect: EFFECT_DENY actions: 'x.read' "
                            "except_actions: 'x.write' because: 't' }",
       "only a DENY"},
      {kName + Redaction("hide: GOODS"), "names its kinds"},
      {kName + Redaction("kinds: SITE"), "shows and hides nothing"},
      {kName + Redaction("kinds: SITE show: GOODS roles: ROLE_DPO"),
       "names its roles and purposes"},
      {kName + Redaction("kinds: SITE hide: CREDENTIAL"), "a secret is in no record"},
      {kName + Redaction("kinds: SITE hide: LABEL_UNSPECIFIED"), "Label 0"},
      {kName + Redaction("kinds: SITE show: PROGRESS roles: ROLE_DPO purposes: PURPOSE_AUDIT"),
       "shown anyway"},
      {kName + Redaction("kinds: SITE show: GOODS hide: GOODS roles: ROLE_DPO "
                         "purposes: PURPOSE_AUDIT"),
       "shows and hides the same"},
      {kName + Redaction("kinds: TOY_PEAR hide: GOODS"), "reserved for tests"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD effective_from: '2026-01-01'"),
       "a clock has a period"},
      {kName + Lifecycle("clock: CLOCK_NONE after { days: 1 } effective_from: '2026-01-01'"),
       "a clock has a period"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { } effective_from: '2026-01-01'"), "is empty"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { days: -1 } effective_from: '2026-01-01'"),
       "negative"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { months: 1201 } effective_from: '2026-01-01'"),
       "100 years"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { days: 1 seconds: 1 } "
                         "effective_from: '2026-01-01'"),
       "mixes"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { days: 1 } effective_from: '2026-02-30'"),
       "not a day"},
      {kName + Lifecycle("clock: CLOCK_UPLOAD after { days: 1 } effective_from: '2026-01-01'") +
           Lifecycle(
               "id: 'worse' clock: CLOCK_UPLOAD after { days: 2 } effective_from: '2026-01-01'"),
       "worse: the same step"},
      {kName + Ledger("window: LEDGER_WINDOW_THIS_ENTRY"), "so many entries or points"},
      {kName + Ledger("window: LEDGER_WINDOW_BACK_FROM_NOW at_least_entries: 2"), "has a length"},
      {kName + Ledger("window: LEDGER_WINDOW_THIS_ENTRY at_least_points: 3 at_most_points: 2"),
       "counts nothing"},
      {kName + Ledger("at_least_points: 3"), "a window"},
      {std::string(kName) + "ledger_points { id: 'bad' because: 't' entry: LEDGER_ENTRY_RED "
                            "effective_from: '2026-01-01' }",
       "points are given"},
      {kName + Flow("transitions { action: 'x.other' }"), "no such action"},
      {kName + Flow("transitions { action: 'x.move' to: INCIDENT_STATE_TAKEN }"), "names who may"},
      {kName + Flow(row + "}"), "goes to one state"},
      {kName + Flow(row + "to_previous: true }"), "goes to one state"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN next_due { days: 1 } }"), "come together"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN waiting_for: ROLE_POLICE }"), "come together"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN handover_to: ROLE_POLICE }"), "handover_to"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN of_handover: true handover_to: ROLE_DPO }"),
       "handover_to"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN roles: ROLE_COUNCIL }"),
       "no rule allows it to ROLE_COUNCIL"},
      {kName +
           Flow("transitions { action: 'x.write' roles: ROLE_POLICE to: INCIDENT_STATE_TAKEN }"),
       "no rule allows it"},
      {kName + Flow(row + "to: INCIDENT_STATE_TAKEN } " + row + "to: INCIDENT_STATE_CLOSED } "),
       "another row"},
      {kName + Flow(row + "from: INCIDENT_STATE_TAKEN to: INCIDENT_STATE_CLOSED } "),
       "no row leads to INCIDENT_STATE_TAKEN"},
      {kName + Urgent(kAtOnce), "nobody is named for violence"},
      {kName + Urgent(std::string(kAtOnce) + "urgent_to: ROLE_DPO "), "go to police or council"},
      {kName + Urgent(std::string(kAtOnce) + "urgent_to: [ROLE_POLICE, ROLE_POLICE] "),
       "named twice: ROLE_POLICE"},
      {kName + Urgent(std::string(kAtOnce) + "urgent_to: [ROLE_POLICE, ROLE_COUNCIL] "),
       "hands a report by ROLE_POLICE to ROLE_COUNCIL at once"},
      {kName + Urgent("urgent_to: ROLE_POLICE "),
       "hands a report by ROLE_POLICE to ROLE_POLICE at once"},
      {kName + Urgent("urgent_to: ROLE_COUNCIL transitions { action: 'incident.report' "
                      "of_handover: true handover_to: ROLE_COUNCIL to: INCIDENT_STATE_PASSED "
                      "roles: ROLE_POLICE } "),
       "hands a report by ROLE_POLICE to ROLE_POLICE at once"},
      {std::string(kName) + "flow { }", "has no route"},
      {std::string(kName) + "flow { " + kRoutes + kRoutes + "}", "routed twice"},
      {std::string(kName) + "flow { routes { types: INCIDENT_TYPE_FRAUD to: ROLE_DPO } }",
       "police or council"},
      {std::string(kName) + "flow { routes { types: INCIDENT_TYPE_FRAUD } }", "empty route"},
      {std::string(kName) + "purposes { role: ROLE_DPO }", "without a purpose"},
      {std::string(kName) + "purposes { purposes: PURPOSE_AUDIT }", "no such role"},
      {std::string(kName) + "purposes { role: ROLE_DPO purposes: PURPOSE_AUDIT } "
                            "purposes { role: ROLE_DPO purposes: PURPOSE_AUDIT }",
       "named twice"},
      {std::string(kName) + "terms_valid_for { months: -1 }", "terms_valid_for"},
  };
  for (const Bad& mistake : mistakes) {
    const absl::Status status = Compiled(mistake.text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << mistake.text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(mistake.says)) << mistake.text;
  }
}

TEST(Check, OnlyTheHubSpeaksOfNobodysRole) {
  const std::string rule =
      "access { id: 'who' effect: EFFECT_ALLOW roles: ROLE_UNSPECIFIED "
      "purposes: PURPOSE_UNSPECIFIED actions: 'x.read' because: 't' } ";
  EXPECT_FALSE(Compiled(kName + rule).ok());
  EXPECT_TRUE(Compiled(kName + rule + "of_hub: true").ok());
}

TEST(Check, NineRulesOfOneQuestionAreTooMany) {
  std::string text = kName;
  for (int i = 0; i < 8; ++i) text += Access("id: 'r" + std::to_string(i) + "'");
  EXPECT_TRUE(Compiled(text).ok());
  EXPECT_THAT(std::string(Compiled(text + Access("")).message()), HasSubstr("more than 8 rules"));
}

}  // namespace
}  // namespace smarthub::policy
