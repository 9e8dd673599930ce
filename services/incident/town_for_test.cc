#include "services/incident/town_for_test.h"

#include "platform/base/times.h"
#include "platform/rpc/leaf_seal.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::incident {

TownTest::TownTest() {
  RegisterIncident(hub.methods(), &*hub.store(), &hub.clock());
  AddSite(larder, "The Larder");
  AddSite(bakery, "The Bakery");
  AddMember(ann, "Ann Example");
  AddMember(ben, "Ben Example");
}

void TownTest::Put(store::Key key, store::Content content) {
  // Identity's work; here it only has to be there.
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(hub.clock().Now());
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = *seal.Seal("melton", leaf);
  store::Change change;
  change.key = key;
  content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  change.content = std::move(content);
  batch.changes.push_back(std::move(change));
  const auto committed = hub.Run(hub.store()->Commit(std::move(batch)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void TownTest::AddSite(const Uuid& id, const std::string& name) {
  identity::v1::StoredSite site;
  site.set_name(name);
  site.set_area_id(std::string(Id("centre").bytes()));
  site.set_organisation_id(std::string(Id("company").bytes()));
  store::Content content;
  content.facts.add_site_ids(std::string(id.bytes()));
  content.body = site.SerializeAsString();
  Put({label::v1::SITE, id}, std::move(content));
}

void TownTest::AddMember(const TestCaller& member, const std::string& name) {
  identity::v1::StoredPerson person;
  person.set_name(name);
  store::Content content;
  content.facts.set_person_id(std::string(member.person_id().bytes()));
  content.body = identity::v1::StoredMembership().SerializeAsString();
  content.appearances[Uuid::Make(hub.random())] = person.SerializeAsString();
  Put({label::v1::MEMBERSHIP, member.facts.membership_id}, std::move(content));
}

incident::v1::ReportIncidentRequest TownTest::Theft(std::string_view id) {
  incident::v1::ReportIncidentRequest request;
  request.mutable_incident_id()->set_value(Id(id).ToString());
  auto& report = *request.mutable_report();
  report.mutable_site_id()->set_value(larder.ToString());
  report.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
  *report.mutable_happened_from() = ToProto(hub.clock().Now() - absl::Hours(1));
  *report.mutable_happened_to() = ToProto(hub.clock().Now() - absl::Minutes(50));
  report.set_what_happened("{p1} left without paying.");
  auto& goods = *report.add_goods();
  goods.set_what("four packs of bacon");
  goods.set_value_pence(1600);
  auto& suspect = *report.add_suspects();
  suspect.set_name("Kip Thrussington");
  suspect.set_clothing("blue coat");
  auto& witness = *report.add_witnesses();
  witness.set_name("Wendy Watcher");
  witness.set_contact("ask at the desk");
  return request;
}

std::string TownTest::Reported(std::string_view id) {
  const auto reply = Report(ann, Theft(id));
  EXPECT_TRUE(reply.ok()) << reply.status();
  return Id(id).ToString();
}

std::string TownTest::Urgent(std::string_view id) {
  auto request = Theft(id);
  request.mutable_report()->mutable_urgency()->set_violence(true);
  const auto reply = Report(ann, request);
  EXPECT_TRUE(reply.ok()) << reply.status();
  return Id(id).ToString();
}

std::string TownTest::Passed(std::string_view id, std::vector<policy::v1::Role> to) {
  const std::string incident = Reported(id);
  EXPECT_TRUE(Accept(cora, incident).ok());
  EXPECT_TRUE(Pass(cora, incident, std::move(to)).ok());
  return incident;
}

absl::StatusOr<incident::v1::Incident> TownTest::Get(const TestCaller& caller,
                                                     const std::string& id) {
  incident::v1::GetIncidentRequest request;
  request.mutable_incident_id()->set_value(id);
  auto reply = Call<incident::v1::GetIncidentResponse>("GetIncident", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->incident();
}

absl::Status TownTest::Return(const TestCaller& caller, const std::string& id,
                              std::string missing) {
  auto request = On<incident::v1::ReturnIncidentRequest>(id);
  request.set_missing(missing);
  return Call<incident::v1::ReturnIncidentResponse>("ReturnIncident", caller, request).status();
}

absl::Status TownTest::Complete(const TestCaller& caller, const std::string& id,
                                std::string addition, policy::v1::Role answers) {
  auto request = On<incident::v1::CompleteIncidentRequest>(id);
  request.set_answers(answers);
  request.set_addition(addition);
  return Call<incident::v1::CompleteIncidentResponse>("CompleteIncident", caller, request).status();
}

absl::Status TownTest::Accept(const TestCaller& caller, const std::string& id) {
  const auto request = On<incident::v1::AcceptIncidentRequest>(id);
  return Call<incident::v1::AcceptIncidentResponse>("AcceptIncident", caller, request).status();
}

absl::Status TownTest::Decline(const TestCaller& caller, const std::string& id,
                               std::string reason) {
  auto request = On<incident::v1::DeclineIncidentRequest>(id);
  request.set_reason(reason);
  return Call<incident::v1::DeclineIncidentResponse>("DeclineIncident", caller, request).status();
}

absl::Status TownTest::Pass(const TestCaller& caller, const std::string& id,
                            std::vector<policy::v1::Role> to) {
  auto request = On<incident::v1::PassIncidentRequest>(id);
  for (const policy::v1::Role role : to) request.add_to(role);
  return Call<incident::v1::PassIncidentResponse>("PassIncident", caller, request).status();
}

absl::Status TownTest::Take(const TestCaller& caller, const std::string& id) {
  const auto request = On<incident::v1::TakeIncidentRequest>(id);
  return Call<incident::v1::TakeIncidentResponse>("TakeIncident", caller, request).status();
}

absl::Status TownTest::Ask(const TestCaller& caller, const std::string& id, std::string question) {
  auto request = On<incident::v1::AskBackRequest>(id);
  request.set_question(question);
  return Call<incident::v1::AskBackResponse>("AskBack", caller, request).status();
}

absl::Status TownTest::Answer(const TestCaller& caller, const std::string& id, std::string note,
                              incident::v1::OutcomeGroup outcome) {
  auto request = On<incident::v1::AnswerIncidentRequest>(id);
  request.set_reference("REF-1");
  request.set_outcome(outcome);
  request.set_note(note);
  request.set_agency_note("For colleagues only.");
  return Call<incident::v1::AnswerIncidentResponse>("AnswerIncident", caller, request).status();
}

absl::Status TownTest::Close(const TestCaller& caller, const std::string& id, std::string reason) {
  auto request = On<incident::v1::CloseIncidentRequest>(id);
  request.set_reason(reason);
  return Call<incident::v1::CloseIncidentResponse>("CloseIncident", caller, request).status();
}

absl::Status TownTest::Withdraw(const TestCaller& caller, const std::string& id,
                                std::string reason) {
  auto request = On<incident::v1::WithdrawIncidentRequest>(id);
  request.set_reason(reason);
  return Call<incident::v1::WithdrawIncidentResponse>("WithdrawIncident", caller, request).status();
}

std::vector<std::string> TownTest::Queue(const TestCaller& caller, incident::v1::QueueFilter filter,
                                         int page_size) {
  std::vector<std::string> ids;
  incident::v1::ListIncidentsRequest request;
  request.set_filter(filter);
  request.set_page_size(page_size);
  for (int page = 0; page < 100; ++page) {
    const auto reply = Call<incident::v1::ListIncidentsResponse>("ListIncidents", caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) break;
    for (const auto& incident : reply->incidents()) ids.push_back(incident.incident_id().value());
    if (reply->next_page_token().empty()) return ids;
    request.set_page_token(reply->next_page_token());
  }
  ADD_FAILURE() << "the list does not end";
  return ids;
}

}  // namespace smarthub::incident
