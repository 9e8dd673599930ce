// WatchQueue: ids of what changes for the caller, as it changes.
//
// A message has no content: an id, the action that changed it and a sealed place to resume from.
// Whether the caller may see the record is decided by policy for every stream and event, on facts
// of the record that were read for all of them together (queue_feed.h); the stream's Guard renews
// the caller.
#include "platform/rpc/watch.h"

#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "services/incident/handlers.h"
#include "services/incident/queue_feed.h"

namespace smarthub::incident {
namespace {

using incident::v1::WatchQueueResponse;
using rpc::Context;

constexpr std::string_view kResume = "incident.watch";
// Whether policy lets the caller see the report as it is.
Task<absl::StatusOr<bool>> MaySee(Context& context, const QueueFeed::Heard& heard) {
  if (heard.news == nullptr) co_return false;
  const auto shown = co_await context.DiscloseOutside(heard.item.event.key, *heard.news);
  if (absl::IsNotFound(shown.status())) co_return false;
  if (!shown.ok()) co_return shown.status();
  co_return true;
}

class QueueWatch final : public rpc::Watch<store::v1::RecordFacts> {
 public:
  QueueWatch(const Deps& deps, rpc::Stream& stream) : Watch(deps), stream_(stream) {}

 private:
  Task<absl::StatusOr<bool>> Tell(const std::vector<Heard>& news, size_t at) override {
    const Heard& heard = news[at];
    CO_ASSIGN_OR_RETURN(const bool may, co_await MaySee(context(), heard));
    if (!may) co_return false;
    WatchQueueResponse message;
    message.mutable_incident_id()->set_value(heard.item.event.key.id.ToString());
    message.set_reason(heard.item.event.reason);
    message.set_resume_token(TokenAt(heard.item.cursor));
    CO_RETURN_IF_ERROR(co_await stream_.Write(message));
    co_return true;
  }
  Task<absl::Status> TellPlace(std::string token) override {
    WatchQueueResponse message;
    message.set_resume_token(std::move(token));
    co_return co_await stream_.Write(message);
  }

  rpc::Stream& stream_;
};

}  // namespace

Task<absl::Status> WatchQueue(const Service& service, Context& context,
                              const incident::v1::WatchQueueRequest& request, rpc::Stream& stream) {
  QueueWatch watch({&context, service.store, service.clock, service.feed.get(), kResume}, stream);
  co_return co_await watch.Run(request.resume_token());
}

}  // namespace smarthub::incident
