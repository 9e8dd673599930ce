#include "services/bulletin/standing.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "services/bulletin/readiness.h"

namespace smarthub::bulletin {
namespace {

standing::People PeopleOf(const Seen& seen, absl::Time now) {
  standing::People people;
  for (const auto& person : seen.people) {
    if (person.has_value()) {
      people.Add(person->content, now);
    } else {
      people.AddNobody();
    }
  }
  return people;
}

}  // namespace

policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen,
                absl::Time now) {
  return standing::UpOf({body, content}, PeopleOf(seen, now));
}

bool IsUp(const rpc::Context& context, const StoredBulletin& body, const store::Content& content,
          const Seen& seen) {
  const absl::Time now = context.now();
  return standing::IsUp(context.policy(), {body, content}, PeopleOf(seen, now), now);
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
  if (!waits && !UpOf(body, content, seen, context.now()).under_18) co_return true;
  CO_ASSIGN_OR_RETURN(*ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      FactsOfBulletin(context, {body, content}, **ground));
  if (!waits) {
    co_return policy::MissingItems(context.policy(), body.kind(), facts,
                                   policy::v1::PUBLICATION_ITEM_UNDER_10)
        .nothing();
  }
  const policy::Missing missing = policy::MissingItems(context.policy(), body.kind(), facts);
  const auto is_shown = [&context](const store::v1::RecordFacts& as_now) {
    return context.MayDo("bulletin.read", label::v1::BULLETIN, as_now);
  };
  co_return standing::IsThereToReview({body, content}, state, facts, missing,
                                      {context.caller().person_id().bytes(), is_shown});
}

}  // namespace smarthub::bulletin
