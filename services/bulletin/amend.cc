// AmendBulletin: what is said or shown changes. Where people are in it, a second person looks
// again, and until then nobody else sees it; what shows nobody stays where it is.
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/bulletin/answers.h"
#include "services/bulletin/frame.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"
#include "services/bulletin/people.h"
#include "services/bulletin/readiness.h"
#include "services/bulletin/shown_names.h"
#include "services/bulletin/validate.h"
#include "services/bulletin/words.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::AmendBulletinRequest;
using bulletin::v1::AmendBulletinResponse;
using bulletin::v1::BULLETIN_STATE_APPROVED;
using bulletin::v1::BULLETIN_STATE_PROPOSED;
using bulletin::v1::BULLETIN_STATE_PUBLISHED;
using bulletin::v1::ProposedPerson;
using bulletin::v1::StoredPerson;
using rpc::Context;

// The person in the bulletin that is meant: by subject; their report and appearance, the report's
// or the bulletin's, fit or are not said.
absl::StatusOr<StoredPerson> FindPerson(const StoredBulletin& body, const ProposedPerson& proposed,
                                        int index) {
  const std::string path = text::At("persons", index);
  for (const StoredPerson& person : body.persons()) {
    if (TextOf(person.subject_id()) != proposed.subject_id().value()) continue;
    const std::string& incident = proposed.incident_id().value();
    const std::string& appearance = proposed.appearance_id().value();
    if (!incident.empty() && incident != TextOf(person.incident_id())) continue;
    if (!appearance.empty() && appearance != TextOf(person.appearance_id()) &&
        appearance != TextOf(person.source_appearance_id())) {
      continue;
    }
    return person;
  }
  return InvalidField(path, error::v1::REASON_NOT_FOUND,
                      "People may be left out of a bulletin, not added.");
}

Task<absl::StatusOr<std::vector<Taken>>> TakeAgain(Context& context, const StoredBulletin& body,
                                                   const AmendBulletinRequest& request) {
  std::vector<Taken> people;
  for (int i = 0; i < request.persons_size(); ++i) {
    CO_ASSIGN_OR_RETURN(const StoredPerson known, FindPerson(body, request.persons(i), i));
    ProposedPerson proposed = request.persons(i);
    proposed.mutable_incident_id()->set_value(TextOf(known.incident_id()));
    proposed.mutable_appearance_id()->set_value(TextOf(known.source_appearance_id()));
    CO_ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(known.appearance_id()));
    CO_ASSIGN_OR_RETURN(Taken taken,
                        co_await TakePerson(context, body.kind(), proposed, i, appearance));
    people.push_back(std::move(taken));
  }
  co_return people;
}

// What stays live is held to all that was asked of it when it went up.
absl::Status KeepLive(const policy::Policy& policy, const policy::PublicationFacts& facts,
                      StoredBulletin& body) {
  const policy::Missing missing = policy::MissingItems(policy, body.kind(), facts);
  if (!missing.nothing()) return LacksError(error::v1::REASON_NOT_READY, missing.items);
  const policy::v1::Gallery* gallery = policy::FindGallery(policy, body.gallery());
  if (gallery == nullptr) return absl::InternalError("a bulletin without a gallery");
  const auto until =
      policy::LiveUntil(*gallery, FirstPublished(body), CountsAsUnder18(facts), policy.zone());
  if (!until.has_value()) return absl::InternalError("a live bulletin that cannot be");
  *body.mutable_live_until() =
      body.has_live_until_wanted() ? body.live_until_wanted() : ToProto(*until);
  Widen(body.audience(), *body.mutable_shown_to());
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<AmendBulletinResponse>> AmendBulletin(const Service& service, Context& context,
                                                          const AmendBulletinRequest& request) {
  CO_RETURN_IF_ERROR(CheckAmend(request, context.now()));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.bulletin_id()));
  CO_RETURN_IF_ERROR(
      CheckState(opened, context.now(),
                 {BULLETIN_STATE_PROPOSED, BULLETIN_STATE_APPROVED, BULLETIN_STATE_PUBLISHED}));
  CO_RETURN_IF_ERROR(CheckRevision(opened, request.revision()));
  StoredBulletin& body = opened.body;
  if (request.persons().empty() && !body.persons().empty()) {
    co_return InvalidField("persons", error::v1::REASON_REQUIRED, "Say who is in it.");
  }
  CO_ASSIGN_OR_RETURN(const std::vector<Taken> people, co_await TakeAgain(context, body, request));
  CO_RETURN_IF_ERROR(CheckSaid(service.scanner, WordsOf(request), people));
  CO_RETURN_IF_ERROR(co_await CheckAreas(context, request.audience()));

  TakeWords(WordsOf(request), body);
  AddAuthor(context.caller(), body);
  PutPeople(people, body, opened.content);
  CO_RETURN_IF_ERROR(co_await CheckNamesNobodyShown(context, SaidIn(body, opened.content)));
  body.set_revision(body.revision() + 1);
  TakeApprovalAway(body);
  const bool stays = people.empty() && body.state() == BULLETIN_STATE_PUBLISHED;
  if (!stays) {
    body.set_state(BULLETIN_STATE_PROPOSED);
    body.clear_live_until();
  }
  CO_ASSIGN_OR_RETURN(const Ground ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      FactsOfBulletin(context, {body, opened.content}, ground));
  if (stays) CO_RETURN_IF_ERROR(KeepLive(context.policy(), facts, body));
  opened.content.facts.set_under_18(facts.True(policy::v1::PUBLICATION_FACT_UNDER_18));
  const auto missing = MissingFor(context.caller(), {body, opened.content},
                                  policy::MissingItems(context.policy(), body.kind(), facts));
  CO_RETURN_IF_ERROR(co_await SaveWithAnswers(context, &opened));

  AmendBulletinResponse reply;
  reply.set_state(body.state());
  reply.set_revision(body.revision());
  for (const auto item : missing) reply.add_missing(item);
  co_return reply;
}

}  // namespace smarthub::bulletin
