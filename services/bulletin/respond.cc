// What members answer: read at our site, seen again, I know who this is. And who reads the answers.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"
#include "services/bulletin/standing.h"
#include "services/bulletin/validate.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using rpc::Context;

// Facts of what a member says: who and from where.
void SetMember(const rpc::Caller& caller, store::Content& content) {
  store::v1::RecordFacts& facts = content.facts;
  facts.set_person_id(std::string(caller.person_id().bytes()));
  facts.set_organisation_id(std::string(caller.facts().organisation_id.bytes()));
  facts.set_submitted(true);
}

void AddIndex(std::string_view index, std::string partition, absl::Time now,
              store::Content& content) {
  content.indexes.push_back({std::string(index), std::move(partition), store::NewestFirst(now)});
}

// Who of the bulletin is meant: named, or the only one in it.
absl::StatusOr<Uuid> SubjectMeant(const StoredBulletin& body, bool named, const std::string& id) {
  if (!named && body.persons_size() == 1) return Uuid::FromBytes(body.persons(0).subject_id());
  if (!named) {
    return InvalidField("subject_id", error::v1::REASON_REQUIRED, "Say which of them it is.");
  }
  ASSIGN_OR_RETURN(const Uuid subject, Uuid::Parse(id, "subject_id"));
  for (const bulletin::v1::StoredPerson& person : body.persons()) {
    if (person.subject_id() == subject.bytes()) return subject;
  }
  return InvalidField("subject_id", error::v1::REASON_NOT_FOUND, "Nobody in it is that person.");
}

absl::Status WrongKind() {
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
               "This bulletin does not ask that.");
}

template <typename Shown, typename Stored>
Shown ShowAnswered(const Stored& body) {
  Shown shown;
  shown.mutable_subject_id()->set_value(TextOf(body.subject_id()));
  shown.mutable_bulletin_id()->set_value(TextOf(body.bulletin_id()));
  *shown.mutable_at() = body.at();
  return shown;
}

absl::StatusOr<bulletin::v1::Sighting> ShowSighting(const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<bulletin::v1::StoredSighting>(loaded.content.body));
  auto shown = ShowAnswered<bulletin::v1::Sighting>(body);
  shown.mutable_sighting_id()->set_value(loaded.key.id.ToString());
  shown.set_site_name(body.site_name());
  shown.set_seen_by(body.seen_by());
  return shown;
}

absl::StatusOr<bulletin::v1::Identification> ShowIdentification(const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<bulletin::v1::StoredIdentification>(loaded.content.body));
  auto shown = ShowAnswered<bulletin::v1::Identification>(body);
  shown.mutable_identification_id()->set_value(loaded.key.id.ToString());
  shown.set_said_by(body.said_by());
  shown.set_answered_by(body.answered_by());
  ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(body.appearance_id()));
  const auto words = loaded.content.appearances.find(appearance);
  if (words == loaded.content.appearances.end()) return shown;
  ASSIGN_OR_RETURN(const auto said, rpc::ParseBody<bulletin::v1::StoredIdentified>(words->second));
  shown.set_name(said.name());
  shown.set_how_known(said.how_known());
  return shown;
}

}  // namespace

Task<absl::StatusOr<bulletin::v1::AcknowledgeBulletinResponse>> AcknowledgeBulletin(
    const Service&, Context& context, const bulletin::v1::AcknowledgeBulletinRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid site, CallersSite(context.caller(), request.has_site_id(),
                                                   request.site_id().value()));
  CO_ASSIGN_OR_RETURN(const Opened opened, co_await OpenLive(context, request.bulletin_id()));
  const store::Key key{label::v1::ACKNOWLEDGEMENT, AcknowledgementId(opened.key.id, site)};
  bulletin::v1::AcknowledgeBulletinResponse reply;
  CO_ASSIGN_OR_RETURN(const auto known, co_await context.LoadForRule(key));
  if (known.has_value()) {
    CO_ASSIGN_OR_RETURN(const auto body,
                        rpc::ParseBody<bulletin::v1::StoredAcknowledgement>(known->content.body));
    *reply.mutable_acknowledged_at() = body.at();
    co_return reply;
  }
  bulletin::v1::StoredAcknowledgement body;
  body.set_bulletin_id(std::string(opened.key.id.bytes()));
  body.set_site_id(std::string(site.bytes()));
  body.set_person_id(std::string(context.caller().person_id().bytes()));
  *body.mutable_at() = ToProto(context.now());
  store::Content content;
  SetMember(context.caller(), content);
  content.facts.add_site_ids(std::string(site.bytes()));
  content.indexes.push_back(
      {std::string(kAcknowledged), site.ToString(), std::string(opened.key.id.bytes())});
  AddIndex(kAcknowledgementsOf, opened.key.id.ToString(), context.now(), content);
  TakeRetention(opened.content, content);
  content.body = body.SerializeAsString();
  context.Stage(key, 0, std::move(content));
  *reply.mutable_acknowledged_at() = body.at();
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::ReportSightingResponse>> ReportSighting(
    const Service&, Context& context, const bulletin::v1::ReportSightingRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid site, CallersSite(context.caller(), request.has_site_id(),
                                                   request.site_id().value()));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenLive(context, request.bulletin_id()));
  if (opened.body.persons().empty()) co_return WrongKind();
  CO_ASSIGN_OR_RETURN(const Uuid subject, SubjectMeant(opened.body, request.has_subject_id(),
                                                       request.subject_id().value()));
  bulletin::v1::StoredSighting body;
  body.set_bulletin_id(std::string(opened.key.id.bytes()));
  body.set_subject_id(std::string(subject.bytes()));
  body.set_site_id(std::string(site.bytes()));
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::SITE, site}));
  if (view.has_value()) {
    CO_ASSIGN_OR_RETURN(const auto stored,
                        rpc::ParseBody<identity::v1::StoredSite>(view->content.body));
    body.set_site_name(stored.name());
  }
  CO_ASSIGN_OR_RETURN(*body.mutable_seen_by(), co_await rpc::CallersName(context));
  *body.mutable_at() = ToProto(context.now());

  store::Content content;
  SetMember(context.caller(), content);
  content.facts.add_site_ids(std::string(site.bytes()));
  AddIndex(kSightings, opened.key.id.ToString(), context.now(), content);
  AddIndex(store::kSightingsOfSubject, subject.ToString(), context.now(), content);
  TakeRetention(opened.content, content);
  content.body = body.SerializeAsString();
  const store::Key key{label::v1::SIGHTING, Uuid::Make(context.random())};
  context.Stage(key, 0, std::move(content));
  // Of the sighting hears who may see sightings; to everybody else the bulletin is as it was.
  context.Tell(key);
  *opened.body.mutable_last_seen_at() = body.at();
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), opened.body, opened.content));
  context.Stage(opened.key, opened.version, std::move(opened.content));
  bulletin::v1::ReportSightingResponse reply;
  reply.mutable_sighting_id()->set_value(key.id.ToString());
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::AnswerIdSoughtResponse>> AnswerIdSought(
    const Service& service, Context& context, const bulletin::v1::AnswerIdSoughtRequest& request) {
  CO_RETURN_IF_ERROR(CheckAnswer(request));
  CO_RETURN_IF_ERROR(
      service.scanner.Check("how_known", request.how_known(), request.scan_acknowledged()));
  CO_ASSIGN_OR_RETURN(const Opened opened, co_await OpenLive(context, request.bulletin_id()));
  if (opened.body.kind() != policy::v1::BULLETIN_KIND_ID_SOUGHT) co_return WrongKind();
  CO_ASSIGN_OR_RETURN(const Uuid subject, SubjectMeant(opened.body, request.has_subject_id(),
                                                       request.subject_id().value()));
  const Uuid appearance = Uuid::Make(context.random());
  bulletin::v1::StoredIdentification body;
  body.set_bulletin_id(std::string(opened.key.id.bytes()));
  body.set_subject_id(std::string(subject.bytes()));
  body.set_appearance_id(std::string(appearance.bytes()));
  body.set_said_by(request.said_by());
  CO_ASSIGN_OR_RETURN(*body.mutable_answered_by(), co_await rpc::CallersName(context));
  *body.mutable_at() = ToProto(context.now());
  bulletin::v1::StoredIdentified words;
  words.set_name(request.name());
  words.set_how_known(request.how_known());

  store::Content content;
  SetMember(context.caller(), content);
  AddIndex(kIdentifications, opened.key.id.ToString(), context.now(), content);
  TakeRetention(opened.content, content);
  content.body = body.SerializeAsString();
  content.appearances[appearance] = words.SerializeAsString();
  const store::Key key{label::v1::IDENTIFICATION, Uuid::Make(context.random())};
  context.Stage(key, 0, std::move(content));
  context.Tell(key);
  bulletin::v1::AnswerIdSoughtResponse reply;
  reply.mutable_identification_id()->set_value(key.id.ToString());
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::ListResponsesResponse>> ListResponses(
    const Service&, Context& context, const bulletin::v1::ListResponsesRequest& request) {
  CO_ASSIGN_OR_RETURN(const Opened opened, co_await Open(context, request.bulletin_id()));
  if (!SeesWithoutPeople(context.caller())) {
    CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeePeople(context, opened.body));
    if (!IsUp(context, opened.body, opened.content, seen)) co_return NotFound();
  }
  bulletin::v1::ListResponsesResponse reply;
  store::Range range;
  range.index = std::string(kSightings);
  range.partition = opened.key.id.ToString();
  range.limit = kResponses;
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage sightings, co_await context.List(range));
  for (const rpc::Loaded& loaded : sightings.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_sightings(), ShowSighting(loaded));
  }
  range.index = std::string(kIdentifications);
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage answers, co_await context.List(range));
  for (const rpc::Loaded& loaded : answers.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_identifications(), ShowIdentification(loaded));
  }
  co_return reply;
}

}  // namespace smarthub::bulletin
