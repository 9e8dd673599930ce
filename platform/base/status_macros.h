// RETURN_IF_ERROR and ASSIGN_OR_RETURN, with co_return twins for coroutines. The only macros of the
// house beside gtest's.
#ifndef PLATFORM_BASE_STATUS_MACROS_H_
#define PLATFORM_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define SMARTHUB_CONCAT_INNER(a, b) a##b
#define SMARTHUB_CONCAT(a, b) SMARTHUB_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                                         \
  do {                                                                      \
    if (absl::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

#define ASSIGN_OR_RETURN(declaration, expression) \
  SMARTHUB_ASSIGN_OR(return, SMARTHUB_CONCAT(status_or_, __LINE__), declaration, expression)

#define CO_RETURN_IF_ERROR(expression)                                         \
  do {                                                                         \
    if (absl::Status status_ = (expression); !status_.ok()) co_return status_; \
  } while (false)

#define CO_ASSIGN_OR_RETURN(declaration, expression) \
  SMARTHUB_ASSIGN_OR(co_return, SMARTHUB_CONCAT(status_or_, __LINE__), declaration, expression)

#define SMARTHUB_ASSIGN_OR(leave, name, declaration, expression) \
  auto name = (expression);                                      \
  if (!name.ok()) leave std::move(name).status();                \
  declaration = *std::move(name)

#endif  // PLATFORM_BASE_STATUS_MACROS_H_
