#include "services/bulletin/answers.h"

#include <string>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/store/keys.h"

namespace smarthub::bulletin {
namespace {

// With the bulletin and what Guard adds, within one commit.
constexpr int kMostWithIt = 48;
// Sightings and answers of one bulletin that are looked at: more than a town ever has.
constexpr int kMostPages = 16;

bool IsAlike(const store::Content& bulletin, const store::Content& answer) {
  return answer.retention_class == bulletin.retention_class &&
         answer.retention_clock == bulletin.retention_clock &&
         answer.retention_started == bulletin.retention_started &&
         answer.retention_due == bulletin.retention_due;
}

std::string MemberIn(std::string_view index, const rpc::RuleView& view) {
  for (const store::IndexEntry& entry : view.content.indexes) {
    if (entry.index == index) return store::IndexMember(entry.prefix, view.key);
  }
  return {};
}

// How many of `room` are left.
Task<absl::StatusOr<int>> Carry(rpc::Context& context, std::string index, const Opened& opened,
                                int room) {
  store::Range range;
  range.index = std::move(index);
  range.partition = opened.key.id.ToString();
  range.limit = kMostWithIt;
  std::string after;
  for (int page = 0; page < kMostPages && room > 0; ++page) {
    CO_ASSIGN_OR_RETURN(auto answers, co_await context.ListForRule(range));
    for (rpc::RuleView& answer : answers) {
      after = MemberIn(range.index, answer);
      if (room == 0 || IsAlike(opened.content, answer.content)) continue;
      TakeRetention(opened.content, answer.content);
      context.Stage(answer.key, answer.version, std::move(answer.content));
      --room;
    }
    if (answers.empty()) break;
    range.after = after;
  }
  co_return room;
}

}  // namespace

Task<absl::Status> SaveWithAnswers(rpc::Context& context, Opened* opened) {
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), opened->body, opened->content));
  int room = kMostWithIt;
  for (const std::string_view index : {kSightings, kIdentifications, kAcknowledgementsOf}) {
    CO_ASSIGN_OR_RETURN(room, co_await Carry(context, std::string(index), *opened, room));
  }
  co_return Save(context, *opened);
}

}  // namespace smarthub::bulletin
