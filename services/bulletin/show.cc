#include "services/bulletin/show.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/bulletin/allowed.h"
#include "services/bulletin/readiness.h"
#include "services/bulletin/second.h"
#include "services/bulletin/standing.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::Bulletin;
using bulletin::v1::BulletinPerson;
using bulletin::v1::StoredPerson;
using rpc::Context;

void ShowText(const StoredBulletin& body, const policy::Policy& policy, Bulletin& shown) {
  shown.set_kind(body.kind());
  shown.set_gallery(body.gallery());
  if (const auto* gallery = policy::FindGallery(policy, body.gallery()); gallery != nullptr) {
    shown.set_gallery_name(gallery->name());
  }
  shown.set_title(body.title());
  shown.set_text(body.text());
  *shown.mutable_audience() = body.audience();
  *shown.mutable_proposed_at() = body.proposed_at();
  if (body.has_published_at()) *shown.mutable_published_at() = body.published_at();
  shown.set_revision(body.revision());
}

void ShowReview(const StoredBulletin& body, Bulletin& shown) {
  shown.set_proposed_by(body.proposer_name());
  if (body.has_approval()) {
    shown.set_approved_by(body.approval().name());
    shown.set_approved_by_role(body.approval().role());
  }
  shown.set_reason(body.reason());
  *shown.mutable_checklist() = body.checklist();
  if (body.has_age_sign_off()) {
    auto& signed_off = *shown.mutable_age_sign_off();
    signed_off.set_by_role(body.age_sign_off().role());
    signed_off.set_by_name(body.age_sign_off().name());
    signed_off.set_reason(body.age_sign_off().reason());
    *signed_off.mutable_at() = body.age_sign_off().at();
  }
  std::set<std::string> incidents;
  for (const StoredPerson& person : body.persons()) incidents.insert(person.incident_id());
  for (const std::string& id : incidents) shown.add_incident_ids()->set_value(TextOf(id));
  if (body.has_last_seen_at()) *shown.mutable_last_seen_at() = body.last_seen_at();
}

// Until when it is live; of what waits, the longest it would be.
void ShowExpiry(const StoredBulletin& body, absl::Time now, const policy::Policy& policy,
                bool under_18, Bulletin& shown) {
  if (body.has_live_until()) {
    *shown.mutable_live_until() = body.live_until();
    return;
  }
  const policy::v1::Gallery* gallery = policy::FindGallery(policy, body.gallery());
  if (gallery == nullptr || !Waits(body.state())) return;
  const absl::Time from = body.has_first_published_at() ? FirstPublished(body) : now;
  const auto longest = policy::LiveUntil(*gallery, from, under_18, policy.zone());
  if (!longest.has_value()) return;
  absl::Time until = *longest;
  if (body.has_live_until_wanted()) until = std::min(until, FromProto(body.live_until_wanted()));
  *shown.mutable_live_until() = ToProto(until);
}

// The words of one person: empty where they were erased.
absl::StatusOr<BulletinPerson> ShowWords(const store::Content& content,
                                         const StoredPerson& person) {
  BulletinPerson shown;
  shown.mutable_subject_id()->set_value(TextOf(person.subject_id()));
  shown.mutable_appearance_id()->set_value(TextOf(person.appearance_id()));
  ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.appearance_id()));
  const auto found = content.appearances.find(id);
  if (found == content.appearances.end()) return shown;
  ASSIGN_OR_RETURN(const auto words,
                   rpc::ParseBody<bulletin::v1::StoredBulletinPerson>(found->second));
  const incident::v1::Suspect& suspect = words.suspect();
  shown.set_name(suspect.name());
  *shown.mutable_aliases() = suspect.aliases();
  shown.set_about_how_old(suspect.about_how_old());
  shown.set_height(suspect.height());
  shown.set_build(suspect.build());
  shown.set_hair(suspect.hair());
  shown.set_clothing(suspect.clothing());
  shown.set_marks(suspect.marks());
  shown.set_standing(suspect.standing());
  shown.set_said_by(suspect.said_by());
  shown.set_caption(words.caption());
  return shown;
}

// Another picture that came to stand under the id was looked at by nobody.
absl::StatusOr<bool> IsTheSame(const rpc::Loaded& photo, const StoredPerson& person) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<evidence::v1::StoredPhoto>(photo.content.body));
  return body.original_sha256() == person.photo_sha256();
}

Task<absl::Status> ShowPeople(Context& context, const store::Content& content,
                              const StoredBulletin& body, const Seen& seen, Looks looks,
                              Bulletin* shown, bool* fits) {
  *fits = !looks.any();
  std::vector<store::Key> keys;
  // Of the photos: whose each is, and where they stand in the message.
  std::vector<std::pair<int, int>> whose;
  for (int i = 0; i < body.persons_size(); ++i) {
    const std::optional<rpc::Loaded>& subject = seen.people[static_cast<size_t>(i)];
    if (!subject.has_value()) continue;
    const StoredPerson& person = body.persons(i);
    CO_ASSIGN_OR_RETURN(*shown->add_persons(), ShowWords(content, person));
    *fits |= looks.Fit(*shown->persons().rbegin(), subject->shown);
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.photo_id()));
    keys.push_back({label::v1::PHOTO, id});
    whose.emplace_back(i, shown->persons_size() - 1);
  }
  CO_ASSIGN_OR_RETURN(const auto photos, co_await context.LoadAllAlong(std::move(keys)));
  for (size_t i = 0; i < photos.size(); ++i) {
    if (!photos[i].has_value()) continue;
    const auto [person, place] = whose[i];
    CO_ASSIGN_OR_RETURN(const bool same, IsTheSame(*photos[i], body.persons(person)));
    if (!same) continue;
    shown->mutable_persons(place)->mutable_photo_id()->set_value(photos[i]->key.id.ToString());
  }
  co_return absl::OkStatus();
}

// Of what is up: why members do not see it all the same.
void ShowWhatHides(const policy::Policy& policy, absl::Time now, const policy::Up& up,
                   const Seen& seen, Bulletin& shown) {
  if (!seen.everybody()) shown.add_missing(policy::v1::PUBLICATION_ITEM_RESTRICTED);
  const bool frozen = absl::c_any_of(seen.people, [](const auto& person) {
    return person.has_value() && person->content.facts.frozen();
  });
  if (frozen) shown.add_missing(policy::v1::PUBLICATION_ITEM_CHALLENGE);
  if (up.under_10) shown.add_missing(policy::v1::PUBLICATION_ITEM_UNDER_10);
  if (up.under_10 || policy::StaysUp(policy, up, now)) return;
  shown.add_missing(up.under_18 && !up.signed_off ? policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF
                                                  : policy::v1::PUBLICATION_ITEM_EXPIRY);
}

Task<absl::Status> ShowAcknowledged(Context& context, Uuid bulletin, Bulletin* shown) {
  std::vector<store::Key> keys;
  for (const Uuid& site : context.caller().facts().sites) {
    keys.push_back({label::v1::ACKNOWLEDGEMENT, AcknowledgementId(bulletin, site)});
  }
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.LoadAllForRule(std::move(keys)));
  for (const auto& view : views) {
    if (!view.has_value()) continue;
    CO_ASSIGN_OR_RETURN(const auto body,
                        rpc::ParseBody<bulletin::v1::StoredAcknowledgement>(view->content.body));
    *shown->mutable_acknowledged_at() = body.at();
    co_return absl::OkStatus();
  }
  co_return absl::OkStatus();
}

// What whoever works on it must know: what it lacks, and what they may do about it.
Task<absl::Status> ShowWork(Context& context, const rpc::Loaded& loaded, const StoredBulletin& body,
                            const Seen& seen, std::optional<Ground> ground, Bulletin* shown) {
  const BulletinState state = StateAt(body, loaded.content, context.now());
  const Allowed allowed(context, loaded.content.facts, state, body);
  Allowed::Now now;
  if (Waits(state) && allowed.WorksOnIt()) {
    if (!ground.has_value()) {
      CO_ASSIGN_OR_RETURN(ground, co_await ReadGround(context, body));
    }
    CO_ASSIGN_OR_RETURN(policy::PublicationFacts facts,
                        co_await AllFacts(context, {body, loaded.content}, *ground));
    const policy::Missing missing = policy::MissingItems(context.policy(), body.kind(), facts);
    for (const auto item : MissingFor(context.caller(), {body, loaded.content}, missing)) {
      shown->add_missing(item);
    }
    now.ready = missing.nothing();
    now.lacks_sign_off =
        absl::c_linear_search(missing.items, policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF) &&
        !IsBy(context.caller(), body.approval(), body);
    if (allowed.Has("bulletin.review")) {
      CO_RETURN_IF_ERROR(
          co_await AddSecond(context, body, CallerAsSecond(context.caller()), *ground, &facts));
      now.may_be_second = !IsBy(context.caller(), body.age_sign_off(), body) &&
                          MayBeSecond(context.policy(), body.kind(), facts);
    }
  }
  if (state == bulletin::v1::BULLETIN_STATE_PUBLISHED && SeesWithoutPeople(context.caller())) {
    ShowWhatHides(context.policy(), context.now(), UpOf(body, loaded.content, seen, context.now()),
                  seen, *shown);
  }
  for (const std::string_view action : allowed.Actions(now)) {
    shown->add_allowed_actions(std::string(action));
  }
  co_return absl::OkStatus();
}

}  // namespace

bool Looks::any() const { return age != 0 || height != 0 || build != 0; }

bool Looks::Fit(const BulletinPerson& person, const policy::LabelSet& shown) const {
  const auto fits = [&shown](int wanted, int is, label::v1::Label label) {
    return wanted == 0 || (wanted == is && shown.Has(label));
  };
  return fits(age, person.about_how_old(), label::v1::SUSPECT_AGE) &&
         fits(height, person.height(), label::v1::SUSPECT_DESCRIPTION) &&
         fits(build, person.build(), label::v1::SUSPECT_DESCRIPTION);
}

Task<absl::StatusOr<std::optional<Bulletin>>> Show(Context& context, const rpc::Loaded& loaded,
                                                   Looks looks) {
  CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredBulletin>(loaded.content.body));
  CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeePeople(context, body));
  std::optional<Ground> ground;
  CO_ASSIGN_OR_RETURN(const bool there,
                      co_await IsThere(context, body, loaded.content, seen, &ground));
  if (!there) co_return std::optional<Bulletin>();
  Bulletin shown;
  shown.mutable_bulletin_id()->set_value(loaded.key.id.ToString());
  shown.set_state(StateAt(body, loaded.content, context.now()));
  ShowText(body, context.policy(), shown);
  ShowReview(body, shown);
  ShowExpiry(body, context.now(), context.policy(), loaded.content.facts.under_18(), shown);
  bool fits = false;
  CO_RETURN_IF_ERROR(
      co_await ShowPeople(context, loaded.content, body, seen, looks, &shown, &fits));
  if (!fits) co_return std::optional<Bulletin>();
  CO_RETURN_IF_ERROR(co_await ShowAcknowledged(context, loaded.key.id, &shown));
  CO_RETURN_IF_ERROR(co_await ShowWork(context, loaded, body, seen, std::move(ground), &shown));
  co_return std::optional<Bulletin>(std::move(shown));
}

}  // namespace smarthub::bulletin
