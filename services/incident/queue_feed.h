// What WatchQueue's streams share of the outbox (platform/store/outbox_feed.h): the facts of each
// report that an event names, on which policy decides for every stream. Nothing else is opened.
#ifndef SERVICES_INCIDENT_QUEUE_FEED_H_
#define SERVICES_INCIDENT_QUEUE_FEED_H_

#include "platform/store/outbox_feed.h"

namespace smarthub::incident {

// Null: no report, gone, or damaged.
using QueueFeed = store::OutboxFeed<store::v1::RecordFacts>;

// `store` outlives what the reader gives out.
QueueFeed::Reader ReadReports(store::Store* store);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_QUEUE_FEED_H_
