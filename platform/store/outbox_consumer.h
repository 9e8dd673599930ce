// Follows the outbox of every slot, with a durable place of its own in each, and hands the events
// to one who works on them: a room's work in the background.
//
// An event says only which record changed; whoever works on it looks at how things stand now. So
// being handed an event twice, late, or after a crash in between does no harm, and where an outbox
// was trimmed past this consumer, looking at everything once puts it right. Several processes may
// each run one under one name.
#ifndef PLATFORM_STORE_OUTBOX_CONSUMER_H_
#define PLATFORM_STORE_OUTBOX_CONSUMER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::store {

class OutboxWork {
 public:
  virtual ~OutboxWork() = default;
  // Of one slot, oldest first, at most OutboxConsumer::kBatch. An error: they come again, after a
  // pause. What is about one record and does not pass by itself (see MayPass) is for the work to
  // put aside, or nothing after it is ever reached.
  virtual Task<absl::Status> Take(std::string slot, std::vector<OutboxItem> items) = 0;
  // Events were trimmed before they were taken: everything of the slot, as it stands now. Long
  // work: it ends with `stop`'s status between two portions; null: nobody stops it.
  virtual Task<absl::Status> TakeEverything(std::string slot, Cancellation* stop) = 0;
};

// Whether an error passes by itself (the store is away, somebody else was first); any other is
// about the record.
bool MayPass(const absl::Status& status);

// Belongs to one loop's thread.
class OutboxConsumer {
 public:
  static constexpr int kBatch = 64;

  // Nothing is owned; everything outlives the consumer.
  struct Options {
    Store* store = nullptr;
    Loop* loop = nullptr;
    OutboxWork* work = nullptr;
    // Under which the places are kept.
    std::string_view name;
    // The slot "hub" too.
    bool hub = false;
  };
  explicit OutboxConsumer(const Options& options) : options_(options) {}

  // Follows until cancelled, slots that are made meanwhile too. Outlived by the consumer and by
  // `stop`.
  Task<void> Run(Cancellation* stop);

  // What is there now, of one slot, and returns. The first error ends it; it begins there again.
  Task<absl::Status> TakeAll(std::string slot);
  // At most one batch; true: there was something.
  Task<absl::StatusOr<bool>> TakeBatch(std::string slot);

  // A slot met an error and pauses, with pauses that grow.
  bool backing_off() const { return !pausing_.empty(); }
  // Events told and not yet taken, over all slots, as last looked at.
  int64_t behind() const;
  int64_t retried() const { return retried_; }
  int64_t rescans() const { return rescans_; }

 private:
  // Where a slot is followed to.
  struct Batch {
    bool more = false;
    std::string cursor;
  };

  bool Follows(std::string_view slot) const;
  Task<void> Follow(std::string slot, Cancellation* stop, Event* all_ended);
  Task<absl::StatusOr<Batch>> Next(std::string slot, Cancellation* stop);

  Options options_;
  std::set<std::string> followed_;
  std::set<std::string> pausing_;
  std::map<std::string, int64_t> behind_;
  int running_ = 0;
  int64_t retried_ = 0;
  int64_t rescans_ = 0;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_OUTBOX_CONSUMER_H_
