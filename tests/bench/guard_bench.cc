// What the hallway costs: calls through Guard beside the same store work without it, on a real
// Redis, 64 at a time; and redaction and the audit entry alone.
//
//   build/release/tests/bench/guard_bench --benchmark_repetitions=5
//       --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true
//
// Shows: Guard with policies/melton, a made-up authenticator, handlers that only read or write one
// report. Does not show: TLS, HTTP and JSON of the edge, real authentication, rules of the field.
// Redis, client and hub share the machine's cores: read the ratios.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "platform/rpc/call_context.h"
#include "platform/rpc/redactor.h"
#include "platform/testing/test_hub.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub {
namespace {

using incident::v1::GetIncidentRequest;
using incident::v1::GetIncidentResponse;
using incident::v1::Incident;
using incident::v1::ReportIncidentRequest;
using incident::v1::ReportIncidentResponse;
using testing::Id;
using testing::TestCaller;

constexpr int kAtOnce = 64;
constexpr char kGet[] = "smarthub.incident.v1.IncidentService.GetIncident";
constexpr char kReport[] = "smarthub.incident.v1.IncidentService.ReportIncident";

// A report of the usual size: one suspect, two goods, a few sentences.
Incident Usual() {
  Incident incident;
  incident.set_state(policy::v1::INCIDENT_STATE_PASSED);
  incident.mutable_site_id()->set_value(Id("site").ToString());
  incident.set_site_name("Example Stores");
  incident.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
  incident.mutable_urgency()->set_threat(true);
  incident.mutable_happened_from()->set_seconds(1'795'420'000);
  incident.set_place("aisle four");
  for (const char* what : {"spirits", "razors"}) incident.add_goods()->set_what(what);
  incident.set_what_happened(std::string(400, 'x'));
  auto* suspect = incident.add_suspects();
  suspect->set_name("Name Surname");
  suspect->set_hair("short");
  suspect->set_clothing("grey jacket");
  incident.add_handovers()->set_to(policy::v1::ROLE_POLICE);
  for (int i = 0; i < 4; ++i) incident.add_steps()->set_action("incident.pass");
  incident.set_reporter_name("Reporter Name");
  return incident;
}

store::Content Stored() {
  store::Content content;
  content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
  content.facts.set_person_id(std::string(Id("person reporter").bytes()));
  content.facts.add_site_ids(std::string(Id("site").bytes()));
  content.facts.set_submitted(true);
  content.facts.add_passed_to(policy::v1::ROLE_POLICE);
  content.indexes = {{"site", "s", "a"}, {"state", "passed", "a"}};
  content.body = Usual().SerializeAsString();
  content.appearances[Id("suspect")] = std::string(120, 'a');
  return content;
}

Task<absl::StatusOr<GetIncidentResponse>> Get(rpc::Context& context,
                                              const GetIncidentRequest& request) {
  auto id = Uuid::Parse(request.incident_id().value());
  if (!id.ok()) co_return id.status();
  auto loaded = co_await context.Load({label::v1::INCIDENT, *id});
  if (!loaded.ok()) co_return loaded.status();
  auto body = rpc::ParseBody<Incident>(loaded->content.body);
  if (!body.ok()) co_return body.status();
  GetIncidentResponse response;
  *response.mutable_incident() = *std::move(body);
  *response.mutable_incident()->mutable_incident_id() = request.incident_id();
  co_return response;
}

Task<absl::StatusOr<ReportIncidentResponse>> Report(rpc::Context& context,
                                                    const ReportIncidentRequest& request) {
  auto id = Uuid::Parse(request.incident_id().value());
  if (!id.ok()) co_return id.status();
  const store::Key key{label::v1::INCIDENT, *id};
  context.Stage(key, 0, Stored());
  context.Tell(key);
  co_return ReportIncidentResponse();
}

class Hub {
 public:
  Hub() {
    hub.methods().Unary<GetIncidentRequest, GetIncidentResponse>(kGet, Get);
    hub.methods().Unary<ReportIncidentRequest, ReportIncidentResponse>(kReport, Report);
    ReportIncidentRequest report;
    report.mutable_incident_id()->set_value(key.id.ToString());
    if (!hub.Send(kReport, reporter, report).status.ok()) std::abort();
  }

  // `make(i)` is run kAtOnce times at once, to the end of all.
  template <typename Make>
  void Together(Make make) {
    Event all(hub.loop());
    int left = kAtOnce;
    for (int i = 0; i < kAtOnce; ++i) hub.loop().Spawn(Count(make(i), left, all));
    if (!hub.Run(all.Wait()).ok()) std::abort();
  }

  testing::TestHub hub;
  const store::Key key{label::v1::INCIDENT, Id("the report")};
  const TestCaller reporter = TestCaller::Reporter().At({Id("site")});
  const TestCaller police = TestCaller::Police();

 private:
  static Task<void> Count(Task<bool> one, int& left, Event& all) {
    if (!co_await std::move(one)) std::abort();
    if (--left == 0) all.Set();
  }
};

Task<bool> Went(Task<rpc::Answer> task) { co_return (co_await std::move(task)).status.ok(); }

// A read through Guard: authenticated, decided, opened, redacted, its entry committed.
void ReadThroughGuard(benchmark::State& state) {
  Hub at;
  GetIncidentRequest request;
  request.mutable_incident_id()->set_value(at.key.id.ToString());
  for (auto _ : state) {
    at.Together([&](int) { return Went(at.hub.Begin(kGet, at.police, request)); });
  }
  state.SetItemsProcessed(state.iterations() * kAtOnce);
}
BENCHMARK(ReadThroughGuard)->UseRealTime()->Unit(benchmark::kMillisecond);

store::Batch EntryOnly() {
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = std::string(330, 'e');
  return batch;
}

// The same store work by hand: read, open, commit an entry of the same size.
Task<bool> ReadByHand(store::Store& store, store::Key key) {
  auto read = co_await store.Read("melton", absl::MakeConstSpan(&key, 1));
  if (!read.ok() || !read->front()->OpenFacts().ok() || !read->front()->Open().ok()) {
    co_return false;
  }
  co_return (co_await store.Commit(EntryOnly())).ok();
}
void ReadStoreAlone(benchmark::State& state) {
  Hub at;
  for (auto _ : state) at.Together([&](int) { return ReadByHand(*at.hub.store(), at.key); });
  state.SetItemsProcessed(state.iterations() * kAtOnce);
}
BENCHMARK(ReadStoreAlone)->UseRealTime()->Unit(benchmark::kMillisecond);

// A report through Guard: decided, sealed, indexed, its answer kept, its event told, its entry.
void WriteThroughGuard(benchmark::State& state) {
  Hub at;
  std::vector<ReportIncidentRequest> requests(kAtOnce);
  for (auto _ : state) {
    at.Together([&](int i) {
      requests[i].mutable_incident_id()->set_value(Uuid::Make(at.hub.random()).ToString());
      return Went(at.hub.Begin(kReport, at.reporter, requests[i]));
    });
  }
  state.SetItemsProcessed(state.iterations() * kAtOnce);
}
BENCHMARK(WriteThroughGuard)->UseRealTime()->Unit(benchmark::kMillisecond);

Task<bool> WriteByHand(store::Store& store, Uuid id) {
  store::Batch batch = EntryOnly();
  store::Change change;
  change.key = {label::v1::INCIDENT, id};
  change.content = Stored();
  batch.events.push_back({change.key, 1, "incident.report"});
  store::Idempotency keep;
  keep.key = std::string(id.bytes()) + std::string(id.bytes());
  keep.answer = {std::string(32, 'f'), std::string(16, 'r')};
  batch.idempotency = std::move(keep);
  batch.changes.push_back(std::move(change));
  co_return (co_await store.Commit(std::move(batch))).ok();
}
void WriteStoreAlone(benchmark::State& state) {
  Hub at;
  for (auto _ : state) {
    at.Together([&](int) { return WriteByHand(*at.hub.store(), Uuid::Make(at.hub.random())); });
  }
  state.SetItemsProcessed(state.iterations() * kAtOnce);
}
BENCHMARK(WriteStoreAlone)->UseRealTime()->Unit(benchmark::kMillisecond);

// One reply with the usual report: what a coordinator sees all of, a DPO almost nothing of.
void Redact(benchmark::State& state, bool shown) {
  rpc::MethodTable table;
  table.Unary<GetIncidentRequest, GetIncidentResponse>(kGet, Get);
  const rpc::Redactor redactor(table);
  rpc::PolicyBook policies([melton = testing::LoadPolicy("melton")](auto) { return melton; });
  const auto policy = policies.For("melton");
  rpc::Disclosures disclosures;
  rpc::Disclosed& disclosed = disclosures[{label::v1::INCIDENT, Id("the report")}];
  disclosed.decision.allowed = true;
  disclosed.decision.shown = shown ? policy::LabelSet(~uint64_t{0}) : policy::DefaultShown();
  GetIncidentResponse reply;
  *reply.mutable_incident() = Usual();
  reply.mutable_incident()->mutable_incident_id()->set_value(Id("the report").ToString());
  for (auto _ : state) {
    GetIncidentResponse copy = reply;
    benchmark::DoNotOptimize(redactor.Redact(copy, disclosures, *policy));
  }
}
BENCHMARK_CAPTURE(Redact, all_shown, true);
BENCHMARK_CAPTURE(Redact, nothing_shown, false);

void CopyAlone(benchmark::State& state) {
  GetIncidentResponse reply;
  *reply.mutable_incident() = Usual();
  for (auto _ : state) {
    GetIncidentResponse copy = reply;
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(CopyAlone);

}  // namespace
}  // namespace smarthub
