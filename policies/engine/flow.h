// The state table of a report: who may move what, to which state, and when the next step is due.
//
// A report and each of its hand-overs have a state of their own. Rows without `of_handover` move
// the report, the others move one hand-over. docs/formats/policy.md, "Flow". Pure, thread-safe.
#ifndef POLICIES_ENGINE_FLOW_H_
#define POLICIES_ENGINE_FLOW_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {

using v1::IncidentState;
using v1::IncidentType;

inline bool IsAgency(int role) { return role == v1::ROLE_POLICE || role == v1::ROLE_COUNCIL; }

struct Position {
  // INCIDENT_STATE_UNSPECIFIED: it does not exist yet (report, pass).
  IncidentState state = v1::INCIDENT_STATE_UNSPECIFIED;
  // The state it was RETURNED from; kept by the caller, used by rows that go back.
  IncidentState returned_from = v1::INCIDENT_STATE_UNSPECIFIED;
  // ROLE_UNSPECIFIED: the report itself; else the hand-over to this agency.
  Role handover_to = v1::ROLE_UNSPECIFIED;
};

struct Move {
  IncidentState to = v1::INCIDENT_STATE_UNSPECIFIED;
  // Both set or both absent: who is waited for, until when.
  Role waiting_for = v1::ROLE_UNSPECIFIED;
  std::optional<absl::Time> due;
};

// The move, or nullopt where the table has no row for it: FAILED_PRECONDITION / WRONG_STATE.
// An agency moves its own hand-over only; a row's role being the caller's is not enough.
std::optional<Move> NextMove(const Policy& policy, Role role, std::string_view action,
                             const Position& position, absl::Time now);

// Actions with a row for this role from this position, in the order of the table, without repeats.
// Views into the policy.
std::vector<std::string_view> ActionsFrom(const Policy& policy, Role role,
                                          const Position& position);

// Where a type of incident goes when the reporter does not say; empty: the table does not say.
std::vector<Role> Recipients(const Policy& policy, IncidentType type);

// Whether a type is urgent by itself.
bool IsUrgent(const Policy& policy, IncidentType type);

// Whom an urgent report reaches at once, before anybody at the scheme has looked: those whom the
// bundle names for urgency, whatever was ticked; then those to whom its type goes, of them only
// the `wanted` where the reporter chose. Each once. What the reporter alone wished for is not among
// them: that waits for the coordinator.
std::vector<Role> UrgentRecipients(const Policy& policy, IncidentType type,
                                   const std::vector<Role>& wanted);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_FLOW_H_
