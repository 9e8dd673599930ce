// Going up and coming down: PublishBulletin, WithdrawBulletin, ExpireNow. Always a person's doing.
#include <algorithm>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/bulletin/answers.h"
#include "services/bulletin/frame.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/open.h"
#include "services/bulletin/people.h"
#include "services/bulletin/readiness.h"
#include "services/bulletin/shown_names.h"
#include "services/bulletin/validate.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::BULLETIN_STATE_APPROVED;
using bulletin::v1::BULLETIN_STATE_PROPOSED;
using bulletin::v1::BULLETIN_STATE_PUBLISHED;
using bulletin::v1::BULLETIN_STATE_WITHDRAWN;
using rpc::Context;

}  // namespace

// Everything is looked at again at this moment: what was so when it was approved may have changed.
Task<absl::StatusOr<bulletin::v1::PublishBulletinResponse>> PublishBulletin(
    const Service&, Context& context, const bulletin::v1::PublishBulletinRequest& request) {
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.bulletin_id()));
  CO_RETURN_IF_ERROR(
      CheckState(opened, context.now(), {BULLETIN_STATE_PROPOSED, BULLETIN_STATE_APPROVED}));
  CO_RETURN_IF_ERROR(CheckRevision(opened, request.revision()));
  StoredBulletin& body = opened.body;
  CO_RETURN_IF_ERROR(co_await CheckNamesNobodyShown(context, SaidIn(body, opened.content)));
  CO_RETURN_IF_ERROR(co_await InheritStart(context, &body));
  // Nobody is frozen, linked or taken back between what the rules read and the commit.
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(const Ground ground, co_await ReadGround(context, body));
  CO_ASSIGN_OR_RETURN(const policy::PublicationFacts facts,
                      co_await AllFacts(context, {body, opened.content}, ground));
  const policy::Missing missing = policy::MissingItems(context.policy(), body.kind(), facts);
  if (!missing.nothing()) co_return LacksError(error::v1::REASON_NOT_READY, missing.items);
  const policy::v1::Gallery* gallery = policy::FindGallery(context.policy(), body.gallery());
  const bool again = body.has_first_published_at() || body.has_published_at();
  const absl::Time first = again ? FirstPublished(body) : context.now();
  const std::optional<absl::Time> longest =
      gallery == nullptr
          ? std::nullopt
          : policy::LiveUntil(*gallery, first, CountsAsUnder18(facts), context.policy().zone());
  if (!longest.has_value() || *longest <= context.now()) {
    co_return LacksError(error::v1::REASON_NOT_READY, {policy::v1::PUBLICATION_ITEM_EXPIRY});
  }
  absl::Time until = *longest;
  if (body.has_live_until_wanted()) until = std::min(until, FromProto(body.live_until_wanted()));

  body.set_state(BULLETIN_STATE_PUBLISHED);
  *body.mutable_published_at() = ToProto(context.now());
  *body.mutable_first_published_at() = ToProto(first);
  *body.mutable_live_until() = ToProto(until);
  AddOnceShown(body);
  AddPutUpBy(context.caller(), body);
  Widen(body.audience(), *body.mutable_shown_to());
  opened.content.facts.set_under_18(facts.True(policy::v1::PUBLICATION_FACT_UNDER_18));
  for (const int role : body.audience().roles()) {
    context.DisclosedTo(static_cast<policy::v1::Role>(role));
  }
  CO_RETURN_IF_ERROR(co_await SaveWithAnswers(context, &opened));
  bulletin::v1::PublishBulletinResponse reply;
  reply.set_state(body.state());
  *reply.mutable_live_until() = body.live_until();
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::WithdrawBulletinResponse>> WithdrawBulletin(
    const Service&, Context& context, const bulletin::v1::WithdrawBulletinRequest& request) {
  CO_RETURN_IF_ERROR(CheckReason(request.reason(), 1));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.bulletin_id()));
  CO_RETURN_IF_ERROR(
      CheckState(opened, context.now(),
                 {BULLETIN_STATE_PROPOSED, BULLETIN_STATE_APPROVED, BULLETIN_STATE_PUBLISHED}));
  opened.body.set_state(BULLETIN_STATE_WITHDRAWN);
  opened.body.set_reason(request.reason());
  CO_RETURN_IF_ERROR(co_await SaveWithAnswers(context, &opened));
  bulletin::v1::WithdrawBulletinResponse reply;
  reply.set_state(opened.body.state());
  co_return reply;
}

Task<absl::StatusOr<bulletin::v1::ExpireNowResponse>> ExpireNow(
    const Service&, Context& context, const bulletin::v1::ExpireNowRequest& request) {
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.bulletin_id()));
  CO_RETURN_IF_ERROR(CheckState(opened, context.now(), {BULLETIN_STATE_PUBLISHED}));
  *opened.body.mutable_live_until() = ToProto(context.now());
  CO_RETURN_IF_ERROR(co_await SaveWithAnswers(context, &opened));
  bulletin::v1::ExpireNowResponse reply;
  reply.set_state(bulletin::v1::BULLETIN_STATE_EXPIRED);
  co_return reply;
}

}  // namespace smarthub::bulletin
