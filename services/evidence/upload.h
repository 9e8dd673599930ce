// What the steps of an upload share: whose it is, the report it is for, and that a person has one.
// For handlers; on the loop's thread.
#ifndef SERVICES_EVIDENCE_UPLOAD_H_
#define SERVICES_EVIDENCE_UPLOAD_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "services/evidence/record.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::evidence {

bool IsUploader(const rpc::Context& context, const StoredPhoto& photo);

// The photo under that id, where there is one.
Task<absl::StatusOr<std::optional<OpenedPhoto>>> FindPhoto(rpc::Context& context, store::Key key);

// The report as the uploader sees it.
struct Report {
  store::Content content;
  incident::v1::StoredIncident body;
};
// NOT_FOUND where it is not the caller's to see.
Task<absl::StatusOr<Report>> LoadReport(rpc::Context& context, Uuid id);
// Whether the report still holds that person: one whose data was erased is nobody to show.
bool Holds(const Report& report, std::string_view appearance);

// One still per person: what else was begun for this appearance goes with the commit of this one,
// so that of two at once the second meets a conflict and then a photo that is there. HAS_PHOTO
// where one is ready, or where `wait` and somebody else's is still on its way. Where a picture of
// this person was taken back, this one is then taken back too: read after the others were, so that
// none is taken back and gone in between.
Task<absl::Status> GiveWay(rpc::Context& context, OpenedPhoto& photo, bool wait);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_UPLOAD_H_
