// What open streams of a scheme have in common: one reading of the outbox, and one of what they
// decide on at each of its events, however many streams wait for it. Which of it a stream may tell
// is decided for every stream by policy.
//
// `News` is what a room reads for an event (the facts of its record, say), once for all streams.
// Belongs to one loop's thread.
#ifndef PLATFORM_STORE_OUTBOX_FEED_H_
#define PLATFORM_STORE_OUTBOX_FEED_H_

#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::store {

template <typename News>
class OutboxFeed {
 public:
  // So many at once, or more, and there may be more behind them.
  static constexpr size_t kBatch = 64;

  struct Heard {
    OutboxItem item;
    // Null: nothing that any stream tells.
    std::shared_ptr<const News> news;
    absl::Time read;

    // Whether policy may still decide on the news. Asked when it does: what was handed out together
    // may be told one by one, to a client that takes its time. Suspension bites in five seconds,
    // and what is known of a caller is up to three seconds old.
    bool IsFresh(absl::Time now) const {
      // A clock that went back proves nothing about age.
      return now >= read && now - read < absl::Seconds(2);
    }
  };

  // Gives the news of each item, in their order.
  using AllNews = absl::StatusOr<std::vector<std::shared_ptr<const News>>>;
  using Reader = std::function<Task<AllNews>(std::string slot, std::vector<OutboxItem> items)>;

  // Both, and what `reader` works with, outlive the feed and every task it gave out.
  OutboxFeed(Store* store, Clock* clock, Reader reader)
      : store_(store), clock_(clock), reader_(std::move(reader)) {}

  // Events after `cursor`, oldest first, each with its news; none: there is nothing new. Errors as
  // of Store::ReadOutbox and of the reader.
  Task<absl::StatusOr<std::vector<Heard>>> After(std::string slot, std::string cursor, Loop& loop);

 private:
  // A stream that is further behind reads for itself until it is here.
  static constexpr size_t kLongestTail = 256;

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

    // What comes after `cursor`; nullopt: that is no place in this tail or its end, or the news are
    // old.
    std::optional<std::vector<Heard>> After(const std::string& cursor, absl::Time now) const;
    const std::string& End() const { return heard.empty() ? from : heard.back().item.cursor; }
    void Append(const std::vector<Heard>& newer);
  };

  Task<absl::StatusOr<std::vector<Heard>>> Read(std::string slot, std::string cursor);
  // Reads on from the tail's end, for everybody who is there.
  Task<absl::StatusOr<std::vector<Heard>>> ReadOn(std::shared_ptr<Tail> tail, std::string slot,
                                                  Loop& loop);

  Store* store_;
  Clock* clock_;
  Reader reader_;
  absl::flat_hash_map<std::string, std::shared_ptr<Tail>> tails_;
};

// ---- how ----

template <typename News>
std::optional<std::vector<typename OutboxFeed<News>::Heard>> OutboxFeed<News>::Tail::After(
    const std::string& cursor, absl::Time now) const {
  size_t place = heard.size();
  while (place > 0 && heard[place - 1].item.cursor != cursor) --place;
  if (place == heard.size() || (place == 0 && from != cursor)) return std::nullopt;
  for (size_t i = place; i < heard.size(); ++i) {
    if (!heard[i].IsFresh(now)) return std::nullopt;
  }
  return std::vector<Heard>(heard.begin() + static_cast<ptrdiff_t>(place), heard.end());
}

template <typename News>
void OutboxFeed<News>::Tail::Append(const std::vector<Heard>& newer) {
  for (const Heard& each : newer) {
    // The newest word about a record counts for all that is told of it.
    for (Heard& older : heard) {
      if (older.item.event.key != each.item.event.key) continue;
      older.news = each.news;
      older.read = each.read;
    }
    heard.push_back(each);
  }
  if (heard.size() <= kLongestTail) return;
  const auto kept = heard.end() - static_cast<ptrdiff_t>(kLongestTail);
  from = std::prev(kept)->item.cursor;
  heard.erase(heard.begin(), kept);
}

template <typename News>
Task<absl::StatusOr<std::vector<typename OutboxFeed<News>::Heard>>> OutboxFeed<News>::Read(
    std::string slot, std::string cursor) {
  const absl::Time now = clock_->Now();
  CO_ASSIGN_OR_RETURN(auto items, co_await store_->ReadOutbox(slot, cursor, kBatch));
  AllNews news = co_await reader_(std::move(slot), items);
  CO_RETURN_IF_ERROR(news.status());
  std::vector<Heard> heard;
  heard.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    heard.push_back({std::move(items[i]), std::move((*news)[i]), now});
  }
  co_return heard;
}

template <typename News>
Task<absl::StatusOr<std::vector<typename OutboxFeed<News>::Heard>>> OutboxFeed<News>::ReadOn(
    std::shared_ptr<Tail> tail, std::string slot, Loop& loop) {
  const auto reading = std::make_shared<Reading>(tail->End(), loop);
  tail->reading = reading;
  reading->heard = co_await Read(std::move(slot), reading->from);
  tail->reading = nullptr;
  if (reading->heard.ok()) tail->Append(*reading->heard);
  reading->done.Set();
  co_return reading->heard;
}

template <typename News>
Task<absl::StatusOr<std::vector<typename OutboxFeed<News>::Heard>>> OutboxFeed<News>::After(
    std::string slot, std::string cursor, Loop& loop) {
  std::shared_ptr<Tail>& known = tails_[slot];
  if (known == nullptr) known = std::make_shared<Tail>(Tail{cursor, {}, nullptr});
  const std::shared_ptr<Tail> tail = known;
  if (const std::shared_ptr<Reading> reading = tail->reading; reading != nullptr) {
    if (reading->from == cursor) {
      CO_RETURN_IF_ERROR(co_await reading->done.Wait());
      co_return reading->heard;
    }
  } else if (tail->End() == cursor) {
    co_return co_await ReadOn(tail, std::move(slot), loop);
  }
  if (auto after = tail->After(cursor, clock_->Now())) co_return *std::move(after);
  const std::string end = tail->End();
  auto heard = co_await Read(std::move(slot), cursor);
  // This has come as far as there is, so whoever comes after can go on from here; unless others
  // went on meanwhile: the store answers over several connections, and theirs may be newer.
  const bool still = tail->reading == nullptr && tail->End() == end;
  if (heard.ok() && heard->size() < kBatch && still) *tail = Tail{cursor, *heard, nullptr};
  co_return heard;
}

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_OUTBOX_FEED_H_
