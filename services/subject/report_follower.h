// Keeps people in line with the reports they stand for: whoever was opened from a report that has
// changed since (its class and clock, an age, a name) is settled again, by the SYSTEM method
// SettleSubject. So is whoever's notices one commit had not room for (settle_set.h). In the
// background, out of every scheme's outbox.
//
// An event says only which report changed; what counts is how the records stand now. So following
// twice, late, or after a crash in between does no harm, and where the outbox was trimmed past this
// consumer every report is looked at again. Nothing is called, and nothing is in the audit, where
// nothing differs.
#ifndef SERVICES_SUBJECT_REPORT_FOLLOWER_H_
#define SERVICES_SUBJECT_REPORT_FOLLOWER_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/guard.h"
#include "platform/store/outbox_consumer.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/telemetry/log.h"

namespace smarthub::subject {

// Belongs to one loop's thread. Several processes may each run one.
class ReportFollower final : store::OutboxWork {
 public:
  // Calls a SYSTEM method of SubjectService in a scheme, e.g. Guard::RunSystem as "system/subject".
  // `path` and `request` outlive the call.
  using SystemRunner = std::function<Task<rpc::Answer>(std::string scheme, std::string_view path,
                                                       const rpc::Message& request)>;

  // Not owned; outlive the follower. `log` is told of what cannot be settled, or is null.
  ReportFollower(store::Store* store, Loop* loop, SystemRunner run, Log* log = nullptr)
      : store_(*store),
        run_(std::move(run)),
        log_(log),
        consumer_({store, loop, this, "subject/reports", /*hub=*/false, log}) {}

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
  // Who was opened from these.
  Task<absl::Status> LookAtReports(std::string slot, std::vector<store::Key> reports,
                                   Cancellation* stop);
  // Whose notices were left over.
  Task<absl::Status> LookAtSubject(std::string slot, store::Key key);
  Task<absl::Status> Settle(std::string slot, Uuid subject);

  store::Store& store_;
  SystemRunner run_;
  Log* log_;
  store::OutboxConsumer consumer_;
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_REPORT_FOLLOWER_H_
