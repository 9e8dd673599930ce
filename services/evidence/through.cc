#include "services/evidence/through.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "policies/engine/publication.h"
#include "services/evidence/record.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using rpc::Context;

// An appearance has one subject; the limit is for the index alone.
constexpr int kMostSubjects = 4;

// Frozen and restricted people are policy's; so is whoever became known to be under 18 since it
// went up, with what is known of everybody in it now.
bool IsUpForMembers(const Context& context, const bulletin::v1::StoredBulletin& body,
                    const rpc::Loaded& loaded, bool known_young) {
  const policy::Role role = context.caller().role();
  if (role == policy::v1::ROLE_COORDINATOR || role == policy::v1::ROLE_DPO) return true;
  if (body.state() != bulletin::v1::BULLETIN_STATE_PUBLISHED) return true;
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published =
      FromProto(body.has_first_published_at() ? body.first_published_at() : body.published_at());
  up.under_18 = known_young || loaded.content.facts.under_18();
  up.signed_off =
      body.age_sign_off().revision() == body.revision() && !body.age_sign_off().person_id().empty();
  return policy::StaysUp(context.policy(), up, context.now());
}

}  // namespace

Task<absl::StatusOr<ThroughBulletin>> LoadBulletin(Context& context, Uuid id) {
  const store::Key key{label::v1::BULLETIN, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto body,
                      rpc::ParseBody<bulletin::v1::StoredBulletin>(loaded.content.body));
  ThroughBulletin through;
  through.shown = loaded.shown;
  std::vector<const bulletin::v1::StoredPerson*> pictured;
  std::vector<store::Key> subjects;
  for (const auto& person : body.persons()) {
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    pictured.push_back(&person);
    subjects.push_back({label::v1::SUBJECT, subject});
  }
  CO_ASSIGN_OR_RETURN(const auto people, co_await context.LoadAllAlong(std::move(subjects)));
  std::map<Uuid, bool> all_seen;
  bool known_young = false;
  for (size_t i = 0; i < pictured.size(); ++i) {
    const std::string& sha256 = pictured[i]->photo_sha256();
    CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::FromBytes(pictured[i]->photo_id()));
    known_young |= people[i].has_value() && people[i]->content.facts.under_18();
    const auto [digest, is_new] = through.photos.emplace(photo, sha256);
    const bool fits = people[i].has_value() && (is_new || digest->second == sha256);
    const auto [known, first] = all_seen.emplace(photo, fits);
    if (!first) known->second = known->second && fits;
  }
  if (!IsUpForMembers(context, body, loaded, known_young)) co_return NotFound();
  std::erase_if(through.photos, [&all_seen](const auto& each) { return !all_seen[each.first]; });
  co_return through;
}

Task<absl::StatusOr<std::vector<bool>>> PeopleSeen(Context& context,
                                                   std::vector<std::string> appearances) {
  std::vector<store::Key> subjects;
  // In step with `subjects`: whose they are.
  std::vector<size_t> of;
  for (size_t i = 0; i < appearances.size(); ++i) {
    store::Range range;
    range.index = std::string(store::kSubjectOfAppearance);
    range.partition = IdText(appearances[i]);
    range.limit = kMostSubjects;
    CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
    for (const rpc::RuleView& view : views) {
      subjects.push_back(view.key);
      of.push_back(i);
    }
  }
  CO_ASSIGN_OR_RETURN(const auto people, co_await context.LoadAllAlong(std::move(subjects)));
  std::vector<bool> seen(appearances.size(), true);
  for (size_t i = 0; i < people.size(); ++i) {
    if (!people[i].has_value()) seen[of[i]] = false;
  }
  co_return seen;
}

}  // namespace smarthub::evidence
