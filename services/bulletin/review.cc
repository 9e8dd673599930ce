// The second person: approves or rejects a bulletin as it is; and whoever signs for an age.
#include <optional>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/callers_name.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"
#include "services/bulletin/readiness.h"
#include "services/bulletin/second.h"
#include "services/bulletin/standing.h"
#include "services/bulletin/validate.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::BULLETIN_STATE_APPROVED;
using bulletin::v1::BULLETIN_STATE_PROPOSED;
using bulletin::v1::BULLETIN_STATE_REJECTED;
using bulletin::v1::StoredApproval;
using rpc::Context;

Task<absl::StatusOr<StoredApproval>> ByCaller(Context& context, int revision) {
  const rpc::Caller& caller = context.caller();
  StoredApproval approval;
  approval.set_person_id(std::string(caller.person_id().bytes()));
  approval.set_membership_id(std::string(caller.facts().membership_id.bytes()));
  CO_ASSIGN_OR_RETURN(*approval.mutable_name(), co_await rpc::CallersName(context));
  approval.set_role(caller.role());
  *approval.mutable_at() = ToProto(context.now());
  approval.set_revision(revision);
  co_return approval;
}

struct Whole {
  Opened opened;
  Ground ground;
};

// Whoever looks at a bulletin looks at everybody in it, and what they decide rests on what is known
// of them: also the DPO's signature, who sees it whatever that is.
Task<absl::StatusOr<Whole>> OpenWhole(Context& context, const id::v1::BulletinId& id) {
  Whole whole;
  CO_ASSIGN_OR_RETURN(whole.opened, co_await Open(context, id));
  const Opened& opened = whole.opened;
  CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeePeople(context, opened.body));
  std::optional<Ground> ground;
  CO_ASSIGN_OR_RETURN(const bool there,
                      co_await IsThere(context, opened.body, opened.content, seen, &ground));
  if (!there) co_return NotFound();
  if (!ground.has_value()) {
    CO_ASSIGN_OR_RETURN(ground, co_await ReadGround(context, opened.body));
  }
  whole.ground = *std::move(ground);
  co_return whole;
}

// A signature for an age and an approval are two looks at a child, so not of one person (policy,
// "under-18-signed-off" beside "second-person-approved": UK GDPR Art 25 with DUAA 2025 s81).
absl::Status CheckIsAnother(const rpc::Caller& caller, const StoredApproval& other,
                            const StoredBulletin& body, policy::v1::PublicationItem item) {
  if (!IsBy(caller, other, body)) return absl::OkStatus();
  return LacksError(error::v1::REASON_NOT_SECOND_PERSON, {item});
}

}  // namespace

Task<absl::StatusOr<bulletin::v1::ReviewBulletinResponse>> ReviewBulletin(
    const Service&, Context& context, const bulletin::v1::ReviewBulletinRequest& request) {
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(Whole whole, co_await OpenWhole(context, request.bulletin_id()));
  Opened& opened = whole.opened;
  CO_RETURN_IF_ERROR(CheckState(opened, context.now(), {BULLETIN_STATE_PROPOSED}));
  CO_RETURN_IF_ERROR(CheckRevision(opened, request.revision()));
  CO_RETURN_IF_ERROR(CheckIsAnother(context.caller(), opened.body.age_sign_off(), opened.body,
                                    policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  CO_ASSIGN_OR_RETURN(policy::PublicationFacts facts,
                      FactsOfBulletin(context, {opened.body, opened.content}, whole.ground));
  CO_RETURN_IF_ERROR(co_await AddSecond(context, opened.body, CallerAsSecond(context.caller()),
                                        whole.ground, &facts));
  if (!MayBeSecond(context.policy(), opened.body.kind(), facts)) {
    co_return LacksError(error::v1::REASON_NOT_SECOND_PERSON,
                         {policy::v1::PUBLICATION_ITEM_SECOND_PERSON});
  }
  CO_ASSIGN_OR_RETURN(*opened.body.mutable_approval(),
                      co_await ByCaller(context, opened.body.revision()));
  AddPutUpBy(context.caller(), opened.body);
  opened.body.set_state(BULLETIN_STATE_APPROVED);
  CO_RETURN_IF_ERROR(Save(context, opened));
  bulletin::v1::ReviewBulletinResponse reply;
  reply.set_state(opened.body.state());
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::RejectBulletinResponse>> RejectBulletin(
    const Service&, Context& context, const bulletin::v1::RejectBulletinRequest& request) {
  CO_RETURN_IF_ERROR(CheckReason(request.reason(), 1));
  CO_ASSIGN_OR_RETURN(Whole whole, co_await OpenWhole(context, request.bulletin_id()));
  Opened& opened = whole.opened;
  CO_RETURN_IF_ERROR(
      CheckState(opened, context.now(), {BULLETIN_STATE_PROPOSED, BULLETIN_STATE_APPROVED}));
  opened.body.set_state(BULLETIN_STATE_REJECTED);
  opened.body.set_reason(request.reason());
  CO_RETURN_IF_ERROR(Save(context, opened));
  bulletin::v1::RejectBulletinResponse reply;
  reply.set_state(opened.body.state());
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::SignOffAgeResponse>> SignOffAge(
    const Service&, Context& context, const bulletin::v1::SignOffAgeRequest& request) {
  CO_RETURN_IF_ERROR(CheckReason(request.reason(), kLeastSignOffReason));
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(Whole whole, co_await OpenWhole(context, request.bulletin_id()));
  Opened& opened = whole.opened;
  CO_RETURN_IF_ERROR(
      CheckState(opened, context.now(), {BULLETIN_STATE_PROPOSED, BULLETIN_STATE_APPROVED}));
  CO_RETURN_IF_ERROR(CheckRevision(opened, request.revision()));
  CO_RETURN_IF_ERROR(CheckIsAnother(context.caller(), opened.body.approval(), opened.body,
                                    policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
  CO_ASSIGN_OR_RETURN(StoredApproval signed_off,
                      co_await ByCaller(context, opened.body.revision()));
  signed_off.set_reason(request.reason());
  *opened.body.mutable_age_sign_off() = std::move(signed_off);
  AddPutUpBy(context.caller(), opened.body);
  CO_RETURN_IF_ERROR(Save(context, opened));
  co_return bulletin::v1::SignOffAgeResponse();
}

}  // namespace smarthub::bulletin
