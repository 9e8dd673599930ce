// An agency asks to see more than was passed to it; the coordinator grants named reports or
// refuses.
#include <algorithm>
#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/incident/handlers.h"
#include "services/incident/progress.h"
#include "services/incident/record.h"
#include "services/incident/show.h"
#include "services/incident/validate.h"

namespace smarthub::incident {
namespace {

using incident::v1::StoredIncidentRequest;
using rpc::Context;

constexpr std::string_view kRequests = "requests";
constexpr int kRequestsShown = 50;
// Of the 256 KiB of a commit (docs/formats/redis-keys.md); the rest is for the request itself, the
// audit entry and the kept answer.
constexpr size_t kGrantedBytes = size_t{192} << 10;

void IndexRequest(const StoredIncidentRequest& body, store::Content& content) {
  const std::string newest = NewestFirst(FromProto(body.asked_at()));
  content.indexes.clear();
  content.indexes.push_back({std::string(kRequests), std::string(store::kAll), newest});
  content.indexes.push_back(
      {std::string(kRequests), std::string(Partition(body.asked_by())), newest});
}

// What a report takes of a commit when it is written again: its texts, and for each of its parts
// keys, seals and names.
size_t SizeOf(const store::Content& content) {
  constexpr size_t kRecord = 2048;
  constexpr size_t kAppearance = 256;
  size_t size = kRecord + content.body.size();
  for (const auto& [id, bytes] : content.appearances) size += kAppearance + bytes.size();
  return size;
}

// One report for the agency that asked. It must be what was asked for: that site, those days.
// Gives what it takes of the commit.
Task<absl::StatusOr<size_t>> Grant(Context& context, const StoredIncidentRequest& asked,
                                   const id::v1::IncidentId& id, std::string path) {
  CO_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id.value(), path));
  const store::Key key{label::v1::INCIDENT, uuid};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto body,
                      rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  const bool there = body.site_id() == asked.site_id();
  const bool then = FromProto(body.happened_to()) >= FromProto(asked.from()) &&
                    FromProto(body.happened_from()) <= FromProto(asked.to());
  if (!there || !then) {
    co_return InvalidField(path, error::v1::REASON_OUT_OF_RANGE,
                           "This report is not of the site and days that were asked for.");
  }
  const auto& granted = loaded.content.facts.granted_to();
  if (std::find(granted.begin(), granted.end(), asked.asked_by()) != granted.end()) co_return 0;
  loaded.content.facts.add_granted_to(asked.asked_by());
  const size_t size = SizeOf(loaded.content);
  context.Stage(key, loaded.version, std::move(loaded.content));
  co_return size;
}

// All of them are opened in one commit, and that has a bound. Long reports reach it before their
// number does: said here, with how many fit, and not by the store after everything is done.
Task<absl::Status> GrantAll(Context& context,
                            const incident::v1::DecideIncidentRequestRequest& request,
                            StoredIncidentRequest& body) {
  size_t size = 0;
  for (int i = 0; i < request.grant_size(); ++i) {
    const std::string path = "grant[" + std::to_string(i) + "]";
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.grant(i).value(), path));
    CO_ASSIGN_OR_RETURN(const size_t one, co_await Grant(context, body, request.grant(i), path));
    size += one;
    if (size > kGrantedBytes) {
      co_return InvalidField("grant", error::v1::REASON_TOO_MANY,
                             "These reports are long: only the first " + std::to_string(i) +
                                 " can be granted in one step. Grant those, and the agency asks "
                                 "again for the others.");
    }
    body.add_granted(std::string(id.bytes()));
  }
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<incident::v1::RequestIncidentsResponse>> RequestIncidents(
    const Service& service, Context& context,
    const incident::v1::RequestIncidentsRequest& request) {
  CO_RETURN_IF_ERROR(CheckIncidentRequest(request, context.now()));
  CO_RETURN_IF_ERROR(
      service.scanner.Check("reason", request.reason(), request.scan_acknowledged()));
  CO_ASSIGN_OR_RETURN(const Uuid site, Uuid::Parse(request.site_id().value(), "site_id"));
  const store::Key site_key{label::v1::SITE, site};
  CO_ASSIGN_OR_RETURN(const auto found, co_await context.LoadForRule(site_key));
  if (!found.has_value()) {
    co_return InvalidField("site_id", error::v1::REASON_NOT_FOUND, "There is no such site.");
  }
  StoredIncidentRequest body;
  body.set_asked_by(context.caller().role());
  body.set_site_id(std::string(site.bytes()));
  *body.mutable_from() = request.from();
  *body.mutable_to() = request.to();
  body.set_reason(request.reason());
  body.set_state(incident::v1::INCIDENT_REQUEST_STATE_ASKED);
  body.set_purpose(context.caller().purpose());
  *body.mutable_asked_at() = ToProto(context.now());

  store::Content content;
  content.facts.add_site_ids(body.site_id());
  content.facts.set_person_id(std::string(context.caller().person_id().bytes()));
  content.facts.set_organisation_id(std::string(context.caller().facts().organisation_id.bytes()));
  content.facts.add_passed_to(context.caller().role());
  content.facts.set_submitted(true);
  IndexRequest(body, content);
  // Kept as long as a report would be: it is why an agency could read one.
  CO_RETURN_IF_ERROR(SetRetention(context.policy(), context.now(),
                                  policy::v1::RETENTION_CLASS_INCIDENT,
                                  policy::v1::CLOCK_END_OF_MONTH_HAPPENED, context.now(), content));
  content.body = body.SerializeAsString();
  const store::Key key{label::v1::INCIDENT_REQUEST, Uuid::Make(context.random())};
  context.Stage(key, 0, std::move(content));
  context.Tell(key);
  incident::v1::RequestIncidentsResponse reply;
  reply.mutable_incident_request_id()->set_value(key.id.ToString());
  co_return reply;
}

Task<absl::StatusOr<incident::v1::ListIncidentRequestsResponse>> ListIncidentRequests(
    const Service&, Context& context, const incident::v1::ListIncidentRequestsRequest&) {
  const Role role = context.caller().role();
  store::Range range;
  range.index = std::string(kRequests);
  range.partition = std::string(IsAgency(role) ? Partition(role) : store::kAll);
  range.limit = kRequestsShown;
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  incident::v1::ListIncidentRequestsResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_incident_requests(), ShowRequest(loaded));
  }
  co_return reply;
}

Task<absl::StatusOr<incident::v1::DecideIncidentRequestResponse>> DecideIncidentRequest(
    const Service& service, Context& context,
    const incident::v1::DecideIncidentRequestRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id,
                      Uuid::Parse(request.incident_request_id().value(), "incident_request_id"));
  if (request.grant_size() > kGrants) {
    co_return InvalidField("grant", error::v1::REASON_TOO_MANY, "There are too many.");
  }
  // A refusal says why; a grant may.
  const size_t least = request.grant().empty() ? 1 : 0;
  CO_RETURN_IF_ERROR(CheckText("reason", request.reason(), least, kNote));
  CO_RETURN_IF_ERROR(
      service.scanner.Check("reason", request.reason(), request.scan_acknowledged()));
  const store::Key key{label::v1::INCIDENT_REQUEST, id};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(auto body, rpc::ParseBody<StoredIncidentRequest>(loaded.content.body));
  if (body.state() != incident::v1::INCIDENT_REQUEST_STATE_ASKED) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "This request has been decided.");
  }
  CO_RETURN_IF_ERROR(co_await GrantAll(context, request, body));
  body.set_state(request.grant().empty() ? incident::v1::INCIDENT_REQUEST_STATE_REFUSED
                                         : incident::v1::INCIDENT_REQUEST_STATE_GRANTED);
  body.set_decision_reason(request.reason());
  if (!request.grant().empty()) context.DisclosedTo(body.asked_by());
  loaded.content.body = body.SerializeAsString();
  context.Stage(key, loaded.version, std::move(loaded.content));
  context.Tell(key);
  incident::v1::DecideIncidentRequestResponse reply;
  reply.set_state(body.state());
  co_return reply;
}

}  // namespace smarthub::incident
