#include "services/incident/progress.h"

#include <algorithm>
#include <tuple>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"

namespace smarthub::incident {
namespace {

using policy::Position;
using policy::v1::ROLE_UNSPECIFIED;

constexpr std::string_view kPass = "incident.pass";

Position PositionOf(const StoredTrack& track, Role handover_to) {
  return {track.state(), track.returned_from(), handover_to};
}

absl::Status WrongState(IncidentState state) {
  ErrorDetail detail;
  detail.set_reason(error::v1::REASON_WRONG_STATE);
  detail.set_state(state);
  return WithDetail(Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                          "This cannot be done with the report where it stands now."),
                    detail);
}

void Follow(const policy::Move& next, const Move& move, StoredTrack& track) {
  if (next.to == policy::v1::INCIDENT_STATE_RETURNED) {
    // Asked twice before the reporter answers: it still goes back to where it first came from.
    if (track.state() != policy::v1::INCIDENT_STATE_RETURNED) {
      track.set_returned_from(track.state());
    }
  } else {
    track.clear_returned_from();
    track.clear_question();
  }
  if (move.asks) {
    auto& question = *track.mutable_question();
    question.set_asked_by(move.role);
    question.set_text(std::string(move.note));
    *question.mutable_asked_at() = ToProto(move.now);
  }
  track.set_state(next.to);
  track.set_waiting_for(next.waiting_for);
  track.clear_due();
  if (next.due) *track.mutable_due() = ToProto(*next.due);
}

bool Try(const policy::Policy& policy, const Move& move, Role handover_to, StoredTrack& track) {
  if (move.answers != ROLE_UNSPECIFIED && track.question().asked_by() != move.answers) return false;
  const auto next =
      policy::NextMove(policy, move.role, move.action, PositionOf(track, handover_to), move.now);
  if (next) Follow(*next, move, track);
  return next.has_value();
}

void AddStep(const Move& move, Role to, StoredIncident& incident) {
  auto& step = *incident.add_steps();
  *step.mutable_at() = ToProto(move.now);
  step.set_action(std::string(move.action));
  step.set_by_role(move.role);
  step.set_to_role(to);
  step.set_note(std::string(move.note));
  step.set_state(Overall(incident));
}

// How far a hand-over has come; the whole has come as far as its slowest part.
int Advance(IncidentState state) {
  switch (state) {
    case policy::v1::INCIDENT_STATE_RETURNED:
      return 0;
    case policy::v1::INCIDENT_STATE_PASSED:
      return 1;
    case policy::v1::INCIDENT_STATE_TAKEN:
      return 2;
    case policy::v1::INCIDENT_STATE_ANSWERED:
      return 3;
    default:
      return 4;
  }
}

}  // namespace

StoredHandover* FindHandover(StoredIncident& incident, Role to) {
  for (StoredHandover& handover : *incident.mutable_handovers()) {
    if (handover.to() == to) return &handover;
  }
  return nullptr;
}

const StoredHandover* FindHandover(const StoredIncident& incident, Role to) {
  return FindHandover(const_cast<StoredIncident&>(incident), to);
}

absl::Status Begin(const policy::Policy& policy, const Move& move, StoredIncident& incident) {
  if (!Try(policy, move, ROLE_UNSPECIFIED, *incident.mutable_own())) {
    return WrongState(policy::v1::INCIDENT_STATE_DRAFT);
  }
  AddStep(move, ROLE_UNSPECIFIED, incident);
  return absl::OkStatus();
}

absl::Status Apply(const policy::Policy& policy, const Move& move, StoredIncident& incident) {
  bool moved = false;
  if (!IsAgency(move.role)) moved = Try(policy, move, ROLE_UNSPECIFIED, *incident.mutable_own());
  for (StoredHandover& handover : *incident.mutable_handovers()) {
    if (IsAgency(move.role) && handover.to() != move.role) continue;
    moved |= Try(policy, move, handover.to(), *handover.mutable_track());
  }
  if (!moved) {
    // An agency is told about its own hand-over: the other agency's is not its business.
    const StoredHandover* own = FindHandover(incident, move.role);
    return WrongState(own != nullptr ? own->track().state() : Overall(incident));
  }
  AddStep(move, move.answers, incident);
  return absl::OkStatus();
}

absl::Status HandTo(const policy::Policy& policy, const Move& move, const std::vector<Role>& to,
                    StoredIncident& incident) {
  for (const Role role : to) {
    if (FindHandover(incident, role) != nullptr) {
      return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_ALREADY_PASSED,
                   "One of them has this report already.", "to");
    }
  }
  const IncidentState before = Overall(incident);
  if (move.action == kPass && !Try(policy, move, ROLE_UNSPECIFIED, *incident.mutable_own())) {
    return WrongState(before);
  }
  for (const Role role : to) {
    StoredTrack track;
    if (!Try(policy, move, role, track)) return WrongState(before);
    StoredHandover& handover = *incident.add_handovers();
    handover.set_to(role);
    *handover.mutable_track() = track;
    *handover.mutable_passed_at() = ToProto(move.now);
    AddStep(move, role, incident);
  }
  return absl::OkStatus();
}

bool MarkRead(Role role, absl::Time now, StoredIncident& incident) {
  if (role == policy::v1::ROLE_COORDINATOR && !incident.has_looked_at()) {
    *incident.mutable_looked_at() = ToProto(now);
    return true;
  }
  StoredHandover* handover = IsAgency(role) ? FindHandover(incident, role) : nullptr;
  if (handover == nullptr || handover->has_first_read_at()) return false;
  *handover->mutable_first_read_at() = ToProto(now);
  AddStep(Move("read", role, now), ROLE_UNSPECIFIED, incident);
  return true;
}

bool Unopened(Role role, const StoredIncident& incident) {
  if (role == policy::v1::ROLE_COORDINATOR) return !incident.has_looked_at();
  const StoredHandover* handover = IsAgency(role) ? FindHandover(incident, role) : nullptr;
  return handover != nullptr && !handover->has_first_read_at();
}

std::vector<Question> OpenQuestions(const StoredIncident& incident) {
  std::vector<Question> questions;
  if (incident.own().has_question()) questions.push_back(incident.own().question());
  for (const StoredHandover& handover : incident.handovers()) {
    if (handover.track().has_question()) questions.push_back(handover.track().question());
  }
  return questions;
}

// Withdrawn by the shop is withdrawn, whatever an agency goes on to do with what it took. Otherwise
// hand-overs speak for the whole, and the least advanced of them does, so that nobody reads
// "answered" while somebody still owes an answer; a question to the reporter comes before all,
// because only the reporter can move it on. Without hand-overs it is the scheme's own state.
IncidentState Overall(const StoredIncident& incident) {
  const IncidentState own = incident.own().state();
  if (own == policy::v1::INCIDENT_STATE_WITHDRAWN || own == policy::v1::INCIDENT_STATE_RETURNED) {
    return own;
  }
  if (incident.handovers().empty()) return own;
  IncidentState least = policy::v1::INCIDENT_STATE_CLOSED;
  for (const StoredHandover& handover : incident.handovers()) {
    if (Advance(handover.track().state()) < Advance(least)) least = handover.track().state();
  }
  // Every agency is done, but the coordinator has not looked at it yet.
  const bool ended = Advance(least) == Advance(policy::v1::INCIDENT_STATE_CLOSED);
  if (ended && own == policy::v1::INCIDENT_STATE_SUBMITTED) return own;
  // The scheme closes once everybody has answered; while an agency works, it is not over.
  const bool answered = least == policy::v1::INCIDENT_STATE_ANSWERED;
  if (answered && own == policy::v1::INCIDENT_STATE_CLOSED) return own;
  return least;
}

bool Finished(const StoredIncident& incident) { return WaitingFor(incident).empty(); }

std::vector<Waiting> WaitingFor(const StoredIncident& incident) {
  std::vector<Waiting> waiting;
  const auto add = [&waiting](const StoredTrack& track) {
    if (track.waiting_for() == ROLE_UNSPECIFIED) return;
    const absl::Time due = track.has_due() ? FromProto(track.due()) : absl::InfiniteFuture();
    for (Waiting& known : waiting) {
      if (known.role != track.waiting_for()) continue;
      known.due = std::min(known.due, due);
      return;
    }
    Waiting one;
    one.role = track.waiting_for();
    one.due = due;
    waiting.push_back(one);
  };
  add(incident.own());
  for (const StoredHandover& handover : incident.handovers()) add(handover.track());
  std::sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) {
    return std::tie(a.due, a.role) < std::tie(b.due, b.role);
  });
  return waiting;
}

std::vector<std::string> AllowedActions(const policy::Policy& policy, Role role,
                                        const StoredIncident& incident) {
  std::vector<std::string> allowed;
  const auto add = [&](const Position& position) {
    for (const std::string_view action : policy::ActionsFrom(policy, role, position)) {
      if (std::find(allowed.begin(), allowed.end(), action) != allowed.end()) continue;
      // Passing asks for somebody who has not got it.
      if (action == kPass && incident.handovers_size() >= 2) continue;
      allowed.emplace_back(action);
    }
  };
  if (!IsAgency(role)) add(PositionOf(incident.own(), ROLE_UNSPECIFIED));
  for (const StoredHandover& handover : incident.handovers()) {
    if (!IsAgency(role) || handover.to() == role) add(PositionOf(handover.track(), handover.to()));
  }
  return allowed;
}

}  // namespace smarthub::incident
