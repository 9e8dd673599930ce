// The handlers of IncidentService, each a re-runnable function (platform/rpc/context.h): it reads,
// stages and returns. `Service` is what they share; it outlives every call.
#ifndef SERVICES_INCIDENT_HANDLERS_H_
#define SERVICES_INCIDENT_HANDLERS_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"
#include "platform/text/scan.h"
#include "services/incident/queue_feed.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {

struct Service {
  // For WatchQueue only; everything else goes through Context.
  store::Store* store = nullptr;
  Clock* clock = nullptr;
  std::shared_ptr<QueueFeed> feed;
  text::Scanner scanner;
};

// A report opened to be changed.
struct Opened {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  incident::v1::StoredIncident body;
};

// NOT_FOUND for whatever is not the caller's.
Task<absl::StatusOr<Opened>> OpenIncident(rpc::Context& context, const id::v1::IncidentId& id);
// Settles, stages and tells.
absl::Status SaveIncident(rpc::Context& context, Opened& opened);
// A text that a shop will read: scanned, and never naming a suspect of this report.
absl::Status CheckForShops(const Service& service, const Opened& opened, std::string_view path,
                           std::string_view text, bool acknowledged);

Task<absl::StatusOr<incident::v1::ReportIncidentResponse>> ReportIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::ReportIncidentRequest& request);

Task<absl::StatusOr<incident::v1::ReturnIncidentResponse>> ReturnIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::ReturnIncidentRequest& request);
Task<absl::StatusOr<incident::v1::CompleteIncidentResponse>> CompleteIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::CompleteIncidentRequest& request);
Task<absl::StatusOr<incident::v1::AcceptIncidentResponse>> AcceptIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::AcceptIncidentRequest& request);
Task<absl::StatusOr<incident::v1::DeclineIncidentResponse>> DeclineIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::DeclineIncidentRequest& request);
Task<absl::StatusOr<incident::v1::PassIncidentResponse>> PassIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::PassIncidentRequest& request);
Task<absl::StatusOr<incident::v1::TakeIncidentResponse>> TakeIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::TakeIncidentRequest& request);
Task<absl::StatusOr<incident::v1::AskBackResponse>> AskBack(
    const Service& service, rpc::Context& context, const incident::v1::AskBackRequest& request);
Task<absl::StatusOr<incident::v1::AnswerIncidentResponse>> AnswerIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::AnswerIncidentRequest& request);
Task<absl::StatusOr<incident::v1::CloseIncidentResponse>> CloseIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::CloseIncidentRequest& request);
Task<absl::StatusOr<incident::v1::WithdrawIncidentResponse>> WithdrawIncident(
    const Service& service, rpc::Context& context,
    const incident::v1::WithdrawIncidentRequest& request);

Task<absl::StatusOr<incident::v1::GetIncidentResponse>> GetIncident(
    const Service& service, rpc::Context& context, const incident::v1::GetIncidentRequest& request);
Task<absl::StatusOr<incident::v1::ListMyIncidentsResponse>> ListMyIncidents(
    const Service& service, rpc::Context& context,
    const incident::v1::ListMyIncidentsRequest& request);
Task<absl::StatusOr<incident::v1::ListIncidentsResponse>> ListIncidents(
    const Service& service, rpc::Context& context,
    const incident::v1::ListIncidentsRequest& request);

Task<absl::StatusOr<incident::v1::RequestIncidentsResponse>> RequestIncidents(
    const Service& service, rpc::Context& context,
    const incident::v1::RequestIncidentsRequest& request);
Task<absl::StatusOr<incident::v1::ListIncidentRequestsResponse>> ListIncidentRequests(
    const Service& service, rpc::Context& context,
    const incident::v1::ListIncidentRequestsRequest& request);
Task<absl::StatusOr<incident::v1::DecideIncidentRequestResponse>> DecideIncidentRequest(
    const Service& service, rpc::Context& context,
    const incident::v1::DecideIncidentRequestRequest& request);

Task<absl::Status> WatchQueue(const Service& service, rpc::Context& context,
                              const incident::v1::WatchQueueRequest& request, rpc::Stream& stream);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_HANDLERS_H_
