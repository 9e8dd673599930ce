#include "services/subject/people_for_test.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/base/times.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/subject/keys.h"

namespace smarthub::subject {
namespace {

constexpr char kSlot[] = "melton";

using smarthub::testing::Id;
using smarthub::testing::TestCaller;

std::string Bytes(const Uuid& id) { return std::string(id.bytes()); }

store::Content ContentOf(std::string_view id, const Told& told, absl::Time now) {
  incident::v1::StoredIncident body;
  body.set_site_id(Bytes(Id("larder")));
  body.set_site_name("The Larder");
  body.set_type(told.type);
  body.set_place(told.place);
  *body.mutable_happened_from() = ToProto(now - told.ago);
  *body.mutable_reported_at() = ToProto(now - told.ago);
  for (const std::string& what : told.goods) body.add_goods()->set_what(what);
  store::Content content;
  for (size_t i = 0; i < told.suspects.size(); ++i) {
    const Uuid appearance = Id(absl::StrCat(ToAbsl(id), "/", i));
    body.add_suspects(Bytes(appearance));
    incident::v1::StoredAppearance stored;
    *stored.mutable_suspect() = told.suspects[i];
    content.appearances[appearance] = stored.SerializeAsString();
  }
  for (size_t i = 0; i < told.plates.size(); ++i) {
    const Uuid vehicle = Id(absl::StrCat(ToAbsl(id), "/vehicle", i));
    body.add_vehicles(Bytes(vehicle));
    incident::v1::StoredAppearance stored;
    stored.mutable_vehicle()->set_plate(told.plates[i]);
    content.appearances[vehicle] = stored.SerializeAsString();
  }
  content.body = body.SerializeAsString();
  content.facts.set_submitted(true);
  content.facts.add_site_ids(Bytes(Id("larder")));
  for (const policy::v1::Role role : told.passed_to) content.facts.add_passed_to(role);
  content.indexes = {{std::string(store::kReportsByState), told.finished ? "finished" : "open",
                      store::NewestFirst(now - told.ago)}};
  content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
  return content;
}

}  // namespace

PeopleTest::PeopleTest() { RegisterSubject(hub.methods(), &*hub.store(), &hub.clock()); }

incident::v1::Suspect Called(std::string name, std::vector<std::string> aliases) {
  incident::v1::Suspect suspect;
  suspect.set_name(std::move(name));
  for (std::string& alias : aliases) suspect.add_aliases(std::move(alias));
  return suspect;
}

Uuid PeopleTest::Appearance(std::string_view id, int which) {
  return Id(absl::StrCat(ToAbsl(id), "/", which));
}

uint64_t PeopleTest::VersionOf(const store::Key& key) {
  const auto read = hub.Run(hub.store()->Read(kSlot, absl::MakeConstSpan(&key, 1)));
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() && read->front() != nullptr ? read->front()->version() : 0;
}

void PeopleTest::Commit(store::Key key, std::optional<store::Content> content, bool tell) {
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(hub.clock().Now());
  store::Batch batch;
  batch.slot = kSlot;
  batch.audit_entry = *seal.Seal(kSlot, leaf);
  const uint64_t version = VersionOf(key);
  if (tell) batch.events.push_back({key, version + 1, "test"});
  batch.changes.push_back({key, version, std::move(content)});
  const auto committed = hub.Run(hub.store()->Commit(std::move(batch)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void PeopleTest::Report(std::string_view id, const Told& told) {
  for (size_t i = 0; i < told.suspects.size(); ++i) {
    const auto which = static_cast<int>(i);
    ids_[Appearance(id, which).ToString()] = absl::StrCat(ToAbsl(id), "/", which);
  }
  ids_[Id(id).ToString()] = std::string(id);
  Commit({label::v1::INCIDENT, Id(id)}, ContentOf(id, told, hub.clock().Now()), true);
}

void PeopleTest::EraseReport(std::string_view id) {
  const store::Key key{label::v1::INCIDENT, Id(id)};
  if (VersionOf(key) > 0) Commit(key, std::nullopt, true);
}

void PeopleTest::EraseSuspect(std::string_view id, int which, bool tell) {
  const store::Key key{label::v1::INCIDENT, Id(id)};
  const auto read = hub.Run(hub.store()->Read(kSlot, absl::MakeConstSpan(&key, 1)));
  ASSERT_TRUE(read.ok() && read->front() != nullptr);
  store::Content content = *read->front()->Open();
  content.appearances.erase(Appearance(id, which));
  Commit(key, std::move(content), tell);
}

void PeopleTest::Damage(std::string_view id, bool sealed) {
  const store::Key key{label::v1::INCIDENT, Id(id)};
  if (sealed) {
    hub.store().redis().Call({"HSET", store::RecordKey(kSlot, key), "b", "damaged"});
    return;
  }
  const auto read = hub.Run(hub.store()->Read(kSlot, absl::MakeConstSpan(&key, 1)));
  ASSERT_TRUE(read.ok() && read->front() != nullptr);
  store::Content content = *read->front()->Open();
  content.body = "\xff\xff";
  Commit(key, std::move(content), true);
}

void PeopleTest::Open(std::string_view id, bool frozen, bool restricted, std::string_view linked_to,
                      int which) {
  const Uuid appearance = Appearance(id, which);
  subject::v1::StoredSubject body;
  auto& own = *body.add_appearances();
  own.set_incident_id(Bytes(Id(id)));
  own.set_appearance_id(Bytes(appearance));
  if (!linked_to.empty()) body.set_linked_to(Bytes(SubjectKey(Appearance(linked_to)).id));
  store::Content content;
  content.facts.set_frozen(frozen);
  content.facts.set_restricted(restricted);
  content.body = body.SerializeAsString();
  content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  Commit(SubjectKey(appearance), std::move(content), true);
  if (!linked_to.empty()) AddLink(SubjectKey(Appearance(linked_to)), SubjectKey(appearance).id);
}

void PeopleTest::AddLink(const store::Key& above, const Uuid& from) {
  const auto read = hub.Run(hub.store()->Read(kSlot, absl::MakeConstSpan(&above, 1)));
  ASSERT_TRUE(read.ok() && read->front() != nullptr);
  store::Content content = *read->front()->Open();
  subject::v1::StoredSubject body;
  ASSERT_TRUE(body.ParseFromString(content.body));
  body.add_links()->set_from(Bytes(from));
  content.body = body.SerializeAsString();
  Commit(above, std::move(content), true);
}

absl::StatusOr<subject::v1::SearchSubjectsResponse> PeopleTest::Search(const TestCaller& caller,
                                                                       std::string query,
                                                                       int limit) {
  subject::v1::SearchSubjectsRequest request;
  request.set_query(std::move(query));
  request.set_limit(limit);
  return hub.Call<subject::v1::SearchSubjectsResponse>(
      "smarthub.subject.v1.SubjectService.SearchSubjects", caller, request);
}

std::vector<std::string> PeopleTest::Names(const TestCaller& caller, std::string query) {
  const auto reply = Search(caller, std::move(query));
  EXPECT_TRUE(reply.ok()) << reply.status();
  std::vector<std::string> names;
  if (!reply.ok()) return names;
  for (const Found& found : reply->found()) names.push_back(found.appearance().suspect().name());
  return names;
}

absl::StatusOr<subject::v1::ListHintsResponse> PeopleTest::Hints(const TestCaller& caller,
                                                                 std::string_view id, int which) {
  subject::v1::ListHintsRequest request;
  request.mutable_incident_id()->set_value(Id(id).ToString());
  request.mutable_appearance_id()->set_value(Appearance(id, which).ToString());
  return hub.Call<subject::v1::ListHintsResponse>("smarthub.subject.v1.SubjectService.ListHints",
                                                  caller, request);
}

std::vector<std::string> PeopleTest::HintsFor(std::string_view id, int which) {
  const auto reply = Hints(cora, id, which);
  EXPECT_TRUE(reply.ok()) << reply.status();
  std::vector<std::string> names;
  if (!reply.ok()) return names;
  for (const Found& found : reply->found()) names.push_back(NameOf(found));
  return names;
}

std::string PeopleTest::NameOf(const Found& found) const {
  const auto& shown = found.appearance();
  const std::string& id =
      shown.has_suspect() ? shown.suspect().appearance_id().value() : shown.incident_id().value();
  const auto known = ids_.find(id);
  return known == ids_.end() ? id : known->second;
}

}  // namespace smarthub::subject
