// ListIncidents: the coordinator's queue and an agency's worklist.
//
// What waits for the caller is one index in the order of the queue: urgent, then what nobody of
// that role has opened, then by due time (record.cc writes it). Everything else is newest first.
#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/incident/handlers.h"
#include "services/incident/progress.h"
#include "services/incident/record.h"
#include "services/incident/show.h"
#include "services/incident/validate.h"

namespace smarthub::incident {
namespace {

using incident::v1::ListIncidentsResponse;
using rpc::Context;

constexpr std::string_view kQueuePage = "incident.list/";
// A token is good for the filter it came from.
std::string TokenPurpose(incident::v1::QueueFilter filter) {
  return std::string(kQueuePage) + std::to_string(filter);
}

// The list that the filter names, for the caller.
store::Range RangeOf(Role role, incident::v1::QueueFilter filter) {
  store::Range range;
  if (filter == incident::v1::QUEUE_FILTER_WAITING_FOR_ME) {
    range.index = std::string(kQueue);
    range.partition = std::string(Partition(role));
    return range;
  }
  const std::string_view stage = filter == incident::v1::QUEUE_FILTER_OPEN ? kOpen : kFinished;
  range.index = std::string(IsAgency(role) ? kByAgency : store::kReportsByState);
  range.partition = IsAgency(role) ? AgencyPartition(role, stage) : std::string(stage);
  return range;
}

}  // namespace

Task<absl::StatusOr<ListIncidentsResponse>> ListIncidents(
    const Service&, Context& context, const incident::v1::ListIncidentsRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, CheckPageSize(request.page_size()));
  incident::v1::QueueFilter filter = request.filter();
  if (!incident::v1::QueueFilter_IsValid(filter)) {
    co_return InvalidField("filter", error::v1::REASON_UNKNOWN_VALUE, "This choice is not known.");
  }
  if (filter == incident::v1::QUEUE_FILTER_UNSPECIFIED) {
    filter = incident::v1::QUEUE_FILTER_WAITING_FOR_ME;
  }
  store::Range range = RangeOf(context.caller().role(), filter);
  range.limit = limit;
  if (!request.page_token().empty()) {
    CO_ASSIGN_OR_RETURN(
        range.after, context.OpenToken(TokenPurpose(filter), request.page_token(), "page_token"));
  }
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  ListIncidentsResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_incidents(), Show(context, loaded));
  }
  if (!page.next.empty()) {
    reply.set_next_page_token(context.SealToken(TokenPurpose(filter), page.next));
  }
  co_return reply;
}

}  // namespace smarthub::incident
