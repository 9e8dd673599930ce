#include "services/bulletin/standing.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/frame.h"
#include "services/bulletin/readiness.h"

namespace smarthub::bulletin {
namespace {

using policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF;
using policy::v1::PUBLICATION_ITEM_SECOND_PERSON;

// With what is known of their age now, not when it was proposed.
bool PolicyShows(const rpc::Context& context, store::v1::RecordFacts facts, bool under_18) {
  facts.set_under_18(under_18);
  return context.MayDo("bulletin.read", label::v1::BULLETIN, facts);
}

// Whoever approved it has read it, and sees that it waits to be published.
bool IsApprover(const rpc::Context& context, const StoredBulletin& body) {
  return body.approval().revision() == body.revision() &&
         body.approval().person_id() == context.caller().person_id().bytes();
}

// Nothing but a second person, or a signature for an age, is missing.
bool MayBeReviewed(BulletinState state, bool approver, const policy::Missing& missing) {
  for (const policy::v1::PublicationItem item : missing.items) {
    if (item != PUBLICATION_ITEM_SECOND_PERSON && item != PUBLICATION_ITEM_AGE_SIGN_OFF) {
      return false;
    }
  }
  return state == bulletin::v1::BULLETIN_STATE_PROPOSED || approver ||
         absl::c_linear_search(missing.items, PUBLICATION_ITEM_AGE_SIGN_OFF);
}

}  // namespace

policy::Up UpOf(const StoredBulletin& body, const store::Content& content, bool known_young) {
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published = FirstPublished(body);
  up.under_18 = known_young || content.facts.under_18();
  up.signed_off = IsSignedOff(body);
  return up;
}

policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen) {
  const bool known_young = absl::c_any_of(seen.people, [](const auto& person) {
    return person.has_value() && person->content.facts.under_18();
  });
  return UpOf(body, content, known_young);
}

bool IsUp(const rpc::Context& context, const StoredBulletin& body, const store::Content& content,
          const Seen& seen) {
  return seen.everybody() &&
         StateAt(body, content, context.now()) == bulletin::v1::BULLETIN_STATE_PUBLISHED &&
         policy::StaysUp(context.policy(), UpOf(body, content, seen), context.now());
}

Task<absl::StatusOr<bool>> IsThere(rpc::Context& context, StoredBulletin body,
                                   const store::Content& content, const Seen& seen) {
  if (SeesWithoutPeople(context.caller())) co_return true;
  if (!seen.everybody()) co_return false;
  const BulletinState state = StateAt(body, content, context.now());
  const bool waits = Waits(state);
  if (waits && IsCallersOwn(context, content.facts)) co_return true;
  if (!waits && !IsUp(context, body, content, seen)) co_return false;
  // Only a signature keeps somebody under 18 up; nobody can sign for a child under 10.
  if (!waits && !UpOf(body, content, seen).under_18) co_return true;
  CO_ASSIGN_OR_RETURN(const Ground ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      FactsOfBulletin(context, {body, content}, ground));
  if (!waits) {
    co_return policy::MissingItems(context.policy(), body.kind(), facts,
                                   policy::v1::PUBLICATION_ITEM_UNDER_10)
        .nothing();
  }
  const policy::Missing missing = policy::MissingItems(context.policy(), body.kind(), facts);
  co_return MayBeReviewed(state, IsApprover(context, body), missing) &&
      PolicyShows(context, content.facts, !body.persons().empty() && CountsAsUnder18(facts));
}

}  // namespace smarthub::bulletin
