#include "services/bulletin/standing.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/frame.h"
#include "services/bulletin/readiness.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF;
using policy::v1::PUBLICATION_ITEM_SECOND_PERSON;

// With what is known of their age now, not when it was proposed.
bool PolicyShows(const rpc::Context& context, store::v1::RecordFacts facts, bool under_18) {
  facts.set_under_18(under_18);
  return context.MayDo("bulletin.read", label::v1::BULLETIN, facts);
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

void KnownAges::Add(const store::Content& subject) {
  const auto body = rpc::ParseBody<subject::v1::StoredSubject>(subject.body);
  under_18 |= subject.facts.under_18();
  under_10 |= !body.ok() || body->anybody_under_10();
}

policy::Up UpOf(const StoredBulletin& body, const store::Content& content, KnownAges known) {
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published = FirstPublished(body);
  up.under_18 = known.under_18 || content.facts.under_18();
  up.under_10 = known.under_10;
  up.signed_off = IsSignedOff(body);
  return up;
}

policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen) {
  KnownAges known;
  for (const auto& person : seen.people) {
    if (person.has_value()) known.Add(person->content);
  }
  return UpOf(body, content, known);
}

bool IsUp(const rpc::Context& context, const StoredBulletin& body, const store::Content& content,
          const Seen& seen) {
  return seen.everybody() &&
         StateAt(body, content, context.now()) == bulletin::v1::BULLETIN_STATE_PUBLISHED &&
         policy::StaysUp(context.policy(), UpOf(body, content, seen), context.now());
}

Task<absl::StatusOr<bool>> IsThere(rpc::Context& context, StoredBulletin body,
                                   const store::Content& content, const Seen& seen,
                                   std::optional<Ground>* ground) {
  if (SeesWithoutPeople(context.caller())) co_return true;
  if (!seen.everybody()) co_return false;
  const BulletinState state = StateAt(body, content, context.now());
  const bool waits = Waits(state);
  if (waits && IsCallersOwn(context, content.facts)) co_return true;
  if (!waits && !IsUp(context, body, content, seen)) co_return false;
  // Only a signature keeps somebody under 18 up; nobody can sign for a child under 10, also in the
  // moment before what a report says has reached the person (services/subject follows reports).
  if (!waits && !UpOf(body, content, seen).under_18) co_return true;
  CO_ASSIGN_OR_RETURN(*ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      FactsOfBulletin(context, {body, content}, **ground));
  if (!waits) {
    co_return policy::MissingItems(context.policy(), body.kind(), facts,
                                   policy::v1::PUBLICATION_ITEM_UNDER_10)
        .nothing();
  }
  const policy::Missing missing = policy::MissingItems(context.policy(), body.kind(), facts);
  // Whoever approved it has read it, and sees that it waits to be published.
  const bool approver = IsBy(context.caller(), body.approval(), body);
  co_return MayBeReviewed(state, approver, missing) &&
      PolicyShows(context, content.facts, !body.persons().empty() && CountsAsUnder18(facts));
}

}  // namespace smarthub::bulletin
