// That the owner of a camera took a picture back outlives the picture: a mark stays in the place of
// its record, without keys, files or anybody's name, for as long as the report is kept. Further
// photos of that person come in taken back, until a manager of the site states again. For handlers;
// on the loop's thread.
#ifndef SERVICES_EVIDENCE_TAKEN_BACK_H_
#define SERVICES_EVIDENCE_TAKEN_BACK_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "services/evidence/record.h"

namespace smarthub::evidence {

// A picture of that person was taken back then; that stays where something earlier is known.
void TakeBack(const google::protobuf::Timestamp& at, StoredPhoto& photo);

// Taken back where a mark says that a picture of this person was. For methods that declare PHOTO.
Task<absl::Status> TakeBackAsMarked(rpc::Context& context, OpenedPhoto& photo);

// Erases the record: its keys go with the commit. Leaves a mark where it was taken back and the
// report is there to be kept as.
void Discard(rpc::Context& context, const std::optional<rpc::RuleView>& report,
             const OpenedPhoto& photo);

// Whoever may has stated again: no mark stands against this person's photos any more. For methods
// that declare PHOTO.
Task<absl::Status> ForgetMarks(rpc::Context& context, StoredPhoto photo);

// What was stated before is kept: withdrawals included, the newest 50.
void StateAnew(const evidence::v1::Authority& stated, absl::Time now, StoredPhoto& photo);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_TAKEN_BACK_H_
