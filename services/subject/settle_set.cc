#include "services/subject/settle_set.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/subject/keys.h"
#include "services/subject/retention.h"
#include "services/subject/set_notice.h"

namespace smarthub::subject {
namespace {

// Two sets may be saved in one commit, with a challenge or two notices besides.
constexpr int kRoomOfASet = static_cast<int>(store::kMostRecords) / 2 - 2;

// What the set says of itself.
struct Together {
  bool frozen = false;
  bool restricted = false;
  bool under_18 = false;
  bool under_10 = false;
  bool challenged = false;
  int appearances = 0;
  OwedNotice notice;
};

Together Over(const policy::Policy& policy, const LinkedSet& set) {
  Together all;
  for (const Member& member : set) {
    const StoredSubject& own = member.body;
    all.frozen |= !own.frozen_by().empty();
    all.restricted |= own.restricted();
    all.under_18 |= own.under_18();
    all.under_10 |= own.under_10();
    all.challenged |= !own.challenged_by().empty();
    all.appearances += own.appearances_size();
  }
  all.notice = NoticeOf(policy, set);
  return all;
}

void SetTogether(const Together& all, Member& member) {
  store::v1::RecordFacts& facts = member.content.facts;
  facts.set_frozen(all.frozen);
  facts.set_restricted(all.restricted);
  facts.set_under_18(all.under_18);
  StoredSubject& body = member.body;
  body.set_anybody_under_10(all.under_10);
  body.set_challenged(all.challenged);
  body.set_appearance_count(all.appearances);
  body.set_notice_done(!all.notice.owed);
  body.clear_notice_done_until();
  body.clear_notice_due();
  if (!all.notice.due) return;
  if (!all.notice.owed) *body.mutable_notice_done_until() = ToProto(*all.notice.exempt_until);
  *body.mutable_notice_due() = ToProto(*all.notice.due);
}

void SetIndexes(bool root, Member& member) {
  std::vector<store::IndexEntry>& to = member.content.indexes;
  to.clear();
  const StoredSubject& body = member.body;
  for (const subject::v1::StoredAppearanceRef& own : body.appearances()) {
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(own.appearance_id());
    if (id.ok()) to.push_back({std::string(store::kSubjectOfAppearance), id->ToString(), ""});
  }
  to.push_back({std::string(kSubjects), std::string(store::kAll),
                store::NewestFirst(FromProto(body.first_held_at()))});
  // The root speaks for everybody: one person, one notice.
  if (root && body.has_notice_due()) {
    to.push_back({std::string(kNoticeDue), std::string(kDue),
                  store::OldestFirst(FromProto(body.notice_due()))});
  }
}

// What others show this person by. Under 10 is no fact that policy asks of a record, and yet nobody
// of that age is shown: who was known to be young already is told of again.
std::string ShownBy(const Member& member) {
  return member.content.facts.SerializeAsString() +
         (member.body.anybody_under_10() ? " under 10" : "");
}

// Every notice that was recorded left one of these.
bool HasNotices(const StoredSubject& body) {
  return body.notice_given() || !body.exemption().empty();
}

// Stages those notices to `subject` that are not kept as long as it is; takes them off `room`, of
// which nothing is left where there may be more.
Task<absl::Status> KeepNotices(rpc::Context& context, const Member& subject, int& room) {
  if (room <= 0 || !HasNotices(subject.body)) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(auto notices,
                      co_await context.ListForRule(In(kNotice, subject.key.id.ToString(), room)));
  const bool more = static_cast<int>(notices.size()) == room;
  for (rpc::RuleView& notice : notices) {
    if (KeptAlike(notice.content, subject.content)) continue;
    KeepAs(subject.content, notice.content);
    context.Stage(notice.key, notice.version, std::move(notice.content));
    --room;
  }
  if (more) room = 0;
  co_return absl::OkStatus();
}

}  // namespace

absl::Status Settle(const policy::Policy& policy, LinkedSet& set) {
  if (!policy.bundle().has_notice_within()) {
    return absl::InternalError("the policy does not say within what notice is due");
  }
  const Together all = Over(policy, set);
  for (Member& member : set) {
    SetTogether(all, member);
    SetIndexes(&member == &set.front(), member);
    member.content.body = member.body.SerializeAsString();
  }
  return absl::OkStatus();
}

Task<absl::Status> Save(rpc::Context& context, LinkedSet& set) {
  std::vector<std::string> before;
  for (const Member& member : set) before.push_back(ShownBy(member));
  CO_RETURN_IF_ERROR(Settle(context.policy(), set));
  for (size_t i = 0; i < set.size(); ++i) {
    const Member& member = set[i];
    context.Stage(member.key, member.version, member.content);
    const bool changed = ShownBy(member) != before[i];
    if (changed || member.version == 0) context.Tell(member.key);
  }
  int room = kRoomOfASet - static_cast<int>(set.size());
  for (const Member& member : set) CO_RETURN_IF_ERROR(co_await KeepNotices(context, member, room));
  co_return absl::OkStatus();
}

Task<absl::Status> SaveIfChanged(rpc::Context& context, LinkedSet& set) {
  LinkedSet settled = set;
  CO_RETURN_IF_ERROR(Settle(context.policy(), settled));
  const auto same = [](const Member& a, const Member& b) {
    return !a.kept_anew && a.content.body == b.content.body &&
           a.content.facts.SerializeAsString() == b.content.facts.SerializeAsString();
  };
  if (std::equal(set.begin(), set.end(), settled.begin(), settled.end(), same)) {
    co_return absl::OkStatus();
  }
  co_return co_await Save(context, set);
}

}  // namespace smarthub::subject
