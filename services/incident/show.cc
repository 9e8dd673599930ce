#include "services/incident/show.h"

#include <string>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/incident/progress.h"

namespace smarthub::incident {
namespace {

using incident::v1::Incident;
using incident::v1::StoredAppearance;

// The appearance under `id`, or an empty one where it was erased: its place stays, so that mention
// slots keep their numbers and the page can say that somebody's data was erased.
absl::StatusOr<StoredAppearance> Find(const store::Content& content, const std::string& id) {
  ASSIGN_OR_RETURN(const Uuid key, Uuid::FromBytes(id));
  const auto found = content.appearances.find(key);
  if (found == content.appearances.end()) return StoredAppearance();
  return rpc::ParseBody<StoredAppearance>(found->second);
}

template <typename Ids, typename Get, typename Add>
absl::Status ShowPeople(const store::Content& content, const Ids& ids, Get get, Add add) {
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const StoredAppearance appearance, Find(content, id));
    ASSIGN_OR_RETURN(const Uuid key, Uuid::FromBytes(id));
    auto* person = add();
    *person = get(appearance);
    person->mutable_appearance_id()->set_value(key.ToString());
  }
  return absl::OkStatus();
}

absl::Status ShowEverybody(const StoredIncident& body, const store::Content& content,
                           Incident& shown) {
  RETURN_IF_ERROR(ShowPeople(
      content, body.suspects(), [](const auto& of) { return of.suspect(); },
      [&] { return shown.add_suspects(); }));
  RETURN_IF_ERROR(ShowPeople(
      content, body.victims(), [](const auto& of) { return of.victim(); },
      [&] { return shown.add_victims(); }));
  RETURN_IF_ERROR(ShowPeople(
      content, body.witnesses(), [](const auto& of) { return of.witness(); },
      [&] { return shown.add_witnesses(); }));
  RETURN_IF_ERROR(ShowPeople(
      content, body.staff(), [](const auto& of) { return of.staff(); },
      [&] { return shown.add_staff(); }));
  RETURN_IF_ERROR(ShowPeople(
      content, body.vehicles(), [](const auto& of) { return of.vehicle(); },
      [&] { return shown.add_vehicles(); }));
  if (body.reporter().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const StoredAppearance reporter, Find(content, body.reporter()));
  shown.set_reporter_name(reporter.reporter().name());
  return absl::OkStatus();
}

bool Overdue(const StoredTrack& track, absl::Time now) {
  return track.has_due() && FromProto(track.due()) < now;
}

void ShowReport(const StoredIncident& body, Incident& shown) {
  shown.set_site_name(body.site_name());
  shown.set_type(body.type());
  *shown.mutable_urgency() = body.urgency();
  *shown.mutable_happened_from() = body.happened_from();
  *shown.mutable_happened_to() = body.happened_to();
  shown.set_place(body.place());
  *shown.mutable_goods() = body.goods();
  shown.set_what_happened(body.what_happened());
  *shown.mutable_cctv() = body.cctv();
  *shown.mutable_reported_at() = body.reported_at();
  *shown.mutable_steps() = body.steps();
  *shown.mutable_suggested_recipients() = body.suggested_recipients();
}

// An agency sees that the other has it, since when and how it stands, with its answer; never what
// the other noted for itself (docs/adr/0007-what-one-agency-sees-of-the-other.md). That is one
// label with two owners in one record, which redaction by label cannot tell apart.
void ShowHandovers(const StoredIncident& body, absl::Time now, Incident& shown) {
  for (const StoredHandover& handover : body.handovers()) {
    auto& to = *shown.add_handovers();
    to.set_to(handover.to());
    to.set_state(handover.track().state());
    *to.mutable_passed_at() = handover.passed_at();
    if (handover.has_first_read_at()) *to.mutable_first_read_at() = handover.first_read_at();
    if (handover.track().has_due()) *to.mutable_due() = handover.track().due();
    to.set_overdue(Overdue(handover.track(), now));
    if (handover.has_answer()) *to.mutable_answer() = handover.answer();
    to.set_agency_note(handover.agency_note());
  }
}

void ShowWaiting(const StoredIncident& body, Role viewer, absl::Time now, Incident& shown) {
  const std::vector<Waiting> waiting = WaitingFor(body);
  if (waiting.empty()) return;
  // The viewer's own turn is what the viewer must know; else whoever is next.
  Waiting one = waiting.front();
  for (const Waiting& other : waiting) {
    if (other.role == viewer) one = other;
  }
  shown.set_waiting_for(one.role);
  if (one.due != absl::InfiniteFuture()) *shown.mutable_due() = ToProto(one.due);
  shown.set_overdue(one.due < now);
}

// Everybody who has the report sees every open question, so that nobody asks the same again.
void ShowQuestions(const StoredIncident& body, Incident& shown) {
  for (Question& question : OpenQuestions(body)) *shown.add_questions() = std::move(question);
}

}  // namespace

absl::StatusOr<Incident> Show(const rpc::Context& context, const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const StoredIncident body, rpc::ParseBody<StoredIncident>(loaded.content.body));
  const Role viewer = context.caller().role();
  Incident shown;
  shown.mutable_incident_id()->set_value(loaded.key.id.ToString());
  shown.set_state(Overall(body));
  ASSIGN_OR_RETURN(const Uuid site, Uuid::FromBytes(body.site_id()));
  shown.mutable_site_id()->set_value(site.ToString());
  const absl::StatusOr<Uuid> person = Uuid::FromBytes(loaded.content.facts.person_id());
  if (person.ok()) shown.mutable_reported_by()->set_value(person->ToString());
  ShowReport(body, shown);
  RETURN_IF_ERROR(ShowEverybody(body, loaded.content, shown));
  ShowHandovers(body, context.now(), shown);
  ShowWaiting(body, viewer, context.now(), shown);
  ShowQuestions(body, shown);
  shown.set_unopened(Unopened(viewer, body));
  for (std::string& action : AllowedActions(context.policy(), viewer, body)) {
    shown.add_allowed_actions(std::move(action));
  }
  return shown;
}

absl::StatusOr<incident::v1::IncidentRequest> ShowRequest(const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncidentRequest>(loaded.content.body));
  incident::v1::IncidentRequest shown;
  shown.mutable_incident_request_id()->set_value(loaded.key.id.ToString());
  shown.set_asked_by(body.asked_by());
  ASSIGN_OR_RETURN(const Uuid site, Uuid::FromBytes(body.site_id()));
  shown.mutable_site_id()->set_value(site.ToString());
  *shown.mutable_from() = body.from();
  *shown.mutable_to() = body.to();
  shown.set_reason(body.reason());
  shown.set_state(body.state());
  shown.set_decision_reason(body.decision_reason());
  for (const std::string& bytes : body.granted()) {
    ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(bytes));
    shown.add_granted()->set_value(id.ToString());
  }
  shown.set_purpose(body.purpose());
  *shown.mutable_asked_at() = body.asked_at();
  return shown;
}

}  // namespace smarthub::incident
