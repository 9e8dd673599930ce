// The moves of a report after it came in. Each says what it adds; the state table says who may.
#include <algorithm>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/incident/handlers.h"
#include "services/incident/progress.h"
#include "services/incident/record.h"
#include "services/incident/validate.h"

namespace smarthub::incident {
namespace {

using rpc::Context;

// A move that says one thing to the shop and changes nothing but where the report stands.
struct Said {
  Said(std::string_view action_in, std::string_view path_in, const std::string& text_in,
       bool acknowledged_in)
      : action(action_in), path(path_in), text(text_in), acknowledged(acknowledged_in) {}
  std::string_view action;
  std::string_view path;
  std::string_view text;
  bool acknowledged;
  bool asks = false;
};

template <typename Reply>
absl::StatusOr<Reply> Standing(const Opened& opened) {
  Reply reply;
  reply.set_state(Overall(opened.body));
  return reply;
}

template <typename Reply>
Task<absl::StatusOr<Reply>> SayAndMove(const Service& service, Context& context,
                                       const id::v1::IncidentId& id, Said said) {
  CO_RETURN_IF_ERROR(CheckText(said.path, said.text, 1, kNote));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, id));
  CO_RETURN_IF_ERROR(CheckForShops(service, opened, said.path, said.text, said.acknowledged));
  Move move(said.action, context.caller().role(), context.now());
  move.note = said.text;
  move.asks = said.asks;
  CO_RETURN_IF_ERROR(Apply(context.policy(), move, opened.body));
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<Reply>(opened);
}

// Whose question the reporter answers: said, or the only one there is. None open: the state table
// says what is wrong.
absl::StatusOr<Role> Answered(const StoredIncident& incident, int said) {
  if (said != policy::v1::ROLE_UNSPECIFIED) {
    if (!policy::v1::Role_IsValid(said)) {
      return InvalidField("answers", error::v1::REASON_UNKNOWN_VALUE, "This choice is not known.");
    }
    return static_cast<Role>(said);
  }
  const std::vector<Question> open = OpenQuestions(incident);
  if (open.size() > 1) {
    return InvalidField("answers", error::v1::REASON_REQUIRED,
                        "There is more than one question. Say which one this answers.");
  }
  return open.empty() ? policy::v1::ROLE_UNSPECIFIED : open.front().asked_by();
}

}  // namespace

Task<absl::StatusOr<Opened>> OpenIncident(Context& context, const id::v1::IncidentId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id.value(), "incident_id"));
  const store::Key key{label::v1::INCIDENT, uuid};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  Opened opened;
  opened.key = key;
  opened.version = loaded.version;
  opened.content = std::move(loaded.content);
  CO_ASSIGN_OR_RETURN(opened.body,
                      rpc::ParseBody<incident::v1::StoredIncident>(opened.content.body));
  co_return opened;
}

absl::Status SaveIncident(Context& context, Opened& opened) {
  RETURN_IF_ERROR(Settle(context.policy(), context.now(), opened.body, opened.content));
  context.Stage(opened.key, opened.version, std::move(opened.content));
  context.Tell(opened.key);
  return absl::OkStatus();
}

absl::Status CheckForShops(const Service& service, const Opened& opened, std::string_view path,
                           std::string_view text, bool acknowledged) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, SuspectNames(opened.content));
  if (text::NamesSomebody(text, names)) {
    return InvalidField(path, error::v1::REASON_SCAN_FOUND_SOMETHING,
                        "This names a suspect. What shops read may say nothing about them.");
  }
  return service.scanner.Check(path, text, acknowledged);
}

Task<absl::StatusOr<incident::v1::ReturnIncidentResponse>> ReturnIncident(
    const Service& service, Context& context, const incident::v1::ReturnIncidentRequest& request) {
  Said said("incident.return", "missing", request.missing(), request.scan_acknowledged());
  said.asks = true;
  return SayAndMove<incident::v1::ReturnIncidentResponse>(service, context, request.incident_id(),
                                                          said);
}

Task<absl::StatusOr<incident::v1::AskBackResponse>> AskBack(
    const Service& service, Context& context, const incident::v1::AskBackRequest& request) {
  Said said("incident.ask_back", "question", request.question(), request.scan_acknowledged());
  said.asks = true;
  return SayAndMove<incident::v1::AskBackResponse>(service, context, request.incident_id(), said);
}

Task<absl::StatusOr<incident::v1::DeclineIncidentResponse>> DeclineIncident(
    const Service& service, Context& context, const incident::v1::DeclineIncidentRequest& request) {
  const Said said("incident.decline", "reason", request.reason(), request.scan_acknowledged());
  return SayAndMove<incident::v1::DeclineIncidentResponse>(service, context, request.incident_id(),
                                                           said);
}

Task<absl::StatusOr<incident::v1::CloseIncidentResponse>> CloseIncident(
    const Service& service, Context& context, const incident::v1::CloseIncidentRequest& request) {
  const Said said("incident.close", "reason", request.reason(), request.scan_acknowledged());
  return SayAndMove<incident::v1::CloseIncidentResponse>(service, context, request.incident_id(),
                                                         said);
}

Task<absl::StatusOr<incident::v1::WithdrawIncidentResponse>> WithdrawIncident(
    const Service& service, Context& context,
    const incident::v1::WithdrawIncidentRequest& request) {
  const Said said("incident.withdraw", "reason", request.reason(), request.scan_acknowledged());
  return SayAndMove<incident::v1::WithdrawIncidentResponse>(service, context, request.incident_id(),
                                                            said);
}

Task<absl::StatusOr<incident::v1::CompleteIncidentResponse>> CompleteIncident(
    const Service& service, Context& context,
    const incident::v1::CompleteIncidentRequest& request) {
  CO_RETURN_IF_ERROR(CheckText("addition", request.addition(), 1, kAddition));
  CO_RETURN_IF_ERROR(
      service.scanner.Check("addition", request.addition(), request.scan_acknowledged()));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, request.incident_id()));
  Move move("incident.complete", context.caller().role(), context.now());
  CO_ASSIGN_OR_RETURN(move.answers, Answered(opened.body, request.answers()));
  CO_RETURN_IF_ERROR(Apply(context.policy(), move, opened.body));
  // Appended, never replaced: what an agency has read stays what it has read.
  std::string& text = *opened.body.mutable_what_happened();
  if (!text.empty()) text += "\n\n";
  text += request.addition();
  CO_RETURN_IF_ERROR(CheckText("addition", text, 1, kWholeNarrative));
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<incident::v1::CompleteIncidentResponse>(opened);
}

Task<absl::StatusOr<incident::v1::AcceptIncidentResponse>> AcceptIncident(
    const Service&, Context& context, const incident::v1::AcceptIncidentRequest& request) {
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, request.incident_id()));
  const Move move("incident.accept", context.caller().role(), context.now());
  CO_RETURN_IF_ERROR(Apply(context.policy(), move, opened.body));
  // An urgent report may be where it belongs already, so that accepting it leaves nothing to pass;
  // one that the shop wished to go further stays with the coordinator, who passes it or closes it.
  const auto& wanted = opened.body.suggested_recipients();
  const bool passed = std::all_of(wanted.begin(), wanted.end(), [&opened](int role) {
    return FindHandover(opened.body, static_cast<Role>(role)) != nullptr;
  });
  if (passed && !wanted.empty()) {
    const Move onward("incident.pass", context.caller().role(), context.now());
    CO_RETURN_IF_ERROR(HandTo(context.policy(), onward, {}, opened.body));
  }
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<incident::v1::AcceptIncidentResponse>(opened);
}

Task<absl::StatusOr<incident::v1::PassIncidentResponse>> PassIncident(
    const Service&, Context& context, const incident::v1::PassIncidentRequest& request) {
  CO_RETURN_IF_ERROR(CheckRecipients("to", request.to(), 1));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, request.incident_id()));
  std::vector<Role> to;
  for (const int role : request.to()) to.push_back(static_cast<Role>(role));
  const Move move("incident.pass", context.caller().role(), context.now());
  CO_RETURN_IF_ERROR(HandTo(context.policy(), move, to, opened.body));
  for (const Role role : to) context.DisclosedTo(role);
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<incident::v1::PassIncidentResponse>(opened);
}

Task<absl::StatusOr<incident::v1::TakeIncidentResponse>> TakeIncident(
    const Service&, Context& context, const incident::v1::TakeIncidentRequest& request) {
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, request.incident_id()));
  const Move move("incident.take", context.caller().role(), context.now());
  CO_RETURN_IF_ERROR(Apply(context.policy(), move, opened.body));
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<incident::v1::TakeIncidentResponse>(opened);
}

Task<absl::StatusOr<incident::v1::AnswerIncidentResponse>> AnswerIncident(
    const Service& service, Context& context, const incident::v1::AnswerIncidentRequest& request) {
  CO_RETURN_IF_ERROR(CheckAnswer(request));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await OpenIncident(context, request.incident_id()));
  const bool acknowledged = request.scan_acknowledged();
  CO_RETURN_IF_ERROR(CheckForShops(service, opened, "reference", request.reference(), true));
  CO_RETURN_IF_ERROR(CheckForShops(service, opened, "note", request.note(), acknowledged));
  const Move move("incident.answer", context.caller().role(), context.now());
  CO_RETURN_IF_ERROR(Apply(context.policy(), move, opened.body));
  StoredHandover* handover = FindHandover(opened.body, context.caller().role());
  if (handover == nullptr) co_return absl::InternalError("an answer without a hand-over");
  auto& answer = *handover->mutable_answer();
  answer.set_reference(request.reference());
  answer.set_outcome(request.outcome());
  answer.set_note(request.note());
  *answer.mutable_answered_at() = ToProto(context.now());
  if (!request.agency_note().empty()) handover->set_agency_note(request.agency_note());
  // Still under investigation is no outcome yet: the retention clock waits for one.
  if (handover->to() == policy::v1::ROLE_POLICE &&
      request.outcome() != incident::v1::OUTCOME_GROUP_UNDER_INVESTIGATION) {
    *opened.body.mutable_agency_outcome_at() = ToProto(context.now());
  }
  CO_RETURN_IF_ERROR(SaveIncident(context, opened));
  co_return Standing<incident::v1::AnswerIncidentResponse>(opened);
}

}  // namespace smarthub::incident
