// The handlers of BulletinService, each a re-runnable function (platform/rpc/context.h): it reads,
// stages and returns. `Service` is what they share; it outlives every call.
#ifndef SERVICES_BULLETIN_HANDLERS_H_
#define SERVICES_BULLETIN_HANDLERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"
#include "platform/text/scan.h"
#include "services/bulletin/bulletin_feed.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::bulletin {

struct Service {
  // For WatchBulletins only; everything else goes through Context.
  store::Store* store = nullptr;
  Clock* clock = nullptr;
  std::shared_ptr<BulletinFeed> feed;
  text::Scanner scanner;
};

// ---- propose.cc, amend.cc ----
Task<absl::StatusOr<bulletin::v1::ProposeBulletinResponse>> ProposeBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::ProposeBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::AmendBulletinResponse>> AmendBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::AmendBulletinRequest& request);

// ---- audience.cc ----
Task<absl::StatusOr<bulletin::v1::PreviewAudienceResponse>> PreviewAudience(
    const Service& service, rpc::Context& context,
    const bulletin::v1::PreviewAudienceRequest& request);

// ---- review.cc ----
Task<absl::StatusOr<bulletin::v1::ReviewBulletinResponse>> ReviewBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::ReviewBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::RejectBulletinResponse>> RejectBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::RejectBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::SignOffAgeResponse>> SignOffAge(
    const Service& service, rpc::Context& context, const bulletin::v1::SignOffAgeRequest& request);

// ---- publish.cc ----
Task<absl::StatusOr<bulletin::v1::PublishBulletinResponse>> PublishBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::PublishBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::WithdrawBulletinResponse>> WithdrawBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::WithdrawBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::ExpireNowResponse>> ExpireNow(
    const Service& service, rpc::Context& context, const bulletin::v1::ExpireNowRequest& request);

// ---- read.cc, list.cc ----
Task<absl::StatusOr<bulletin::v1::GetBulletinResponse>> GetBulletin(
    const Service& service, rpc::Context& context, const bulletin::v1::GetBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::ListBulletinsResponse>> ListBulletins(
    const Service& service, rpc::Context& context,
    const bulletin::v1::ListBulletinsRequest& request);

// ---- respond.cc ----
Task<absl::StatusOr<bulletin::v1::AcknowledgeBulletinResponse>> AcknowledgeBulletin(
    const Service& service, rpc::Context& context,
    const bulletin::v1::AcknowledgeBulletinRequest& request);
Task<absl::StatusOr<bulletin::v1::ReportSightingResponse>> ReportSighting(
    const Service& service, rpc::Context& context,
    const bulletin::v1::ReportSightingRequest& request);
Task<absl::StatusOr<bulletin::v1::AnswerIdSoughtResponse>> AnswerIdSought(
    const Service& service, rpc::Context& context,
    const bulletin::v1::AnswerIdSoughtRequest& request);
Task<absl::StatusOr<bulletin::v1::ListResponsesResponse>> ListResponses(
    const Service& service, rpc::Context& context,
    const bulletin::v1::ListResponsesRequest& request);

// ---- answers.cc ----
Task<absl::StatusOr<bulletin::v1::SettleAnswersResponse>> SettleAnswers(
    const Service& service, rpc::Context& context,
    const bulletin::v1::SettleAnswersRequest& request);

// ---- watch.cc ----
Task<absl::Status> WatchBulletins(const Service& service, rpc::Context& context,
                                  const bulletin::v1::WatchBulletinsRequest& request,
                                  rpc::Stream& stream);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_HANDLERS_H_
