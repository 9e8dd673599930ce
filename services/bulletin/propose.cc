// ProposeBulletin: somebody wants members to see something.
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"
#include "services/bulletin/people.h"
#include "services/bulletin/readiness.h"
#include "services/bulletin/shown_names.h"
#include "services/bulletin/validate.h"
#include "services/bulletin/words.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::ProposeBulletinRequest;
using bulletin::v1::ProposeBulletinResponse;
using rpc::Context;

bool ShowsPeople(policy::v1::BulletinKind kind) {
  return kind != policy::v1::BULLETIN_KIND_ALERT && kind != policy::v1::BULLETIN_KIND_NEWS;
}

absl::Status CheckPeopleOfKind(policy::v1::BulletinKind kind, bool shows) {
  if (ShowsPeople(kind) && !shows) {
    return InvalidField("persons", error::v1::REASON_REQUIRED, "Say who is in it.");
  }
  if (!ShowsPeople(kind) && shows) {
    return InvalidField("persons", error::v1::REASON_TOO_MANY, "Nobody is shown in this gallery.");
  }
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<ProposeBulletinResponse>> ProposeBulletin(
    const Service& service, Context& context, const ProposeBulletinRequest& request) {
  CO_RETURN_IF_ERROR(CheckPropose(request, context.now()));
  const policy::v1::Gallery* gallery = policy::FindGallery(context.policy(), request.gallery());
  if (gallery == nullptr) {
    co_return InvalidField("gallery", error::v1::REASON_UNKNOWN_VALUE, "There is no such gallery.");
  }
  CO_RETURN_IF_ERROR(CheckPeopleOfKind(gallery->kind(), !request.persons().empty()));
  const rpc::Caller& caller = context.caller();
  if (policy::AudienceLimitOf(context.policy(), caller.role(), gallery->kind()) == nullptr) {
    co_return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_NOT_ALLOWED,
                    "Your role does not propose this.");
  }
  std::vector<Taken> people;
  for (int i = 0; i < request.persons_size(); ++i) {
    CO_ASSIGN_OR_RETURN(Taken taken,
                        co_await TakePerson(context, gallery->kind(), request.persons(i), i,
                                            Uuid::Make(context.random())));
    people.push_back(std::move(taken));
  }
  CO_RETURN_IF_ERROR(CheckSaid(service.scanner, WordsOf(request), people));
  CO_RETURN_IF_ERROR(co_await CheckAreas(context, request.audience()));

  Opened opened;
  opened.key = {label::v1::BULLETIN, Uuid::Make(context.random())};
  StoredBulletin& body = opened.body;
  body.set_kind(gallery->kind());
  body.set_gallery(gallery->id());
  body.set_state(bulletin::v1::BULLETIN_STATE_PROPOSED);
  TakeWords(WordsOf(request), body);
  AddAuthor(caller, body);
  CO_ASSIGN_OR_RETURN(*body.mutable_proposer_name(), co_await rpc::CallersName(context));
  *body.mutable_proposed_at() = ToProto(context.now());
  body.set_revision(1);
  for (const Uuid& site : caller.facts().sites) {
    opened.content.facts.add_site_ids(std::string(site.bytes()));
  }
  PutPeople(people, body, opened.content);
  CO_RETURN_IF_ERROR(co_await CheckNamesNobodyShown(context, SaidIn(body, opened.content)));
  CO_RETURN_IF_ERROR(co_await InheritStart(context, &body));
  CO_ASSIGN_OR_RETURN(const Ground ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      FactsOfBulletin(context, {body, opened.content}, ground));
  opened.content.facts.set_under_18(facts.True(policy::v1::PUBLICATION_FACT_UNDER_18));
  const auto missing = MissingFor(context.caller(), {body, opened.content},
                                  policy::MissingItems(context.policy(), body.kind(), facts));
  CO_RETURN_IF_ERROR(Save(context, opened));

  ProposeBulletinResponse reply;
  reply.mutable_bulletin_id()->set_value(opened.key.id.ToString());
  for (const auto item : missing) reply.add_missing(item);
  co_return reply;
}

}  // namespace smarthub::bulletin
