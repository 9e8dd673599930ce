// The bundle that tests of the hallway run: police may see apples that were passed to them, the
// reporter their own; each sees other labels.
#ifndef PLATFORM_RPC_TESTDATA_TOY_POLICY_H_
#define PLATFORM_RPC_TESTDATA_TOY_POLICY_H_

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "policies/engine/policy.h"

namespace smarthub::rpc {

inline constexpr const char* kToyActions[] = {"toy.read",   "toy.change", "toy.report",
                                              "toy.terms",  "toy.who",    "toy.sign_in",
                                              "toy.invite", "toy.seed",   "toy.watch"};

inline constexpr const char* kToyBundle = R"pb(
  name: "toy"
  version: "1"
  purposes { role: ROLE_REPORTER purposes: PURPOSE_CRIME_PREVENTION }
  purposes {
    role: ROLE_POLICE
    purposes: [ PURPOSE_INVESTIGATION, PURPOSE_ENFORCEMENT ]
  }
  purposes { role: ROLE_DPO purposes: PURPOSE_AUDIT }
  purposes { role: ROLE_SYSTEM purposes: PURPOSE_ADMINISTRATION }
  access {
    id: "members-act"
    effect: EFFECT_ALLOW
    roles: [ ROLE_REPORTER, ROLE_POLICE ]
    purposes: [ PURPOSE_CRIME_PREVENTION, PURPOSE_INVESTIGATION ]
    actions: [ "toy.read", "toy.change", "toy.report", "toy.terms", "toy.watch" ]
  }
  access {
    id: "no-terms"
    effect: EFFECT_DENY
    roles: [ ROLE_REPORTER, ROLE_POLICE ]
    except_actions: "toy.terms"
    when { fact: FACT_TERMS_CURRENT is: false }
  }
  access {
    id: "no-agreement"
    effect: EFFECT_DENY
    roles: [ ROLE_REPORTER, ROLE_POLICE ]
    when { fact: FACT_AGREEMENT_CURRENT is: false }
  }
  access {
    id: "no-membership"
    effect: EFFECT_DENY
    roles: [ ROLE_REPORTER, ROLE_POLICE ]
    when { fact: FACT_MEMBERSHIP_CURRENT is: false }
  }
  access {
    id: "no-officer"
    effect: EFFECT_DENY
    roles: [ ROLE_REPORTER, ROLE_POLICE ]
    when { fact: FACT_NO_NAMED_OFFICER is: true }
  }
  access {
    id: "own-apples"
    effect: EFFECT_ALLOW
    roles: ROLE_REPORTER
    purposes: PURPOSE_CRIME_PREVENTION
    actions: [ "toy.read", "toy.change", "toy.report", "toy.watch" ]
    kinds: INCIDENT
    when { fact: FACT_IS_CALLERS_OWN is: true }
  }
  access {
    id: "passed-apples"
    effect: EFFECT_ALLOW
    roles: ROLE_POLICE
    purposes: PURPOSE_INVESTIGATION
    actions: [ "toy.read", "toy.change", "toy.watch" ]
    kinds: [ INCIDENT, INCIDENT_REQUEST ]
    when { fact: FACT_PASSED_TO_CALLERS_AGENCY is: true }
  }
  access {
    id: "hub-seeds"
    effect: EFFECT_ALLOW
    roles: ROLE_SYSTEM
    purposes: PURPOSE_ADMINISTRATION
    actions: "toy.seed"
  }
  redaction {
    id: "reporter-sees"
    roles: ROLE_REPORTER
    purposes: PURPOSE_CRIME_PREVENTION
    kinds: INCIDENT
    show: [ SUSPECT_NAME, NARRATIVE, INCIDENT_TIME, INCIDENT_CLASS, VICTIM_NAME ]
  }
  redaction {
    id: "police-see"
    roles: ROLE_POLICE
    purposes: PURPOSE_INVESTIGATION
    kinds: [ INCIDENT, INCIDENT_REQUEST ]
    show: [ SUSPECT_NAME, NARRATIVE, INCIDENT_TIME, VEHICLE_PLATE, AGENCY_NOTE ]
  }
  redaction {
    id: "no-names-of-restricted"
    kinds: INCIDENT
    hide: [ SUSPECT_NAME, VICTIM_NAME ]
    when { fact: FACT_RESTRICTED is: true }
  }
)pb";

inline constexpr const char* kToyHubBundle = R"pb(
  name: "toy-hub"
  version: "1"
  of_hub: true
  access {
    id: "signed-in"
    effect: EFFECT_ALLOW
    roles: ROLE_UNSPECIFIED
    purposes: PURPOSE_UNSPECIFIED
    actions: "toy.who"
  }
  access {
    id: "own-things"
    effect: EFFECT_ALLOW
    roles: ROLE_UNSPECIFIED
    purposes: PURPOSE_UNSPECIFIED
    actions: "toy.who"
    kinds: INCIDENT
  }
)pb";

inline std::shared_ptr<const policy::Policy> CompileToy(const std::string& text) {
  policy::v1::Bundle bundle;
  if (!google::protobuf::TextFormat::ParseFromString(text, &bundle)) std::abort();
  for (auto& rule : *bundle.mutable_access()) rule.set_because("a toy");
  for (auto& rule : *bundle.mutable_redaction()) rule.set_because("a toy");
  std::vector<std::string_view> actions(std::begin(kToyActions), std::end(kToyActions));
  auto policy = policy::Policy::Compile(bundle, actions);
  if (!policy.ok()) {
    std::fprintf(stderr, "toy bundle: %s\n", policy.status().ToString().c_str());
    std::abort();
  }
  return *std::move(policy);
}

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_TESTDATA_TOY_POLICY_H_
