#include "services/bulletin/readiness.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "policies/engine/period.h"
#include "services/bulletin/linked.h"
#include "services/bulletin/open.h"
#include "services/bulletin/record.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/identity/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredBulletinPerson;
using bulletin::v1::StoredPerson;
using incident::v1::AgeBand;
using policy::PublicationFacts;

// Of several people: a fact that holds for anybody holds; it does not hold where it is known of
// everybody that it does not. In between it is unknown.
class Anybody {
 public:
  void Is(bool holds) { any_ |= holds; }
  void IsUnknown() { unknown_ = true; }
  void Set(policy::v1::PublicationFact fact, PublicationFacts& facts) const {
    if (any_ || !unknown_) facts.Set(fact, any_);
  }

 private:
  bool any_ = false;
  bool unknown_ = false;
};

// The same of what must hold for all.
class Everybody {
 public:
  void Is(bool holds) { anybody_not_.Is(!holds); }
  void IsUnknown() { anybody_not_.IsUnknown(); }
  void Set(policy::v1::PublicationFact fact, PublicationFacts& facts) const {
    PublicationFacts not_so;
    anybody_not_.Set(fact, not_so);
    if (not_so.Known(fact)) facts.Set(fact, !not_so.True(fact));
  }

 private:
  Anybody anybody_not_;
};

// What is asked of each person in it.
struct OfPeople {
  Everybody age_stated;
  Anybody under_18;
  Anybody under_10;
  Everybody told;
  Everybody owner_agreed;
  Anybody restricted;
  Anybody frozen;
  Anybody challenged;

  void Set(PublicationFacts& facts) const {
    age_stated.Set(policy::v1::PUBLICATION_FACT_AGE_STATED, facts);
    under_18.Set(policy::v1::PUBLICATION_FACT_UNDER_18, facts);
    under_10.Set(policy::v1::PUBLICATION_FACT_UNDER_10, facts);
    told.Set(policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION, facts);
    owner_agreed.Set(policy::v1::PUBLICATION_FACT_OWNER_AGREED, facts);
    restricted.Set(policy::v1::PUBLICATION_FACT_ANYBODY_RESTRICTED, facts);
    frozen.Set(policy::v1::PUBLICATION_FACT_ANYBODY_FROZEN, facts);
    challenged.Set(policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE, facts);
  }
};

bool Young(AgeBand said) {
  return said == incident::v1::AGE_BAND_UNDER_10 || said == incident::v1::AGE_BAND_10_TO_17;
}

// Looks as they say, or is known to be: `known_young` is of everybody it is linked with.
void AskAge(AgeBand said, bool known_young, OfPeople& of) {
  const bool stated = said != incident::v1::AGE_BAND_UNSPECIFIED;
  of.age_stated.Is(stated);
  if (!stated) {
    of.under_10.IsUnknown();
    if (!known_young) of.under_18.IsUnknown();
  }
  of.under_10.Is(said == incident::v1::AGE_BAND_UNDER_10);
  of.under_18.Is(known_young || Young(said));
}

// Nothing is known of somebody whose record is gone.
void AskNobody(OfPeople& of) {
  of.under_18.IsUnknown();
  of.told.IsUnknown();
  of.restricted.IsUnknown();
  of.frozen.IsUnknown();
  of.challenged.IsUnknown();
}

bool Told(const subject::v1::StoredSubject& subject, absl::Time now) {
  if (!subject.notice_done()) return false;
  return !subject.has_notice_done_until() || now < FromProto(subject.notice_done_until());
}

// As anybody who reported them saw them: the youngest counts.
Task<absl::Status> AskEverybodyLinked(rpc::Context& context, Uuid subject, OfPeople* of) {
  CO_ASSIGN_OR_RETURN(const Linked linked, co_await ReportsOf(context, subject));
  if (!linked.whole) {
    of->under_10.IsUnknown();
    of->under_18.IsUnknown();
  }
  for (const LinkedReport& each : linked.reports) {
    if (!each.report.has_value()) continue;
    for (const Uuid& appearance : each.appearances) {
      const auto found = each.report->content.appearances.find(appearance);
      if (found == each.report->content.appearances.end()) continue;
      CO_ASSIGN_OR_RETURN(const auto stored,
                          rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
      const AgeBand said = stored.suspect().about_how_old();
      of->under_10.Is(said == incident::v1::AGE_BAND_UNDER_10);
      of->under_18.Is(Young(said));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> AskSubject(rpc::Context& context, StoredPerson person, AgeBand said,
                              OfPeople* of) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.subject_id()));
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::SUBJECT, id}));
  if (!view.has_value()) {
    AskNobody(*of);
    AskAge(said, false, *of);
    co_return absl::OkStatus();
  }
  CO_ASSIGN_OR_RETURN(const auto subject,
                      rpc::ParseBody<subject::v1::StoredSubject>(view->content.body));
  const store::v1::RecordFacts& facts = view->content.facts;
  AskAge(said, facts.under_18(), *of);
  of->told.Is(Told(subject, context.now()));
  of->restricted.Is(facts.restricted());
  of->frozen.Is(facts.frozen());
  of->challenged.Is(subject.challenged());
  co_return co_await AskEverybodyLinked(context, id, of);
}

Task<absl::Status> AskPhoto(rpc::Context& context, StoredPerson person, OfPeople* of) {
  if (person.photo_id().empty()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.photo_id()));
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::PHOTO, id}));
  if (!view.has_value()) {
    of->owner_agreed.IsUnknown();
    co_return absl::OkStatus();
  }
  CO_ASSIGN_OR_RETURN(const auto photo,
                      rpc::ParseBody<evidence::v1::StoredPhoto>(view->content.body));
  const bool stated = photo.authority().has_stated_at();
  const bool taken_back = view->content.facts.withdrawn() || photo.authority().has_withdrawn_at();
  // Of this picture: another under the same id is not what they agreed to.
  const bool same = photo.original_sha256() == person.photo_sha256();
  of->owner_agreed.Is(photo.state() == evidence::v1::PHOTO_STATE_READY && same && stated &&
                      !taken_back);
  co_return absl::OkStatus();
}

void AddChecklist(const bulletin::v1::Checklist& checklist, PublicationFacts& facts) {
  facts.Set(policy::v1::PUBLICATION_FACT_SAYS_WHO_SAW_IT, !checklist.who_saw_it().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_CCTV_CHECKED, checklist.cctv_checked());
  facts.Set(policy::v1::PUBLICATION_FACT_PAID_FOR_CHECKED, checklist.paid_for_checked());
}

// Within what whoever said last for whom it is may ever reach.
void AddAudience(const policy::Policy& policy, const StoredBulletin& body,
                 PublicationFacts& facts) {
  if (body.authors().empty()) return;
  const bulletin::v1::StoredAuthor& author = *body.authors().rbegin();
  std::vector<policy::Role> roles;
  for (const int role : body.audience().roles()) roles.push_back(static_cast<policy::Role>(role));
  policy::Reach reach;
  reach.roles = roles;
  reach.everywhere = body.audience().everywhere();
  reach.own_areas_only = absl::c_all_of(body.audience().areas(), [&author](const auto& area) {
    return absl::c_linear_search(author.area_ids(), BytesOf(area.value()));
  });
  const policy::v1::AudienceLimit* limit =
      policy::AudienceLimitOf(policy, author.role(), body.kind());
  facts.Set(policy::v1::PUBLICATION_FACT_AUDIENCE_WITHIN_LIMIT, policy::WithinLimit(limit, reach));
}

// From the moment it first went live, or would.
void AddExpiry(const policy::Policy& policy, const StoredBulletin& body, absl::Time now,
               PublicationFacts& facts) {
  const policy::v1::Gallery* gallery = policy::FindGallery(policy, body.gallery());
  if (gallery == nullptr) return;
  const bool counts = body.has_first_published_at() || body.has_published_at();
  const absl::Time from = counts ? FirstPublished(body) : now;
  const std::optional<absl::Time> until =
      policy::LiveUntil(*gallery, from, CountsAsUnder18(facts), policy.zone());
  bool within = until.has_value() && *until > now;
  if (within && body.has_live_until_wanted()) {
    const absl::Time wanted = FromProto(body.live_until_wanted());
    within = wanted > now && wanted <= *until;
  }
  facts.Set(policy::v1::PUBLICATION_FACT_EXPIRY_WITHIN_LIMIT, within);
}

bool IsOf(const bulletin::v1::StoredApproval& approval, const StoredBulletin& body) {
  return approval.revision() == body.revision() && !approval.person_id().empty();
}

// Whether the account was made by one of the authors so lately that it is no second person's.
// Nothing is set where that is not known.
void AddMadeBy(const policy::Policy& policy, const StoredBulletin& body,
               const identity::v1::StoredMembership& membership, absl::Time now,
               PublicationFacts& facts) {
  constexpr auto kMade = policy::v1::PUBLICATION_FACT_SECOND_MADE_BY_PROPOSER;
  const bool by_author = absl::c_any_of(body.authors(), [&membership](const auto& author) {
    return author.person_id() == membership.invited_by();
  });
  const bool known_by = !membership.invited_by().empty() || membership.first();
  if (known_by && !by_author) {
    facts.Set(kMade, false);
    return;
  }
  // A membership from before this was kept joined no later than it last changed.
  if (!membership.has_joined() && !membership.has_since()) return;
  const absl::Time joined =
      FromProto(membership.has_joined() ? membership.joined() : membership.since());
  const bool young = now < policy::EndOf(policy.bundle().young_account(), joined, policy.zone());
  if (!young || by_author) facts.Set(kMade, young);
}

}  // namespace

bool CountsAsUnder18(const PublicationFacts& facts) {
  constexpr auto kUnder18 = policy::v1::PUBLICATION_FACT_UNDER_18;
  return !facts.Known(kUnder18) || facts.True(kUnder18);
}

Task<absl::StatusOr<PublicationFacts>> FactsOfBulletin(rpc::Context& context, Draft draft) {
  const StoredBulletin& body = draft.body;
  OfPeople of;
  bool photo = false;
  for (const StoredPerson& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(person.appearance_id()));
    AgeBand said = incident::v1::AGE_BAND_UNSPECIFIED;
    const auto words = draft.content.appearances.find(appearance);
    if (words != draft.content.appearances.end()) {
      CO_ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<StoredBulletinPerson>(words->second));
      said = stored.suspect().about_how_old();
    }
    photo |= !person.photo_id().empty();
    CO_RETURN_IF_ERROR(co_await AskSubject(context, person, said, &of));
    CO_RETURN_IF_ERROR(co_await AskPhoto(context, person, &of));
  }
  PublicationFacts facts;
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PERSON, !body.persons().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PHOTO, photo);
  of.Set(facts);
  facts.Set(policy::v1::PUBLICATION_FACT_AGE_SIGNED_OFF, IsSignedOff(body));
  facts.Set(policy::v1::PUBLICATION_FACT_APPROVED, IsOf(body.approval(), body));
  AddChecklist(body.checklist(), facts);
  AddAudience(context.policy(), body, facts);
  AddExpiry(context.policy(), body, context.now(), facts);
  co_return facts;
}

Task<absl::Status> AddSecond(rpc::Context& context, StoredBulletin body, Second second,
                             PublicationFacts* facts) {
  facts->Set(policy::v1::PUBLICATION_FACT_SECOND_IS_PROPOSER,
             absl::c_any_of(body.authors(), [&second](const auto& author) {
               return author.person_id() == second.person_id.bytes();
             }));
  const store::Key key{label::v1::MEMBERSHIP, second.membership_id};
  CO_ASSIGN_OR_RETURN(const auto member, co_await context.LoadForRule(key));
  identity::v1::StoredMembership membership;
  Anybody of_same;
  Anybody reported;
  Anybody at_site;
  if (member.has_value()) {
    CO_ASSIGN_OR_RETURN(membership,
                        rpc::ParseBody<identity::v1::StoredMembership>(member->content.body));
    of_same.Is(absl::c_any_of(body.authors(), [&membership](const auto& author) {
      return author.organisation_id() == membership.organisation_id();
    }));
    AddMadeBy(context.policy(), body, membership, context.now(), *facts);
  }
  const auto ask = [&](const std::optional<rpc::RuleView>& report, bool must_be_there) {
    if (!member.has_value() || (must_be_there && !report.has_value())) {
      for (Anybody* each : {&of_same, &reported, &at_site}) each->IsUnknown();
    }
    if (!member.has_value() || !report.has_value()) return;
    const store::v1::RecordFacts& of = report->content.facts;
    of_same.Is(of.organisation_id() == membership.organisation_id());
    reported.Is(of.person_id() == second.person_id.bytes());
    at_site.Is(absl::c_any_of(of.site_ids(), [&membership](const std::string& site) {
      return absl::c_linear_search(membership.site_ids(), site);
    }));
  };
  for (const StoredPerson& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.incident_id()));
    CO_ASSIGN_OR_RETURN(const auto report, co_await context.LoadForRule({label::v1::INCIDENT, id}));
    ask(report, true);
    // Nobody confirms their own suspicion of somebody who turned out to be the same person either.
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    CO_ASSIGN_OR_RETURN(const Linked linked, co_await ReportsOf(context, subject));
    for (const LinkedReport& each : linked.reports) ask(each.report, false);
    if (!linked.whole) ask(std::nullopt, true);
  }
  of_same.Set(policy::v1::PUBLICATION_FACT_SECOND_OF_SAME_ORGANISATION, *facts);
  reported.Set(policy::v1::PUBLICATION_FACT_SECOND_REPORTED_IT, *facts);
  at_site.Set(policy::v1::PUBLICATION_FACT_SECOND_AT_SAME_SITE, *facts);
  co_return absl::OkStatus();
}

Second CallerAsSecond(const rpc::Caller& caller) {
  return {caller.person_id(), caller.facts().membership_id};
}

Task<absl::StatusOr<PublicationFacts>> AllFacts(rpc::Context& context, Draft draft) {
  CO_ASSIGN_OR_RETURN(PublicationFacts facts, co_await FactsOfBulletin(context, draft));
  const bulletin::v1::StoredApproval& approval = draft.body.approval();
  if (IsOf(approval, draft.body)) {
    Second second;
    CO_ASSIGN_OR_RETURN(second.person_id, Uuid::FromBytes(approval.person_id()));
    CO_ASSIGN_OR_RETURN(second.membership_id, Uuid::FromBytes(approval.membership_id()));
    CO_RETURN_IF_ERROR(co_await AddSecond(context, draft.body, second, &facts));
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
    young |= Young(said.suspect().about_how_old());
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

bool MayBeSecond(const policy::Policy& policy, policy::v1::BulletinKind kind,
                 PublicationFacts facts) {
  facts.Set(policy::v1::PUBLICATION_FACT_APPROVED, true);
  return policy::MissingItems(policy, kind, facts, policy::v1::PUBLICATION_ITEM_SECOND_PERSON)
      .nothing();
}

}  // namespace smarthub::bulletin
