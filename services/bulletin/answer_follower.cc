#include "services/bulletin/answer_follower.h"

#include "absl/types/span.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "services/bulletin/answers.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::bulletin {
namespace {

constexpr std::string_view kPath = "/smarthub.bulletin.v1.BulletinService/SettleAnswers";
constexpr int kPage = 32;
// Of one bulletin: more answers than a town has shops. What is left waits for its next change.
constexpr int kMostPortions = 100;

store::Range In(std::string_view index, std::string partition) {
  store::Range range;
  range.index = std::string(index);
  range.partition = std::move(partition);
  range.limit = kPage;
  return range;
}

// Moves `range` behind `page`; false: that was the last.
bool GoOn(const store::Page& page, store::Range& range) {
  if (!page.more || page.members.empty()) return false;
  range.after = page.members.back();
  return true;
}

}  // namespace

bool AnswerFollower::Follows(std::string_view, const store::Key& record) const {
  return record.kind == label::v1::BULLETIN;
}

std::vector<store::Range> AnswerFollower::Everything(std::string_view) const {
  std::vector<store::Range> lists;
  for (const std::string_view list : {kPublished, kWaiting, kOver}) {
    lists.push_back(In(list, std::string(store::kAll)));
  }
  return lists;
}

Task<absl::Status> AnswerFollower::Take(std::string slot, std::vector<store::Key> records,
                                        Cancellation* stop) {
  for (const store::Key& bulletin : records) {
    CO_RETURN_IF_ERROR(co_await LookAt(slot, bulletin, stop));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> AnswerFollower::LookAt(std::string slot, store::Key bulletin,
                                          Cancellation* stop) {
  v1::SettleAnswersRequest request;
  request.mutable_bulletin_id()->set_value(bulletin.id.ToString());
  for (int portion = 0; portion < kMostPortions; ++portion) {
    if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
    CO_ASSIGN_OR_RETURN(const bool differs, co_await Differs(slot, bulletin, stop));
    if (!differs) co_return absl::OkStatus();
    const rpc::Answer answer = co_await run_(slot, kPath, request);
    if (answer.status.ok()) continue;
    if (store::MayPass(answer.status)) co_return answer.status;
    // One that cannot be settled must not hold up the others.
    if (log_ != nullptr) {
      log_->Error("answers.not_settled", {{"record", bulletin.id}, {"status", answer.status}});
    }
    co_return absl::OkStatus();
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<bool>> AnswerFollower::Differs(std::string slot, store::Key key,
                                                   Cancellation* stop) {
  CO_ASSIGN_OR_RETURN(const auto read, co_await store_.Read(slot, absl::MakeConstSpan(&key, 1)));
  if (read.front() == nullptr) co_return false;
  const auto bulletin = read.front()->Open();
  // Whoever reads one that is damaged is told.
  if (!bulletin.ok()) co_return false;
  for (const std::string_view index : kAnswers) {
    store::Range range = In(index, key.id.ToString());
    for (bool more = true; more;) {
      CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_.List(slot, range, stop));
      for (const auto& sealed : page.records) {
        const auto answer = sealed->Open();
        if (answer.ok() && !KeptAlike(*bulletin, *answer)) co_return true;
      }
      more = GoOn(page, range);
    }
  }
  co_return false;
}

}  // namespace smarthub::bulletin
