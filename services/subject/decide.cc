// DecideChallenge: how a challenge ends, and what stays frozen after it.
#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "platform/text/bounds.h"
#include "services/subject/challenge_change.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/wrong_state.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::StoredChallenge;

constexpr Length kDecision = {10, 1000};

// A freeze for the risk of the wrong person does not depend on who asks, so neither "refused" nor
// "not identified" ends it: only why it is the right person does.
absl::Status TakeReason(const subject::v1::DecideChallengeRequest& request, StoredChallenge& body) {
  if (!body.freezes() || !body.risk_of_mistaken_identity()) return absl::OkStatus();
  if (request.not_frozen_because().empty()) {
    return InvalidField("not_frozen_because", error::v1::REASON_REQUIRED,
                        "This froze because we may have the wrong person. Say why it is the right "
                        "one, or uphold it.");
  }
  body.set_not_frozen_because(request.not_frozen_because());
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<subject::v1::DecideChallengeResponse>> DecideChallenge(
    const Service&, Context& context, const subject::v1::DecideChallengeRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckEnum("outcome", request.outcome(),
                                     subject::v1::ChallengeOutcome_IsValid, /*required=*/true));
  CO_RETURN_IF_ERROR(
      text::CheckText("decision", request.decision(), kDecision.least, kDecision.most));
  CO_RETURN_IF_ERROR(CheckNotFrozenBecause(request.not_frozen_because()));
  CO_ASSIGN_OR_RETURN(OpenedChallenge opened,
                      co_await OpenToChange(context, request.challenge_id()));
  StoredChallenge& body = opened.body;
  if (body.state() == subject::v1::CHALLENGE_STATE_DECIDED) {
    co_return WrongState("This challenge has been decided.");
  }
  if (body.state() != subject::v1::CHALLENGE_STATE_UNDER_REVIEW) {
    co_return WrongState("Review it first: whose it is, and whether they are frozen meanwhile.");
  }
  body.set_state(subject::v1::CHALLENGE_STATE_DECIDED);
  body.set_outcome(request.outcome());
  body.set_decision(request.decision());
  body.set_decided_by(std::string(context.caller().person_id().bytes()));
  CO_ASSIGN_OR_RETURN(*body.mutable_decided_by_name(), co_await rpc::CallersName(context));
  *body.mutable_decided_at() = ToProto(context.now());
  // Whoever was right, wholly or in part, is not shown again as they were, whether or not they were
  // frozen until now: that stays until somebody says what was put right. Nothing is withdrawn from
  // here; people decide. A copy that was asked for says nothing against what it is a copy of.
  const bool right = request.outcome() == subject::v1::CHALLENGE_OUTCOME_UPHELD ||
                     request.outcome() == subject::v1::CHALLENGE_OUTCOME_PARTLY_UPHELD;
  const bool copy = body.ground() == policy::v1::CHALLENGE_GROUND_ACCESS;
  if (!right) CO_RETURN_IF_ERROR(TakeReason(request, body));
  body.set_freezes(right && !body.subject_id().empty() && (body.freezes() || !copy));
  Touched touched;
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/false));
  CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  CO_RETURN_IF_ERROR(co_await touched.SaveAll(context));
  CO_RETURN_IF_ERROR(SaveChallenge(context, opened));
  co_return subject::v1::DecideChallengeResponse();
}

}  // namespace smarthub::subject
