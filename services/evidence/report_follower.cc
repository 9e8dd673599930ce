#include "services/evidence/report_follower.h"

#include <optional>
#include <set>

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

}  // namespace

Task<absl::Status> ReportFollower::Take(std::string slot, std::vector<store::OutboxItem> items) {
  std::set<Uuid> reports;
  for (const store::OutboxItem& item : items) {
    if (item.event.key.kind == label::v1::INCIDENT) reports.insert(item.event.key.id);
  }
  for (const Uuid& report : reports) {
    CO_RETURN_IF_ERROR(co_await LookAt(slot, {label::v1::INCIDENT, report}));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ReportFollower::TakeEverything(std::string slot, Cancellation* stop) {
  std::set<Uuid> reports;
  for (const std::string_view index : {kPhotos, kTakenBack}) {
    store::Range range = In(index, std::string(store::kAll));
    for (bool more = true; more;) {
      CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_.List(slot, range, stop));
      for (const auto& sealed : page.records) {
        // One that is damaged keeps no other from being followed; whoever reads it is told.
        const auto content = sealed->Open();
        if (!content.ok()) continue;
        const auto photo = rpc::ParseBody<StoredPhoto>(content->body);
        if (!photo.ok()) continue;
        const auto report = Uuid::FromBytes(photo->incident_id());
        if (report.ok()) reports.insert(*report);
      }
      more = GoOn(page, range);
    }
  }
  for (const Uuid& report : reports) {
    if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
    CO_RETURN_IF_ERROR(co_await LookAt(slot, {label::v1::INCIDENT, report}));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ReportFollower::LookAt(std::string slot, store::Key key) {
  CO_ASSIGN_OR_RETURN(const auto read, co_await store_.Read(slot, absl::MakeConstSpan(&key, 1)));
  if (read.front() == nullptr) co_return absl::OkStatus();
  const auto report = read.front()->Open();
  if (!report.ok()) co_return absl::OkStatus();
  for (const std::string_view index : {kPhotoOf, kTakenBack}) {
    store::Range range = In(index, key.id.ToString());
    for (bool more = true; more;) {
      CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_.List(slot, range));
      for (const auto& sealed : page.records) {
        const auto photo = sealed->Open();
        if (!photo.ok()) continue;
        const auto differs = KeptOtherwise(*report, *photo);
        if (!differs.ok() || !*differs) continue;
        CO_RETURN_IF_ERROR(co_await Settle(slot, sealed->key().id));
      }
      more = GoOn(page, range);
    }
  }
  co_return absl::OkStatus();
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
