#include "services/bulletin/answers.h"

#include <string>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/store/keys.h"
#include "platform/store/outbox_consumer.h"
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

// What a commit has taken of the answers so far, and the first damage that was met.
struct Carried {
  int room = kMostWithIt;
  absl::Status damage;
};

// One that cannot be read fails a page; one by one, all before it are reached. `bulletin` and
// `carried` outlive the task.
Task<absl::Status> Carry(rpc::Context& context, std::string_view index, Uuid id,
                         const store::Content& bulletin, Carried& carried) {
  store::Range range;
  range.index = std::string(index);
  range.partition = id.ToString();
  range.limit = kMostWithIt;
  while (carried.room > 0) {
    auto answers = co_await context.ListForRule(range);
    if (!answers.ok() && !store::MayPass(answers.status()) && range.limit > 1) {
      range.limit = 1;
      continue;
    }
    if (!answers.ok()) co_return answers.status();
    if (answers->empty()) break;
    range.after = MemberIn(range.index, answers->back());
    // Without a place the list would begin again for ever.
    if (range.after.empty()) co_return absl::InternalError("an answer is not where it is listed");
    for (rpc::RuleView& answer : *answers) {
      if (carried.room == 0 || KeptAlike(bulletin, answer.content)) continue;
      TakeRetention(bulletin, answer.content);
      context.Stage(answer.key, answer.version, std::move(answer.content));
      --carried.room;
    }
  }
  co_return absl::OkStatus();
}

// Fails only with what passes by itself. `bulletin` outlives the task.
Task<absl::StatusOr<Carried>> CarryAll(rpc::Context& context, Uuid id,
                                       const store::Content& bulletin) {
  Carried carried;
  for (const std::string_view index : kAnswers) {
    const absl::Status done = co_await Carry(context, index, id, bulletin, carried);
    if (store::MayPass(done)) co_return done;
    carried.damage.Update(done);
  }
  co_return carried;
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
  // A face must come down whatever became of an answer.
  CO_RETURN_IF_ERROR((co_await CarryAll(context, opened->key.id, opened->content)).status());
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
  CO_ASSIGN_OR_RETURN(const Carried carried, co_await CarryAll(context, id, bulletin->content));
  // Where nothing else is left to do whoever calls must not come back for ever.
  if (carried.room == kMostWithIt) CO_RETURN_IF_ERROR(carried.damage);
  co_return reply;
}

}  // namespace smarthub::bulletin
