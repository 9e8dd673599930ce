#include "platform/base/error.h"

#include <string>

#include "absl/strings/cord.h"
#include "platform/base/strings.h"

namespace smarthub {
namespace {

constexpr absl::string_view kPayload = "type.googleapis.com/smarthub.error.v1.ErrorDetail";

}  // namespace

absl::Status Error(absl::StatusCode code, Reason reason, std::string_view text,
                   std::string_view field) {
  ErrorDetail detail;
  detail.set_reason(reason);
  detail.set_field(std::string(field));
  return WithDetail(absl::Status(code, ToAbsl(text)), detail);
}

absl::Status InvalidField(std::string_view field, Reason reason, std::string_view text) {
  return Error(absl::StatusCode::kInvalidArgument, reason, text, field);
}

absl::Status NotFound() {
  return Error(absl::StatusCode::kNotFound, error::v1::REASON_NOT_FOUND,
               "There is nothing here for you under that id.");
}

absl::Status WithDetail(absl::Status status, const ErrorDetail& detail) {
  // From a view: the constructor from a string is mangled differently by the g++ that built Abseil.
  const std::string bytes = detail.SerializeAsString();
  status.SetPayload(kPayload, absl::Cord(ToAbsl(bytes)));
  return status;
}

std::optional<ErrorDetail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  ErrorDetail detail;
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

Reason ReasonOf(const absl::Status& status) {
  const auto detail = DetailOf(status);
  return detail.has_value() ? detail->reason() : error::v1::REASON_UNSPECIFIED;
}

absl::Status SafeToShow(const absl::Status& status) {
  if (status.ok() || DetailOf(status).has_value()) return status;
  return Error(absl::StatusCode::kInternal, error::v1::REASON_INTERNAL,
               "Something went wrong on our side. Nothing was lost; try again.");
}

}  // namespace smarthub
