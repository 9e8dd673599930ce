#include "services/incident/queue_feed.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace smarthub::incident {
namespace {

Task<QueueFeed::AllNews> ReadFacts(store::Store* store, std::string slot,
                                   std::vector<store::OutboxItem> items) {
  std::vector<store::Key> keys;
  for (const store::OutboxItem& item : items) {
    if (item.event.key.kind == label::v1::INCIDENT) keys.push_back(item.event.key);
  }
  std::vector<std::unique_ptr<store::Sealed>> records;
  if (!keys.empty()) {
    CO_ASSIGN_OR_RETURN(records, co_await store->Read(slot, keys));
  }
  std::vector<std::shared_ptr<const store::v1::RecordFacts>> news(items.size());
  size_t read = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].event.key.kind != label::v1::INCIDENT) continue;
    const auto& sealed = records[read++];
    if (sealed == nullptr) continue;
    // Of a damaged one there is no news, and no reason to tell nobody of the others.
    auto facts = sealed->OpenFacts();
    if (facts.ok()) news[i] = std::make_shared<const store::v1::RecordFacts>(*std::move(facts));
  }
  co_return news;
}

}  // namespace

QueueFeed::Reader ReadReports(store::Store* store) {
  return [store](std::string slot, std::vector<store::OutboxItem> items) {
    return ReadFacts(store, std::move(slot), std::move(items));
  };
}

}  // namespace smarthub::incident
