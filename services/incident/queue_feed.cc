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

bool QueueFeed::Heard::IsFresh(absl::Time now) const {
  // A clock that went back proves nothing about age.
  return now >= facts_read && now - facts_read < kFactsAge;
}

std::optional<std::vector<QueueFeed::Heard>> QueueFeed::Tail::After(const std::string& cursor,
                                                                    absl::Time now) const {
  size_t place = heard.size();
  while (place > 0 && heard[place - 1].item.cursor != cursor) --place;
  if (place == heard.size() || (place == 0 && from != cursor)) return std::nullopt;
  for (size_t i = place; i < heard.size(); ++i) {
    if (!heard[i].IsFresh(now)) return std::nullopt;
  }
  return std::vector<Heard>(heard.begin() + static_cast<ptrdiff_t>(place), heard.end());
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
                                                                      Loop& loop) {
  const auto reading = std::make_shared<Reading>(tail->End(), loop);
  tail->reading = reading;
  reading->heard = co_await Read(std::move(slot), reading->from);
  tail->reading = nullptr;
  if (reading->heard.ok()) tail->Append(*reading->heard);
  reading->done.Set();
  co_return reading->heard;
}

Task<absl::StatusOr<std::vector<QueueFeed::Heard>>> QueueFeed::After(std::string slot,
                                                                     std::string cursor,
                                                                     Loop& loop) {
  std::shared_ptr<Tail>& known = tails_[slot];
  if (known == nullptr) known = std::make_shared<Tail>(Tail{cursor});
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
  if (heard.ok() && heard->size() < kBatch && still) *tail = Tail{cursor, *heard};
  co_return heard;
}

}  // namespace smarthub::incident
