// Bounds of what a request may hold, the same in every room: characters, counts, choices, times,
// pages. Which bound a field has is its room's to say (services/*/validate.h).
//
// Each function gives OK, or INVALID_ARGUMENT with a stable Reason and the exact path of the field
// ("report.goods[2].what"). The texts hold nothing of the request. Free functions; thread-safe.
#ifndef PLATFORM_TEXT_BOUNDS_H_
#define PLATFORM_TEXT_BOUNDS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace smarthub::text {

inline constexpr int kMaxPage = 50;
inline constexpr int kDefaultPage = 20;

// `least` to `most` characters of UTF-8 without control characters.
absl::Status CheckText(std::string_view path, std::string_view text, size_t least, size_t most);
// "goods[2]".
std::string At(std::string_view path, int index);
absl::Status CheckCount(std::string_view path, int count, int most);
// `known` is the generated ..._IsValid.
absl::Status CheckEnum(std::string_view path, int value, bool (*known)(int), bool required);
// 0 becomes kDefaultPage.
absl::StatusOr<int> CheckPageSize(int page_size);
// REQUIRED where it is absent (null), OUT_OF_RANGE where it is no time of this or the last century.
absl::StatusOr<absl::Time> CheckTime(std::string_view path,
                                     const google::protobuf::Timestamp* time);

}  // namespace smarthub::text

#endif  // PLATFORM_TEXT_BOUNDS_H_
