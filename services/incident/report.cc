// ReportIncident: a report comes in from a shop.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "platform/text/scan_labels.h"
#include "services/incident/fingerprint.h"
#include "services/incident/handlers.h"
#include "services/incident/progress.h"
#include "services/incident/record.h"
#include "services/incident/validate.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::incident {
namespace {

using incident::v1::ReportIncidentRequest;
using incident::v1::ReportIncidentResponse;
using incident::v1::Step;

constexpr std::string_view kReport = "incident.report";

// Shop staff report for the sites they work at; whoever has no sites (a coordinator who takes a
// message from the radio, where policy lets them) for any site of the scheme.
bool MayReportFrom(const rpc::Caller& caller, const Uuid& site) {
  const auto& sites = caller.facts().sites;
  const bool shop =
      caller.role() == policy::v1::ROLE_REPORTER || caller.role() == policy::v1::ROLE_SITE_MANAGER;
  return !shop || std::find(sites.begin(), sites.end(), site) != sites.end();
}

// The reporter as they appear in this report: a copy with a key and a clock of its own, so that the
// account can go while the report stays.
Task<absl::StatusOr<incident::v1::StoredAppearance>> ReporterAppearance(rpc::Context& context) {
  incident::v1::StoredAppearance appearance;
  auto& reporter = *appearance.mutable_reporter();
  reporter.set_person_id(std::string(context.caller().person_id().bytes()));
  CO_ASSIGN_OR_RETURN(*reporter.mutable_name(), co_await rpc::CallersName(context));
  co_return appearance;
}

// Takes the site's name and where it lies.
Task<absl::Status> TakeSite(rpc::Context& context, Uuid site, Opened& opened) {
  const store::Key key{label::v1::SITE, site};
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  if (!view.has_value() || !MayReportFrom(context.caller(), site)) {
    co_return InvalidField("report.site_id", error::v1::REASON_NOT_FOUND,
                           "This is not one of your sites.");
  }
  CO_ASSIGN_OR_RETURN(const auto stored,
                      rpc::ParseBody<identity::v1::StoredSite>(view->content.body));
  opened.body.set_site_id(std::string(site.bytes()));
  opened.body.set_site_name(stored.name());
  store::v1::RecordFacts& facts = opened.content.facts;
  facts.add_site_ids(std::string(site.bytes()));
  facts.set_area_id(stored.area_id());
  facts.set_organisation_id(stored.organisation_id());
  co_return absl::OkStatus();
}

// Whom it is handed to before the coordinator has looked, and whom it should go to in all. What the
// shop alone wished for stays a suggestion: the coordinator sees the wish and passes it.
struct Addressees {
  std::vector<Role> at_once;
  std::vector<Role> suggested;
};

Addressees AddresseesOf(const policy::Policy& policy, const incident::v1::Report& report) {
  std::vector<Role> wanted;
  for (const int role : report.wanted_recipients()) wanted.push_back(static_cast<Role>(role));
  Addressees to;
  if (Urgent(policy, report.type(), report.urgency())) {
    to.at_once = policy::UrgentRecipients(policy, report.type(), wanted);
  }
  to.suggested = to.at_once;
  if (wanted.empty()) wanted = policy::Recipients(policy, report.type());
  for (const Role role : wanted) {
    if (!absl::c_linear_search(to.suggested, role)) to.suggested.push_back(role);
  }
  return to;
}

ReportIncidentResponse Standing(const StoredIncident& incident) {
  ReportIncidentResponse reply;
  reply.set_state(Overall(incident));
  *reply.mutable_received_at() = incident.reported_at();
  for (const Step& step : incident.steps()) {
    const bool handed = step.action() == kReport && step.to_role() != policy::v1::ROLE_UNSPECIFIED;
    if (handed) reply.add_passed_at_once(step.to_role());
  }
  const std::vector<Waiting> waiting = WaitingFor(incident);
  if (!waiting.empty()) {
    reply.set_waiting_for(waiting.front().role);
    *reply.mutable_due() = ToProto(waiting.front().due);
  }
  return reply;
}

absl::Status IdTaken() {
  return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_REQUEST_ID_REUSED,
               "There is another report under this id.", "incident_id");
}

// What is restricted is stored only, and says nothing of itself.
bool IsOwn(const rpc::Caller& caller, const rpc::RuleView& view) {
  const store::v1::RecordFacts& facts = view.content.facts;
  return facts.person_id() == caller.person_id().bytes() && !facts.restricted();
}

// The caller has a report under this id. Guard gives the first answer for two days; a phone that
// comes back later with the same report learns where it stands now, and nothing changes. Anything
// else is another report.
absl::StatusOr<ReportIncidentResponse> SentBefore(const rpc::Context& context,
                                                  const rpc::RuleView& view,
                                                  const incident::v1::Report& report) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredIncident>(view.content.body));
  ASSIGN_OR_RETURN(const Uuid site, Uuid::FromBytes(body.site_id()));
  ASSIGN_OR_RETURN(const std::string fingerprint, FingerprintOf(report, view.content));
  if (body.fingerprint() != fingerprint || !MayReportFrom(context.caller(), site)) return IdTaken();
  return Standing(body);
}

}  // namespace

Task<absl::StatusOr<ReportIncidentResponse>> ReportIncident(const Service& service,
                                                            rpc::Context& context,
                                                            const ReportIncidentRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.incident_id().value(), "incident_id"));
  const incident::v1::Report& report = request.report();
  Opened opened;
  opened.key = {label::v1::INCIDENT, id};
  CO_ASSIGN_OR_RETURN(const auto taken, co_await context.LoadForRule(opened.key));
  if (taken.has_value() && IsOwn(context.caller(), *taken)) {
    co_return SentBefore(context, *taken, report);
  }
  // Before another's report is spoken of: a report that would not be taken anyway asks nothing.
  CO_RETURN_IF_ERROR(CheckReport(report, context.now()));
  if (taken.has_value()) co_return IdTaken();
  CO_RETURN_IF_ERROR(
      text::ScanByLabels(service.scanner, "report", report, request.scan_acknowledged()));
  CO_ASSIGN_OR_RETURN(const Uuid site, Uuid::Parse(report.site_id().value(), "report.site_id"));

  CO_RETURN_IF_ERROR(co_await TakeSite(context, site, opened));
  CO_ASSIGN_OR_RETURN(const auto reporter, co_await ReporterAppearance(context));
  TakeReport(report, context.random(), opened.body, opened.content);
  const Uuid reporter_id = AddAppearance(reporter, context.random(), opened.content);
  opened.body.set_reporter(std::string(reporter_id.bytes()));
  CO_ASSIGN_OR_RETURN(*opened.body.mutable_fingerprint(), FingerprintOf(report, opened.content));
  opened.content.facts.set_person_id(std::string(context.caller().person_id().bytes()));
  opened.content.facts.set_submitted(true);
  *opened.body.mutable_reported_at() = ToProto(context.now());

  const Move move(kReport, context.caller().role(), context.now());
  CO_RETURN_IF_ERROR(Begin(context.policy(), move, opened.body));
  const Addressees to = AddresseesOf(context.policy(), report);
  for (const Role role : to.suggested) opened.body.add_suggested_recipients(role);
  CO_RETURN_IF_ERROR(HandTo(context.policy(), move, to.at_once, opened.body));
  for (const Role role : to.at_once) context.DisclosedTo(role);
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));

  co_return Standing(opened.body);
}

}  // namespace smarthub::incident
