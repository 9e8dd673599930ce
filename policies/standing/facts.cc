#include "policies/standing/facts.h"

#include "absl/algorithm/container.h"

namespace smarthub::standing {
namespace {

using policy::PublicationFacts;

void AddChecklist(const bulletin::v1::Checklist& checklist, PublicationFacts& facts) {
  facts.Set(policy::v1::PUBLICATION_FACT_SAYS_WHO_SAW_IT, !checklist.who_saw_it().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_CCTV_CHECKED, checklist.cctv_checked());
  facts.Set(policy::v1::PUBLICATION_FACT_PAID_FOR_CHECKED, checklist.paid_for_checked());
  facts.Set(policy::v1::PUBLICATION_FACT_NAMES_NOBODY, checklist.names_nobody());
}

}  // namespace

PublicationFacts FactsOf(const StoredBulletin& body, const People& people) {
  PublicationFacts facts;
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PERSON, !body.persons().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PHOTO,
            absl::c_any_of(body.persons(),
                           [](const auto& person) { return !person.photo_id().empty(); }));
  people.Set(facts);
  facts.Set(policy::v1::PUBLICATION_FACT_AGE_SIGNED_OFF, IsSignedOff(body));
  facts.Set(policy::v1::PUBLICATION_FACT_APPROVED, IsApproved(body));
  AddChecklist(body.checklist(), facts);
  return facts;
}

bool CountsAsUnder18(const PublicationFacts& facts) {
  constexpr auto kUnder18 = policy::v1::PUBLICATION_FACT_UNDER_18;
  return !facts.Known(kUnder18) || facts.True(kUnder18);
}

}  // namespace smarthub::standing
