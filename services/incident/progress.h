// Where a report stands. It runs on tracks: the scheme's own, and one for each agency it was handed
// to. Each track moves by the policy's state table (policies/engine/flow.h) and nothing here knows
// who may move what; what is here is how tracks move together and what they amount to.
//
// Pure functions of their arguments; thread-safe.
#ifndef SERVICES_INCIDENT_PROGRESS_H_
#define SERVICES_INCIDENT_PROGRESS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "policies/engine/flow.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {

using incident::v1::Question;
using incident::v1::StoredHandover;
using incident::v1::StoredIncident;
using incident::v1::StoredTrack;
using policy::IsAgency;
using policy::v1::IncidentState;
using policy::v1::Role;

// Who moves, when, and what they say.
struct Move {
  Move(std::string_view action_in, Role role_in, absl::Time now_in)
      : action(action_in), role(role_in), now(now_in) {}
  std::string_view action;
  Role role;
  absl::Time now;
  // Written on the line of time; for the reporter's eyes.
  std::string_view note;
  // The note asks the reporter for something.
  bool asks = false;
  // Answers the question of this role and moves only the track that waits for it.
  Role answers = policy::v1::ROLE_UNSPECIFIED;
};

// Moves every track that the table lets this role move with this action: an agency its own
// hand-over, everybody else the scheme's own track and the hand-overs. FAILED_PRECONDITION /
// WRONG_STATE, with the state it is in, where the table has no row for any of them.
absl::Status Apply(const policy::Policy& policy, const Move& move, StoredIncident& incident);

// Begins the scheme's own track (ReportIncident). FAILED_PRECONDITION / WRONG_STATE where the table
// lets this role begin nothing.
absl::Status Begin(const policy::Policy& policy, const Move& move, StoredIncident& incident);

// Hands it to `to`. With Move::action "incident.pass" the own track moves too.
// FAILED_PRECONDITION / ALREADY_PASSED where it has it, WRONG_STATE where the table says no.
absl::Status HandTo(const policy::Policy& policy, const Move& move, const std::vector<Role>& to,
                    StoredIncident& incident);

// An agency's first opening: sets first_read_at and a step "read". The coordinator's first opening
// is kept too, for the queue; it is no step. False: it was opened before, or role is neither.
bool MarkRead(Role role, absl::Time now, StoredIncident& incident);
// Nobody of this role, the coordinator's or an agency's that has it, has opened it yet.
bool Unopened(Role role, const StoredIncident& incident);

// What the reporter is asked and has not answered, in the order of the tracks.
std::vector<Question> OpenQuestions(const StoredIncident& incident);

// The state of the whole.
IncidentState Overall(const StoredIncident& incident);
// Nobody is waited for on any track.
bool Finished(const StoredIncident& incident);

struct Waiting {
  Role role = policy::v1::ROLE_UNSPECIFIED;
  absl::Time due = absl::InfiniteFuture();
};
// Everybody who is waited for, each once with their earliest due time, the earliest first.
std::vector<Waiting> WaitingFor(const StoredIncident& incident);

// What this role may do with it now, in the order of the table.
std::vector<std::string> AllowedActions(const policy::Policy& policy, Role role,
                                        const StoredIncident& incident);

// Null: it was not handed to them.
StoredHandover* FindHandover(StoredIncident& incident, Role to);
const StoredHandover* FindHandover(const StoredIncident& incident, Role to);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_PROGRESS_H_
