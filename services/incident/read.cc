// Reading one report, and the lists of one's own.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "services/incident/handlers.h"
#include "services/incident/progress.h"
#include "services/incident/record.h"
#include "services/incident/show.h"
#include "services/incident/validate.h"

namespace smarthub::incident {
namespace {

using incident::v1::ListMyIncidentsResponse;
using rpc::Context;

constexpr std::string_view kMyPage = "incident.list_mine";

// Where a record stands in every newest-first index: the member that the store sorts by.
absl::StatusOr<std::string> MemberOf(const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  return store::IndexMember(NewestFirst(FromProto(body.reported_at())), loaded.key);
}

// Several lists in one order, merged: all of them use the same members, so one place in the order
// continues them all.
struct Merged {
  std::vector<std::pair<std::string, rpc::Loaded>> records;
  // Nothing beyond this member has been looked at in every list; empty: everything has.
  std::string horizon;

  absl::Status Add(rpc::LoadedPage page) {
    for (rpc::Loaded& loaded : page.records) {
      ASSIGN_OR_RETURN(std::string member, MemberOf(loaded));
      records.emplace_back(std::move(member), std::move(loaded));
    }
    if (!page.next.empty() && (horizon.empty() || page.next < horizon)) horizon = page.next;
    return absl::OkStatus();
  }

  // The first `limit` different ones; `horizon` becomes where the next page begins.
  void Cut(size_t limit) {
    std::sort(records.begin(), records.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    records.erase(std::unique(records.begin(), records.end(),
                              [](const auto& a, const auto& b) { return a.first == b.first; }),
                  records.end());
    if (!horizon.empty()) {
      std::erase_if(records, [this](const auto& record) { return record.first > horizon; });
    }
    if (records.size() <= limit) return;
    records.erase(records.begin() + static_cast<std::ptrdiff_t>(limit), records.end());
    horizon = records.back().first;
  }
};

}  // namespace

Task<absl::StatusOr<incident::v1::GetIncidentResponse>> GetIncident(
    const Service&, Context& context, const incident::v1::GetIncidentRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.incident_id().value(), "incident_id"));
  const store::Key key{label::v1::INCIDENT, id};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(auto body, rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  // The shop sees that the agency has opened it, from this call on; the queue that it is not new.
  if (MarkRead(context.caller().role(), context.now(), body)) {
    CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), body, loaded.content));
    context.Stage(key, loaded.version, loaded.content);
    context.Tell(key);
  }
  incident::v1::GetIncidentResponse reply;
  CO_ASSIGN_OR_RETURN(*reply.mutable_incident(), Show(context, loaded));
  co_return reply;
}

Task<absl::StatusOr<ListMyIncidentsResponse>> ListMyIncidents(
    const Service&, Context& context, const incident::v1::ListMyIncidentsRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, CheckPageSize(request.page_size()));
  store::Range range;
  range.limit = limit;
  if (!request.page_token().empty()) {
    CO_ASSIGN_OR_RETURN(range.after,
                        context.OpenToken(kMyPage, request.page_token(), "page_token"));
  }
  Merged merged;
  range.index = std::string(kByReporter);
  range.partition = context.caller().person_id().ToString();
  CO_ASSIGN_OR_RETURN(rpc::LoadedPage own, co_await context.List(range));
  CO_RETURN_IF_ERROR(merged.Add(std::move(own)));
  range.index = std::string(kBySite);
  // A reporter's own reports are all there is for them; their site's list would only be longer.
  const bool manager = context.caller().role() == policy::v1::ROLE_SITE_MANAGER;
  const std::vector<Uuid> sites = manager ? context.caller().facts().sites : std::vector<Uuid>();
  for (const Uuid& site : sites) {
    range.partition = site.ToString();
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage at_site, co_await context.List(range));
    CO_RETURN_IF_ERROR(merged.Add(std::move(at_site)));
  }
  merged.Cut(static_cast<size_t>(limit));

  ListMyIncidentsResponse reply;
  for (const auto& [member, loaded] : merged.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_incidents(), Show(context, loaded));
  }
  if (!merged.horizon.empty()) {
    reply.set_next_page_token(context.SealToken(kMyPage, merged.horizon));
  }
  co_return reply;
}

}  // namespace smarthub::incident
