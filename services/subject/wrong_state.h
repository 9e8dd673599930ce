// What a handler says of a record that is not in a state for what was asked.
#ifndef SERVICES_SUBJECT_WRONG_STATE_H_
#define SERVICES_SUBJECT_WRONG_STATE_H_

#include <string_view>

#include "platform/base/error.h"

namespace smarthub::subject {

inline absl::Status WrongState(std::string_view text) {
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE, text);
}

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_WRONG_STATE_H_
