#include "platform/rpc/facts.h"

#include <algorithm>

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
bool NamesAgency(const Roles& roles, policy::v1::Role role) {
  if (!policy::IsAgency(role)) return false;
  return std::find(roles.begin(), roles.end(), role) != roles.end();
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

Facts FactsOf(const Caller& caller, const store::v1::RecordFacts& record) {
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
  return facts;
}

}  // namespace smarthub::rpc
