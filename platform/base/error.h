// The errors a caller may see: a gRPC code, a stable reason, a text safe to show, and the field.
//
// A status made by Error() carries its ErrorDetail as a payload; a status without one is ours to
// hide: the door turns it into INTERNAL with a generic text and logs it. The text never holds data
// from the request. Thread-safe (free functions).
#ifndef PLATFORM_BASE_ERROR_H_
#define PLATFORM_BASE_ERROR_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "smarthub/error/v1/error.pb.h"

namespace smarthub {

using error::v1::ErrorDetail;
using Reason = error::v1::Reason;

// An error safe to show. `text` is a literal sentence in plain English; `field` a path such as
// "report.goods[2].what".
absl::Status Error(absl::StatusCode code, Reason reason, std::string_view text,
                   std::string_view field = {});

// INVALID_ARGUMENT on one field.
absl::Status InvalidField(std::string_view field, Reason reason, std::string_view text);

// The one answer for what does not exist and what is not for this caller.
absl::Status NotFound();

// The same status with more detail (e.g. the state the incident is in).
absl::Status WithDetail(absl::Status status, const ErrorDetail& detail);

// The detail of a status made here; nullopt for anything else.
std::optional<ErrorDetail> DetailOf(const absl::Status& status);

// REASON_UNSPECIFIED where there is no detail.
Reason ReasonOf(const absl::Status& status);

// What a caller is told: `status` itself if it is safe to show, else INTERNAL / REASON_INTERNAL.
absl::Status SafeToShow(const absl::Status& status);

}  // namespace smarthub

#endif  // PLATFORM_BASE_ERROR_H_
