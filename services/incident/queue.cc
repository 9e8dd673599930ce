// ListIncidents: the coordinator's queue and an agency's worklist.
//
// What waits for the caller comes overdue first, then urgent, then newest. Overdue is not a
// property of a record but of the moment, so it cannot be an index: the queue is read in two
// phases, first the index by due time as far as it is overdue, then the index by urgency and time
// without those. The page token says in which phase the next page begins.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/keys.h"
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
constexpr char kOverduePhase = 'd';
constexpr char kNewPhase = 'n';

// A place in a list: phase and member.
struct Place {
  char phase = kOverduePhase;
  std::string after;
};

// A token is good for the filter it came from.
std::string TokenPurpose(incident::v1::QueueFilter filter) {
  return std::string(kQueuePage) + std::to_string(filter);
}

absl::StatusOr<Place> PlaceOf(Context& context, const incident::v1::ListIncidentsRequest& request) {
  Place place;
  if (request.page_token().empty()) return place;
  const std::string purpose = TokenPurpose(request.filter());
  ASSIGN_OR_RETURN(const std::string text,
                   context.OpenToken(purpose, request.page_token(), "page_token"));
  if (text.empty() || (text[0] != kOverduePhase && text[0] != kNewPhase)) {
    return InvalidField("page_token", error::v1::REASON_BAD_FORMAT, "This is no page token.");
  }
  place.phase = text[0];
  place.after = text.substr(1);
  return place;
}

std::string TokenOf(Context& context, incident::v1::QueueFilter filter, const Place& place) {
  return context.SealToken(TokenPurpose(filter), place.phase + place.after);
}

// Whether the caller's role is waited for and late; `member` gets its place in the due index.
absl::StatusOr<bool> OverdueFor(const Context& context, const rpc::Loaded& loaded,
                                std::string* member) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  for (const Waiting& waiting : WaitingFor(body)) {
    if (waiting.role != context.caller().role()) continue;
    if (member != nullptr) *member = store::IndexMember(OldestFirst(waiting.due), loaded.key);
    return waiting.due < context.now();
  }
  return false;
}

// The overdue ones from `place` on. True: the page is full, and `place` is where the next begins.
Task<absl::StatusOr<bool>> AddOverdue(Context& context, int limit, Place& place,
                                      ListIncidentsResponse& reply) {
  store::Range range;
  range.index = std::string(kQueueDue);
  range.partition = std::string(Partition(context.caller().role()));
  range.after = place.after;
  range.limit = limit;
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(const bool overdue, OverdueFor(context, loaded, &place.after));
    if (!overdue) {
      // In order of due time: nothing after this one is overdue either.
      place = Place{kNewPhase, ""};
      co_return false;
    }
    CO_ASSIGN_OR_RETURN(*reply.add_incidents(), Show(context, loaded));
  }
  if (page.next.empty()) {
    place = Place{kNewPhase, ""};
    co_return false;
  }
  place.after = page.next;
  co_return true;
}

Task<absl::StatusOr<ListIncidentsResponse>> WaitingForMe(
    Context& context, const incident::v1::ListIncidentsRequest& request, int limit) {
  ListIncidentsResponse reply;
  CO_ASSIGN_OR_RETURN(Place place, PlaceOf(context, request));
  if (place.phase == kOverduePhase) {
    CO_ASSIGN_OR_RETURN(const bool full, co_await AddOverdue(context, limit, place, reply));
    if (full || reply.incidents_size() >= limit) {
      reply.set_next_page_token(TokenOf(context, request.filter(), place));
      co_return reply;
    }
  }
  store::Range range;
  range.index = std::string(kQueueNew);
  range.partition = std::string(Partition(context.caller().role()));
  range.after = place.after;
  range.limit = limit - reply.incidents_size();
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(const bool shown_before, OverdueFor(context, loaded, nullptr));
    if (shown_before) continue;
    CO_ASSIGN_OR_RETURN(*reply.add_incidents(), Show(context, loaded));
  }
  if (!page.next.empty()) {
    place.phase = kNewPhase;
    place.after = page.next;
    reply.set_next_page_token(TokenOf(context, request.filter(), place));
  }
  co_return reply;
}

Task<absl::StatusOr<ListIncidentsResponse>> ByStage(
    Context& context, const incident::v1::ListIncidentsRequest& request, int limit) {
  const bool open = request.filter() == incident::v1::QUEUE_FILTER_OPEN;
  const std::string_view stage = open ? kOpen : kFinished;
  const Role role = context.caller().role();
  store::Range range;
  range.limit = limit;
  range.index = std::string(IsAgency(role) ? kByAgency : kByState);
  range.partition = IsAgency(role) ? AgencyPartition(role, stage) : std::string(stage);
  CO_ASSIGN_OR_RETURN(Place place, PlaceOf(context, request));
  range.after = place.after;
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  ListIncidentsResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_incidents(), Show(context, loaded));
  }
  if (!page.next.empty()) {
    place.phase = kNewPhase;
    place.after = page.next;
    reply.set_next_page_token(TokenOf(context, request.filter(), place));
  }
  co_return reply;
}

}  // namespace

Task<absl::StatusOr<ListIncidentsResponse>> ListIncidents(
    const Service&, Context& context, const incident::v1::ListIncidentsRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, CheckPageSize(request.page_size()));
  switch (request.filter()) {
    case incident::v1::QUEUE_FILTER_UNSPECIFIED:
    case incident::v1::QUEUE_FILTER_WAITING_FOR_ME:
      co_return co_await WaitingForMe(context, request, limit);
    case incident::v1::QUEUE_FILTER_OPEN:
    case incident::v1::QUEUE_FILTER_FINISHED:
      co_return co_await ByStage(context, request, limit);
    default:
      co_return InvalidField("filter", error::v1::REASON_UNKNOWN_VALUE,
                             "This choice is not known.");
  }
}

}  // namespace smarthub::incident
