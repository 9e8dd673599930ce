// What each of them does when they sit down to it: coordinator, police, council, and the shops in
// the evening.
#include <algorithm>
#include <string>
#include <vector>

#include "platform/base/status_macros.h"
#include "services/demo/texts.h"
#include "services/demo/walk.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::demo {
namespace {

using policy::v1::Role;

bool Older(absl::Time since, absl::Time now, int days) {
  return now - since >= absl::Hours(24 * days);
}

}  // namespace

template <typename Reply, typename Request>
Task<absl::Status> Walk::Do(Person& person, std::string_view method, Request request,
                            const Case& one) {
  request.mutable_request_id()->set_value(town_.RequestId());
  request.mutable_incident_id()->set_value(one.plan->incident_id);
  const std::string path = Method(method);
  const auto reply = co_await town_.As<Reply>(person, path, request);
  co_return reply.status();
}

Task<absl::Status> Walk::Pass(Case& one) {
  incident::v1::PassIncidentRequest request;
  for (const AgencyPlan& plan : one.plan->agencies) {
    const bool has = std::any_of(one.parts.begin(), one.parts.end(),
                                 [&plan](const Part& part) { return part.plan == &plan; });
    if (has) continue;
    request.add_to(plan.to);
    Part& part = one.parts.emplace_back();
    part.plan = &plan;
    part.since = town_.now();
  }
  one.stage = Case::Stage::kWithAgencies;
  if (request.to().empty()) co_return absl::OkStatus();
  co_return co_await Do<incident::v1::PassIncidentResponse>(people_.coordinator, "PassIncident",
                                                            request, one);
}

Task<absl::Status> Walk::Review(Case& one) {
  Person& coordinator = people_.coordinator;
  CO_RETURN_IF_ERROR(co_await Open(coordinator, one));
  if (one.plan->declined) {
    incident::v1::DeclineIncidentRequest request;
    request.set_reason(std::string(dice_.Of(kDeclined)));
    one.stage = Case::Stage::kOver;
    co_return co_await Do<incident::v1::DeclineIncidentResponse>(coordinator, "DeclineIncident",
                                                                 request, one);
  }
  if (one.plan->returned && !one.returned_before) {
    incident::v1::ReturnIncidentRequest request;
    request.set_missing(std::string(dice_.Of(kMissing)));
    one.stage = Case::Stage::kReturned;
    one.since = town_.now();
    one.returned_before = true;
    co_return co_await Do<incident::v1::ReturnIncidentResponse>(coordinator, "ReturnIncident",
                                                                request, one);
  }
  const incident::v1::AcceptIncidentRequest request;
  CO_RETURN_IF_ERROR(co_await Do<incident::v1::AcceptIncidentResponse>(
      coordinator, "AcceptIncident", request, one));
  co_return co_await Pass(one);
}

Task<absl::Status> Walk::CloseOne(Case& one) {
  incident::v1::CloseIncidentRequest request;
  request.set_reason(std::string(dice_.Of(kClosed)));
  one.stage = Case::Stage::kOver;
  co_return co_await Do<incident::v1::CloseIncidentResponse>(people_.coordinator, "CloseIncident",
                                                             request, one);
}

Task<absl::Status> Walk::CoordinatorSits() {
  bool looked = false;
  for (Case& one : cases_) {
    const bool review = one.stage == Case::Stage::kWithCoordinator && !one.plan->left;
    const bool answered =
        one.stage == Case::Stage::kWithAgencies && one.plan->closed &&
        std::all_of(one.parts.begin(), one.parts.end(), [this](const Part& part) {
          return part.stage == Part::Stage::kAnswered && Older(part.since, town_.now(), 5);
        });
    if (!review && !answered) continue;
    if (!looked) CO_RETURN_IF_ERROR(co_await LookAtQueue(people_.coordinator));
    looked = true;
    if (review) {
      CO_RETURN_IF_ERROR(co_await Review(one));
    } else {
      CO_RETURN_IF_ERROR(co_await CloseOne(one));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Walk::Work(Role role, Person& officer, Case& one, Part& part) {
  const AgencyPlan& plan = *part.plan;
  const absl::Time now = town_.now();
  if (part.stage == Part::Stage::kPassed && plan.take_after >= 0 &&
      (one.plan->urgent || Older(part.since, now, plan.take_after))) {
    CO_RETURN_IF_ERROR(co_await Open(officer, one));
    const incident::v1::TakeIncidentRequest request;
    part.stage = Part::Stage::kTaken;
    part.since = now;
    co_return co_await Do<incident::v1::TakeIncidentResponse>(officer, "TakeIncident", request,
                                                              one);
  }
  if (part.stage != Part::Stage::kTaken) co_return absl::OkStatus();
  if (plan.asks && !part.asked) {
    incident::v1::AskBackRequest request;
    request.set_question(std::string(dice_.Of(kQuestions)));
    part.stage = Part::Stage::kAsked;
    part.since = now;
    part.asked = true;
    co_return co_await Do<incident::v1::AskBackResponse>(officer, "AskBack", request, one);
  }
  if (!Older(part.since, now, plan.answer_after)) co_return absl::OkStatus();
  incident::v1::AnswerIncidentRequest request;
  request.set_reference(plan.reference);
  request.set_outcome(plan.outcome);
  request.set_note(std::string(plan.note));
  if (role == policy::v1::ROLE_POLICE && dice_.Chance(20)) {
    request.set_agency_note("Looks like the series from last month.");
  }
  part.stage = Part::Stage::kAnswered;
  part.since = now;
  co_return co_await Do<incident::v1::AnswerIncidentResponse>(officer, "AnswerIncident", request,
                                                              one);
}

Task<absl::Status> Walk::AgencySits(Role role, Person& officer) {
  bool looked = false;
  for (Case& one : cases_) {
    if (one.stage == Case::Stage::kNotYet || one.stage == Case::Stage::kOver) continue;
    for (Part& part : one.parts) {
      if (part.plan->to != role) continue;
      const bool mine = part.stage == Part::Stage::kPassed || part.stage == Part::Stage::kTaken;
      if (!mine) continue;
      if (!looked) CO_RETURN_IF_ERROR(co_await LookAtQueue(officer));
      looked = true;
      CO_RETURN_IF_ERROR(co_await Work(role, officer, one, part));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Walk::ShopsAnswer() {
  for (Case& one : cases_) {
    if (one.stage == Case::Stage::kNotYet || one.stage == Case::Stage::kOver) continue;
    const bool with_us = one.stage == Case::Stage::kReturned;
    const auto asked = std::find_if(one.parts.begin(), one.parts.end(), [](const Part& part) {
      return part.stage == Part::Stage::kAsked;
    });
    // Withdrawn in the first days, before an agency took it.
    const bool untaken = std::all_of(one.parts.begin(), one.parts.end(), [](const Part& part) {
      return part.stage == Part::Stage::kPassed;
    });
    if (one.plan->withdrawn && untaken) {
      incident::v1::WithdrawIncidentRequest request;
      request.set_reason(std::string(dice_.Of(kWithdrawn)));
      one.stage = Case::Stage::kOver;
      CO_RETURN_IF_ERROR(co_await Do<incident::v1::WithdrawIncidentResponse>(
          ReporterOf(one), "WithdrawIncident", request, one));
      continue;
    }
    // Most shops answer within a day or two, a few never do.
    if ((!with_us && asked == one.parts.end()) || one.plan->silent || !dice_.Chance(60)) continue;
    CO_RETURN_IF_ERROR(co_await Open(ReporterOf(one), one));
    std::vector<Role> askers;
    if (with_us) askers.push_back(policy::v1::ROLE_COORDINATOR);
    if (with_us) one.stage = Case::Stage::kWithCoordinator;
    for (Part& part : one.parts) {
      if (part.stage != Part::Stage::kAsked) continue;
      askers.push_back(part.plan->to);
      part.stage = Part::Stage::kTaken;
    }
    for (const Role asker : askers) {
      incident::v1::CompleteIncidentRequest request;
      request.set_addition(std::string(dice_.Of(kAdditions)));
      request.set_answers(asker);
      CO_RETURN_IF_ERROR(co_await Do<incident::v1::CompleteIncidentResponse>(
          ReporterOf(one), "CompleteIncident", request, one));
    }
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::demo
