#include "services/subject/linked_set.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "policies/engine/period.h"
#include "services/subject/keys.h"

namespace smarthub::subject {
namespace {

Task<absl::StatusOr<std::optional<Member>>> LoadMember(rpc::Context& context, Uuid id) {
  const store::Key key{label::v1::SUBJECT, id};
  CO_ASSIGN_OR_RETURN(auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::optional<Member>();
  Member member;
  member.key = key;
  member.version = view->version;
  CO_ASSIGN_OR_RETURN(member.body, rpc::ParseBody<StoredSubject>(view->content.body));
  member.content = std::move(view->content);
  co_return std::optional<Member>(std::move(member));
}

absl::Status TooLarge() {
  return absl::InternalError("a set of subjects is larger than it can be");
}

// What the set says of itself.
struct Together {
  bool frozen = false;
  bool restricted = false;
  bool under_18 = false;
  bool challenged = false;
  bool notice_given = false;
  std::optional<absl::Time> exempt_until;
  absl::Time first_held = absl::InfiniteFuture();
  int appearances = 0;
};

Together Over(const LinkedSet& set) {
  Together all;
  for (const Member& member : set) {
    const StoredSubject& own = member.body;
    all.frozen |= !own.frozen_by().empty();
    all.restricted |= own.restricted();
    all.under_18 |= own.under_18();
    all.challenged |= !own.challenged_by().empty();
    all.notice_given |= own.notice_given();
    if (own.has_exempt_until()) {
      const absl::Time until = FromProto(own.exempt_until());
      all.exempt_until = std::max(all.exempt_until.value_or(until), until);
    }
    all.first_held = std::min(all.first_held, FromProto(own.first_held_at()));
    all.appearances += own.appearances_size();
  }
  return all;
}

void SetTogether(const Together& all, absl::Time due, Member& member) {
  store::v1::RecordFacts& facts = member.content.facts;
  facts.set_frozen(all.frozen);
  facts.set_restricted(all.restricted);
  facts.set_under_18(all.under_18);
  StoredSubject& body = member.body;
  body.set_challenged(all.challenged);
  body.set_appearance_count(all.appearances);
  body.set_notice_done(all.notice_given || all.exempt_until.has_value());
  body.clear_notice_done_until();
  body.clear_notice_due();
  if (all.notice_given) return;
  if (all.exempt_until) *body.mutable_notice_done_until() = ToProto(*all.exempt_until);
  *body.mutable_notice_due() = ToProto(due);
}

void SetIndexes(bool root, Member& member) {
  std::vector<store::IndexEntry>& to = member.content.indexes;
  to.clear();
  const StoredSubject& body = member.body;
  for (const subject::v1::StoredAppearanceRef& own : body.appearances()) {
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(own.appearance_id());
    if (id.ok()) to.push_back({std::string(kByAppearance), id->ToString(), ""});
  }
  to.push_back({std::string(kSubjects), std::string(kAll),
                store::NewestFirst(FromProto(body.first_held_at()))});
  // The root speaks for everybody: one person, one notice.
  if (root && body.has_notice_due()) {
    to.push_back({std::string(kNoticeDue), std::string(kDue),
                  store::OldestFirst(FromProto(body.notice_due()))});
  }
}

}  // namespace

Task<absl::StatusOr<LinkedSet>> LoadSet(rpc::Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(auto asked, co_await LoadMember(context, id));
  if (!asked.has_value()) co_return NotFound();
  Member root = *std::move(asked);
  for (size_t steps = 0; !root.body.linked_to().empty(); ++steps) {
    if (steps > kMostLinked) co_return TooLarge();
    CO_ASSIGN_OR_RETURN(const Uuid above, Uuid::FromBytes(root.body.linked_to()));
    CO_ASSIGN_OR_RETURN(auto next, co_await LoadMember(context, above));
    if (!next.has_value()) break;
    root = *std::move(next);
  }
  LinkedSet set;
  set.push_back(std::move(root));
  for (size_t i = 0; i < set.size(); ++i) {
    std::vector<std::string> below;
    for (const subject::v1::StoredLink& link : set[i].body.links()) below.push_back(link.from());
    for (const std::string& bytes : below) {
      if (set.size() > kMostLinked) co_return TooLarge();
      CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(bytes));
      CO_ASSIGN_OR_RETURN(auto member, co_await LoadMember(context, from));
      if (member.has_value()) set.push_back(*std::move(member));
    }
  }
  co_return set;
}

Member* Find(LinkedSet& set, const Uuid& id) {
  const auto found =
      std::find_if(set.begin(), set.end(), [&id](const Member& one) { return one.key.id == id; });
  return found == set.end() ? nullptr : &*found;
}

absl::Status Settle(const policy::Policy& policy, LinkedSet& set) {
  if (!policy.bundle().has_notice_within()) {
    return absl::InternalError("the policy does not say within what notice is due");
  }
  const Together all = Over(set);
  absl::Time due = policy::EndOf(policy.bundle().notice_within(), all.first_held, policy.zone());
  if (all.exempt_until) due = std::max(due, *all.exempt_until);
  for (Member& member : set) {
    SetTogether(all, due, member);
    SetIndexes(&member == &set.front(), member);
    member.content.body = member.body.SerializeAsString();
  }
  return absl::OkStatus();
}

absl::Status Save(rpc::Context& context, LinkedSet& set) {
  std::vector<std::string> before;
  for (const Member& member : set) before.push_back(member.content.facts.SerializeAsString());
  RETURN_IF_ERROR(Settle(context.policy(), set));
  for (size_t i = 0; i < set.size(); ++i) {
    const Member& member = set[i];
    context.Stage(member.key, member.version, member.content);
    const bool changed = member.content.facts.SerializeAsString() != before[i];
    if (changed || member.version == 0) context.Tell(member.key);
  }
  return absl::OkStatus();
}

Parted Part(LinkedSet set, const Uuid& from) {
  Parted parted;
  absl::flat_hash_set<std::string> below = {std::string(from.bytes())};
  // Each stands behind the one it is linked to, so one pass finds all that hang below.
  for (Member& member : set) {
    const std::string id(member.key.id.bytes());
    const bool apart = member.key.id == from || below.contains(member.body.linked_to());
    if (apart) below.insert(id);
    (apart ? parted.apart : parted.rest).push_back(std::move(member));
  }
  return parted;
}

}  // namespace smarthub::subject
