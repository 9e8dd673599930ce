#include "services/subject/town_for_test.h"

#include <utility>

#include "platform/base/times.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/subject/keys.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::subject {

TownTest::TownTest() {
  RegisterSubject(hub.methods(), &*hub.store(), &hub.clock());
  identity::v1::StoredRoster roster;
  roster.set_name("SMART in Testing Town");
  roster.set_notice("Invented.");
  store::Content scheme;
  scheme.body = roster.SerializeAsString();
  Put(SchemeKey("melton"), std::move(scheme));
  identity::v1::StoredPerson person;
  person.set_name("Cora Example");
  store::Content member;
  member.facts.set_person_id(std::string(cora.person_id().bytes()));
  member.appearances[Id("cora's name")] = person.SerializeAsString();
  Put({label::v1::MEMBERSHIP, cora.facts.membership_id}, std::move(member));
}

void TownTest::Put(store::Key key, store::Content content, bool tell) {
  // Other rooms' work; here it only has to be there.
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(hub.clock().Now());
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = *seal.Seal("melton", leaf);
  store::Change change;
  change.key = key;
  const auto there = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  ASSERT_TRUE(there.ok());
  if (there->front() != nullptr) change.expected_version = there->front()->version();
  if (content.retention_class == policy::v1::RETENTION_CLASS_UNSPECIFIED) {
    content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  }
  change.content = std::move(content);
  if (tell) batch.events.push_back({key, change.expected_version + 1, "test"});
  batch.changes.push_back(std::move(change));
  const auto committed = hub.Run(hub.store()->Commit(std::move(batch)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void TownTest::Reported(std::string_view id, const Person& person) {
  const std::string name(id);
  const Uuid suspect = Id(name + "/suspect");
  const Uuid witness = Id(name + "/witness");
  const Uuid car = Id(name + "/car");
  const absl::Time happened = hub.clock().Now() - person.ago;
  incident::v1::StoredIncident body;
  body.set_site_id(std::string(larder.bytes()));
  body.set_site_name("The Larder");
  body.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
  body.mutable_urgency()->set_under_18(person.under_18_ticked);
  *body.mutable_happened_from() = ToProto(happened);
  *body.mutable_happened_to() = ToProto(happened);
  *body.mutable_reported_at() = ToProto(happened + absl::Hours(1));
  body.add_suspects(std::string(suspect.bytes()));
  body.add_witnesses(std::string(witness.bytes()));
  body.add_vehicles(std::string(car.bytes()));
  store::Content content;
  incident::v1::StoredAppearance appearance;
  appearance.mutable_suspect()->set_name(person.name);
  appearance.mutable_suspect()->set_about_how_old(person.age);
  appearance.mutable_suspect()->set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
  content.appearances[suspect] = appearance.SerializeAsString();
  appearance.mutable_witness()->set_name("Wendy Watcher");
  content.appearances[witness] = appearance.SerializeAsString();
  appearance.mutable_vehicle()->set_plate("AB12 CDE");
  content.appearances[car] = appearance.SerializeAsString();
  content.indexes = {
      {std::string(store::kReportsByState), "open", store::NewestFirst(happened + absl::Hours(1))}};
  content.facts.add_site_ids(std::string(larder.bytes()));
  content.facts.set_person_id(std::string(ann.person_id().bytes()));
  content.facts.set_submitted(true);
  for (const policy::v1::Role role : person.passed_to) content.facts.add_passed_to(role);
  content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
  content.retention_clock = policy::v1::CLOCK_END_OF_MONTH_HAPPENED;
  content.retention_started = happened;
  content.retention_due = happened + absl::Hours(24 * 730);
  content.body = body.SerializeAsString();
  Put({label::v1::INCIDENT, Id(name)}, std::move(content));
}

std::string TownTest::Opened(std::string_view id, const Person& person) {
  Reported(id, person);
  const auto opened = Open(cora, id);
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.value_or("");
}

subject::v1::OpenSubjectRequest TownTest::Opening(std::string_view id) {
  auto request = New<subject::v1::OpenSubjectRequest>();
  request.mutable_incident_id()->set_value(Id(id).ToString());
  request.mutable_appearance_id()->set_value(Id(std::string(id) + "/suspect").ToString());
  return request;
}

absl::StatusOr<std::string> TownTest::Open(const TestCaller& caller, std::string_view id) {
  const auto reply = Call<subject::v1::OpenSubjectResponse>("OpenSubject", caller, Opening(id));
  if (!reply.ok()) return reply.status();
  return reply->subject_id().value();
}

absl::Status TownTest::Link(const std::string& from, const std::string& to) {
  auto request = New<subject::v1::LinkAppearancesRequest>();
  request.mutable_from()->set_value(from);
  request.mutable_to()->set_value(to);
  request.set_reason("Same tattoo.");
  return Call<subject::v1::LinkAppearancesResponse>("LinkAppearances", cora, request).status();
}

absl::Status TownTest::Unlink(const std::string& to, const std::string& from) {
  auto request = New<subject::v1::UnlinkAppearancesRequest>();
  request.mutable_subject_id()->set_value(to);
  request.mutable_from()->set_value(from);
  request.set_reason("Two people after all.");
  return Call<subject::v1::UnlinkAppearancesResponse>("UnlinkAppearances", cora, request).status();
}

absl::StatusOr<subject::v1::GetSubjectResponse> TownTest::Get(const TestCaller& caller,
                                                              const std::string& id) {
  subject::v1::GetSubjectRequest request;
  request.mutable_subject_id()->set_value(id);
  return Call<subject::v1::GetSubjectResponse>("GetSubject", caller, request);
}

subject::v1::GetSubjectResponse TownTest::Page(const std::string& id) {
  const auto page = Get(cora, id);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.value_or(subject::v1::GetSubjectResponse());
}

absl::Status TownTest::Give(const std::string& subject) {
  std::string printed = Printed(subject);
  if (!printed.empty()) return GiveAsItIs(subject, printed);
  auto page = New<subject::v1::SetPublicPageRequest>();
  page.mutable_page()->set_controller("Testing Town Business Crime Partnership");
  page.mutable_page()->set_contact("1 High Street");
  page.mutable_page()->set_dpo_contact("The DPO's office");
  page.mutable_page()->set_complaint_address("complaints at 1 High Street");
  const auto set = Call<subject::v1::SetPublicPageResponse>("SetPublicPage", cora, page);
  return set.ok() ? GiveAsItIs(subject, Printed(subject)) : set.status();
}

std::string TownTest::Printed(const std::string& subject) {
  subject::v1::GetNoticeLetterRequest request;
  request.mutable_subject_id()->set_value(subject);
  const auto reply = Call<subject::v1::GetNoticeLetterResponse>("GetNoticeLetter", cora, request);
  return reply.ok() ? reply->letter().digest() : "";
}

absl::Status TownTest::GiveAsItIs(const std::string& subject, const std::string& digest) {
  auto request = New<subject::v1::RecordNoticeRequest>();
  request.mutable_subject_id()->set_value(subject);
  request.set_way(subject::v1::NOTICE_WAY_POST);
  *request.mutable_given_at() = ToProto(hub.clock().Now());
  request.set_letter_digest(digest);
  return Call<subject::v1::RecordNoticeResponse>("RecordNotice", cora, request).status();
}

absl::Status TownTest::Exempt(const std::string& subject, absl::Time review_by) {
  auto request = New<subject::v1::RecordExemptionRequest>();
  request.mutable_subject_id()->set_value(subject);
  request.set_provision(subject::v1::EXEMPTION_PROVISION_CRIME);
  request.set_reason("Telling them now would warn the rest of the team.");
  *request.mutable_review_by() = ToProto(review_by);
  return Call<subject::v1::RecordExemptionResponse>("RecordExemption", cora, request).status();
}

subject::v1::ListNoticesResponse TownTest::Notices(const TestCaller& caller) {
  const auto reply = Call<subject::v1::ListNoticesResponse>("ListNotices", caller,
                                                            subject::v1::ListNoticesRequest());
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.value_or(subject::v1::ListNoticesResponse());
}

subject::v1::OpenChallengeRequest TownTest::Challenging(policy::v1::ChallengeGround ground) {
  auto request = New<subject::v1::OpenChallengeRequest>();
  request.set_ground(ground);
  request.set_name("Kip Thrussington");
  request.set_contact("kip@example.org");
  request.set_what("It was not me.");
  return request;
}

std::string TownTest::Challenged(policy::v1::ChallengeGround ground) {
  const auto reply =
      Call<subject::v1::OpenChallengeResponse>("OpenChallenge", nobody, Challenging(ground));
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() ? reply->reference() : "";
}

std::string TownTest::ChallengeOf(const std::string& reference) {
  return ChallengeKey(reference).id.ToString();
}

absl::StatusOr<bool> TownTest::Review(const std::string& challenge, const std::string& subject,
                                      bool confirmed, bool risk, std::string not_frozen_because) {
  return ReviewAs(cora, challenge, subject, confirmed, risk, std::move(not_frozen_because));
}

absl::StatusOr<bool> TownTest::ReviewAs(const TestCaller& caller, const std::string& challenge,
                                        const std::string& subject, bool confirmed, bool risk,
                                        std::string not_frozen_because) {
  auto request = New<subject::v1::ReviewChallengeRequest>();
  request.mutable_challenge_id()->set_value(challenge);
  if (!subject.empty()) request.mutable_subject_id()->set_value(subject);
  request.set_identity_confirmed(confirmed);
  request.set_risk_of_mistaken_identity(risk);
  request.set_not_frozen_because(std::move(not_frozen_because));
  const auto reply = Call<subject::v1::ReviewChallengeResponse>("ReviewChallenge", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->freezes();
}

absl::Status TownTest::Decide(const std::string& challenge, subject::v1::ChallengeOutcome outcome,
                              std::string not_frozen_because) {
  return DecideAs(cora, challenge, outcome, std::move(not_frozen_because));
}

absl::Status TownTest::DecideAs(const TestCaller& caller, const std::string& challenge,
                                subject::v1::ChallengeOutcome outcome,
                                std::string not_frozen_because) {
  auto request = New<subject::v1::DecideChallengeRequest>();
  request.mutable_challenge_id()->set_value(challenge);
  request.set_outcome(outcome);
  request.set_decision("The camera shows somebody else.");
  request.set_not_frozen_because(std::move(not_frozen_because));
  return Call<subject::v1::DecideChallengeResponse>("DecideChallenge", caller, request).status();
}

store::Content TownTest::Stored(const store::Key& key) {
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  if (!read.ok() || read->front() == nullptr) {
    ADD_FAILURE() << "there is no such record";
    return store::Content();
  }
  return *read->front()->Open();
}

store::Key TownTest::SubjectOf(const std::string& id) {
  return {label::v1::SUBJECT, *Uuid::Parse(id)};
}

subject::v1::StoredSubject TownTest::Body(const std::string& subject) {
  return *rpc::ParseBody<subject::v1::StoredSubject>(Stored(SubjectOf(subject)).body);
}

store::v1::RecordFacts TownTest::Facts(const std::string& subject) {
  return Stored(SubjectOf(subject)).facts;
}

}  // namespace smarthub::subject
