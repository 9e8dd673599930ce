// Keeps what shops answered for as long as the bulletin, however many they are: what was beyond the
// commit that changed the bulletin is settled in portions after it, by the SYSTEM method
// SettleAnswers. In the background, out of every scheme's outbox. So no answer outlives its
// bulletin, but for a damaged one and what is older than it in its list: those are logged
// ("answers.not_settled").
//
// What counts is how the records stand now: following twice, late or after a crash does no harm
// (platform/store/outbox_consumer.h). Nothing is called, and nothing is in the audit, where nothing
// differs.
#ifndef SERVICES_BULLETIN_ANSWER_FOLLOWER_H_
#define SERVICES_BULLETIN_ANSWER_FOLLOWER_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "platform/rpc/guard.h"
#include "platform/store/outbox_consumer.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/telemetry/log.h"

namespace smarthub::bulletin {

// Belongs to one loop's thread. Several processes may each run one.
class AnswerFollower final : store::OutboxWork {
 public:
  // Calls a SYSTEM method of BulletinService in a scheme, e.g. Guard::RunSystem as
  // "system/bulletin". `path` and `request` outlive the call.
  using SystemRunner = std::function<Task<rpc::Answer>(std::string scheme, std::string_view path,
                                                       const rpc::Message& request)>;

  // Not owned; outlive the follower. `log` is told of what cannot be settled, or is null.
  AnswerFollower(store::Store* store, Loop* loop, SystemRunner run, Log* log = nullptr)
      : store_(*store),
        run_(std::move(run)),
        log_(log),
        consumer_({store, loop, this, "bulletin/answers", /*hub=*/false, log}) {}

  // Follows every scheme until cancelled. Outlived by the follower and by `stop`.
  Task<void> Run(Cancellation* stop) { return consumer_.Run(stop); }
  // What is there now, of one scheme, and returns. The first error ends it; it begins there again.
  Task<absl::Status> FollowAll(std::string slot) { return consumer_.TakeAll(std::move(slot)); }

  // How far it follows the outboxes.
  const store::OutboxConsumer& consumer() const { return consumer_; }

 private:
  bool Follows(std::string_view slot, const store::Key& record) const override;
  std::vector<store::Range> Everything(std::string_view slot) const override;
  Task<absl::Status> Take(std::string slot, std::vector<store::Key> records,
                          Cancellation* stop) override;
  Task<absl::Status> LookAt(std::string slot, store::Key bulletin, Cancellation* stop);
  // Whether some answer is kept otherwise than its bulletin; false where that is gone.
  Task<absl::StatusOr<bool>> Differs(std::string slot, store::Key bulletin, Cancellation* stop);

  store::Store& store_;
  SystemRunner run_;
  Log* log_;
  store::OutboxConsumer consumer_;
};

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_ANSWER_FOLLOWER_H_
