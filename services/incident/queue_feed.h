// What open streams of a scheme have in common: one reading of the outbox, and one of each record
// that it names, however many streams wait for it. Which of it a stream may tell is decided for
// every stream by policy; nothing is opened here but the facts that policy needs.
//
// Belongs to one loop's thread.
#ifndef SERVICES_INCIDENT_QUEUE_FEED_H_
#define SERVICES_INCIDENT_QUEUE_FEED_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::incident {

class QueueFeed {
 public:
  // So many at once, or more, and there may be more behind them.
  static constexpr size_t kBatch = 64;

  struct Heard {
    store::OutboxItem item;
    // Null: no report, or gone.
    std::shared_ptr<const store::v1::RecordFacts> facts;
    absl::Time facts_read;

    // Whether policy may still decide on these facts. Asked when it does: what was handed out
    // together may be told one by one, to a client that takes its time.
    bool IsFresh(absl::Time now) const;
  };

  // Both outlive the feed and every task it gave out.
  QueueFeed(store::Store* store, Clock* clock) : store_(store), clock_(clock) {}

  // Events after `cursor`, oldest first, each with its record's facts; none: there is nothing new.
  // Errors as of Store::ReadOutbox.
  Task<absl::StatusOr<std::vector<Heard>>> After(std::string slot, std::string cursor, Loop& loop);

 private:
  struct Reading {
    Reading(std::string place, Loop& loop) : from(std::move(place)), done(loop) {}
    // Only for those who are there: others would be told things twice, or never.
    const std::string from;
    Event done;
    absl::StatusOr<std::vector<Heard>> heard = std::vector<Heard>();
  };

  // The newest events of a slot, without a gap.
  struct Tail {
    // The place before the first of `heard`.
    std::string from;
    std::vector<Heard> heard;
    // Set while a stream reads on from its end, which stays where it is until that is done.
    std::shared_ptr<Reading> reading;

    // What comes after `cursor`; nullopt: that is no place in this tail or its end, or the facts
    // are old.
    std::optional<std::vector<Heard>> After(const std::string& cursor, absl::Time now) const;
    const std::string& End() const { return heard.empty() ? from : heard.back().item.cursor; }
    void Append(const std::vector<Heard>& newer);
  };

  Task<absl::StatusOr<std::vector<Heard>>> Read(std::string slot, std::string cursor);
  // Reads on from the tail's end, for everybody who is there.
  Task<absl::StatusOr<std::vector<Heard>>> ReadOn(std::shared_ptr<Tail> tail, std::string slot,
                                                  Loop& loop);

  store::Store* store_;
  Clock* clock_;
  absl::flat_hash_map<std::string, std::shared_ptr<Tail>> tails_;
};

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_QUEUE_FEED_H_
