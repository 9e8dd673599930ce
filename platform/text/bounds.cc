#include "platform/text/bounds.h"

#include <cstdint>
#include <optional>

#include "platform/base/error.h"
#include "platform/text/text.h"

namespace smarthub::text {

std::string At(std::string_view path, int index) {
  return std::string(path).append("[").append(std::to_string(index)).append("]");
}

absl::Status CheckCount(std::string_view path, int count, int most) {
  if (count > most) return InvalidField(path, error::v1::REASON_TOO_MANY, "There are too many.");
  return absl::OkStatus();
}

absl::Status CheckEnum(std::string_view path, int value, bool (*known)(int), bool required) {
  if (!known(value)) {
    return InvalidField(path, error::v1::REASON_UNKNOWN_VALUE, "This choice is not known.");
  }
  if (required && value == 0) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "Choose one.");
  }
  return absl::OkStatus();
}

absl::Status CheckText(std::string_view path, std::string_view text, size_t least, size_t most) {
  const std::optional<size_t> count = CountCharacters(text);
  if (!count) return InvalidField(path, error::v1::REASON_NOT_UTF8, "This text is not UTF-8.");
  if (*count > most) return InvalidField(path, error::v1::REASON_TOO_LONG, "This is too long.");
  if (HasControlCharacters(text)) {
    return InvalidField(path, error::v1::REASON_BAD_FORMAT, "This has characters that cannot be.");
  }
  // Blanks alone say nothing.
  const bool blank = text.find_first_not_of(" \t\r\n") == text.npos;
  if (least > 0 && blank) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "This must be filled in.");
  }
  if (*count < least) return InvalidField(path, error::v1::REASON_TOO_SHORT, "This is too short.");
  return absl::OkStatus();
}

absl::StatusOr<int> CheckPageSize(int page_size) {
  if (page_size == 0) return kDefaultPage;
  if (page_size < 0 || page_size > kMaxPage) {
    return InvalidField("page_size", error::v1::REASON_OUT_OF_RANGE, "Between 1 and 50.");
  }
  return page_size;
}

absl::StatusOr<absl::Time> CheckTime(std::string_view path,
                                     const google::protobuf::Timestamp* time) {
  if (time == nullptr) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "Say about when.");
  }
  // 1900 to 2200: everything outside is a broken clock, and would break date arithmetic.
  constexpr int64_t kEarliest = -2208988800;
  constexpr int64_t kLatest = 7258118400;
  if (time->seconds() < kEarliest || time->seconds() > kLatest || time->nanos() < 0 ||
      time->nanos() > 999'999'999) {
    return InvalidField(path, error::v1::REASON_OUT_OF_RANGE, "This is not a time.");
  }
  return absl::FromUnixSeconds(time->seconds()) + absl::Nanoseconds(time->nanos());
}

}  // namespace smarthub::text
