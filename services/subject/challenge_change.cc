#include "services/subject/challenge_change.h"

#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/text/bounds.h"
#include "services/subject/challenge.h"
#include "services/subject/keys.h"
#include "services/subject/load_set.h"
#include "services/subject/settle_set.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::StoredChallenge;

constexpr int kBulletinsRead = 100;
constexpr Length kNotFrozen = {10, 500};

void SetMember(google::protobuf::RepeatedPtrField<std::string>& ids, const std::string& id,
               bool in) {
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (in && found == ids.end()) *ids.Add() = id;
  if (!in && found != ids.end()) ids.erase(found);
}

// What the challenge makes of one subject: open against them, freezing them, or neither.
void Mark(const OpenedChallenge& opened, bool open, bool freezes, StoredSubject& subject) {
  const std::string id(opened.key.id.bytes());
  SetMember(*subject.mutable_challenged_by(), id, open);
  SetMember(*subject.mutable_frozen_by(), id, freezes);
}

// Whether the subject has been in touch, known to be who they say (Art 14(3)(b): notice is due).
void MarkInTouch(const OpenedChallenge& opened, bool in_touch, absl::Time now,
                 StoredSubject& subject) {
  const std::string id(opened.key.id.bytes());
  if (in_touch && !subject.has_in_touch_since()) {
    *subject.mutable_in_touch_since() = ToProto(now);
    subject.set_in_touch_by(id);
  }
  if (!in_touch && subject.in_touch_by() == id) {
    subject.clear_in_touch_since();
    subject.clear_in_touch_by();
  }
}

bool HadAPart(const bulletin::v1::StoredBulletin& bulletin, const std::string& person) {
  const auto& authors = bulletin.authors();
  const auto& put_up_by = bulletin.put_up_by();
  return bulletin.approval().person_id() == person ||
         bulletin.age_sign_off().person_id() == person ||
         std::find(put_up_by.begin(), put_up_by.end(), person) != put_up_by.end() ||
         std::any_of(authors.begin(), authors.end(),
                     [&person](const auto& author) { return author.person_id() == person; });
}

}  // namespace

Task<absl::StatusOr<OpenedChallenge>> OpenToChange(Context& context,
                                                   const id::v1::ChallengeId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id.value(), "challenge_id"));
  OpenedChallenge opened;
  opened.key = {label::v1::CHALLENGE, uuid};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(opened.key));
  opened.version = loaded.version;
  opened.content = std::move(loaded.content);
  CO_ASSIGN_OR_RETURN(opened.body, rpc::ParseBody<StoredChallenge>(opened.content.body));
  co_return opened;
}

absl::Status SaveChallenge(Context& context, OpenedChallenge& opened) {
  RETURN_IF_ERROR(PackChallenge(context.policy(), context.now(), opened.body, opened.content));
  context.Stage(opened.key, opened.version, opened.content);
  context.Tell(opened.key);
  return absl::OkStatus();
}

absl::Status CheckNotFrozenBecause(const std::string& reason) {
  if (reason.empty()) return absl::OkStatus();
  return text::CheckText("not_frozen_because", reason, kNotFrozen.least, kNotFrozen.most);
}

Task<absl::StatusOr<StoredSubject*>> Touched::Find(Context& context, Uuid id) {
  for (LinkedSet& set : sets_) {
    if (Member* member = subject::Find(set, id)) co_return &member->body;
  }
  auto set = co_await LoadSet(context, id);
  if (absl::IsNotFound(set.status())) co_return nullptr;
  if (!set.ok()) co_return set.status();
  sets_.push_back(*std::move(set));
  co_return &subject::Find(sets_.back(), id)->body;
}

Task<absl::Status> Touched::SaveAll(Context& context) {
  for (LinkedSet& set : sets_) CO_RETURN_IF_ERROR(co_await Save(context, set));
  co_return absl::OkStatus();
}

Task<absl::Status> MarkItsSubject(Context& context, const OpenedChallenge& opened, Touched& touched,
                                  bool open) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(opened.body.subject_id());
  if (!id.ok()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(StoredSubject * subject, co_await touched.Find(context, *id));
  if (subject == nullptr) co_return absl::OkStatus();
  Mark(opened, open, opened.body.freezes(), *subject);
  const bool known = opened.body.identity_confirmed() &&
                     opened.body.outcome() != subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED;
  MarkInTouch(opened, known, context.now(), *subject);
  co_return absl::OkStatus();
}

Task<absl::Status> Unmark(Context& context, const OpenedChallenge& opened, Touched& touched,
                          const std::string& still) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(opened.body.subject_id());
  if (!id.ok()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(StoredSubject * subject, co_await touched.Find(context, *id));
  if (subject == nullptr) co_return absl::OkStatus();
  Mark(opened, /*open=*/false, /*freezes=*/false, *subject);
  if (opened.body.subject_id() != still) {
    MarkInTouch(opened, /*in_touch=*/false, context.now(), *subject);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> CheckHasNoPart(Context& context, const Touched& touched) {
  const std::string person(context.caller().person_id().bytes());
  for (const LinkedSet& set : touched.sets()) {
    for (const Member& member : set) {
      CO_ASSIGN_OR_RETURN(const auto bulletins, co_await context.ListForRule(
                                                    In(store::kBulletinsOfSubject,
                                                       member.key.id.ToString(), kBulletinsRead)));
      for (const rpc::RuleView& view : bulletins) {
        CO_ASSIGN_OR_RETURN(const auto bulletin,
                            rpc::ParseBody<bulletin::v1::StoredBulletin>(view.content.body));
        if (HadAPart(bulletin, person)) {
          co_return Error(
              absl::StatusCode::kFailedPrecondition, error::v1::REASON_NOT_SECOND_PERSON,
              "You proposed, approved, signed for or published a bulletin of this person. Another "
              "coordinator or the data protection officer has to do this.");
        }
      }
    }
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::subject
