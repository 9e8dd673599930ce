#include "services/bulletin/readiness.h"

#include <set>

#include "platform/base/status_macros.h"
#include "services/bulletin/frame.h"
#include "services/bulletin/of_people.h"
#include "services/bulletin/record.h"
#include "services/bulletin/second.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredBulletinPerson;
using policy::PublicationFacts;

}  // namespace

absl::StatusOr<PublicationFacts> FactsOfBulletin(const rpc::Context& context, Draft draft,
                                                 const Ground& ground) {
  ASSIGN_OR_RETURN(const standing::People people, PeopleOf(draft, ground, context.now()));
  PublicationFacts facts = standing::FactsOf(draft.body, people);
  AddFrame(context.policy(), draft.body, context.now(), facts);
  return facts;
}

Task<absl::StatusOr<PublicationFacts>> AllFacts(rpc::Context& context, Draft draft,
                                                const Ground& ground) {
  CO_ASSIGN_OR_RETURN(PublicationFacts facts, FactsOfBulletin(context, draft, ground));
  const bulletin::v1::StoredApproval& approval = draft.body.approval();
  if (standing::IsApproved(draft.body)) {
    Second second;
    CO_ASSIGN_OR_RETURN(second.person_id, Uuid::FromBytes(approval.person_id()));
    CO_ASSIGN_OR_RETURN(second.membership_id, Uuid::FromBytes(approval.membership_id()));
    CO_RETURN_IF_ERROR(co_await AddSecond(context, draft.body, second, ground, &facts));
  }
  co_return facts;
}

std::vector<policy::v1::PublicationItem> MissingFor(const rpc::Caller& caller, Draft draft,
                                                    const policy::Missing& missing) {
  if (caller.role() != policy::v1::ROLE_SITE_MANAGER) return missing.items;
  bool young = false;
  bool child = false;
  for (const auto& [id, words] : draft.content.appearances) {
    StoredBulletinPerson said;
    if (!said.ParseFromString(words)) continue;
    young |= standing::Young(said.suspect().about_how_old());
    child |= said.suspect().about_how_old() == incident::v1::AGE_BAND_UNDER_10;
  }
  std::set<policy::v1::PublicationItem> told;
  for (const policy::v1::PublicationItem item : missing.items) {
    const bool of_others = item == policy::v1::PUBLICATION_ITEM_CHALLENGE ||
                           item == policy::v1::PUBLICATION_ITEM_RESTRICTED ||
                           item == policy::v1::PUBLICATION_ITEM_NOTICE ||
                           (item == policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF && !young) ||
                           (item == policy::v1::PUBLICATION_ITEM_UNDER_10 && !child);
    told.insert(of_others ? policy::v1::PUBLICATION_ITEM_SECOND_PERSON : item);
  }
  return {told.begin(), told.end()};
}

}  // namespace smarthub::bulletin
