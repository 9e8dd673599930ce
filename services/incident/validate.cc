#include "services/incident/validate.h"

#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "services/incident/progress.h"

namespace smarthub::incident {

absl::Status CheckRecipients(std::string_view path,
                             const google::protobuf::RepeatedField<int>& recipients, int least) {
  RETURN_IF_ERROR(CheckCount(path, recipients.size(), 2));
  if (recipients.size() < least) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "Choose police, council or both.");
  }
  for (int i = 0; i < recipients.size(); ++i) {
    const int role = recipients.Get(i);
    if (!IsAgency(role)) {
      return InvalidField(At(path, i), error::v1::REASON_UNKNOWN_VALUE,
                          "Only police and council can be chosen.");
    }
    if (i == 1 && recipients.Get(0) == role) {
      return InvalidField(At(path, i), error::v1::REASON_DUPLICATE_FIELD, "Chosen twice.");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAnswer(const incident::v1::AnswerIncidentRequest& request) {
  RETURN_IF_ERROR(CheckText("reference", request.reference(), 0, kReference));
  RETURN_IF_ERROR(
      CheckEnum("outcome", request.outcome(), incident::v1::OutcomeGroup_IsValid, true));
  // The loudest complaint of shops is an end without a reason.
  const bool ends = request.outcome() == incident::v1::OUTCOME_GROUP_NO_FURTHER_ACTION;
  RETURN_IF_ERROR(CheckText("note", request.note(), ends ? 1 : 0, kNote));
  return CheckText("agency_note", request.agency_note(), 0, kAgencyNote);
}

absl::Status CheckIncidentRequest(const incident::v1::RequestIncidentsRequest& request,
                                  absl::Time now) {
  RETURN_IF_ERROR(Uuid::Parse(request.site_id().value(), "site_id").status());
  ASSIGN_OR_RETURN(const absl::Time from,
                   CheckTime("from", request.has_from() ? &request.from() : nullptr));
  ASSIGN_OR_RETURN(const absl::Time to,
                   CheckTime("to", request.has_to() ? &request.to() : nullptr));
  if (from > now + kClockSkew) {
    return InvalidField("from", error::v1::REASON_TIME_IN_FUTURE, "This is in the future.");
  }
  if (to < from) {
    return InvalidField("to", error::v1::REASON_OUT_OF_RANGE, "It ends before it begins.");
  }
  if (to - from > kLongestRequest) {
    return InvalidField("to", error::v1::REASON_OUT_OF_RANGE, "At most 92 days.");
  }
  return CheckText("reason", request.reason(), 10, kNote);
}

}  // namespace smarthub::incident
