// Golden cases (policies/cases): they come out as written, reach every cell and every rule, and no
// rule can be lost without one of them failing.
#include "policies/engine/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::policy {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

class CasesTest : public testing::Test {
 protected:
  CasesTest() {
    for (const char* name : {"melton", "hub"}) {
      auto bundle = LoadBundle(std::string(SMARTHUB_SOURCE_DIR "/policies/") + name);
      EXPECT_TRUE(bundle.ok()) << bundle.status();
      bundles_[name] = *std::move(bundle);
    }
    auto cases = LoadCases(SMARTHUB_SOURCE_DIR "/policies/cases");
    EXPECT_TRUE(cases.ok()) << cases.status();
    if (cases.ok()) cases_ = *std::move(cases);
  }

  std::shared_ptr<const Policy> Compile(const v1::Bundle& bundle) {
    auto policy = Policy::Compile(bundle, AllActions());
    EXPECT_TRUE(policy.ok()) << policy.status();
    return policy.ok() ? *policy : nullptr;
  }

  bool Red(const v1::Bundle& bundle) { return Red(*Compile(bundle)); }

  // Whether some case of this bundle does not come out as written.
  bool Red(const Policy& policy) {
    for (size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i].body.bundle() != policy.bundle().name()) continue;
      if (RunCase(policy, cases_[i].body).empty()) continue;
      // Tried first next time: the next spoilt rule is likely near.
      std::rotate(cases_.begin(), cases_.begin() + i, cases_.begin() + i + 1);
      return true;
    }
    return false;
  }

  // All cases of a bundle, with what they touched.
  Coverage Cover(const v1::Bundle& bundle) {
    Coverage coverage;
    const auto policy = Compile(bundle);
    for (const NamedCase& one : cases_) {
      if (one.body.bundle() == bundle.name()) RunCase(*policy, one.body, &coverage);
    }
    return coverage;
  }

  std::map<std::string, v1::Bundle> bundles_;
  std::vector<NamedCase> cases_;
};

TEST_F(CasesTest, ComeOutAsWritten) {
  std::map<std::string, std::shared_ptr<const Policy>> policies;
  for (const auto& [name, bundle] : bundles_) policies[name] = Compile(bundle);
  ASSERT_GT(cases_.size(), 40u);
  for (const NamedCase& one : cases_) {
    ASSERT_TRUE(policies.contains(one.body.bundle())) << one.name;
    EXPECT_THAT(RunCase(*policies[one.body.bundle()], one.body), IsEmpty()) << one.name;
  }
}

TEST_F(CasesTest, ReachEveryCell) {
  std::vector<int> kinds = {0};
  for (RecordKind kind : AllKinds()) kinds.push_back(kind);
  for (const auto& [name, bundle] : bundles_) {
    const Coverage coverage = Cover(bundle);
    std::vector<std::string> missing;
    for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
      for (int purpose = 0; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
        for (std::string_view view : AllActions()) {
          const std::string action(view);
          for (int kind : kinds) {
            if (coverage.cells.contains({role, purpose, action, kind})) continue;
            missing.push_back(v1::Role_Name(static_cast<Role>(role)) + " " +
                              v1::Purpose_Name(static_cast<Purpose>(purpose)) + " " + action + " " +
                              label::v1::RecordKind_Name(static_cast<RecordKind>(kind)));
          }
        }
      }
    }
    EXPECT_THAT(missing, IsEmpty()) << name;
  }
}

TEST_F(CasesTest, EveryRuleDecidesSomewhere) {
  for (const auto& [name, bundle] : bundles_) {
    const std::vector<std::string> rules = RulesOfCases(*Compile(bundle));
    EXPECT_THAT(Cover(bundle).rules, UnorderedElementsAreArray(rules)) << name;
  }
}

TEST_F(CasesTest, NoRuleCanBeLost) {
  for (const auto& [name, bundle] : bundles_) {
    ASSERT_FALSE(Red(bundle));
    for (int i = 0; i < bundle.access_size(); ++i) {
      v1::Bundle without = bundle;
      // The flow names who may; without their rule it would not load, and that is red enough.
      without.clear_flow();
      without.mutable_access()->DeleteSubrange(i, 1);
      EXPECT_TRUE(Red(without)) << name << ": " << bundle.access(i).id();
    }
    for (int i = 0; i < bundle.redaction_size(); ++i) {
      v1::Bundle without = bundle;
      without.mutable_redaction()->DeleteSubrange(i, 1);
      EXPECT_TRUE(Red(without)) << name << ": " << bundle.redaction(i).id();
    }
    for (int i = 0; i < bundle.publication_size(); ++i) {
      v1::Bundle without = bundle;
      // A gallery asks for every item; without it the bundle loads, and the cases have their say.
      without.clear_galleries();
      without.mutable_publication()->DeleteSubrange(i, 1);
      EXPECT_TRUE(Red(without)) << name << ": " << bundle.publication(i).id();
    }
  }
}

// Nor a part of one: each role, purpose, action, kind, condition, exception, label and need of
// every rule.
TEST_F(CasesTest, NoPartOfARuleCanBeLost) {
  std::vector<std::string> unnoticed;
  for (auto& [name, bundle] : bundles_) {
    const auto shrink = [&](google::protobuf::Message* rule, const std::string& id) {
      const auto* reflection = rule->GetReflection();
      const auto* descriptor = rule->GetDescriptor();
      for (int f = 0; f < descriptor->field_count(); ++f) {
        const auto* field = descriptor->field(f);
        if (!field->is_repeated()) continue;
        const int size = reflection->FieldSize(*rule, field);
        const std::unique_ptr<google::protobuf::Message> whole(rule->New());
        whole->CopyFrom(*rule);
        for (int i = 0; i < size; ++i) {
          reflection->SwapElements(rule, field, i, size - 1);
          reflection->RemoveLast(rule, field);
          v1::Bundle smaller = bundle;
          smaller.clear_flow();
          // What does not load any more has been noticed.
          const auto policy = Policy::Compile(smaller, AllActions());
          if (policy.ok() && !Red(**policy)) {
            unnoticed.push_back(name + " " + id + " " + field->name() + " " + std::to_string(i));
          }
          rule->CopyFrom(*whole);
        }
      }
    };
    for (auto& rule : *bundle.mutable_access()) shrink(&rule, rule.id());
    for (auto& rule : *bundle.mutable_redaction()) shrink(&rule, rule.id());
    for (auto& rule : *bundle.mutable_publication()) shrink(&rule, rule.id());
  }
  EXPECT_THAT(unnoticed, IsEmpty());
}

// Nobody gets anything for a purpose that the bundle does not let their role name.
TEST_F(CasesTest, PurposesAndRulesAgree) {
  const v1::Bundle& bundle = bundles_["melton"];
  const auto policy = Compile(bundle);
  Facts best;
  for (int fact = 1; fact < v1::Fact_ARRAYSIZE; ++fact) {
    best.Set(static_cast<Fact>(fact), fact != v1::FACT_NO_NAMED_OFFICER &&
                                          fact != v1::FACT_RESTRICTED && fact != v1::FACT_FROZEN &&
                                          fact != v1::FACT_WITHDRAWN);
  }
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    const auto named = policy->Purposes(static_cast<Role>(role));
    for (int purpose = 0; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      const bool own = std::find(named.begin(), named.end(), purpose) != named.end();
      int allowed = 0;
      for (std::string_view action : AllActions()) {
        allowed += policy
                       ->DecideAction(
                           {static_cast<Role>(role), static_cast<Purpose>(purpose), action}, best)
                       .allowed;
      }
      EXPECT_EQ(allowed > 0, own) << role << " " << purpose;
    }
  }
}

TEST_F(CasesTest, AWrongCaseSaysWhatIsWrong) {
  v1::Case wrong = cases_.front().body;
  wrong.set_bundle("melton");
  wrong.clear_expect();
  wrong.set_no_other_action(false);
  auto& expected = *wrong.add_expect();
  expected.add_actions("audit.list");
  expected.set_allowed(true);
  wrong.clear_roles();
  wrong.add_roles(v1::ROLE_REPORTER);
  const auto lines = RunCase(*Compile(bundles_["melton"]), wrong);
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines.front(), testing::HasSubstr("audit.list: is denied"));
}

}  // namespace
}  // namespace smarthub::policy
