#include "platform/rpc/answer_status.h"

#include "platform/base/error.h"

namespace smarthub::rpc {

absl::Status ToldToCaller(const absl::Status& status) {
  if (status.ok() || DetailOf(status).has_value()) return status;
  switch (status.code()) {
    case absl::StatusCode::kCancelled:
      return Error(status.code(), error::v1::REASON_CANCELLED, "The call was cancelled.");
    case absl::StatusCode::kDeadlineExceeded:
      return Error(status.code(), error::v1::REASON_DEADLINE, "The call took too long.");
    case absl::StatusCode::kAborted:
      return Error(status.code(), error::v1::REASON_CONFLICT,
                   "Others changed the same thing at the same time. Try again.");
    default:
      return SafeToShow(status);
  }
}

bool IsHidden(const absl::Status& status) {
  return !status.ok() && ReasonOf(ToldToCaller(status)) == error::v1::REASON_INTERNAL;
}

}  // namespace smarthub::rpc
