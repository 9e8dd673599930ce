// Bounds of every field, each violation INVALID_ARGUMENT with its reason and the field's path.
// Pure; thread-safe.
#ifndef SERVICES_IDENTITY_VALIDATE_H_
#define SERVICES_IDENTITY_VALIDATE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/uuid.h"

namespace smarthub::identity {

// In characters, not bytes.
struct TextBounds {
  size_t at_least = 1;
  size_t at_most = 80;
  // Control characters are refused, except these: a new line, where set.
  bool lines = false;
};

// REQUIRED, TOO_SHORT, TOO_LONG, NOT_UTF8, or BAD_FORMAT (control characters; only spaces).
absl::Status CheckText(std::string_view text, TextBounds bounds, std::string_view field);

// A typed id that must be there: REQUIRED or BAD_FORMAT on "<field>.value".
absl::StatusOr<Uuid> RequireIdText(bool present, std::string_view value, std::string_view field);
template <typename Id>
absl::StatusOr<Uuid> RequireId(bool present, const Id& id, std::string_view field) {
  return RequireIdText(present, id.value(), field);
}

// 2 to 32 of [a-z0-9-], first a letter; "hub" and "system" are taken.
absl::Status CheckScheme(std::string_view scheme, std::string_view field);

// Exactly six digits.
absl::Status CheckTotpCode(std::string_view code, std::string_view field);

// 1 to 64 of [A-Za-z0-9 ._-].
absl::Status CheckSystemName(std::string_view name, std::string_view field);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_VALIDATE_H_
