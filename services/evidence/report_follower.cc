#include "services/evidence/report_follower.h"

#include <optional>

#include "absl/types/span.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "services/evidence/record.h"
#include "smarthub/evidence/v1/evidence.pb.h"

namespace smarthub::evidence {
namespace {

constexpr std::string_view kPath = "/smarthub.evidence.v1.EvidenceService/SettlePhoto";
// Opened at once; so long the loop has no time for others.
constexpr int kPage = 16;

store::Range In(std::string_view index, std::string partition) {
  store::Range range;
  range.index = std::string(index);
  range.partition = std::move(partition);
  range.limit = kPage;
  return range;
}

// The next page of `range`; false: that was all.
bool GoOn(const store::Page& page, store::Range& range) {
  if (!page.more || page.members.empty()) return false;
  range.after = page.members.back();
  return true;
}

// nullopt: damaged.
std::optional<store::Key> ReportOf(const store::Sealed& photo) {
  const auto content = photo.Open();
  if (!content.ok()) return std::nullopt;
  const auto body = rpc::ParseBody<StoredPhoto>(content->body);
  if (!body.ok()) return std::nullopt;
  const auto id = Uuid::FromBytes(body->incident_id());
  if (!id.ok()) return std::nullopt;
  return store::Key{label::v1::INCIDENT, *id};
}

// Kept otherwise than `report` says; one that is damaged is left as it is.
bool Differs(const store::Content& report, const store::Sealed& photo) {
  const auto content = photo.Open();
  if (!content.ok()) return false;
  const auto differs = KeptOtherwise(report, *content);
  return differs.ok() && *differs;
}

}  // namespace

bool ReportFollower::Follows(std::string_view, const store::Key& record) const {
  return record.kind == label::v1::INCIDENT;
}

std::vector<store::Range> ReportFollower::Everything(std::string_view) const {
  return {In(kPhotos, std::string(store::kAll)), In(kTakenBack, std::string(store::kAll))};
}

Task<absl::Status> ReportFollower::Take(std::string slot, std::vector<store::Key> records,
                                        Cancellation* stop) {
  for (const store::Key& record : records) {
    if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
    const bool report = record.kind == label::v1::INCIDENT;
    CO_RETURN_IF_ERROR(
        co_await (report ? LookAtReport(slot, record, stop) : LookAtPhoto(slot, record)));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ReportFollower::LookAtReport(std::string slot, store::Key key,
                                                Cancellation* stop) {
  CO_ASSIGN_OR_RETURN(const auto read, co_await store_.Read(slot, absl::MakeConstSpan(&key, 1)));
  if (read.front() == nullptr) co_return absl::OkStatus();
  // One that is damaged keeps no other from being followed; whoever reads it is told.
  const auto report = read.front()->Open();
  if (!report.ok()) co_return absl::OkStatus();
  for (const std::string_view index : {kPhotoOf, kTakenBack}) {
    store::Range range = In(index, key.id.ToString());
    for (bool more = true; more;) {
      CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_.List(slot, range, stop));
      for (const auto& sealed : page.records) {
        if (!Differs(*report, *sealed)) continue;
        if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
        CO_RETURN_IF_ERROR(co_await Settle(slot, sealed->key().id));
      }
      more = GoOn(page, range);
    }
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ReportFollower::LookAtPhoto(std::string slot, store::Key key) {
  CO_ASSIGN_OR_RETURN(const auto photo, co_await store_.Read(slot, absl::MakeConstSpan(&key, 1)));
  const auto of = photo.front() == nullptr ? std::nullopt : ReportOf(*photo.front());
  if (!of.has_value()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const auto report, co_await store_.Read(slot, absl::MakeConstSpan(&*of, 1)));
  if (report.front() == nullptr) co_return absl::OkStatus();
  const auto content = report.front()->Open();
  if (!content.ok() || !Differs(*content, *photo.front())) co_return absl::OkStatus();
  co_return co_await Settle(std::move(slot), key.id);
}

Task<absl::Status> ReportFollower::Settle(std::string slot, Uuid photo) {
  v1::SettlePhotoRequest request;
  request.mutable_photo_id()->set_value(photo.ToString());
  const rpc::Answer answer = co_await run_(slot, kPath, request);
  if (answer.status.ok() || store::MayPass(answer.status)) co_return answer.status;
  // One that cannot be settled must not hold up the others.
  if (log_ != nullptr) {
    log_->Error("photo.not_settled", {{"record", photo}, {"status", answer.status}});
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::evidence
