#include "services/evidence/through.h"

#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "policies/engine/publication.h"
#include "services/evidence/record.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using rpc::Context;

// An appearance has one subject; the limit is for the index alone.
constexpr int kMostSubjects = 4;

using bulletin::v1::StoredBulletin;
using policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF;
using policy::v1::PUBLICATION_ITEM_UNDER_10;

// What is known now of everybody in a bulletin, pictured or not.
struct Everybody {
  // The caller's to see, each of them.
  bool seen = true;
  bool under_18 = false;
  bool under_10 = false;
  bool challenged = false;
  // Notice was given to each, or is exempt.
  bool told = true;
};

bool Told(const subject::v1::StoredSubject& subject, absl::Time now) {
  return subject.notice_done() &&
         (!subject.has_notice_done_until() || now < FromProto(subject.notice_done_until()));
}

absl::Status Note(const std::optional<rpc::Loaded>& person, absl::Time now, Everybody& everybody) {
  if (!person.has_value()) {
    everybody.seen = false;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<subject::v1::StoredSubject>(person->content.body));
  everybody.under_18 |= person->content.facts.under_18();
  everybody.under_10 |= body.anybody_under_10();
  everybody.challenged |= body.challenged();
  everybody.told &= Told(body, now);
  return absl::OkStatus();
}

policy::Up UpOf(const StoredBulletin& body, const store::Content& content,
                const Everybody& everybody) {
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published =
      FromProto(body.has_first_published_at() ? body.first_published_at() : body.published_at());
  up.under_18 = everybody.under_18 || content.facts.under_18();
  up.under_10 = everybody.under_10;
  up.signed_off =
      body.age_sign_off().revision() == body.revision() && !body.age_sign_off().person_id().empty();
  return up;
}

bool Lacks(const Context& context, const policy::Up& up, policy::v1::PublicationItem item) {
  policy::PublicationFacts facts;
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PERSON, up.shows_person);
  facts.Set(policy::v1::PUBLICATION_FACT_UNDER_18, up.under_18);
  facts.Set(policy::v1::PUBLICATION_FACT_UNDER_10, up.under_10);
  facts.Set(policy::v1::PUBLICATION_FACT_AGE_SIGNED_OFF, up.signed_off);
  return !policy::MissingItems(context.policy(), up.kind, facts, item).nothing();
}

// What is approved waits for a signature, or for being published: whoever approved it sees that.
bool WaitsForCaller(const Context& context, const StoredBulletin& body, const policy::Up& up) {
  return body.state() == bulletin::v1::BULLETIN_STATE_PROPOSED ||
         (body.approval().revision() == body.revision() &&
          body.approval().person_id() == context.caller().person_id().bytes()) ||
         Lacks(context, up, PUBLICATION_ITEM_AGE_SIGN_OFF);
}

// As it counts for this caller with what is known of ages now.
bool PolicyShows(const Context& context, store::v1::RecordFacts facts, bool under_18) {
  facts.set_under_18(under_18);
  return context.MayDo("photo.read", label::v1::BULLETIN, facts);
}

// Whether more is missing than a second person and a signature for the age, which is what others
// than its proposer are shown a proposal for.
bool IsUnready(const Context& context, const StoredBulletin& body, const Everybody& everybody) {
  policy::PublicationFacts facts;
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PERSON, !body.persons().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION, everybody.told);
  facts.Set(policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE, everybody.challenged);
  facts.Set(policy::v1::PUBLICATION_FACT_ANYBODY_FROZEN, false);
  facts.Set(policy::v1::PUBLICATION_FACT_SAYS_WHO_SAW_IT, !body.checklist().who_saw_it().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_CCTV_CHECKED, body.checklist().cctv_checked());
  facts.Set(policy::v1::PUBLICATION_FACT_PAID_FOR_CHECKED, body.checklist().paid_for_checked());
  for (const auto item :
       {policy::v1::PUBLICATION_ITEM_CHECKLIST, policy::v1::PUBLICATION_ITEM_NOTICE,
        policy::v1::PUBLICATION_ITEM_CHALLENGE}) {
    if (!policy::MissingItems(context.policy(), body.kind(), facts, item).nothing()) return true;
  }
  return false;
}

// Or its owner has never agreed.
Task<absl::StatusOr<bool>> AnyTakenBack(Context& context, StoredBulletin body) {
  std::vector<store::Key> keys;
  for (const auto& person : body.persons()) {
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.photo_id()));
    keys.push_back({label::v1::PHOTO, id});
  }
  CO_ASSIGN_OR_RETURN(const auto photos, co_await context.LoadAllForRule(std::move(keys)));
  for (const auto& photo : photos) {
    if (!photo.has_value() || photo->content.facts.withdrawn()) co_return true;
    CO_ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<StoredPhoto>(photo->content.body));
    if (!stored.authority().has_stated_at()) co_return true;
  }
  co_return false;
}

// Whether the bulletin room would show it to this caller at this moment. What a proposal may lack
// of audience and expiry is not asked here: it says nothing of who is in it.
Task<absl::StatusOr<bool>> IsThere(Context& context, StoredBulletin body, store::Content content,
                                   Everybody everybody) {
  const policy::Role role = context.caller().role();
  if (role == policy::v1::ROLE_COORDINATOR || role == policy::v1::ROLE_DPO) co_return true;
  const policy::Up up = UpOf(body, content, everybody);
  if (!everybody.seen || Lacks(context, up, PUBLICATION_ITEM_UNDER_10)) co_return false;
  if (body.state() == bulletin::v1::BULLETIN_STATE_PUBLISHED) {
    co_return policy::StaysUp(context.policy(), up, context.now());
  }
  const bool waits = body.state() == bulletin::v1::BULLETIN_STATE_PROPOSED ||
                     body.state() == bulletin::v1::BULLETIN_STATE_APPROVED;
  const bool due = content.retention_due.has_value() && context.now() >= *content.retention_due;
  if (!waits || due) co_return false;
  if (content.facts.person_id() == context.caller().person_id().bytes()) co_return true;
  if (IsUnready(context, body, everybody) || !WaitsForCaller(context, body, up) ||
      !PolicyShows(context, content.facts, up.under_18)) {
    co_return false;
  }
  CO_ASSIGN_OR_RETURN(const bool taken_back, co_await AnyTakenBack(context, std::move(body)));
  co_return !taken_back;
}

}  // namespace

Task<absl::StatusOr<ThroughBulletin>> LoadBulletin(Context& context, Uuid id) {
  const store::Key key{label::v1::BULLETIN, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredBulletin>(loaded.content.body));
  std::vector<store::Key> subjects;
  for (const auto& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    subjects.push_back({label::v1::SUBJECT, subject});
  }
  CO_ASSIGN_OR_RETURN(const auto people, co_await context.LoadAllAlong(std::move(subjects)));
  ThroughBulletin through;
  through.shown = loaded.shown;
  std::map<Uuid, bool> all_seen;
  Everybody everybody;
  for (int i = 0; i < body.persons_size(); ++i) {
    const auto& loaded_person = people[static_cast<size_t>(i)];
    CO_RETURN_IF_ERROR(Note(loaded_person, context.now(), everybody));
    const bulletin::v1::StoredPerson& person = body.persons(i);
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::FromBytes(person.photo_id()));
    const auto [digest, is_new] = through.photos.emplace(photo, person.photo_sha256());
    const bool fits =
        loaded_person.has_value() && (is_new || digest->second == person.photo_sha256());
    const auto [known, first] = all_seen.emplace(photo, fits);
    if (!first) known->second = known->second && fits;
  }
  CO_ASSIGN_OR_RETURN(const bool there, co_await IsThere(context, body, loaded.content, everybody));
  if (!there) co_return NotFound();
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
