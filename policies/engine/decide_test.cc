// What one rule does, and how rules meet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "google/protobuf/text_format.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"

namespace {
// Counts what this binary allocates, for the one test that says "nothing".
std::atomic<long> allocations{0};
}  // namespace

// A sanitizer brings its own; there the count stays at nought and the test says nothing.
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
void* operator new(size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
#endif

namespace smarthub::policy {
namespace {

using label::v1::INCIDENT;
using label::v1::SITE;
using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string_view> kActions = {"x.read", "x.write"};

std::shared_ptr<const Policy> Made(const std::string& rules) {
  v1::Bundle bundle;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString("name: 'test' version: '1' " + rules, &bundle));
  auto policy = Policy::Compile(bundle, kActions);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.ok() ? *policy : nullptr;
}

std::vector<std::string> Names(const Policy& policy, const Decision& decision) {
  std::vector<std::string> names;
  for (RuleIndex rule : decision.rules) names.emplace_back(policy.RuleId(rule));
  return names;
}

constexpr char kAllow[] = R"(
  access { id: "allow" effect: EFFECT_ALLOW roles: ROLE_POLICE purposes: PURPOSE_AUDIT
           actions: "x.read" because: "t" }
  access { id: "allow-record" effect: EFFECT_ALLOW roles: ROLE_POLICE purposes: PURPOSE_AUDIT
           actions: "x.read" kinds: INCIDENT when { fact: FACT_SUBMITTED is: true } because: "t" }
)";
const Question kAsked = {v1::ROLE_POLICE, v1::PURPOSE_AUDIT, "x.read"};

Facts Submitted(bool value) {
  Facts facts;
  facts.Set(v1::FACT_SUBMITTED, value);
  return facts;
}

TEST(Decide, AllowsWhatARuleAllowsAndNothingBesides) {
  const auto policy = Made(kAllow);
  const Decision yes = policy->DecideAction(kAsked, {});
  EXPECT_TRUE(yes.allowed);
  EXPECT_THAT(Names(*policy, yes), ElementsAre("allow"));
  EXPECT_EQ(yes.shown, LabelSet()) << "an action shows nothing";

  for (const Question& other : {Question{v1::ROLE_COUNCIL, v1::PURPOSE_AUDIT, "x.read"},
                                Question{v1::ROLE_POLICE, v1::PURPOSE_ENFORCEMENT, "x.read"},
                                Question{v1::ROLE_POLICE, v1::PURPOSE_AUDIT, "x.write"},
                                Question{v1::ROLE_POLICE, v1::PURPOSE_AUDIT, "x.unknown"},
                                Question{v1::ROLE_POLICE, v1::PURPOSE_AUDIT, ""},
                                Question{v1::ROLE_UNSPECIFIED, v1::PURPOSE_AUDIT, "x.read"},
                                Question{v1::ROLE_POLICE, v1::PURPOSE_UNSPECIFIED, "x.read"},
                                Question{static_cast<Role>(99), v1::PURPOSE_AUDIT, "x.read"},
                                Question{v1::ROLE_POLICE, static_cast<Purpose>(-1), "x.read"}}) {
    const Decision no = policy->DecideAction(other, {});
    EXPECT_FALSE(no.allowed);
    EXPECT_THAT(no.rules, IsEmpty());
  }
}

TEST(Decide, AnUnknownFactNeverAllows) {
  const auto policy = Made(kAllow);
  EXPECT_TRUE(policy->DecideRecord(kAsked, INCIDENT, Submitted(true)).allowed);
  EXPECT_FALSE(policy->DecideRecord(kAsked, INCIDENT, Submitted(false)).allowed);
  EXPECT_FALSE(policy->DecideRecord(kAsked, INCIDENT, {}).allowed);
}

TEST(Decide, AnActionRuleOpensNoRecordAndARecordRuleNoAction) {
  const auto policy = Made(kAllow);
  EXPECT_FALSE(policy->DecideRecord(kAsked, SITE, Submitted(true)).allowed);
  EXPECT_FALSE(
      policy->DecideRecord(kAsked, label::v1::RECORD_KIND_UNSPECIFIED, Submitted(true)).allowed)
      << "no kind is not a question about the action";
  EXPECT_FALSE(policy->DecideRecord(kAsked, label::v1::TOY_APPLE, Submitted(true)).allowed);
  const auto records_only = Made(R"(access { id: "r" effect: EFFECT_ALLOW roles: ROLE_POLICE
      purposes: PURPOSE_AUDIT actions: "x.read" kinds: INCIDENT because: "t" })");
  EXPECT_FALSE(records_only->DecideAction(kAsked, {}).allowed);
}

TEST(Decide, DenyOverridesWhateverTheOrderAndNamesOnlyDenials) {
  const std::string deny = R"(access { id: "deny" effect: EFFECT_DENY
      when { fact: FACT_TERMS_CURRENT is: false } because: "t" })";
  for (const std::string& rules : {kAllow + deny, deny + kAllow}) {
    const auto policy = Made(rules);
    Facts facts;
    EXPECT_FALSE(policy->DecideAction(kAsked, facts).allowed) << "unknown denies";
    EXPECT_THAT(Names(*policy, policy->DecideAction(kAsked, facts)), ElementsAre("deny"));
    facts.Set(v1::FACT_TERMS_CURRENT, false);
    EXPECT_FALSE(policy->DecideAction(kAsked, facts).allowed);
    facts.Set(v1::FACT_TERMS_CURRENT, true);
    EXPECT_TRUE(policy->DecideAction(kAsked, facts).allowed);
  }
}

TEST(Decide, ADenialWithOneConditionKnownFalseDoesNotApply) {
  const auto policy = Made(std::string(kAllow) + R"(access { id: "deny" effect: EFFECT_DENY
      when { fact: FACT_TERMS_CURRENT is: false } when { fact: FACT_RESTRICTED is: true }
      because: "t" })");
  Facts facts;
  facts.Set(v1::FACT_RESTRICTED, false);
  EXPECT_TRUE(policy->DecideAction(kAsked, facts).allowed);
  facts.Set(v1::FACT_RESTRICTED, true);
  EXPECT_FALSE(policy->DecideAction(kAsked, facts).allowed);
}

TEST(Decide, ExceptionsOfADenial) {
  const auto policy = Made(R"(
      access { id: "allow" effect: EFFECT_ALLOW roles: ROLE_POLICE purposes: PURPOSE_AUDIT
               actions: ["x.read", "x.write"] because: "t" }
      access { id: "deny" effect: EFFECT_DENY except_actions: "x.read" because: "t" })");
  EXPECT_TRUE(policy->DecideAction({v1::ROLE_POLICE, v1::PURPOSE_AUDIT, "x.read"}, {}).allowed);
  EXPECT_FALSE(policy->DecideAction({v1::ROLE_POLICE, v1::PURPOSE_AUDIT, "x.write"}, {}).allowed);
}

TEST(Redact, DefaultsThenShowThenHide) {
  const auto policy = Made(std::string(kAllow) + R"(
      redaction { id: "show" roles: ROLE_POLICE purposes: PURPOSE_AUDIT kinds: INCIDENT
                  show: [NARRATIVE, GOODS] when { fact: FACT_SUBMITTED is: true } because: "t" }
      redaction { id: "hide" kinds: INCIDENT hide: [GOODS, PROGRESS]
                  when { fact: FACT_RESTRICTED is: true } because: "t" })");
  Facts facts = Submitted(true);
  facts.Set(v1::FACT_RESTRICTED, false);
  Decision decision = policy->DecideRecord(kAsked, INCIDENT, facts);
  LabelSet expected = DefaultShown();
  expected.Add(label::v1::NARRATIVE);
  expected.Add(label::v1::GOODS);
  EXPECT_EQ(decision.shown, expected);
  EXPECT_THAT(Names(*policy, decision), ElementsAre("allow-record", "show"));

  // Unknown: the rule that hides counts it as holding.
  decision = policy->DecideRecord(kAsked, INCIDENT, Submitted(true));
  expected.Remove(label::v1::GOODS);
  expected.Remove(label::v1::PROGRESS);
  EXPECT_EQ(decision.shown, expected);
  EXPECT_THAT(Names(*policy, decision), ElementsAre("allow-record", "show", "hide"));
}

TEST(Redact, NothingIsShownOfADeniedRecord) {
  const auto policy = Made(std::string(kAllow) + R"(
      redaction { id: "show" roles: ROLE_POLICE purposes: PURPOSE_AUDIT kinds: INCIDENT
                  show: NARRATIVE because: "t" })");
  const Decision decision = policy->DecideRecord(kAsked, INCIDENT, Submitted(false));
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.shown, LabelSet());
  EXPECT_THAT(decision.rules, IsEmpty());
}

TEST(Redact, DefaultsAreThoseOfTheLabelTable) {
  LabelSet expected;
  for (Label label :
       {label::v1::NOT_PERSONAL, label::v1::RECORD_ID, label::v1::MEMBER_ID, label::v1::PROGRESS}) {
    expected.Add(label);
  }
  EXPECT_EQ(DefaultShown(), expected);
}

TEST(Decide, AllocatesNothing) {
  const auto bundle = LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const auto policy = Policy::Compile(*bundle, AllActions());
  ASSERT_TRUE(policy.ok()) << policy.status();
  Facts facts;
  for (int fact = 1; fact < v1::Fact_ARRAYSIZE; ++fact) {
    facts.Set(static_cast<Fact>(fact), fact <= v1::FACT_AGREEMENT_CURRENT);
  }
  const std::vector<std::string_view> actions = AllActions();
  const std::vector<RecordKind> kinds = AllKinds();
  const long before = allocations.load();
  size_t named = 0;
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    for (int purpose = 0; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      for (std::string_view action : actions) {
        const Question question = {static_cast<Role>(role), static_cast<Purpose>(purpose), action};
        // With these facts, and with none, where every denial speaks.
        for (const Facts& known : {facts, Facts()}) {
          named += (*policy)->DecideAction(question, known).rules.size();
          for (RecordKind kind : kinds) {
            named += (*policy)->DecideRecord(question, kind, known).rules.size();
          }
        }
      }
    }
  }
  EXPECT_EQ(allocations.load(), before);
  EXPECT_GT(named, 1000u);
}

}  // namespace
}  // namespace smarthub::policy
