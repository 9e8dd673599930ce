#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "policies/engine/check.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

bool ShowsPeople(int kind) {
  return kind == v1::BULLETIN_KIND_ID_SOUGHT || kind == v1::BULLETIN_KIND_KNOWN_PERSON ||
         kind == v1::BULLETIN_KIND_EXCLUSION;
}

bool HasStep(const v1::Bundle& bundle, v1::RetentionClass retention_class, v1::Clock clock) {
  return absl::c_any_of(bundle.lifecycle(), [&](const v1::LifecycleRule& rule) {
    return rule.retention_class() == retention_class && rule.clock() == clock;
  });
}

absl::Status CheckGallery(const v1::Bundle& bundle, const v1::Gallery& gallery) {
  const std::string& id = gallery.id();
  if (gallery.name().empty()) return Bad(id, "a gallery has a name");
  if (!Known(v1::BulletinKind_descriptor(), gallery.kind())) {
    return Bad(id, "a gallery is of one kind");
  }
  if (!gallery.has_live()) return Bad(id, "a gallery says how long (live)");
  for (auto status : {CheckOptionalPeriod(id, "live", true, gallery.live()),
                      CheckOptionalPeriod(id, "live_under_18", gallery.has_live_under_18(),
                                          gallery.live_under_18())}) {
    if (!status.ok()) return status;
  }
  // Before it is published, and after: a record without a retention rule is not written.
  for (const v1::Clock clock : {v1::CLOCK_CREATION, v1::CLOCK_PUBLICATION}) {
    if (!HasStep(bundle, gallery.retention_class(), clock)) {
      return Bad(id, absl::StrCat("no lifecycle rule for its class on ", v1::Clock_Name(clock)));
    }
  }
  return absl::OkStatus();
}

// `seen`: facts of the whole rule. A fact in both `when` and `needs` would say nothing.
template <typename Conditions>
absl::Status CheckConditions(std::string_view id, const Conditions& conditions,
                             std::set<int>& seen) {
  for (const v1::PublicationCondition& condition : conditions) {
    if (!Known(v1::PublicationFact_descriptor(), condition.fact())) return Bad(id, "no such fact");
    if (!seen.insert(condition.fact()).second) return Bad(id, "asks a fact twice");
  }
  return absl::OkStatus();
}

absl::Status CheckPublicationRule(const v1::PublicationRule& rule) {
  const std::string& id = rule.id();
  if (!Known(v1::PublicationItem_descriptor(), rule.item())) return Bad(id, "names no item");
  if (rule.needs().empty()) return Bad(id, "needs nothing");
  std::set<int> seen;
  for (auto status :
       {CheckList(id, v1::BulletinKind_descriptor(), rule.kinds()),
        CheckConditions(id, rule.when(), seen), CheckConditions(id, rule.needs(), seen)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Whoever shows people has thought of every item: a scheme cannot forget one.
absl::Status CheckNothingForgotten(const v1::Bundle& bundle, const v1::Gallery& gallery) {
  if (!ShowsPeople(gallery.kind())) return absl::OkStatus();
  const auto* items = v1::PublicationItem_descriptor();
  for (int i = 0; i < items->value_count(); ++i) {
    const int item = items->value(i)->number();
    if (item == v1::PUBLICATION_ITEM_UNSPECIFIED) continue;
    const bool asked = absl::c_any_of(bundle.publication(), [&](const auto& rule) {
      return rule.item() == item &&
             (rule.kinds().empty() || absl::c_linear_search(rule.kinds(), gallery.kind()));
    });
    if (!asked) {
      return Bad(gallery.id(), absl::StrCat("shows people, and no publication rule asks for ",
                                            items->value(i)->name()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLimit(const v1::AudienceLimit& limit, std::set<std::pair<int, int>>& seen) {
  const std::string& id = limit.id();
  if (!Known(v1::Role_descriptor(), limit.proposer())) return Bad(id, "limits nobody");
  if (limit.roles().empty()) return Bad(id, "an audience of nobody");
  for (auto status : {CheckList(id, v1::Role_descriptor(), limit.roles()),
                      CheckList(id, v1::BulletinKind_descriptor(), limit.kinds())}) {
    if (!status.ok()) return status;
  }
  for (const int role : limit.roles()) {
    if (role == v1::ROLE_DPO || role == v1::ROLE_SYSTEM) {
      return Bad(id, "the DPO and the hub are nobody's audience");
    }
  }
  for (int kind = 1; kind < v1::BulletinKind_ARRAYSIZE; ++kind) {
    if (!limit.kinds().empty() && !absl::c_linear_search(limit.kinds(), kind)) continue;
    if (!seen.emplace(limit.proposer(), kind).second) {
      return Bad(id, "this role has a limit for this kind already");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckChallenges(const v1::Bundle& bundle) {
  std::set<int> seen;
  for (const v1::ChallengeRule& rule : bundle.challenges()) {
    const std::string& id = rule.id();
    if (rule.grounds().empty()) return Bad(id, "a challenge has a ground");
    if (!rule.has_answer_within())
      return Bad(id, "a challenge is answered in time (answer_within)");
    for (auto status : {CheckList(id, v1::ChallengeGround_descriptor(), rule.grounds()),
                        CheckOptionalPeriod(id, "answer_within", true, rule.answer_within())}) {
      if (!status.ok()) return status;
    }
    for (const int ground : rule.grounds()) {
      if (!seen.insert(ground).second) return Bad(id, "another rule has this ground already");
    }
  }
  const auto* grounds = v1::ChallengeGround_descriptor();
  for (int i = 0; i < grounds->value_count() && !seen.empty(); ++i) {
    const int ground = grounds->value(i)->number();
    if (ground != v1::CHALLENGE_GROUND_UNSPECIFIED && !seen.contains(ground)) {
      return Bad(bundle.name(), absl::StrCat("no challenge rule for ", grounds->value(i)->name()));
    }
  }
  return absl::OkStatus();
}

// Beside the rules: what a bundle that shows people must say at all.
absl::Status CheckWhole(const v1::Bundle& bundle) {
  const std::string& name = bundle.name();
  for (auto status : {CheckOptionalPeriod(name, "young_account", bundle.has_young_account(),
                                          bundle.young_account()),
                      CheckOptionalPeriod(name, "notice_within", bundle.has_notice_within(),
                                          bundle.notice_within())}) {
    if (!status.ok()) return status;
  }
  const bool people = absl::c_any_of(
      bundle.galleries(), [](const auto& gallery) { return ShowsPeople(gallery.kind()); });
  if (!people) return absl::OkStatus();
  if (!bundle.has_young_account() || !bundle.has_notice_within() || bundle.challenges().empty()) {
    return Bad(name, "a bundle that shows people has young_account, notice_within and challenges");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPublication(const v1::Bundle& bundle) {
  std::set<std::pair<int, int>> limits;
  for (const v1::PublicationRule& rule : bundle.publication()) {
    if (auto status = CheckPublicationRule(rule); !status.ok()) return status;
  }
  for (const v1::Gallery& gallery : bundle.galleries()) {
    if (auto status = CheckGallery(bundle, gallery); !status.ok()) return status;
    if (auto status = CheckNothingForgotten(bundle, gallery); !status.ok()) return status;
  }
  for (const v1::AudienceLimit& limit : bundle.audience_limits()) {
    if (auto status = CheckLimit(limit, limits); !status.ok()) return status;
  }
  if (auto status = CheckChallenges(bundle); !status.ok()) return status;
  return CheckWhole(bundle);
}

}  // namespace smarthub::policy
