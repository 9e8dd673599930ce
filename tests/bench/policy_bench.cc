// What a decision costs: the demonstration's bundle, its real questions.
//
//   build/release/tests/bench/policy_bench
//
// Shows: time of one decision with facts at hand. Does not show: computing the facts (opening a
// record's facts segment), walking the reply to redact it, the audit entry; platform/rpc has those.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "policies/engine/actions.h"
#include "policies/engine/flow.h"
#include "policies/engine/lifecycle.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {
namespace {

std::shared_ptr<const Policy> Melton() {
  const auto bundle = LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  if (!bundle.ok()) std::abort();
  auto policy = Policy::Compile(*bundle, AllActions());
  if (!policy.ok()) std::abort();
  return *std::move(policy);
}

Facts GoodCaller() {
  Facts facts;
  facts.Set(v1::FACT_MEMBERSHIP_CURRENT, true);
  facts.Set(v1::FACT_TERMS_CURRENT, true);
  facts.Set(v1::FACT_AGREEMENT_CURRENT, true);
  facts.Set(v1::FACT_NO_NAMED_OFFICER, false);
  return facts;
}

Facts PassedReport() {
  Facts facts = GoodCaller();
  facts.Set(v1::FACT_PASSED_TO_CALLERS_AGENCY, true);
  facts.Set(v1::FACT_GRANTED_TO_CALLERS_AGENCY, false);
  facts.Set(v1::FACT_SUBMITTED, true);
  facts.Set(v1::FACT_RESTRICTED, false);
  return facts;
}

void DecideAction(benchmark::State& state) {
  const auto policy = Melton();
  const Facts facts = GoodCaller();
  const Question question = {v1::ROLE_REPORTER, v1::PURPOSE_CRIME_PREVENTION, "incident.report"};
  for (auto _ : state) benchmark::DoNotOptimize(policy->DecideAction(question, facts));
}
BENCHMARK(DecideAction);

// The most rules that meet in the demonstration: five denials to look at, labels to work out.
void DecideRecord(benchmark::State& state) {
  const auto policy = Melton();
  const Facts facts = PassedReport();
  const Question question = {v1::ROLE_POLICE, v1::PURPOSE_INVESTIGATION, "incident.read"};
  for (auto _ : state) {
    benchmark::DoNotOptimize(policy->DecideRecord(question, label::v1::INCIDENT, facts));
  }
}
BENCHMARK(DecideRecord);

// Every question there is, one after the other: the table does not fit the first cache.
void DecideEverything(benchmark::State& state) {
  const auto policy = Melton();
  const Facts facts = PassedReport();
  const std::vector<std::string_view> actions = AllActions();
  const std::vector<RecordKind> kinds = AllKinds();
  int64_t asked = 0;
  for (auto _ : state) {
    for (int role = 1; role < v1::Role_ARRAYSIZE; ++role) {
      for (int purpose = 1; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
        for (std::string_view action : actions) {
          for (RecordKind kind : kinds) {
            benchmark::DoNotOptimize(policy->DecideRecord(
                {static_cast<Role>(role), static_cast<Purpose>(purpose), action}, kind, facts));
            ++asked;
          }
        }
      }
    }
  }
  state.SetItemsProcessed(asked);
}
BENCHMARK(DecideEverything)->Unit(benchmark::kMicrosecond);

void NextStep(benchmark::State& state) {
  const auto policy = Melton();
  const absl::Time now = absl::FromUnixSeconds(1'795'000'000);
  const Position position = {v1::INCIDENT_STATE_PASSED, v1::INCIDENT_STATE_UNSPECIFIED,
                             v1::ROLE_POLICE};
  for (auto _ : state) {
    benchmark::DoNotOptimize(NextMove(*policy, v1::ROLE_POLICE, "incident.take", position, now));
  }
}
BENCHMARK(NextStep);

void Retention(benchmark::State& state) {
  const auto policy = Melton();
  const absl::Time now = absl::FromUnixSeconds(1'795'000'000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(RetentionDue(*policy, v1::RETENTION_CLASS_INCIDENT,
                                          v1::CLOCK_END_OF_MONTH_HAPPENED, now, false, now));
  }
}
BENCHMARK(Retention);

void CompileBundle(benchmark::State& state) {
  const auto bundle = LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  if (!bundle.ok()) std::abort();
  const std::vector<std::string_view> actions = AllActions();
  for (auto _ : state) benchmark::DoNotOptimize(Policy::Compile(*bundle, actions));
}
BENCHMARK(CompileBundle)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace smarthub::policy
