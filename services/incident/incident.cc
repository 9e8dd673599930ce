#include "services/incident/incident.h"

#include <memory>
#include <string>
#include <utility>

#include "services/incident/handlers.h"
#include "services/incident/queue_feed.h"

namespace smarthub::incident {
namespace {

template <typename Request, typename Reply>
using Handler = Task<absl::StatusOr<Reply>> (*)(const Service&, rpc::Context&, const Request&);

std::string Name(std::string_view method) {
  return "smarthub.incident.v1.IncidentService." + std::string(method);
}

// The lambda is no coroutine: it only calls one, and lives as long as the table.
template <typename Request, typename Reply>
void Add(rpc::MethodTable& table, std::shared_ptr<const Service> service, std::string_view method,
         Handler<Request, Reply> handler) {
  table.Unary<Request, Reply>(Name(method), [service = std::move(service), handler](
                                                rpc::Context& context, const Request& request) {
    return handler(*service, context, request);
  });
}

}  // namespace

void RegisterIncident(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->feed = std::make_shared<QueueFeed>(store, clock, ReadReports(store));
  const std::shared_ptr<const Service> service = std::move(made);
  Add(table, service, "ReportIncident", &ReportIncident);
  Add(table, service, "ReturnIncident", &ReturnIncident);
  Add(table, service, "CompleteIncident", &CompleteIncident);
  Add(table, service, "AcceptIncident", &AcceptIncident);
  Add(table, service, "DeclineIncident", &DeclineIncident);
  Add(table, service, "PassIncident", &PassIncident);
  Add(table, service, "TakeIncident", &TakeIncident);
  Add(table, service, "AskBack", &AskBack);
  Add(table, service, "AnswerIncident", &AnswerIncident);
  Add(table, service, "CloseIncident", &CloseIncident);
  Add(table, service, "WithdrawIncident", &WithdrawIncident);
  Add(table, service, "GetIncident", &GetIncident);
  Add(table, service, "ListMyIncidents", &ListMyIncidents);
  Add(table, service, "ListIncidents", &ListIncidents);
  Add(table, service, "RequestIncidents", &RequestIncidents);
  Add(table, service, "ListIncidentRequests", &ListIncidentRequests);
  Add(table, service, "DecideIncidentRequest", &DecideIncidentRequest);
  table.ServerStream<incident::v1::WatchQueueRequest, incident::v1::WatchQueueResponse>(
      Name("WatchQueue"),
      [service](rpc::Context& context, const incident::v1::WatchQueueRequest& request,
                rpc::Stream& stream) { return WatchQueue(*service, context, request, stream); });
}

}  // namespace smarthub::incident
