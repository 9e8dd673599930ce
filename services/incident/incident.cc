#include "services/incident/incident.h"

#include <memory>
#include <utility>

#include "platform/rpc/room.h"
#include "services/incident/handlers.h"
#include "services/incident/queue_feed.h"

namespace smarthub::incident {

void RegisterIncident(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->feed = std::make_shared<QueueFeed>(store, clock, ReadReports(store));
  rpc::Room<Service> room(table, "smarthub.incident.v1.IncidentService", std::move(made));
  room.Add("ReportIncident", &ReportIncident);
  room.Add("ReturnIncident", &ReturnIncident);
  room.Add("CompleteIncident", &CompleteIncident);
  room.Add("AcceptIncident", &AcceptIncident);
  room.Add("DeclineIncident", &DeclineIncident);
  room.Add("PassIncident", &PassIncident);
  room.Add("TakeIncident", &TakeIncident);
  room.Add("AskBack", &AskBack);
  room.Add("AnswerIncident", &AnswerIncident);
  room.Add("CloseIncident", &CloseIncident);
  room.Add("WithdrawIncident", &WithdrawIncident);
  room.Add("GetIncident", &GetIncident);
  room.Add("ListMyIncidents", &ListMyIncidents);
  room.Add("ListIncidents", &ListIncidents);
  room.Add("RequestIncidents", &RequestIncidents);
  room.Add("ListIncidentRequests", &ListIncidentRequests);
  room.Add("DecideIncidentRequest", &DecideIncidentRequest);
  room.AddStream<incident::v1::WatchQueueResponse>("WatchQueue", &WatchQueue);
}

}  // namespace smarthub::incident
