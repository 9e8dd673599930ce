#include "services/evidence/town_for_test.h"

#include <algorithm>
#include <cstdlib>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/crypto/crypto.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/evidence/record.h"
#include "services/evidence/validate.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/identity/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::evidence {

TestDirectory::TestDirectory() {
  char path[] = "/tmp/smarthub-photos-XXXXXX";
  path_ = mkdtemp(path);
}

TestDirectory::~TestDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

EvidenceOptions PhotoTownTest::Options() {
  EvidenceOptions options;
  options.directory = directory.path() + "/evidence";
  options.images.program = SMARTHUB_IMAGE_PROGRAM;
  options.clock = &hub.clock();
  options.random = &hub.random();
  return options;
}

PhotoTownTest::PhotoTownTest() {
  evidence = *OpenEvidence(Options(), hub.loop());
  RegisterEvidence(hub.methods(), evidence);
  AddSite(larder, "The Larder");
  AddSite(bakery, "The Bakery");
  AddMember(ann, "Ann Example");
  AddMember(ben, "Ben Example");
  AddReport(report);
  AddReport(Id("another report"));
}

void PhotoTownTest::Restart() {
  *evidence = Evidence{std::move(evidence->blobs), std::move(evidence->incoming), nullptr, nullptr};
  *evidence = std::move(**OpenEvidence(Options(), hub.loop()));
}

void PhotoTownTest::Put(store::Key key, store::Content content, uint64_t version) {
  // Other rooms' work; here it only has to be there.
  rpc::LeafSeal seal(&hub.keys(), &hub.random());
  audit::v1::Leaf leaf;
  *leaf.mutable_at() = ToProto(hub.clock().Now());
  store::Batch batch;
  batch.slot = "melton";
  batch.audit_entry = *seal.Seal("melton", leaf);
  if (content.retention_class == policy::v1::RETENTION_CLASS_UNSPECIFIED) {
    content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
  }
  store::Change change;
  change.key = key;
  change.expected_version = version;
  change.content = std::move(content);
  batch.changes.push_back(std::move(change));
  if (key.kind == label::v1::INCIDENT) batch.events.push_back({key, version + 1, "changed"});
  const auto committed = hub.Run(hub.store()->Commit(std::move(batch)));
  ASSERT_TRUE(committed.ok()) << committed.status();
}

void PhotoTownTest::AddSite(const Uuid& id, const std::string& name) {
  identity::v1::StoredSite site;
  site.set_name(name);
  store::Content content;
  content.facts.add_site_ids(std::string(id.bytes()));
  content.body = site.SerializeAsString();
  Put({label::v1::SITE, id}, std::move(content));
}

void PhotoTownTest::AddMember(const TestCaller& member, const std::string& name) {
  identity::v1::StoredPerson person;
  person.set_name(name);
  store::Content content;
  content.facts.set_person_id(std::string(member.person_id().bytes()));
  content.body = identity::v1::StoredMembership().SerializeAsString();
  content.appearances[Uuid::Make(hub.random())] = person.SerializeAsString();
  Put({label::v1::MEMBERSHIP, member.facts.membership_id}, std::move(content));
}

void PhotoTownTest::AddReport(const Uuid& id) {
  incident::v1::StoredIncident incident;
  store::Content content;
  for (const char* name : {"suspect one", "suspect two"}) {
    incident::v1::StoredAppearance appearance;
    appearance.mutable_suspect()->set_name(name);
    incident.add_suspects(std::string(Id(name).bytes()));
    content.appearances[Id(name)] = appearance.SerializeAsString();
  }
  // Their data was erased.
  incident.add_suspects(std::string(Id("suspect three").bytes()));
  content.body = incident.SerializeAsString();
  content.facts.add_site_ids(std::string(larder.bytes()));
  content.facts.set_area_id(std::string(Id("centre").bytes()));
  content.facts.set_organisation_id(std::string(Id("company").bytes()));
  content.facts.set_person_id(std::string(ann.person_id().bytes()));
  content.facts.add_passed_to(policy::v1::ROLE_POLICE);
  content.facts.set_submitted(true);
  Put({label::v1::INCIDENT, id}, std::move(content));
}

void PhotoTownTest::Publish(std::string_view photo) {
  bulletin::v1::StoredBulletin body;
  body.set_state(bulletin::v1::BULLETIN_STATE_PUBLISHED);
  body.set_kind(policy::v1::BULLETIN_KIND_ID_SOUGHT);
  body.set_gallery("id-sought");
  *body.mutable_published_at() = ToProto(hub.clock().Now() - absl::Hours(1));
  auto& person = *body.add_persons();
  person.set_subject_id(std::string(subject.bytes()));
  person.set_photo_id(std::string(Id(photo).bytes()));
  const auto stored = Stored(photo);
  if (stored.ok()) person.set_photo_sha256(stored->original_sha256());
  store::Content content;
  content.body = body.SerializeAsString();
  *content.facts.mutable_live_from() = ToProto(hub.clock().Now() - absl::Hours(1));
  *content.facts.mutable_live_until() = ToProto(hub.clock().Now() + absl::Hours(24));
  content.indexes = {{std::string(store::kBulletinsOfPhoto), Id(photo).ToString(), ""}};
  content.facts.add_audience_roles(policy::v1::ROLE_REPORTER);
  content.facts.set_audience_everywhere(true);
  Put({label::v1::BULLETIN, bulletin}, std::move(content));
  store::Content person_content;
  person_content.body = subject::v1::StoredSubject().SerializeAsString();
  Put({label::v1::SUBJECT, subject}, std::move(person_content));
}

void PhotoTownTest::BecomeUnder18() {
  store::Content content;
  content.body = subject::v1::StoredSubject().SerializeAsString();
  content.facts.set_under_18(true);
  Put({label::v1::SUBJECT, subject}, std::move(content), 1);
}

void PhotoTownTest::Swap(std::string_view id) {
  const store::Key key{label::v1::PHOTO, Id(id)};
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  ASSERT_TRUE(read.ok() && read->front() != nullptr);
  store::Content content = *read->front()->Open();
  evidence::v1::StoredPhoto body;
  ASSERT_TRUE(body.ParseFromString(content.body));
  body.set_original_sha256(crypto::Sha256("of another picture"));
  content.body = body.SerializeAsString();
  Put(key, std::move(content), read->front()->version());
}

void PhotoTownTest::AddOnItsWay(std::string_view id, const TestCaller& member) {
  OpenedPhoto photo;
  photo.key = {label::v1::PHOTO, Id(id)};
  photo.body.set_state(evidence::v1::PHOTO_STATE_RECEIVING);
  photo.body.set_incident_id(std::string(Id("another report").bytes()));
  photo.body.set_appearance_id(std::string(Id(id).bytes()));
  photo.body.set_uploader(std::string(member.person_id().bytes()));
  *photo.body.mutable_announced_at() = ToProto(hub.clock().Now());
  store::Content content;
  content.body = photo.body.SerializeAsString();
  content.indexes = {{std::string(kByUploader), IdText(photo.body.uploader()),
                      store::NewestFirst(hub.clock().Now())}};
  Put(photo.key, std::move(content));
}

void PhotoTownTest::OpenSubject(bool frozen, bool restricted) {
  store::Content content;
  content.body = subject::v1::StoredSubject().SerializeAsString();
  content.facts.set_frozen(frozen);
  content.facts.set_restricted(restricted);
  content.indexes = {{std::string(store::kSubjectOfAppearance), Id("suspect one").ToString(), ""}};
  Put({label::v1::SUBJECT, subject}, std::move(content));
}

void PhotoTownTest::ChangeReport(
    const std::function<void(incident::v1::StoredIncident&, store::Content&)>& how) {
  const store::Key key{label::v1::INCIDENT, report};
  auto content = ContentOf(key);
  ASSERT_TRUE(content.ok()) << content.status();
  auto body = rpc::ParseBody<incident::v1::StoredIncident>(content->body);
  ASSERT_TRUE(body.ok()) << body.status();
  how(*body, *content);
  content->body = body->SerializeAsString();
  Put(key, *std::move(content), ++report_version_);
}

void PhotoTownTest::Pass() {
  ChangeReport([](incident::v1::StoredIncident& report, store::Content&) {
    report.add_handovers()->set_to(policy::v1::ROLE_POLICE);
  });
}

void PhotoTownTest::Freeze() {
  store::Content content;
  content.body = subject::v1::StoredSubject().SerializeAsString();
  content.facts.set_frozen(true);
  Put({label::v1::SUBJECT, subject}, std::move(content), 1);
}

evidence::v1::StartPhotoRequest PhotoTownTest::Announcement(std::string_view id,
                                                            const std::string& photo, int suspect) {
  evidence::v1::StartPhotoRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  request.mutable_incident_id()->set_value(report.ToString());
  request.set_suspect(suspect);
  request.set_size_bytes(static_cast<int64_t>(photo.size()));
  request.set_sha256(crypto::Sha256(photo));
  return request;
}

absl::StatusOr<int64_t> PhotoTownTest::SendPiece(const TestCaller& caller, std::string_view id,
                                                 const std::string& photo, int64_t offset) {
  evidence::v1::SendPhotoPieceRequest request;
  request.mutable_photo_id()->set_value(Id(id).ToString());
  request.set_offset(offset);
  request.set_piece(photo.substr(static_cast<size_t>(offset), kPieceBytes));
  request.set_sha256(crypto::Sha256(request.piece()));
  const auto reply = Call<evidence::v1::SendPhotoPieceResponse>("SendPhotoPiece", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->next_offset();
}

absl::Status PhotoTownTest::SendAll(const TestCaller& caller, std::string_view id,
                                    const std::string& photo) {
  for (int64_t offset = 0; offset < static_cast<int64_t>(photo.size());) {
    ASSIGN_OR_RETURN(offset, SendPiece(caller, id, photo, offset));
  }
  return absl::OkStatus();
}

absl::StatusOr<evidence::v1::FinishPhotoResponse> PhotoTownTest::Finish(const TestCaller& caller,
                                                                        std::string_view id) {
  evidence::v1::FinishPhotoRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  return Call<evidence::v1::FinishPhotoResponse>("FinishPhoto", caller, request);
}

std::shared_ptr<PhotoTownTest::Under> PhotoTownTest::BeginFinish(const TestCaller& caller,
                                                                 std::string_view id) {
  evidence::v1::FinishPhotoRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  auto under = std::make_shared<Under>(hub.loop());
  const auto run = [](smarthub::testing::TestHub& on, TestCaller by,
                      evidence::v1::FinishPhotoRequest what,
                      std::shared_ptr<Under> into) -> Task<void> {
    into->answer = co_await on.Begin("smarthub.evidence.v1.EvidenceService.FinishPhoto", by, what);
    into->done.Set();
  };
  hub.loop().Spawn(run(hub, caller, std::move(request), under));
  return under;
}

void PhotoTownTest::Upload(std::string_view id, const std::string& photo, int suspect) {
  const auto started = Start(ann, Announcement(id, photo, suspect));
  ASSERT_TRUE(started.ok()) << started.status();
  const absl::Status sent = SendAll(ann, id, photo);
  ASSERT_TRUE(sent.ok()) << sent;
  const auto finished = Finish(ann, id);
  ASSERT_TRUE(finished.ok()) << finished.status();
}

absl::StatusOr<std::vector<evidence::v1::Photo>> PhotoTownTest::ListThrough(
    const TestCaller& caller, bool through_bulletin) {
  evidence::v1::ListPhotosRequest request;
  if (through_bulletin) {
    request.mutable_bulletin_id()->set_value(bulletin.ToString());
  } else {
    request.mutable_incident_id()->set_value(report.ToString());
  }
  const auto reply = Call<evidence::v1::ListPhotosResponse>("ListPhotos", caller, request);
  if (!reply.ok()) return reply.status();
  return std::vector<evidence::v1::Photo>(reply->photos().begin(), reply->photos().end());
}

absl::StatusOr<evidence::v1::Photo> PhotoTownTest::Get(const TestCaller& caller,
                                                       std::string_view id, bool through_bulletin,
                                                       evidence::v1::PhotoSize size) {
  evidence::v1::GetPhotoRequest request;
  request.mutable_photo_id()->set_value(Id(id).ToString());
  request.set_size(size);
  if (through_bulletin) {
    request.mutable_bulletin_id()->set_value(bulletin.ToString());
  } else {
    request.mutable_incident_id()->set_value(report.ToString());
  }
  const auto reply = Call<evidence::v1::GetPhotoResponse>("GetPhoto", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->photo();
}

absl::StatusOr<evidence::v1::Original> PhotoTownTest::Original(const TestCaller& caller,
                                                               std::string_view id,
                                                               int64_t offset) {
  evidence::v1::GetOriginalRequest request;
  request.mutable_photo_id()->set_value(Id(id).ToString());
  request.mutable_incident_id()->set_value(report.ToString());
  request.set_offset(offset);
  const auto reply = Call<evidence::v1::GetOriginalResponse>("GetOriginal", caller, request);
  if (!reply.ok()) return reply.status();
  return reply->original();
}

absl::Status PhotoTownTest::State(const TestCaller& caller, std::string_view id) {
  evidence::v1::StateAuthorityRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  request.mutable_authority()->set_owner("The Larder Ltd");
  request.mutable_authority()->set_agreed_by("Mia Example, manager");
  return Call<evidence::v1::StateAuthorityResponse>("StateAuthority", caller, request).status();
}

absl::Status PhotoTownTest::Withdraw(const TestCaller& caller, std::string_view id) {
  evidence::v1::WithdrawAuthorityRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  return Call<evidence::v1::WithdrawAuthorityResponse>("WithdrawAuthority", caller, request)
      .status();
}

absl::Status PhotoTownTest::Remove(const TestCaller& caller, std::string_view id) {
  evidence::v1::RemovePhotoRequest request;
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_photo_id()->set_value(Id(id).ToString());
  return Call<evidence::v1::RemovePhotoResponse>("RemovePhoto", caller, request).status();
}

absl::StatusOr<Swept> PhotoTownTest::Sweep(store::Store* through, Cancellation* stop) {
  Sweeper::Deps deps;
  deps.evidence = evidence;
  deps.store = through != nullptr ? through : &*hub.store();
  deps.clock = &hub.clock();
  deps.loop = &hub.loop();
  deps.log = &log_;
  Sweeper sweeper(std::move(deps));
  return hub.Run(sweeper.Sweep(stop));
}

std::vector<std::filesystem::path> PhotoTownTest::Files() const {
  std::vector<std::filesystem::path> files;
  for (const auto& each : std::filesystem::recursive_directory_iterator(directory.path())) {
    if (each.is_regular_file()) files.push_back(each.path());
  }
  return files;
}

absl::StatusOr<store::Content> PhotoTownTest::ContentOf(store::Key key) {
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  if (!read.ok()) return read.status();
  if (read->front() == nullptr) return absl::NotFoundError("no such record");
  return read->front()->Open();
}

absl::StatusOr<evidence::v1::StoredPhoto> PhotoTownTest::Stored(std::string_view id) {
  ASSIGN_OR_RETURN(const store::Content content, ContentOf({label::v1::PHOTO, Id(id)}));
  return rpc::ParseBody<evidence::v1::StoredPhoto>(content.body);
}

}  // namespace smarthub::evidence
