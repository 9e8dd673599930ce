// Challenges at the scheme's desk: the list, whose one is, whether it freezes them.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/text/bounds.h"
#include "services/subject/challenge.h"
#include "services/subject/challenge_change.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/show.h"
#include "services/subject/wrong_state.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::ListChallengesResponse;
using subject::v1::StoredChallenge;

constexpr std::string_view kChallengesPage = "challenge.list";

// Said of one person, and of another now, or of nobody: whoever it spoke of until now is shown,
// published and unlinked again.
bool Moves(const StoredChallenge& before, const StoredChallenge& now) {
  return !before.subject_id().empty() && before.subject_id() != now.subject_id();
}

absl::Status NeedsReason(const char* why) {
  return InvalidField("not_frozen_because", error::v1::REASON_REQUIRED, why);
}

// By the policy's rule for its ground, and then whether somebody recorded why not (DPA 2018 Sch 2
// para 2). Nobody whom it spoke of is free of it without a reason: neither where it froze until
// now, nor where it is another's from now on; there the reason is for that, and frees nobody else.
// Reasons that nothing asked for are not kept.
absl::Status DecideFreeze(const policy::Policy& policy,
                          const subject::v1::ReviewChallengeRequest& request, bool moves,
                          StoredChallenge& body) {
  const policy::v1::ChallengeRule* rule = RuleFor(policy, body.ground());
  if (rule == nullptr) return absl::InternalError("the policy has no rule for a ground it took");
  const bool confirmed = rule->freezes_when_confirmed() && request.identity_confirmed();
  const bool risk = rule->freezes_on_risk() && request.risk_of_mistaken_identity();
  const bool would = !body.subject_id().empty() && (confirmed || risk);
  const bool reason = !request.not_frozen_because().empty();
  if (moves && !reason) {
    return NeedsReason("This was about somebody else until now. Say why it is so no longer.");
  }
  const bool froze = body.freezes();
  if (froze && !would && !reason) {
    return NeedsReason("This froze somebody until now. Say why it does no longer.");
  }
  body.set_freezes(would && (moves || !reason));
  const bool asked = moves || would || froze;
  if (reason) body.set_not_frozen_because(asked ? request.not_frozen_because() : "");
  // Why it came to this person stays beside their freeze; why it did not freeze ends with that.
  if (!reason && body.freezes() != froze) body.clear_not_frozen_because();
  return absl::OkStatus();
}

// Upheld, and what was wrong has been put right: nothing is left to be frozen for.
Task<absl::Status> Release(Context& context, const subject::v1::ReviewChallengeRequest& request,
                           OpenedChallenge& opened) {
  if (!opened.body.freezes() || request.not_frozen_because().empty()) {
    co_return WrongState("This challenge has been decided.");
  }
  opened.body.set_freezes(false);
  opened.body.set_not_frozen_because(request.not_frozen_because());
  Touched touched;
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/false));
  CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  CO_RETURN_IF_ERROR(co_await touched.SaveAll(context));
  co_return SaveChallenge(context, opened);
}

Task<absl::Status> TakeSubject(Context& context, const subject::v1::ReviewChallengeRequest& request,
                               StoredChallenge& body) {
  body.clear_subject_id();
  if (!request.has_subject_id()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.subject_id().value(), "subject_id"));
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, id})).status());
  body.set_subject_id(std::string(id.bytes()));
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<ListChallengesResponse>> ListChallenges(
    const Service&, Context& context, const subject::v1::ListChallengesRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, text::CheckPageSize(request.page_size()));
  // A token continues the list that it was given with.
  const std::string_view partition = request.decided() ? kDecided : kOpen;
  const std::string purpose = std::string(kChallengesPage).append("/").append(partition);
  store::Range range = In(kChallenge, partition, limit);
  CO_ASSIGN_OR_RETURN(range.after, context.OpenToken(purpose, request.page_token(), "page_token"));
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  ListChallengesResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_challenges(), ShowChallenge(context, loaded));
  }
  reply.set_next_page_token(context.SealToken(purpose, page.next));
  co_return reply;
}

Task<absl::StatusOr<subject::v1::ReviewChallengeResponse>> ReviewChallenge(
    const Service&, Context& context, const subject::v1::ReviewChallengeRequest& request) {
  CO_RETURN_IF_ERROR(CheckNotFrozenBecause(request.not_frozen_because()));
  CO_ASSIGN_OR_RETURN(OpenedChallenge opened,
                      co_await OpenToChange(context, request.challenge_id()));
  subject::v1::ReviewChallengeResponse reply;
  if (opened.body.state() == subject::v1::CHALLENGE_STATE_DECIDED) {
    CO_RETURN_IF_ERROR(co_await Release(context, request, opened));
    co_return reply;
  }
  Touched touched;
  const OpenedChallenge before = opened;
  CO_RETURN_IF_ERROR(co_await TakeSubject(context, request, opened.body));
  CO_RETURN_IF_ERROR(co_await Unmark(context, before, touched, opened.body.subject_id()));
  const bool moves = Moves(before.body, opened.body);
  opened.body.set_state(subject::v1::CHALLENGE_STATE_UNDER_REVIEW);
  if (!opened.body.has_acknowledged_at()) {
    *opened.body.mutable_acknowledged_at() = ToProto(context.now());
  }
  opened.body.set_identity_confirmed(request.identity_confirmed());
  opened.body.set_risk_of_mistaken_identity(request.risk_of_mistaken_identity());
  CO_RETURN_IF_ERROR(DecideFreeze(context.policy(), request, moves, opened.body));
  // Whom it leaves; anybody may bring it upon whom they put up themselves.
  if (moves) CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/true));
  if (!moves && !request.not_frozen_because().empty()) {
    CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  }
  CO_RETURN_IF_ERROR(co_await touched.SaveAll(context));
  CO_RETURN_IF_ERROR(SaveChallenge(context, opened));
  reply.set_freezes(opened.body.freezes());
  co_return reply;
}

}  // namespace smarthub::subject
