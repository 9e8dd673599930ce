#include "services/incident/queue_feed.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace smarthub::incident {
namespace {

// Suspension bites in five seconds, and what is known of a caller is up to three seconds old.
constexpr absl::Duration kFactsAge = absl::Seconds(2);
// A stream that is further behind reads for itself until it is here.
constexpr size_t kLongestTail = 256;

}  // namespace

std::optional<std::vector<QueueFeed::Heard>> QueueFeed::Tail::After(const std::string& cursor,
                                                                    absl::Time now) const {
  size_t place = heard.size();
  while (place > 0 && heard[place - 1].item.cursor != cursor) --place;
  if (place == 0 && from != cursor) return std::nullopt;
  for (size_t i = place; i < heard.size(); ++i) {
    // A clock that went back proves nothing about age.
    if (now < heard[i].facts_read || now - heard[i].facts_read >= kFactsAge) return std::nullopt;
  }
  return std::vector<Heard>(heard.begin() + static_cast<ptrdiff_t>(place), heard.end());
}

bool QueueFeed::Tail::EndsAt(const std::string& cursor) const {
  return cursor == (heard.empty() ? from : heard.back().item.cursor);
}

void QueueFeed::Tail::Append(const std::vector<Heard>& newer) {
  for (const Heard& each : newer) {
    // The newest word about a record counts for all that is told of it.
    for (Heard& older : heard) {
      if (older.item.event.key != each.item.event.key) continue;
      older.facts = each.facts;
      older.facts_read = each.facts_read;
    }
    heard.push_back(each);
  }
  if (heard.size() <= kLongestTail) return;
  const auto kept = heard.end() - static_cast<ptrdiff_t>(kLongestTail);
  from = std::prev(kept)->item.cursor;
  heard.erase(heard.begin(), kept);
}

Task<absl::StatusOr<std::vector<QueueFeed::Heard>>> QueueFeed::Read(std::string slot,
                                                                    std::string cursor) {
  std::vector<Heard> heard;
  const absl::Time now = clock_->Now();
  CO_ASSIGN_OR_RETURN(auto items, co_await store_->ReadOutbox(slot, cursor, kBatch));
  std::vector<store::Key> keys;
  for (const store::OutboxItem& item : items) {
    if (item.event.key.kind == label::v1::INCIDENT) keys.push_back(item.event.key);
  }
  std::vector<std::unique_ptr<store::Sealed>> records;
  if (!keys.empty()) {
    CO_ASSIGN_OR_RETURN(records, co_await store_->Read(slot, keys));
  }
  size_t read = 0;
  for (store::OutboxItem& item : items) {
    Heard& each = heard.emplace_back();
    each.facts_read = now;
    const bool is_report = item.event.key.kind == label::v1::INCIDENT;
    each.item = std::move(item);
    if (!is_report) continue;
    const auto& sealed = records[read++];
    if (sealed == nullptr) continue;
    CO_ASSIGN_OR_RETURN(auto facts, sealed->OpenFacts());
    each.facts = std::make_shared<const store::v1::RecordFacts>(std::move(facts));
  }
  co_return heard;
}

Task<absl::StatusOr<std::vector<QueueFeed::Heard>>> QueueFeed::ReadOn(std::shared_ptr<Tail> tail,
                                                                      std::string slot,
                                                                      std::string cursor,
                                                                      Loop& loop) {
  if (tail->reading != nullptr) {
    const std::shared_ptr<Reading> reading = tail->reading;
    CO_RETURN_IF_ERROR(co_await reading->done.Wait());
    co_return reading->heard;
  }
  const auto reading = std::make_shared<Reading>(loop);
  tail->reading = reading;
  reading->heard = co_await Read(std::move(slot), cursor);
  tail->reading = nullptr;
  if (reading->heard.ok() && tail->EndsAt(cursor)) tail->Append(*reading->heard);
  reading->done.Set();
  co_return reading->heard;
}

Task<absl::StatusOr<std::vector<QueueFeed::Heard>>> QueueFeed::After(std::string slot,
                                                                     std::string cursor,
                                                                     Loop& loop) {
  std::shared_ptr<Tail>& known = tails_[slot];
  if (known == nullptr) known = std::make_shared<Tail>(Tail{cursor});
  const std::shared_ptr<Tail> tail = known;
  if (tail->EndsAt(cursor)) co_return co_await ReadOn(tail, std::move(slot), cursor, loop);
  if (auto after = tail->After(cursor, clock_->Now())) co_return *std::move(after);
  auto heard = co_await Read(std::move(slot), cursor);
  // This has come as far as there is: whoever comes after can go on from here.
  if (heard.ok() && heard->size() < kBatch) *tail = Tail{cursor, *heard, tail->reading};
  co_return heard;
}

}  // namespace smarthub::incident
