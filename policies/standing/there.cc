#include "policies/standing/there.h"

#include "absl/algorithm/container.h"

namespace smarthub::standing {
namespace {

using policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF;
using policy::v1::PUBLICATION_ITEM_SECOND_PERSON;

constexpr policy::v1::PublicationItem kItemsOfWho[] = {
    policy::v1::PUBLICATION_ITEM_CHECKLIST,  policy::v1::PUBLICATION_ITEM_AGE_BAND,
    policy::v1::PUBLICATION_ITEM_UNDER_10,   policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF,
    policy::v1::PUBLICATION_ITEM_NOTICE,     policy::v1::PUBLICATION_ITEM_OWNER_AUTHORITY,
    policy::v1::PUBLICATION_ITEM_RESTRICTED, policy::v1::PUBLICATION_ITEM_CHALLENGE,
};

// Nothing but a second person, or a signature for an age, is missing, and one of them is to do yet.
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

policy::Up UpOf(Bulletin bulletin, const People& people) {
  const StoredBulletin& body = bulletin.body;
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published = FirstPublished(body);
  up.under_18 = people.under_18() || bulletin.content.facts.under_18();
  up.under_10 = people.under_10();
  up.signed_off = IsSignedOff(body);
  return up;
}

bool MayStayUp(const policy::Policy& policy, Bulletin bulletin, const People& people,
               absl::Time now) {
  return people.whole() && !people.frozen() && !people.restricted() &&
         policy::StaysUp(policy, UpOf(bulletin, people), now);
}

bool IsUp(const policy::Policy& policy, Bulletin bulletin, const People& people, absl::Time now) {
  const BulletinState state = StateAt(bulletin.body, bulletin.content, now);
  return state == bulletin::v1::BULLETIN_STATE_PUBLISHED &&
         MayStayUp(policy, bulletin, people, now);
}

policy::Missing MissingOfWho(const policy::Policy& policy, policy::v1::BulletinKind kind,
                             const policy::PublicationFacts& facts) {
  policy::Missing all;
  for (const policy::v1::PublicationItem item : kItemsOfWho) {
    policy::Missing one = policy::MissingItems(policy, kind, facts, item);
    all.items.insert(all.items.end(), one.items.begin(), one.items.end());
    all.rules.insert(all.rules.end(), one.rules.begin(), one.rules.end());
  }
  return all;
}

bool IsThereToReview(Bulletin bulletin, BulletinState state, const policy::PublicationFacts& facts,
                     const policy::Missing& missing, const Reviewer& reviewer) {
  const StoredBulletin& body = bulletin.body;
  if (!Waits(state)) return false;
  if (!MayBeReviewed(state, IsBy(reviewer.person, body.approval(), body), missing)) return false;
  store::v1::RecordFacts now = bulletin.content.facts;
  now.set_under_18(!body.persons().empty() && CountsAsUnder18(facts));
  return reviewer.is_shown(now);
}

}  // namespace smarthub::standing
