#include "platform/rpc/facts.h"

#include <algorithm>

#include "platform/base/times.h"
#include "policies/engine/flow.h"

namespace smarthub::rpc {
namespace {

using policy::Facts;

// Whether `id` is among `own`; unknown where the record does not say which.
void SetIsAmong(Facts& facts, policy::v1::Fact fact, std::string_view id,
                const std::vector<Uuid>& own) {
  if (id.size() != 16) return;
  facts.Set(fact, std::any_of(own.begin(), own.end(),
                              [id](const Uuid& mine) { return mine.bytes() == id; }));
}

// A person who works at several sites is at each of them.
void SetAtSite(Facts& facts, const store::v1::RecordFacts& record, const std::vector<Uuid>& own) {
  for (const std::string& site : record.site_ids()) {
    SetIsAmong(facts, policy::v1::FACT_AT_CALLERS_SITE, site, own);
    if (facts.True(policy::v1::FACT_AT_CALLERS_SITE)) return;
  }
}

void SetIs(Facts& facts, policy::v1::Fact fact, std::string_view id, const Uuid& mine) {
  if (id.size() != 16) return;
  facts.Set(fact, !mine.nil() && mine.bytes() == id);
}

template <typename Roles>
bool Names(const Roles& roles, policy::v1::Role role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

template <typename Roles>
bool NamesAgency(const Roles& roles, policy::v1::Role role) {
  return policy::IsAgency(role) && Names(roles, role);
}

// Decided at every read, so that nothing is shown a second longer because a sweeper is late.
bool IsLive(const store::v1::RecordFacts& record, absl::Time now) {
  return record.has_live_from() && record.has_live_until() &&
         FromProto(record.live_from()) <= now && now < FromProto(record.live_until());
}

bool InAudience(const store::v1::RecordFacts& record, const std::vector<Uuid>& own) {
  if (record.audience_everywhere()) return true;
  return std::any_of(own.begin(), own.end(), [&record](const Uuid& area) {
    const auto& areas = record.audience_areas();
    return std::find(areas.begin(), areas.end(), area.bytes()) != areas.end();
  });
}

void SetPublication(Facts& facts, const CallerFacts& of, const store::v1::RecordFacts& record,
                    absl::Time now) {
  facts.Set(policy::v1::FACT_LIVE, IsLive(record, now));
  facts.Set(policy::v1::FACT_FOR_CALLERS_ROLE,
            of.role != policy::v1::ROLE_UNSPECIFIED && Names(record.audience_roles(), of.role));
  facts.Set(policy::v1::FACT_IN_AUDIENCE, InAudience(record, of.areas));
  facts.Set(policy::v1::FACT_PROPOSED, record.proposed());
}

}  // namespace

Facts FactsOf(const Caller& caller) {
  Facts facts;
  // The hub itself and a person outside any scheme have no membership to speak of: unknown.
  if (!caller.member()) return facts;
  const CallerFacts& of = caller.facts();
  facts.Set(policy::v1::FACT_MEMBERSHIP_CURRENT, of.membership_current);
  facts.Set(policy::v1::FACT_TERMS_CURRENT, of.terms_current);
  facts.Set(policy::v1::FACT_AGREEMENT_CURRENT, of.agreement_current);
  facts.Set(policy::v1::FACT_NO_NAMED_OFFICER, !of.officer_named);
  return facts;
}

Facts FactsOf(const Caller& caller, const store::v1::RecordFacts& record, absl::Time now) {
  Facts facts = FactsOf(caller);
  const CallerFacts& of = caller.facts();
  SetAtSite(facts, record, of.sites);
  SetIsAmong(facts, policy::v1::FACT_IN_CALLERS_AREA, record.area_id(), of.areas);
  SetIs(facts, policy::v1::FACT_OF_CALLERS_ORGANISATION, record.organisation_id(),
        of.organisation_id);
  SetIs(facts, policy::v1::FACT_IS_CALLERS_OWN, record.person_id(), of.person_id);
  facts.Set(policy::v1::FACT_PASSED_TO_CALLERS_AGENCY, NamesAgency(record.passed_to(), of.role));
  facts.Set(policy::v1::FACT_GRANTED_TO_CALLERS_AGENCY, NamesAgency(record.granted_to(), of.role));
  facts.Set(policy::v1::FACT_SUBMITTED, record.submitted());
  facts.Set(policy::v1::FACT_RESTRICTED, record.restricted());
  facts.Set(policy::v1::FACT_FROZEN, record.frozen());
  facts.Set(policy::v1::FACT_UNDER_18, record.under_18());
  facts.Set(policy::v1::FACT_WITHDRAWN, record.withdrawn());
  SetPublication(facts, of, record, now);
  return facts;
}

}  // namespace smarthub::rpc
