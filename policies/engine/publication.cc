#include "policies/engine/publication.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

// An empty list of kinds means every kind.
template <typename Rule>
bool SpeaksOf(const Rule& rule, v1::BulletinKind kind) {
  return rule.kinds().empty() || absl::c_linear_search(rule.kinds(), kind);
}

bool KnownToHold(const v1::PublicationCondition& condition, const PublicationFacts& facts) {
  return facts.Known(condition.fact()) && facts.True(condition.fact()) == condition.is();
}

bool HoldsOrUnknown(const v1::PublicationCondition& condition, const PublicationFacts& facts) {
  return !facts.Known(condition.fact()) || facts.True(condition.fact()) == condition.is();
}

bool FindsMissing(const v1::PublicationRule& rule, v1::BulletinKind kind,
                  const PublicationFacts& facts) {
  if (!SpeaksOf(rule, kind)) return false;
  const bool speaks = absl::c_all_of(
      rule.when(), [&facts](const auto& condition) { return HoldsOrUnknown(condition, facts); });
  if (!speaks) return false;
  return !absl::c_all_of(rule.needs(),
                         [&facts](const auto& condition) { return KnownToHold(condition, facts); });
}

Missing MissingOf(const Policy& policy, v1::BulletinKind kind, const PublicationFacts& facts,
                  std::optional<v1::PublicationItem> only) {
  Missing missing;
  std::set<v1::PublicationItem> items;
  for (const v1::PublicationRule& rule : policy.bundle().publication()) {
    if (only.has_value() && rule.item() != *only) continue;
    if (!FindsMissing(rule, kind, facts)) continue;
    items.insert(rule.item());
    missing.rules.push_back(rule.id());
  }
  missing.items.assign(items.begin(), items.end());
  return missing;
}

}  // namespace

Missing MissingItems(const Policy& policy, v1::BulletinKind kind, const PublicationFacts& facts) {
  return MissingOf(policy, kind, facts, std::nullopt);
}

Missing MissingItems(const Policy& policy, v1::BulletinKind kind, const PublicationFacts& facts,
                     v1::PublicationItem only) {
  return MissingOf(policy, kind, facts, only);
}

const google::protobuf::RepeatedPtrField<v1::Gallery>& Galleries(const Policy& policy) {
  return policy.bundle().galleries();
}

const v1::Gallery* FindGallery(const Policy& policy, std::string_view id) {
  for (const v1::Gallery& gallery : Galleries(policy)) {
    if (gallery.id() == id) return &gallery;
  }
  return nullptr;
}

std::optional<absl::Time> LiveUntil(const v1::Gallery& gallery, absl::Time from, bool under_18,
                                    absl::TimeZone zone) {
  if (!under_18) return EndOf(gallery.live(), from, zone);
  if (!gallery.has_live_under_18()) return std::nullopt;
  return EndOf(gallery.live_under_18(), from, zone);
}

bool StaysUp(const Policy& policy, const Up& up, absl::Time now) {
  const v1::Gallery* gallery = FindGallery(policy, up.gallery);
  if (gallery == nullptr) return false;
  PublicationFacts facts;
  facts.Set(v1::PUBLICATION_FACT_SHOWS_PERSON, up.shows_person);
  facts.Set(v1::PUBLICATION_FACT_UNDER_18, up.under_18);
  facts.Set(v1::PUBLICATION_FACT_UNDER_10, up.under_10);
  facts.Set(v1::PUBLICATION_FACT_AGE_SIGNED_OFF, up.signed_off);
  for (const auto item : {v1::PUBLICATION_ITEM_UNDER_10, v1::PUBLICATION_ITEM_AGE_SIGN_OFF}) {
    if (!MissingItems(policy, up.kind, facts, item).nothing()) return false;
  }
  const auto until =
      LiveUntil(*gallery, up.first_published, up.shows_person && up.under_18, policy.zone());
  return until.has_value() && now < *until;
}

const v1::AudienceLimit* AudienceLimitOf(const Policy& policy, Role proposer,
                                         v1::BulletinKind kind) {
  for (const v1::AudienceLimit& limit : policy.bundle().audience_limits()) {
    if (limit.proposer() == proposer && SpeaksOf(limit, kind)) return &limit;
  }
  return nullptr;
}

bool WithinLimit(const v1::AudienceLimit* limit, const Reach& reach) {
  if (limit == nullptr || reach.roles.empty()) return false;
  for (const Role role : reach.roles) {
    if (!absl::c_linear_search(limit->roles(), role)) return false;
  }
  return limit->everywhere() || (!reach.everywhere && reach.own_areas_only);
}

const v1::ChallengeRule* ChallengeRuleFor(const Policy& policy, v1::ChallengeGround ground) {
  for (const v1::ChallengeRule& rule : policy.bundle().challenges()) {
    if (absl::c_linear_search(rule.grounds(), ground)) return &rule;
  }
  return nullptr;
}

bool Freezes(const v1::ChallengeRule& rule, bool identity_confirmed,
             bool risk_of_mistaken_identity) {
  return (rule.freezes_when_confirmed() && identity_confirmed) ||
         (rule.freezes_on_risk() && risk_of_mistaken_identity);
}

}  // namespace smarthub::policy
