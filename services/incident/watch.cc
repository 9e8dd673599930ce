// WatchQueue: ids of what changes for the caller, as it changes.
//
// A message has no content: an id, the action that changed it and a sealed place to resume from.
// Whether the caller may see the record is decided by policy for every stream and event, on facts
// of the record that were read for all of them together (queue_feed.h); the stream's Guard renews
// the caller.
#include <string>

#include "absl/time/time.h"
#include "platform/base/status_macros.h"
#include "services/incident/handlers.h"
#include "services/incident/queue_feed.h"

namespace smarthub::incident {
namespace {

using incident::v1::WatchQueueResponse;
using rpc::Context;

constexpr std::string_view kResume = "incident.watch";
constexpr absl::Duration kHeartbeat = absl::Seconds(15);

// Every stream of a scheme wakes at the same commit. Each takes its turn a little later (1 to 256
// ms), so that a thousand of them are a trickle beside other calls and not a wave in front of them;
// and what came meanwhile is read in one go.
absl::Duration DrawTurn(Random& random) {
  return absl::Milliseconds(1 + static_cast<unsigned char>(random.Bytes(1)[0]));
}

// Whether policy lets the caller see the report as it is.
Task<absl::StatusOr<bool>> MaySee(Context& context, const QueueFeed::Heard& heard) {
  if (heard.news == nullptr) co_return false;
  const auto shown = co_await context.DiscloseOutside(heard.item.event.key, *heard.news);
  if (absl::IsNotFound(shown.status())) co_return false;
  if (!shown.ok()) co_return shown.status();
  co_return true;
}

Task<absl::Status> WritePlace(Context& context, rpc::Stream& stream, std::string cursor) {
  WatchQueueResponse message;
  message.set_resume_token(context.SealToken(kResume, cursor));
  co_return co_await stream.Write(message);
}

// A place that the outbox does not have any more (or, after a restored backup, not yet) cannot be
// resumed from: the page reads its list again and begins a new stream.
Task<absl::StatusOr<std::vector<QueueFeed::Heard>>> ReadOn(QueueFeed& feed, std::string slot,
                                                           std::string cursor, Loop& loop) {
  auto heard = co_await feed.After(std::move(slot), std::move(cursor), loop);
  if (absl::IsOutOfRange(heard.status())) {
    co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                    "This place in the queue is gone. Read the queue again.");
  }
  co_return heard;
}

}  // namespace

Task<absl::Status> WatchQueue(const Service& service, Context& context,
                              const incident::v1::WatchQueueRequest& request, rpc::Stream& stream) {
  store::Store& store = *service.store;
  const std::string slot = context.caller().scheme();
  std::string cursor;
  if (request.resume_token().empty()) {
    CO_ASSIGN_OR_RETURN(cursor, co_await store.NewestOutboxCursor(slot));
  } else {
    CO_ASSIGN_OR_RETURN(cursor, context.OpenToken(kResume, request.resume_token(), "resume_token"));
  }
  // Says that the stream stands: whoever reads the queue after this misses nothing.
  CO_RETURN_IF_ERROR(co_await WritePlace(context, stream, cursor));
  absl::Time said = service.clock->Now();
  const absl::Duration turn = DrawTurn(context.random());
  while (true) {
    // A store that is slower than facts grow old is no reason to read on for nobody.
    CO_RETURN_IF_ERROR(context.cancellation()->why());
    const auto news = co_await ReadOn(*service.feed, slot, cursor, context.loop());
    if (!news.ok()) co_return news.status();
    bool grown_old = false;
    for (const QueueFeed::Heard& heard : *news) {
      // The client took its time over the last one: the rest is read again before it is decided on.
      grown_old = !heard.IsFresh(service.clock->Now());
      if (grown_old) break;
      cursor = heard.item.cursor;
      CO_ASSIGN_OR_RETURN(const bool told, co_await MaySee(context, heard));
      if (!told) continue;
      WatchQueueResponse message;
      message.mutable_incident_id()->set_value(heard.item.event.key.id.ToString());
      message.set_reason(heard.item.event.reason);
      message.set_resume_token(context.SealToken(kResume, cursor));
      CO_RETURN_IF_ERROR(co_await stream.Write(message));
      said = service.clock->Now();
    }
    // A full batch has more behind it; what came since a short one wakes the wait at once.
    if (grown_old || news->size() >= QueueFeed::kBatch) continue;
    CO_RETURN_IF_ERROR(
        co_await store.AwaitOutbox(slot, kHeartbeat, context.cancellation(), cursor));
    CO_RETURN_IF_ERROR(co_await context.loop().Sleep(turn, context.cancellation()));
    // Many a commit is nothing to this stream, so waking is no heartbeat; time is.
    if (service.clock->Now() - said < kHeartbeat) continue;
    CO_RETURN_IF_ERROR(co_await WritePlace(context, stream, cursor));
    said = service.clock->Now();
  }
}

}  // namespace smarthub::incident
