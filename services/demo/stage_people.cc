// Photos, persons, what they are told, and what they say against it.
#include <algorithm>
#include <string>

#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/crypto/crypto.h"
#include "services/demo/stage.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::demo {
namespace {

void SetTime(google::protobuf::Timestamp& to, absl::Time time) {
  to.set_seconds(absl::ToUnixSeconds(time));
}

}  // namespace

Task<absl::Status> Stage::SayWhoWeAre() {
  subject::v1::SetPublicPageRequest request;
  subject::v1::PublicPage& page = *request.mutable_page();
  page.set_controller(std::string(kSchemeName) + ", run by the traders of an invented town");
  page.set_contact("Write to privacy@demonstration.example, or to the scheme at 1 Invented Square");
  page.set_dpo_contact("The data protection officer: dpo@demonstration.example");
  page.set_complaint_address(
      "Information Commissioner's Office, Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF; "
      "ico.org.uk/make-a-complaint");
  const auto reply = co_await Do<subject::v1::SetPublicPageResponse>(
      people_.coordinator, "subject.v1.SubjectService/SetPublicPage", request);
  co_return reply.status();
}

Task<absl::Status> Stage::SendStill(size_t report) {
  const size_t figure = kReported[report].who;
  if (figure >= stills_.size()) co_return absl::OkStatus();
  Person& reporter = people_.shops[kReported[report].shop].reporter;
  const std::string& picture = stills_[figure];
  const std::string photo_id = Uuid::Make(random_).ToString();
  evidence::v1::StartPhotoRequest start;
  start.mutable_photo_id()->set_value(photo_id);
  start.mutable_incident_id()->set_value(told_[report].incident_id);
  start.set_suspect(0);
  start.set_size_bytes(static_cast<int64_t>(picture.size()));
  start.set_sha256(crypto::Sha256(picture));
  CO_ASSIGN_OR_RETURN(const auto started,
                      co_await Do<evidence::v1::StartPhotoResponse>(
                          reporter, "evidence.v1.EvidenceService/StartPhoto", start));
  CO_RETURN_IF_ERROR(co_await SendPieces(reporter, photo_id, picture, started.next_offset(),
                                         started.piece_bytes()));
  evidence::v1::FinishPhotoRequest finish;
  finish.mutable_photo_id()->set_value(photo_id);
  CO_ASSIGN_OR_RETURN(const auto finished,
                      co_await Do<evidence::v1::FinishPhotoResponse>(
                          reporter, "evidence.v1.EvidenceService/FinishPhoto", finish));
  if (finished.state() != evidence::v1::PHOTO_STATE_READY) {
    co_return absl::InternalError("a still is not ready after it was finished");
  }
  told_[report].photo_id = photo_id;
  co_return absl::OkStatus();
}

Task<absl::Status> Stage::SendPieces(Person& reporter, std::string photo_id,
                                     const std::string& picture, int64_t from,
                                     int64_t piece_bytes) {
  const auto size = static_cast<int64_t>(picture.size());
  if (piece_bytes < 1) co_return absl::InternalError("pieces of a still have no size");
  while (from < size) {
    evidence::v1::SendPhotoPieceRequest piece;
    piece.mutable_photo_id()->set_value(photo_id);
    piece.set_offset(from);
    piece.set_piece(picture.substr(static_cast<size_t>(from), static_cast<size_t>(piece_bytes)));
    piece.set_sha256(crypto::Sha256(piece.piece()));
    CO_ASSIGN_OR_RETURN(const auto sent,
                        co_await town_.As<evidence::v1::SendPhotoPieceResponse>(
                            reporter, "evidence.v1.EvidenceService/SendPhotoPiece", piece));
    if (sent.next_offset() <= from) co_return absl::InternalError("a still does not get on");
    from = sent.next_offset();
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Stage::Agree(size_t report) {
  if (told_[report].photo_id.empty()) co_return absl::OkStatus();
  Shop& shop = people_.shops[kReported[report].shop];
  evidence::v1::StateAuthorityRequest request;
  request.mutable_photo_id()->set_value(told_[report].photo_id);
  request.mutable_authority()->set_owner(std::string(shop.data->company));
  request.mutable_authority()->set_agreed_by(shop.manager.sign_in.name + ", site manager");
  const auto reply = co_await Do<evidence::v1::StateAuthorityResponse>(
      shop.manager, "evidence.v1.EvidenceService/StateAuthority", request);
  co_return reply.status();
}

Task<absl::Status> Stage::OpenPerson(size_t report) {
  Told& told = told_[report];
  incident::v1::GetIncidentRequest read;
  read.mutable_incident_id()->set_value(told.incident_id);
  CO_ASSIGN_OR_RETURN(const auto shown,
                      co_await town_.As<incident::v1::GetIncidentResponse>(
                          people_.coordinator, "incident.v1.IncidentService/GetIncident", read));
  if (shown.incident().suspects().empty()) co_return absl::InternalError("a report of nobody");
  told.appearance_id = shown.incident().suspects(0).appearance_id().value();
  subject::v1::OpenSubjectRequest request;
  request.mutable_incident_id()->set_value(told.incident_id);
  request.mutable_appearance_id()->set_value(told.appearance_id);
  CO_ASSIGN_OR_RETURN(const auto reply,
                      co_await Do<subject::v1::OpenSubjectResponse>(
                          people_.coordinator, "subject.v1.SubjectService/OpenSubject", request));
  told.subject_id = reply.subject_id().value();
  co_return absl::OkStatus();
}

Task<absl::Status> Stage::Link(size_t report) {
  subject::v1::LinkAppearancesRequest request;
  request.mutable_from()->set_value(told_[report].subject_id);
  request.mutable_to()->set_value(told_[kReported[report].same_as].subject_id);
  request.set_reason(std::string(kReported[report].because));
  const auto reply = co_await Do<subject::v1::LinkAppearancesResponse>(
      people_.coordinator, "subject.v1.SubjectService/LinkAppearances", request);
  co_return reply.status();
}

Task<absl::Status> Stage::GiveNotice(const NoticeData& notice) {
  Person& coordinator = people_.coordinator;
  const std::string& subject = told_[notice.of].subject_id;
  if (notice.provision == kGiven) {
    subject::v1::GetNoticeLetterRequest print;
    print.mutable_subject_id()->set_value(subject);
    CO_ASSIGN_OR_RETURN(const auto printed,
                        co_await town_.As<subject::v1::GetNoticeLetterResponse>(
                            coordinator, "subject.v1.SubjectService/GetNoticeLetter", print));
    subject::v1::RecordNoticeRequest request;
    request.mutable_subject_id()->set_value(subject);
    request.set_letter_digest(printed.letter().digest());
    request.set_way(notice.way);
    SetTime(*request.mutable_given_at(), town_.now() - absl::Hours(1));
    const auto reply = co_await Do<subject::v1::RecordNoticeResponse>(
        coordinator, "subject.v1.SubjectService/RecordNotice", request);
    co_return reply.status();
  }
  subject::v1::RecordExemptionRequest request;
  request.mutable_subject_id()->set_value(subject);
  request.set_provision(notice.provision);
  request.set_reason(std::string(notice.reason));
  SetTime(*request.mutable_review_by(), today_ + absl::Hours(24 * notice.review_in));
  const auto reply = co_await Do<subject::v1::RecordExemptionResponse>(
      coordinator, "subject.v1.SubjectService/RecordExemption", request);
  co_return reply.status();
}

Task<absl::Status> Stage::Challenge(const ChallengeData& challenge) {
  subject::v1::OpenChallengeRequest request;
  request.mutable_request_id()->set_value(town_.RequestId());
  request.set_ground(challenge.ground);
  request.set_name(std::string(challenge.name));
  request.set_contact(std::string(challenge.contact));
  request.set_what(std::string(challenge.what));
  const auto reply = co_await town_.Public<subject::v1::OpenChallengeResponse>(
      "subject.v1.SubjectService/OpenChallenge", request);
  co_return reply.status();
}

// The reference is the challenger's; the scheme finds it in its list.
Task<absl::StatusOr<std::string>> Stage::FindChallenge(std::string_view name) {
  const subject::v1::ListChallengesRequest request;
  CO_ASSIGN_OR_RETURN(const auto open, co_await town_.As<subject::v1::ListChallengesResponse>(
                                           people_.coordinator,
                                           "subject.v1.SubjectService/ListChallenges", request));
  const auto found = std::find_if(open.challenges().begin(), open.challenges().end(),
                                  [name](const auto& each) { return each.name() == name; });
  if (found == open.challenges().end()) co_return absl::InternalError("a challenge is not listed");
  co_return found->challenge_id().value();
}

Task<absl::Status> Stage::ReviewChallenge(size_t which) {
  const ChallengeData& challenge = kChallenges[which];
  CO_ASSIGN_OR_RETURN(challenges_[which], co_await FindChallenge(challenge.name));
  subject::v1::ReviewChallengeRequest request;
  request.mutable_challenge_id()->set_value(challenges_[which]);
  request.mutable_subject_id()->set_value(told_[challenge.of].subject_id);
  request.set_identity_confirmed(challenge.confirmed);
  request.set_risk_of_mistaken_identity(challenge.mistaken);
  const auto reply = co_await Do<subject::v1::ReviewChallengeResponse>(
      people_.coordinator, "subject.v1.SubjectService/ReviewChallenge", request);
  co_return reply.status();
}

Task<absl::Status> Stage::DecideChallenge(size_t which) {
  const ChallengeData& challenge = kChallenges[which];
  subject::v1::DecideChallengeRequest request;
  request.mutable_challenge_id()->set_value(challenges_[which]);
  request.set_outcome(challenge.outcome);
  request.set_decision(std::string(challenge.decision));
  // Not by the coordinator, who proposed the bulletin.
  const auto reply = co_await Do<subject::v1::DecideChallengeResponse>(
      people_.dpo, "subject.v1.SubjectService/DecideChallenge", request);
  co_return reply.status();
}

}  // namespace smarthub::demo
