// Two evaluators written apart agree: on random questions to random bundles, and to the real ones.
#include "policies/engine/naive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"
#include "policies/engine/publication.h"

namespace smarthub::policy {
namespace {

using Rng = std::mt19937_64;

int Below(Rng& rng, int count) { return static_cast<int>(rng() % count); }

// Few of everything, so that rules meet often.
const std::vector<std::string_view> kActions = {"a.one", "a.two", "b.one", "b.two"};
constexpr int kSomeKinds[] = {label::v1::INCIDENT, label::v1::SITE, label::v1::TERMS};

template <typename Add>
void Some(Rng& rng, int from, int count, int odds, Add add) {
  for (int i = from; i < count; ++i) {
    if (Below(rng, odds) == 0) add(i);
  }
}

template <typename Rule>
void FillCommon(Rng& rng, bool must_name, Rule& rule) {
  Some(rng, 0, kActions.size(), 2, [&](int i) { rule.add_actions(std::string(kActions[i])); });
  Some(rng, 0, v1::Role_ARRAYSIZE, 2, [&](int i) { rule.add_roles(static_cast<Role>(i)); });
  Some(rng, 0, v1::Purpose_ARRAYSIZE, 2,
       [&](int i) { rule.add_purposes(static_cast<Purpose>(i)); });
  if (must_name && rule.roles().empty()) rule.add_roles(v1::ROLE_POLICE);
  if (must_name && rule.purposes().empty()) rule.add_purposes(v1::PURPOSE_AUDIT);
  if (must_name && rule.actions().empty()) rule.add_actions(std::string(kActions[0]));
  // One condition in a rule or so: more are hardly ever met together.
  Some(rng, 1, v1::Fact_ARRAYSIZE, v1::Fact_ARRAYSIZE, [&](int i) {
    auto* condition = rule.add_when();
    condition->set_fact(static_cast<Fact>(i));
    condition->set_is(Below(rng, 2) == 0);
  });
  rule.set_because("random");
}

v1::Bundle RandomBundle(Rng& rng) {
  v1::Bundle bundle;
  bundle.set_name("random");
  bundle.set_version("1");
  bundle.set_of_hub(true);
  for (int i = Below(rng, 10); i >= 0; --i) {
    auto& rule = *bundle.add_access();
    rule.set_id("a" + std::to_string(i));
    const bool deny = Below(rng, 3) == 0;
    rule.set_effect(deny ? v1::EFFECT_DENY : v1::EFFECT_ALLOW);
    FillCommon(rng, !deny, rule);
    if (rule.actions().empty()) {
      Some(rng, 0, kActions.size(), 4,
           [&](int action) { rule.add_except_actions(std::string(kActions[action])); });
    }
    // Half of the rules speak of actions.
    Some(rng, 0, Below(rng, 2) * 3, 2,
         [&](int kind) { rule.add_kinds(static_cast<RecordKind>(kSomeKinds[kind])); });
  }
  for (int i = Below(rng, 6); i > 0; --i) {
    auto& rule = *bundle.add_redaction();
    rule.set_id("r" + std::to_string(i));
    FillCommon(rng, true, rule);
    if (Below(rng, 2) == 0) rule.clear_actions();
    const int kind = Below(rng, 3);
    rule.add_kinds(static_cast<RecordKind>(kSomeKinds[kind]));
    for (int label = label::v1::SUSPECT_NAME; label < label::v1::CREDENTIAL; ++label) {
      if (label == label::v1::PROGRESS) continue;
      const int what = Below(rng, 6);
      if (what == 0) rule.add_show(static_cast<Label>(label));
      if (what == 1) rule.add_hide(static_cast<Label>(label));
    }
    if (rule.show().empty() && rule.hide().empty()) rule.add_hide(label::v1::PROGRESS);
  }
  return bundle;
}

naive::Asked RandomQuestion(Rng& rng, const std::vector<std::string_view>& actions) {
  naive::Asked asked;
  // Now and then a role, purpose or action that does not exist.
  asked.role = static_cast<Role>(Below(rng, v1::Role_ARRAYSIZE + (Below(rng, 50) == 0)));
  asked.purpose = static_cast<Purpose>(Below(rng, v1::Purpose_ARRAYSIZE + (Below(rng, 50) == 0)));
  asked.action = Below(rng, 50) == 0 ? "no.such" : std::string(actions[Below(rng, actions.size())]);
  if (Below(rng, 3) != 0) {
    asked.kind = static_cast<RecordKind>(1 + Below(rng, label::v1::LOGIN));
    if (Below(rng, 2) == 0) asked.kind = static_cast<RecordKind>(kSomeKinds[Below(rng, 3)]);
  }
  for (int fact = 1; fact < v1::Fact_ARRAYSIZE; ++fact) {
    const int truth = Below(rng, 5);
    if (truth == 0) continue;
    asked.facts[static_cast<Fact>(fact)] =
        truth % 2 == 0 ? naive::Truth::kTrue : naive::Truth::kFalse;
  }
  return asked;
}

naive::Said Ask(const Policy& policy, const naive::Asked& asked) {
  Facts facts;
  for (const auto& [fact, truth] : asked.facts) facts.Set(fact, truth == naive::Truth::kTrue);
  const Question question = {asked.role, asked.purpose, asked.action};
  const Decision decision = asked.kind.has_value()
                                ? policy.DecideRecord(question, *asked.kind, facts)
                                : policy.DecideAction(question, facts);
  naive::Said said;
  said.allowed = decision.allowed;
  for (RuleIndex rule : decision.rules) said.rules.emplace_back(policy.RuleId(rule));
  for (int label = 0; label < 64; ++label) {
    if (decision.shown.Has(static_cast<Label>(label))) {
      said.shown.insert(static_cast<Label>(label));
    }
  }
  return said;
}

struct Tally {
  int asked = 0;
  int allowed = 0;
  int named = 0;
};

void Agree(const Policy& policy, const v1::Bundle& bundle,
           const std::vector<std::string_view>& actions, int times, Rng& rng, Tally& tally) {
  const std::set<std::string> known(actions.begin(), actions.end());
  for (int i = 0; i < times; ++i) {
    const naive::Asked asked = RandomQuestion(rng, actions);
    const naive::Said expected = naive::Decide(bundle, known, asked);
    const naive::Said said = Ask(policy, asked);
    ASSERT_TRUE(said.allowed == expected.allowed && said.rules == expected.rules &&
                said.shown == expected.shown)
        << bundle.ShortDebugString() << " role " << asked.role << " purpose " << asked.purpose
        << " action " << asked.action << " kind " << asked.kind.value_or(RecordKind());
    ++tally.asked;
    tally.allowed += said.allowed;
    tally.named += !said.rules.empty();
  }
}

TEST(Naive, AgreesOnRandomBundles) {
  Rng rng(20261123);
  Tally tally;
  int rejected = 0;
  for (int round = 0; round < 1500; ++round) {
    const v1::Bundle bundle = RandomBundle(rng);
    const auto policy = Policy::Compile(bundle, kActions);
    if (!policy.ok()) {
      ASSERT_THAT(std::string(policy.status().message()), testing::HasSubstr("more than 8 rules"));
      ++rejected;
      continue;
    }
    ASSERT_NO_FATAL_FAILURE(Agree(**policy, bundle, kActions, 100, rng, tally));
  }
  // The questions reach what they are for: neither all denied nor all without a rule.
  EXPECT_GE(tally.asked, 100'000);
  EXPECT_GT(tally.allowed, tally.asked / 50);
  EXPECT_GT(tally.named, tally.asked / 10);
  EXPECT_LT(rejected, 300);
}

TEST(Naive, AgreesOnTheRealBundles) {
  Rng rng(7);
  const std::vector<std::string_view> actions = AllActions();
  for (const char* name : {"melton", "hub"}) {
    const auto bundle = LoadBundle(std::string(SMARTHUB_SOURCE_DIR "/policies/") + name);
    ASSERT_TRUE(bundle.ok()) << bundle.status();
    const auto policy = Policy::Compile(*bundle, actions);
    ASSERT_TRUE(policy.ok()) << policy.status();
    Tally tally;
    ASSERT_NO_FATAL_FAILURE(Agree(**policy, *bundle, actions, 30'000, rng, tally));
    EXPECT_GT(tally.allowed, 0);
  }
}

v1::PublicationFact SomeFact(Rng& rng) {
  return static_cast<v1::PublicationFact>(1 + Below(rng, v1::PublicationFact_ARRAYSIZE - 1));
}

v1::Bundle RandomPublication(Rng& rng) {
  v1::Bundle bundle;
  bundle.set_name("random");
  bundle.set_version("1");
  for (int i = Below(rng, 6); i >= 0; --i) {
    auto& rule = *bundle.add_publication();
    rule.set_id("p" + std::to_string(i));
    rule.set_because("random");
    rule.set_item(
        static_cast<v1::PublicationItem>(1 + Below(rng, v1::PublicationItem_ARRAYSIZE - 1)));
    Some(rng, 1, v1::BulletinKind_ARRAYSIZE, 4,
         [&](int kind) { rule.add_kinds(static_cast<v1::BulletinKind>(kind)); });
    std::set<v1::PublicationFact> once;
    const auto add = [&](v1::PublicationCondition* condition) {
      v1::PublicationFact fact = SomeFact(rng);
      while (!once.insert(fact).second) fact = SomeFact(rng);
      condition->set_fact(fact);
      condition->set_is(Below(rng, 2) == 0);
    };
    for (int n = Below(rng, 3); n > 0; --n) add(rule.add_when());
    for (int n = Below(rng, 3); n >= 0; --n) add(rule.add_needs());
  }
  return bundle;
}

TEST(Naive, AgreesOnWhatABulletinLacks) {
  Rng rng(3);
  int lacking = 0;
  for (int round = 0; round < 20'000; ++round) {
    const v1::Bundle bundle = RandomPublication(rng);
    const auto policy = Policy::Compile(bundle, kActions);
    ASSERT_TRUE(policy.ok()) << policy.status();
    std::map<v1::PublicationFact, naive::Truth> truths;
    PublicationFacts facts;
    for (int fact = 1; fact < v1::PublicationFact_ARRAYSIZE; ++fact) {
      const int truth = Below(rng, 3);
      if (truth == 0) continue;
      facts.Set(static_cast<v1::PublicationFact>(fact), truth == 1);
      truths[static_cast<v1::PublicationFact>(fact)] =
          truth == 1 ? naive::Truth::kTrue : naive::Truth::kFalse;
    }
    const auto kind = static_cast<v1::BulletinKind>(Below(rng, v1::BulletinKind_ARRAYSIZE));
    const Missing said = MissingItems(**policy, kind, facts);
    const naive::Lacks expected = naive::Missing(bundle, kind, truths);
    ASSERT_THAT(said.items, testing::ElementsAreArray(expected.items)) << bundle.DebugString();
    ASSERT_THAT(said.rules, testing::ElementsAreArray(expected.rules)) << bundle.DebugString();
    lacking += !said.nothing();
  }
  EXPECT_GT(lacking, 2'000);
  EXPECT_LT(lacking, 18'000);
}

}  // namespace
}  // namespace smarthub::policy
