#include "policies/engine/flow.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

bool Fits(const v1::Transition& row, Role role, const Position& at) {
  if (std::find(row.roles().begin(), row.roles().end(), role) == row.roles().end()) return false;
  if (row.of_handover() != (at.handover_to != v1::ROLE_UNSPECIFIED)) return false;
  if (row.of_handover()) {
    if (row.handover_to() != v1::ROLE_UNSPECIFIED && row.handover_to() != at.handover_to) {
      return false;
    }
    if (IsAgency(role) && role != at.handover_to) return false;
  }
  if (row.from().empty()) return at.state == v1::INCIDENT_STATE_UNSPECIFIED;
  if (std::find(row.from().begin(), row.from().end(), at.state) == row.from().end()) return false;
  // What an agency has taken it keeps (it is controller), also while it waits for an answer.
  const bool kept = at.returned_from == v1::INCIDENT_STATE_TAKEN;
  if (row.of_handover() && row.to() == v1::INCIDENT_STATE_WITHDRAWN && kept) return false;
  return !row.to_previous() || at.returned_from != v1::INCIDENT_STATE_UNSPECIFIED;
}

}  // namespace

std::optional<Move> NextMove(const Policy& policy, Role role, std::string_view action,
                             const Position& position, absl::Time now) {
  for (const v1::Transition& row : policy.bundle().flow().transitions()) {
    if (row.action() != action || !Fits(row, role, position)) continue;
    Move move;
    move.to = row.to_previous() ? position.returned_from : row.to();
    if (row.has_next_due()) {
      move.due = EndOf(row.next_due(), now, policy.zone());
      move.waiting_for = row.waiting_for();
    }
    return move;
  }
  return std::nullopt;
}

std::vector<std::string_view> ActionsFrom(const Policy& policy, Role role,
                                          const Position& position) {
  std::vector<std::string_view> actions;
  for (const v1::Transition& row : policy.bundle().flow().transitions()) {
    if (!Fits(row, role, position)) continue;
    if (std::find(actions.begin(), actions.end(), row.action()) == actions.end()) {
      actions.push_back(row.action());
    }
  }
  return actions;
}

std::vector<Role> Recipients(const Policy& policy, IncidentType type) {
  std::vector<Role> recipients;
  for (const v1::Route& route : policy.bundle().flow().routes()) {
    if (std::find(route.types().begin(), route.types().end(), type) == route.types().end()) {
      continue;
    }
    for (int to : route.to()) recipients.push_back(static_cast<Role>(to));
  }
  return recipients;
}

bool IsUrgent(const Policy& policy, IncidentType type) {
  return absl::c_linear_search(policy.bundle().flow().urgent_types(), type);
}

std::vector<Role> UrgentRecipients(const Policy& policy, IncidentType type,
                                   const std::vector<Role>& wanted) {
  std::vector<Role> recipients;
  for (const int to : policy.bundle().flow().urgent_to()) {
    recipients.push_back(static_cast<Role>(to));
  }
  for (const Role to : Recipients(policy, type)) {
    if (!wanted.empty() && !absl::c_linear_search(wanted, to)) continue;
    if (!absl::c_linear_search(recipients, to)) recipients.push_back(to);
  }
  return recipients;
}

}  // namespace smarthub::policy
