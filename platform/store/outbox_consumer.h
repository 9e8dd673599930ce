// Follows the outbox of every slot, with a durable place of its own in each, and hands what changed
// to one who works on it: a room's work in the background.
//
// An event says only which record changed; whoever works on it looks at how things stand now. So
// being handed a record twice, late, or after a crash in between does no harm, and where an outbox
// was trimmed past this consumer, looking at everything once puts it right. Several processes may
// each run one under one name.
#ifndef PLATFORM_STORE_OUTBOX_CONSUMER_H_
#define PLATFORM_STORE_OUTBOX_CONSUMER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "platform/telemetry/log.h"

namespace smarthub::store {

class OutboxWork {
 public:
  virtual ~OutboxWork() = default;
  // Whether this work is about records of such a key: it is handed no events of others.
  virtual bool Follows(std::string_view slot, const Key& record) const = 0;
  // The lists that hold all there is to look at where events were trimmed before they were taken:
  // walked in this order, a page of `limit` at a time.
  virtual std::vector<Range> Everything(std::string_view slot) const = 0;
  // Of one slot, each once: what was told, oldest first, at most OutboxConsumer::kBatch; or a page
  // of Everything. An error: the same come again, after a pause. What is about one record and does
  // not pass by itself (see MayPass) is for the work to put aside, or nothing after it is ever
  // reached. Long work ends with `stop`'s status; null: nobody stops it.
  virtual Task<absl::Status> Take(std::string slot, std::vector<Key> records,
                                  Cancellation* stop) = 0;
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
    // Under which the places are kept, and which the log names.
    Literal name = "";
    // The slot "hub" too.
    bool hub = false;
    // Told of the first failure of a row, or null.
    Log* log = nullptr;
  };
  explicit OutboxConsumer(const Options& options) : options_(options) {}

  // Follows until cancelled, slots that are made meanwhile too. Outlived by the consumer and by
  // `stop`.
  Task<void> Run(Cancellation* stop);

  // What is there now, of one slot, and returns. The first error ends it; it begins there again.
  Task<absl::Status> TakeAll(std::string slot);
  // At most one batch, or one page of everything; true: there was something.
  Task<absl::StatusOr<bool>> TakeBatch(std::string slot);

  std::string_view name() const { return options_.name.text(); }
  // A slot met an error and pauses, with pauses that grow.
  bool backing_off() const;
  // Events told and not yet taken, over all slots, as last looked at.
  int64_t behind() const;
  int64_t retried() const { return retried_; }
  // Begun: one that meets an error goes on with the page where it stood.
  int64_t rescans() const { return rescans_; }

 private:
  // A look at everything that was begun. Only in memory: after a restart it begins anew.
  struct Rescan {
    // What is told from here on is taken as events, when it is done.
    std::string newest;
    size_t list = 0;
    std::string after;
  };
  struct Slot {
    // As far as it was read, which may be further than is saved: a durable write for every event of
    // others would double what a town's commits cost.
    std::string read_to;
    std::optional<Rescan> rescan;
    bool pausing = false;
    int64_t behind = 0;
  };
  // Where a slot is followed to.
  struct Batch {
    bool more = false;
    std::string cursor;
  };

  bool Follows(std::string_view slot) const;
  Task<void> Follow(std::string slot, Cancellation* stop, Event* all_ended);
  void Failed(Slot& at, const absl::Status& why);
  Task<absl::StatusOr<Batch>> Next(std::string slot, Cancellation* stop);
  Task<absl::StatusOr<Batch>> NextPage(std::string slot, Cancellation* stop);
  Task<absl::StatusOr<Batch>> TakeItems(std::string slot, std::string saved,
                                        std::vector<OutboxItem> items, Cancellation* stop);

  Options options_;
  std::set<std::string> followed_;
  std::map<std::string, Slot> slots_;
  int running_ = 0;
  int64_t retried_ = 0;
  int64_t rescans_ = 0;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_OUTBOX_CONSUMER_H_
