#include "services/demo/walk.h"

#include <algorithm>
#include <string>

#include "absl/time/civil_time.h"
#include "platform/base/status_macros.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::demo {

std::string Walk::Method(std::string_view name) {
  return "incident.v1.IncidentService/" + std::string(name);
}

Walk::Walk(Town& town, Everybody& people, const std::vector<Planned>& plans, Stage& stage,
           Dice& dice)
    : town_(town), people_(people), stage_(stage), dice_(dice) {
  for (const Planned& plan : plans) cases_.emplace_back().plan = &plan;
}

Person& Walk::ReporterOf(const Case& one) { return people_.shops[one.plan->shop].reporter; }

Task<absl::Status> Walk::Open(Person& person, const Case& one) {
  incident::v1::GetIncidentRequest request;
  request.mutable_incident_id()->set_value(one.plan->incident_id);
  const std::string path = Method("GetIncident");
  const auto reply = co_await town_.As<incident::v1::GetIncidentResponse>(person, path, request);
  co_return reply.status();
}

Task<absl::Status> Walk::LookAtQueue(Person& person) {
  const incident::v1::ListIncidentsRequest request;
  const std::string path = Method("ListIncidents");
  const auto reply = co_await town_.As<incident::v1::ListIncidentsResponse>(person, path, request);
  co_return reply.status();
}

Task<absl::Status> Walk::Report(Case& one) {
  incident::v1::ReportIncidentRequest request;
  request.mutable_incident_id()->set_value(one.plan->incident_id);
  *request.mutable_report() = one.plan->report;
  const Shop& shop = people_.shops[one.plan->shop];
  request.mutable_report()->mutable_site_id()->set_value(shop.site_id);
  const std::string path = Method("ReportIncident");
  CO_ASSIGN_OR_RETURN(const auto reply, co_await town_.As<incident::v1::ReportIncidentResponse>(
                                            ReporterOf(one), path, request));
  one.stage = Case::Stage::kWithCoordinator;
  one.since = town_.now();
  for (const int role : reply.passed_at_once()) {
    for (const AgencyPlan& plan : one.plan->agencies) {
      if (plan.to != role) continue;
      Part& part = one.parts.emplace_back();
      part.plan = &plan;
      part.since = town_.now();
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Walk::WhatHappens(absl::Time at) {
  while (true) {
    const absl::Time report =
        reported_ < cases_.size() ? cases_[reported_].plan->reported : absl::InfiniteFuture();
    if (std::min(report, stage_.Next()) >= at) co_return absl::OkStatus();
    if (stage_.Next() < report) {
      CO_RETURN_IF_ERROR(co_await stage_.Play());
      continue;
    }
    town_.MoveTo(report);
    CO_RETURN_IF_ERROR(co_await Report(cases_[reported_]));
    ++reported_;
  }
}

Task<absl::Status> Walk::Day(absl::Time midnight, absl::Time until) {
  absl::TimeZone london;
  absl::LoadTimeZone("Europe/London", &london);
  const absl::Weekday day = absl::GetWeekday(absl::ToCivilDay(midnight, london));
  const bool weekday = day != absl::Weekday::saturday && day != absl::Weekday::sunday;
  const bool police = day == absl::Weekday::tuesday || day == absl::Weekday::friday;
  struct Sitting {
    int minute;
    bool on;
    enum { kScheme, kCommunitySafety, kOfficer, kShops, kEnd } who;
  };
  const Sitting sittings[] = {
      {9 * 60 + 30, weekday, Sitting::kScheme},
      {10 * 60 + 30, day == absl::Weekday::wednesday, Sitting::kCommunitySafety},
      {14 * 60, police, Sitting::kOfficer},
      {17 * 60, true, Sitting::kShops},
      {24 * 60, true, Sitting::kEnd},
  };
  for (const Sitting& sitting : sittings) {
    const absl::Time at = midnight + absl::Minutes(sitting.minute);
    CO_RETURN_IF_ERROR(co_await WhatHappens(std::min(at, until)));
    if (!sitting.on || at >= until) continue;
    town_.MoveTo(at);
    switch (sitting.who) {
      case Sitting::kScheme:
        CO_RETURN_IF_ERROR(co_await CoordinatorSits());
        break;
      case Sitting::kCommunitySafety:
        CO_RETURN_IF_ERROR(co_await AgencySits(policy::v1::ROLE_COUNCIL, people_.council));
        break;
      case Sitting::kOfficer: {
        const size_t officer = dice_.Chance(70) ? 0 : people_.police.size() - 1;
        CO_RETURN_IF_ERROR(co_await AgencySits(policy::v1::ROLE_POLICE, people_.police[officer]));
        break;
      }
      case Sitting::kShops:
        CO_RETURN_IF_ERROR(co_await ShopsAnswer());
        break;
      case Sitting::kEnd:
        break;
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Walk::Go(absl::Time until, std::function<void(int, int)> progress) {
  if (cases_.empty()) co_return absl::OkStatus();
  absl::TimeZone london;
  absl::LoadTimeZone("Europe/London", &london);
  absl::CivilDay day = absl::ToCivilDay(cases_.front().plan->reported, london);
  for (; absl::FromCivil(day, london) < until; ++day) {
    CO_RETURN_IF_ERROR(co_await Day(absl::FromCivil(day, london), until));
    if (progress) progress(static_cast<int>(reported_), static_cast<int>(cases_.size()));
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::demo
