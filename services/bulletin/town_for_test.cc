#include "services/bulletin/town_for_test.h"

#include <utility>

#include "platform/base/times.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

std::string Bytes(const Uuid& id) { return std::string(id.bytes()); }
std::string Bytes(const std::string& id) { return Bytes(*Uuid::Parse(id)); }

}  // namespace

TownTest::TownTest() {
  RegisterBulletin(hub.methods(), &*hub.store(), &hub.clock());
  for (const auto& area : {centre, north}) {
    store::Content content;
    content.body = identity::v1::StoredArea().SerializeAsString();
    Write({label::v1::AREA, area}, std::move(content));
  }
  AddSite(larder, "The Larder", centre);
  AddSite(bakery, "The Bakery", centre);
  AddSite(farm, "The Farm Shop", north);
  for (const auto* member : {&ann, &mia, &ben, &bob, &fay, &cora, &cody, &police, &council, &dpo}) {
    AddMember(*member);
  }
}

store::Batch TownTest::Written(store::Key key, store::Content content, const std::string& reason) {
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  EXPECT_TRUE(read.ok()) << read.status();
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(hub.clock().Now());
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = *seal.Seal("melton", leaf);
  store::Change change;
  change.key = key;
  change.expected_version = read->front() == nullptr ? 0 : read->front()->version();
  content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  change.content = std::move(content);
  batch.changes.push_back(std::move(change));
  if (!reason.empty()) {
    batch.events.push_back({key, batch.changes[0].expected_version + 1, reason});
  }
  return batch;
}

void TownTest::Write(store::Key key, store::Content content, const std::string& reason) {
  const auto committed = hub.Run(hub.store()->Commit(Written(key, std::move(content), reason)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void TownTest::AddSite(const Uuid& id, const std::string& name, const Uuid& area) {
  identity::v1::StoredSite site;
  site.set_name(name);
  site.set_area_id(Bytes(area));
  store::Content content;
  content.facts.add_site_ids(Bytes(id));
  content.body = site.SerializeAsString();
  content.indexes.push_back({std::string(store::kSites), std::string(store::kAll), ""});
  Write({label::v1::SITE, id}, std::move(content));
}

void TownTest::AddMember(const TestCaller& member) {
  identity::v1::StoredPerson person;
  // "session of ben".
  person.set_name("Named " + member.token.substr(member.token.rfind(' ') + 1));
  identity::v1::StoredMembership membership;
  membership.set_person_id(Bytes(member.person_id()));
  membership.set_role(member.facts.role);
  membership.set_organisation_id(Bytes(member.facts.organisation_id));
  for (const Uuid& site : member.facts.sites) membership.add_site_ids(Bytes(site));
  membership.set_invited_by(Bytes(Id("somebody who left")));
  *membership.mutable_joined() = ToProto(hub.clock().Now() - absl::Hours(24 * 100));
  store::Content content;
  content.facts.set_person_id(Bytes(member.person_id()));
  content.body = membership.SerializeAsString();
  content.appearances[Uuid::Make(hub.random())] = person.SerializeAsString();
  Write({label::v1::MEMBERSHIP, member.facts.membership_id}, std::move(content));
}

void TownTest::Joined(const TestCaller& member, const TestCaller& invited_by, absl::Duration ago) {
  Rewrite(
      label::v1::MEMBERSHIP, member.facts.membership_id.ToString(),
      [&](store::Content& content) {
        identity::v1::StoredMembership body;
        ASSERT_TRUE(body.ParseFromString(content.body));
        body.set_invited_by(Bytes(invited_by.person_id()));
        *body.mutable_joined() = ToProto(hub.clock().Now() - ago);
        content.body = body.SerializeAsString();
      },
      "");
}

TownTest::Face TownTest::Reported(const std::string& name, const TestCaller& reporter,
                                  const Uuid& site, incident::v1::AgeBand age) {
  const Face face = {Id(name + " subject").ToString(), Id(name + " incident").ToString(),
                     Id(name + " appearance").ToString(), Id(name + " photo").ToString()};
  const std::string appearance = Bytes(face.appearance);
  incident::v1::StoredIncident incident;
  incident.set_site_id(Bytes(site));
  incident.add_suspects(appearance);
  incident::v1::StoredAppearance seen;
  seen.mutable_suspect()->set_name(name + " Thrussington");
  seen.mutable_suspect()->set_clothing("blue coat");
  seen.mutable_suspect()->set_height(incident::v1::HEIGHT_TALL);
  seen.mutable_suspect()->set_about_how_old(age);
  seen.mutable_suspect()->set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
  store::Content report;
  report.facts.add_site_ids(Bytes(site));
  report.facts.set_person_id(Bytes(reporter.person_id()));
  report.facts.set_organisation_id(Bytes(reporter.facts.organisation_id));
  report.facts.set_submitted(true);
  report.body = incident.SerializeAsString();
  report.appearances[*Uuid::FromBytes(appearance)] = seen.SerializeAsString();
  Write({label::v1::INCIDENT, *Uuid::Parse(face.incident)}, std::move(report));

  subject::v1::StoredSubject subject;
  auto& own = *subject.add_appearances();
  own.set_incident_id(Bytes(face.incident));
  own.set_appearance_id(appearance);
  subject.set_notice_done(true);
  store::Content person;
  const bool young =
      age == incident::v1::AGE_BAND_10_TO_17 || age == incident::v1::AGE_BAND_UNDER_10;
  person.facts.set_under_18(young);
  person.body = subject.SerializeAsString();
  person.indexes.push_back({std::string(store::kSubjectOfAppearance), face.appearance, ""});
  Write({label::v1::SUBJECT, *Uuid::Parse(face.subject)}, std::move(person));

  evidence::v1::StoredPhoto photo;
  photo.set_state(evidence::v1::PHOTO_STATE_READY);
  photo.set_incident_id(Bytes(face.incident));
  photo.set_appearance_id(appearance);
  photo.set_original_sha256("of the picture of " + name);
  photo.mutable_authority()->set_owner("The shop");
  *photo.mutable_authority()->mutable_stated_at() = ToProto(hub.clock().Now());
  store::Content still;
  still.facts.set_submitted(true);
  still.body = photo.SerializeAsString();
  Write({label::v1::PHOTO, *Uuid::Parse(face.photo)}, std::move(still));
  return face;
}

store::Batch TownTest::Rewritten(label::v1::RecordKind kind, const std::string& id,
                                 const Change& change, const std::string& reason) {
  const store::Key key{kind, *Uuid::Parse(id)};
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  if (!read.ok() || read->front() == nullptr) {
    ADD_FAILURE() << "there is no such record";
    return {};
  }
  store::Content content = *read->front()->Open();
  change(content);
  return Written(key, std::move(content), reason);
}

void TownTest::Rewrite(label::v1::RecordKind kind, const std::string& id, const Change& change,
                       const std::string& reason) {
  const auto committed = hub.Run(hub.store()->Commit(Rewritten(kind, id, change, reason)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void TownTest::ChangeSubject(const Face& face,
                             const std::function<void(subject::v1::StoredSubject&)>& body,
                             const std::function<void(store::v1::RecordFacts&)>& facts) {
  Rewrite(
      label::v1::SUBJECT, face.subject,
      [&](store::Content& content) {
        subject::v1::StoredSubject stored;
        ASSERT_TRUE(stored.ParseFromString(content.body));
        if (body) body(stored);
        content.body = stored.SerializeAsString();
        if (facts) facts(content.facts);
      },
      "challenge.review");
}

void TownTest::Link(const Face& from, const Face& to) {
  ChangeSubject(from, [&](auto& body) { body.set_linked_to(Bytes(to.subject)); }, {});
  ChangeSubject(to, [&](auto& body) { body.add_links()->set_from(Bytes(from.subject)); }, {});
}

void TownTest::Freeze(const Face& face, bool frozen) {
  ChangeSubject(face, {}, [frozen](auto& facts) { facts.set_frozen(frozen); });
}

void TownTest::Restrict(const Face& face, bool restricted) {
  ChangeSubject(face, {}, [restricted](auto& facts) { facts.set_restricted(restricted); });
}

void TownTest::WithdrawAuthority(const Face& face) {
  Rewrite(
      label::v1::PHOTO, face.photo,
      [](store::Content& content) { content.facts.set_withdrawn(true); },
      "photo.withdraw_authority");
}

bulletin::v1::ProposeBulletinRequest TownTest::Proposal(const std::vector<Face>& faces,
                                                        const std::string& gallery) {
  bulletin::v1::ProposeBulletinRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.set_gallery(gallery);
  request.set_title("Seen at the till");
  request.set_text("Tell the coordinator.");
  for (const Face& face : faces) {
    auto& person = *request.add_persons();
    person.mutable_subject_id()->set_value(face.subject);
    person.mutable_incident_id()->set_value(face.incident);
    person.mutable_appearance_id()->set_value(face.appearance);
    person.mutable_photo_id()->set_value(face.photo);
    person.set_show_name(gallery == "known");
  }
  auto& audience = *request.mutable_audience();
  audience.add_roles(policy::v1::ROLE_REPORTER);
  audience.add_roles(policy::v1::ROLE_SITE_MANAGER);
  audience.add_roles(policy::v1::ROLE_POLICE);
  audience.add_areas()->set_value(centre.ToString());
  auto& checklist = *request.mutable_checklist();
  checklist.set_who_saw_it("the till manager");
  checklist.set_cctv_checked(true);
  checklist.set_paid_for_checked(true);
  return request;
}

bulletin::v1::ProposeBulletinRequest TownTest::Alert() {
  auto request = Proposal({}, "alerts");
  request.set_title("Counterfeit notes");
  request.set_text("Twenties with a dull strip.");
  request.clear_checklist();
  request.mutable_checklist()->set_names_nobody(true);
  return request;
}

absl::StatusOr<bulletin::v1::ProposeBulletinResponse> TownTest::Propose(
    const TestCaller& caller, const bulletin::v1::ProposeBulletinRequest& request) {
  return Call<bulletin::v1::ProposeBulletinResponse>("ProposeBulletin", caller, request);
}

std::string TownTest::Proposed(const bulletin::v1::ProposeBulletinRequest& request) {
  const auto reply = Propose(cora, request);
  EXPECT_TRUE(reply.ok()) << reply.status() << DetailOf(reply.status())->ShortDebugString();
  return reply.ok() ? reply->bulletin_id().value() : "";
}

std::string TownTest::Published(const bulletin::v1::ProposeBulletinRequest& request) {
  const std::string id = Proposed(request);
  if (!request.persons().empty()) {
    const absl::Status reviewed = Review(police, id);
    EXPECT_TRUE(reviewed.ok()) << reviewed;
  }
  const absl::Status published = Publish(cora, id);
  EXPECT_TRUE(published.ok()) << published << ::testing::PrintToString(MissingIn(published));
  return id;
}

absl::Status TownTest::Review(const TestCaller& caller, const std::string& id, int revision) {
  auto request = On<bulletin::v1::ReviewBulletinRequest>(id);
  request.set_revision(revision);
  return Call<bulletin::v1::ReviewBulletinResponse>("ReviewBulletin", caller, request).status();
}

absl::Status TownTest::Publish(const TestCaller& caller, const std::string& id, int revision) {
  auto request = On<bulletin::v1::PublishBulletinRequest>(id);
  request.set_revision(revision);
  return Call<bulletin::v1::PublishBulletinResponse>("PublishBulletin", caller, request).status();
}

absl::Status TownTest::Reject(const TestCaller& caller, const std::string& id) {
  auto request = On<bulletin::v1::RejectBulletinRequest>(id);
  request.set_reason("Not clear who it is.");
  return Call<bulletin::v1::RejectBulletinResponse>("RejectBulletin", caller, request).status();
}

absl::Status TownTest::SignOff(const TestCaller& caller, const std::string& id, int revision) {
  auto request = On<bulletin::v1::SignOffAgeRequest>(id);
  request.set_revision(revision);
  request.set_reason("Needed to keep staff safe.");
  return Call<bulletin::v1::SignOffAgeResponse>("SignOffAge", caller, request).status();
}

absl::Status TownTest::Withdraw(const TestCaller& caller, const std::string& id) {
  auto request = On<bulletin::v1::WithdrawBulletinRequest>(id);
  request.set_reason("It was somebody else.");
  return Call<bulletin::v1::WithdrawBulletinResponse>("WithdrawBulletin", caller, request).status();
}

absl::Status TownTest::Expire(const TestCaller& caller, const std::string& id) {
  const auto request = On<bulletin::v1::ExpireNowRequest>(id);
  return Call<bulletin::v1::ExpireNowResponse>("ExpireNow", caller, request).status();
}

absl::StatusOr<bulletin::v1::AmendBulletinResponse> TownTest::Amend(
    const TestCaller& caller, const std::string& id,
    const std::function<void(bulletin::v1::AmendBulletinRequest&)>& change) {
  const auto is = Get(cora, id);
  if (!is.ok()) return is.status();
  auto request = On<bulletin::v1::AmendBulletinRequest>(id);
  request.set_revision(is->revision());
  request.set_title(is->title());
  request.set_text(is->text());
  *request.mutable_audience() = is->audience();
  *request.mutable_checklist() = is->checklist();
  for (const auto& shown : is->persons()) {
    auto& person = *request.add_persons();
    *person.mutable_subject_id() = shown.subject_id();
    *person.mutable_appearance_id() = shown.appearance_id();
    if (shown.has_photo_id()) *person.mutable_photo_id() = shown.photo_id();
    person.set_show_name(!shown.name().empty());
    person.set_caption(shown.caption());
  }
  if (change) change(request);
  return Call<bulletin::v1::AmendBulletinResponse>("AmendBulletin", caller, request);
}

absl::StatusOr<bulletin::v1::Bulletin> TownTest::Get(const TestCaller& caller,
                                                     const std::string& id) {
  bulletin::v1::GetBulletinRequest request;
  request.mutable_bulletin_id()->set_value(id);
  auto reply = Call<bulletin::v1::GetBulletinResponse>("GetBulletin", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->bulletin();
}

std::vector<std::string> TownTest::List(
    const TestCaller& caller, bulletin::v1::BulletinFilter filter, int page_size,
    const std::function<void(bulletin::v1::ListBulletinsRequest&)>& change) {
  std::vector<std::string> ids;
  bulletin::v1::ListBulletinsRequest request;
  request.set_filter(filter);
  request.set_page_size(page_size);
  if (change) change(request);
  for (int page = 0; page < 100; ++page) {
    const auto reply = Call<bulletin::v1::ListBulletinsResponse>("ListBulletins", caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return ids;
    for (const auto& shown : reply->bulletins()) ids.push_back(shown.bulletin_id().value());
    if (reply->next_page_token().empty()) return ids;
    request.set_page_token(reply->next_page_token());
  }
  ADD_FAILURE() << "the list does not end";
  return ids;
}

std::vector<int> TownTest::MissingIn(const absl::Status& status) {
  std::vector<int> items;
  const auto detail = DetailOf(status);
  if (!detail.has_value()) return items;
  for (const int item : detail->missing()) items.push_back(item);
  return items;
}

}  // namespace smarthub::bulletin
