#include "services/subject/settle_set.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
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

// Of notices to one person read together.
constexpr int kNoticesAtOnce = 50;

// The mark of whoever has notices that are not kept as long as they are yet. The subject's own
// index, so that they can be found.
store::IndexEntry LeftOverEntry() {
  return {std::string(kNoticesLeftOver), std::string(store::kAll), ""};
}

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

// What is stored of it differs.
bool Changed(const Member& before, const Member& now) {
  return now.version == 0 || now.kept_anew || before.content.body != now.content.body ||
         before.content.indexes != now.content.indexes ||
         before.content.facts.SerializeAsString() != now.content.facts.SerializeAsString();
}

// Every notice that was recorded left one of these.
bool HasNotices(const StoredSubject& body) {
  return body.notice_given() || !body.exemption().empty();
}

absl::StatusOr<std::string> PlaceOf(const rpc::RuleView& notice) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<subject::v1::StoredNotice>(notice.content.body));
  return store::IndexMember(store::NewestFirst(FromProto(body.recorded_at())), notice.key);
}

// Stages those notices to `subject` that are not kept as long as it is, as many as there is `room`
// for, which they take. True: there are more.
Task<absl::StatusOr<bool>> KeepNotices(rpc::Context& context, const Member& subject, int& room) {
  store::Range range = In(kNotice, subject.key.id.ToString(), kNoticesAtOnce);
  for (bool all = false; !all;) {
    CO_ASSIGN_OR_RETURN(auto notices, co_await context.ListForRule(range));
    all = static_cast<int>(notices.size()) < kNoticesAtOnce;
    if (!all) {
      CO_ASSIGN_OR_RETURN(range.after, PlaceOf(notices.back()));
    }
    for (rpc::RuleView& notice : notices) {
      if (KeptAlike(notice.content, subject.content)) continue;
      if (room == 0) co_return true;
      KeepAs(subject.content, notice.content);
      context.Stage(notice.key, notice.version, std::move(notice.content));
      --room;
    }
  }
  co_return false;
}

// Keeps the notices to whoever is kept anew, and those that were left over before; whom the commit
// has no room for is marked.
Task<absl::Status> KeepAllNotices(rpc::Context& context, const LinkedSet& before, LinkedSet& set) {
  std::vector<bool> changed;
  for (size_t i = 0; i < set.size(); ++i) {
    // Settling took the mark away.
    if (LeftOver(before[i].content)) set[i].content.indexes.push_back(LeftOverEntry());
    changed.push_back(Changed(before[i], set[i]));
  }
  // One place is for the marked one that Save may have to tell of.
  int room = kRoomOfASet - 1 - static_cast<int>(std::count(changed.begin(), changed.end(), true));
  for (size_t i = 0; i < set.size(); ++i) {
    Member& member = set[i];
    const bool marked = LeftOver(member.content);
    if (!marked && !(member.kept_anew && HasNotices(member.body))) continue;
    bool more = true;
    const int own = changed[i] ? 0 : 1;
    if (room > own) {
      room -= own;
      CO_ASSIGN_OR_RETURN(more, co_await KeepNotices(context, member, room));
    }
    if (more == marked) continue;
    if (more) {
      member.content.indexes.push_back(LeftOverEntry());
    } else {
      member.content.indexes.pop_back();
    }
  }
  co_return absl::OkStatus();
}

// Whoever changes the set meanwhile meets this commit at those too whom it leaves as they are: what
// is true of the set was worked out from them.
Task<absl::Status> MustStand(rpc::Context& context, std::vector<const Member*> unchanged) {
  if (unchanged.empty()) co_return absl::OkStatus();
  std::vector<store::Key> keys;
  for (const Member* member : unchanged) keys.push_back(member->key);
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.LoadAllForRule(std::move(keys)));
  for (size_t i = 0; i < views.size(); ++i) {
    const Member& member = *unchanged[i];
    if (views[i].has_value() && views[i]->version == member.version) continue;
    // Changed already: the commit is to find it so, and the call runs again.
    context.Stage(member.key, member.version, member.content);
  }
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

bool LeftOver(const store::Content& subject) {
  return absl::c_linear_search(subject.indexes, LeftOverEntry());
}

Task<absl::Status> Save(rpc::Context& context, LinkedSet& set) {
  const LinkedSet before = set;
  CO_RETURN_IF_ERROR(Settle(context.policy(), set));
  CO_RETURN_IF_ERROR(co_await KeepAllNotices(context, before, set));
  std::vector<const Member*> unchanged;
  const Member* left_over = nullptr;
  bool told = false;
  for (size_t i = 0; i < set.size(); ++i) {
    const Member& member = set[i];
    const bool marked = LeftOver(member.content);
    if (marked) left_over = &member;
    if (!Changed(before[i], member)) {
      unchanged.push_back(&member);
      continue;
    }
    context.Stage(member.key, member.version, member.content);
    told |= marked;
    const bool tell = marked || member.version == 0 || ShownBy(member) != ShownBy(before[i]);
    if (tell) context.Tell(member.key);
  }
  // The follower comes back for what is left over by being told of one of them.
  if (left_over != nullptr && !told) {
    std::erase(unchanged, left_over);
    context.Stage(left_over->key, left_over->version, left_over->content);
    context.Tell(left_over->key);
  }
  co_return co_await MustStand(context, std::move(unchanged));
}

Task<absl::Status> SaveIfChanged(rpc::Context& context, LinkedSet& set) {
  LinkedSet settled = set;
  CO_RETURN_IF_ERROR(Settle(context.policy(), settled));
  for (size_t i = 0; i < set.size(); ++i) {
    // Whoever is marked has, settled, no mark.
    if (Changed(set[i], settled[i])) co_return co_await Save(context, set);
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::subject
