#include "services/bulletin/answers.h"

#include <string>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/store/keys.h"
#include "services/bulletin/handlers.h"

namespace smarthub::bulletin {
namespace {

// With the bulletin and what Guard adds, within one commit.
constexpr int kMostWithIt = 48;

std::string MemberIn(std::string_view index, const rpc::RuleView& view) {
  for (const store::IndexEntry& entry : view.content.indexes) {
    if (entry.index == index) return store::IndexMember(entry.prefix, view.key);
  }
  return {};
}

// How many of `room` are left.
Task<absl::StatusOr<int>> Carry(rpc::Context& context, std::string_view index, const Uuid& id,
                                const store::Content& bulletin, int room) {
  store::Range range;
  range.index = std::string(index);
  range.partition = id.ToString();
  range.limit = kMostWithIt;
  while (room > 0) {
    CO_ASSIGN_OR_RETURN(auto answers, co_await context.ListForRule(range));
    if (answers.empty()) break;
    range.after = MemberIn(range.index, answers.back());
    for (rpc::RuleView& answer : answers) {
      if (room == 0 || KeptAlike(bulletin, answer.content)) continue;
      TakeRetention(bulletin, answer.content);
      context.Stage(answer.key, answer.version, std::move(answer.content));
      --room;
    }
  }
  co_return room;
}

// `bulletin` outlives the task.
Task<absl::Status> CarryAll(rpc::Context& context, Uuid id, const store::Content& bulletin) {
  int room = kMostWithIt;
  for (const std::string_view index : kAnswers) {
    CO_ASSIGN_OR_RETURN(room, co_await Carry(context, index, id, bulletin, room));
  }
  co_return absl::OkStatus();
}

}  // namespace

bool KeptAlike(const store::Content& bulletin, const store::Content& answer) {
  return answer.retention_class == bulletin.retention_class &&
         answer.retention_clock == bulletin.retention_clock &&
         answer.retention_started == bulletin.retention_started &&
         answer.retention_due == bulletin.retention_due;
}

Task<absl::Status> SaveWithAnswers(rpc::Context& context, Opened* opened) {
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), opened->body, opened->content));
  CO_RETURN_IF_ERROR(co_await CarryAll(context, opened->key.id, opened->content));
  co_return Save(context, *opened);
}

Task<absl::StatusOr<bulletin::v1::SettleAnswersResponse>> SettleAnswers(
    const Service&, rpc::Context& context, const bulletin::v1::SettleAnswersRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.bulletin_id().value(), "bulletin_id"));
  bulletin::v1::SettleAnswersResponse reply;
  // As the bulletin stands when the commit happens.
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(const auto bulletin, co_await context.LoadForRule({label::v1::BULLETIN, id}));
  if (!bulletin.has_value()) co_return reply;
  CO_RETURN_IF_ERROR(co_await CarryAll(context, id, bulletin->content));
  co_return reply;
}

}  // namespace smarthub::bulletin
