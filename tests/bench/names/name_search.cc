// Finding people, measured.
//
//   name_search ranking tests/data/names/held.csv    queries on stdin, one a line: on stdout, for
//       each, the ids found, best first, at most 10 (tests/bench/names/compare.py reads them)
//   name_search guard [PEOPLE [CALLS]]                 searches through Guard among so many people
//
// `guard` shows: policy, opening each report found, redaction, the audit entry, a real Redis, one
// search at a time. Does not show: TLS, HTTP and JSON of the edge, real authentication.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/times.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/keys.h"
#include "platform/testing/test_hub.h"
#include "services/subject/search_index.h"
#include "services/subject/subject.h"
#include "smarthub/incident/v1/stored.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub {
namespace {

using subject::NameIndex;
using subject::Nicknames;

struct Row {
  std::string id;
  std::string name;
};

double Now() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::vector<Row> Rows(const std::string& path, int field) {
  std::ifstream in(path);
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> fields = {""};
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    rows.push_back({fields[0], fields[static_cast<size_t>(field)]});
  }
  return rows;
}

int Ranking(const char* held) {
  const Nicknames nicknames;
  NameIndex index(&nicknames);
  SeededRandom random(1);
  std::map<Uuid, std::string> ids;
  for (const Row& row : Rows(held, 1)) {
    subject::Report report;
    report.incident = Uuid::Make(random);
    report.people.emplace_back();
    report.people.back().names = {row.name};
    ids[report.incident] = row.id;
    index.Put(report);
  }
  std::string query;
  while (std::getline(std::cin, query)) {
    std::string line;
    for (const subject::Match& match : index.Search(query, 10)) {
      absl::StrAppend(&line, line.empty() ? "" : " ", ids[match.incident]);
    }
    std::cout << line << "\n";
  }
  return 0;
}

// ---- through Guard ----

store::Content ReportOf(const std::string& name, int number, absl::Time now) {
  incident::v1::StoredIncident body;
  body.set_site_id(std::string(testing::Id("site").bytes()));
  body.set_site_name("Example Stores");
  body.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
  body.set_what_happened(std::string(400, 'x'));
  *body.mutable_reported_at() = ToProto(now - absl::Minutes(number));
  *body.mutable_happened_from() = body.reported_at();
  store::Content content;
  incident::v1::StoredAppearance stored;
  auto& suspect = *stored.mutable_suspect();
  suspect.set_name(name);
  suspect.set_about_how_old(incident::v1::AGE_BAND_30_TO_49);
  suspect.set_hair("short brown");
  suspect.set_clothing("grey jacket, blue jeans");
  if (number % 4 == 0) suspect.add_aliases(name.substr(0, name.find(' ')));
  const Uuid person = testing::Id(absl::StrCat("person", number));
  body.add_suspects(std::string(person.bytes()));
  content.appearances[person] = stored.SerializeAsString();
  stored.mutable_vehicle()->set_plate(absl::StrCat("AB", 10 + number % 80, " CD", number % 10));
  if (number % 10 == 0) {
    content.appearances[testing::Id(absl::StrCat("car", number))] = stored.SerializeAsString();
  }
  content.body = body.SerializeAsString();
  content.facts.set_submitted(true);
  content.indexes = {{"state", "finished", store::NewestFirst(FromProto(body.reported_at()))}};
  content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
  return content;
}

void Fill(testing::TestHub& hub, const std::vector<Row>& names, int people) {
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  const absl::Time now = hub.clock().Now();
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(now);
  constexpr int kAtOnce = 16;
  for (int from = 0; from < people; from += kAtOnce) {
    store::Batch batch;
    batch.slot = "melton";
    batch.audit_entry = *seal.Seal("melton", leaf);
    for (int i = from; i < std::min(people, from + kAtOnce); ++i) {
      const std::string& name = names[static_cast<size_t>(i) % names.size()].name;
      batch.changes.push_back({{label::v1::INCIDENT, testing::Id(absl::StrCat("report", i))},
                               0,
                               ReportOf(name, i, now)});
    }
    if (!hub.Run(hub.store()->Commit(std::move(batch))).ok()) std::abort();
  }
}

size_t InUse() { return mallinfo2().uordblks; }

int ThroughGuard(int people, int calls) {
  const std::string data = SMARTHUB_SOURCE_DIR "/tests/data/names/";
  const std::vector<Row> names = Rows(data + "held.csv", 1);
  const std::vector<Row> asked = Rows(data + "asked.csv", 1);
  testing::TestHub hub;
  subject::RegisterSubject(hub.methods(), &*hub.store(), &hub.clock());
  Fill(hub, names, people);
  {
    // Memory of an index alone; malloc's word beside its own.
    (void)hub.Run(hub.store()->NewestOutboxCursor("melton"));
    subject::SearchIndex index(&*hub.store(), &hub.clock());
    const size_t before = InUse();
    const double start = Now();
    const auto fresh = hub.Run(index.Fresh("melton", hub.loop()));
    if (!fresh.ok()) std::abort();
    const double built = Now() - start;
    const auto held = static_cast<double>((*fresh)->people());
    std::printf("index of %.0f people: built in %.0f ms, %.0f bytes a person (own count %.0f)\n",
                held, built, static_cast<double>(InUse() - before) / held,
                static_cast<double>(index.bytes()) / held);
  }
  const auto cora = testing::TestCaller::Coordinator();
  std::vector<double> took;
  size_t found = 0;
  for (int i = 0; i <= calls; ++i) {
    subject::v1::SearchSubjectsRequest request;
    request.set_query(asked[static_cast<size_t>(i) % asked.size()].name);
    const double start = Now();
    const auto reply = hub.Call<subject::v1::SearchSubjectsResponse>(
        "smarthub.subject.v1.SubjectService.SearchSubjects", cora, request);
    // The first builds the index.
    if (i > 0) took.push_back(Now() - start);
    if (!reply.ok()) continue;  // a query of one letter
    found += static_cast<size_t>(reply->found_size());
  }
  std::sort(took.begin(), took.end());
  const auto at = [&](double part) {
    return took[static_cast<size_t>(part * static_cast<double>(took.size() - 1))];
  };
  std::printf(
      "%d searches through Guard, %.1f found each: p50 %.2f ms, p90 %.2f, p99 %.2f, longest %.2f\n",
      calls, static_cast<double>(found) / calls, at(0.5), at(0.9), at(0.99), at(1));
  return at(0.99) <= 20 ? 0 : 1;
}

}  // namespace
}  // namespace smarthub

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "ranking" && argc == 3) return smarthub::Ranking(argv[2]);
  int people = 5000;
  int calls = 2000;
  if (what == "guard" && (argc < 3 || absl::SimpleAtoi(argv[2], &people)) &&
      (argc < 4 || absl::SimpleAtoi(argv[3], &calls))) {
    return smarthub::ThroughGuard(people, calls);
  }
  std::fprintf(stderr, "name_search ranking HELD.csv <queries | guard [PEOPLE [CALLS]]\n");
  return 2;
}
