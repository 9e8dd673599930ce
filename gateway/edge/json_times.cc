// Times and durations as JSON writes them (RFC 3339; google/protobuf/duration.proto).
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/edge/json_text.h"

namespace smarthub::edge {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int64_t kMostSeconds = 315576000000;  // google/protobuf/duration.proto
constexpr int32_t kNanosASecond = 1000000000;

// `count` digits at the front of `text`, taken off it.
bool TakeDigits(std::string_view& text, size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!absl::ascii_isdigit(text[i])) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool Take(std::string_view& text, char expected) {
  if (text.empty() || text[0] != expected) return false;
  text.remove_prefix(1);
  return true;
}

// "", or "." and one to nine digits, taken off `text`.
bool TakeFraction(std::string_view& text, int32_t& nanos) {
  nanos = 0;
  if (!Take(text, '.')) return true;
  size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
  if (digits == 0 || digits > 9) return false;
  int value = 0;
  TakeDigits(text, digits, value);
  for (; digits < 9; ++digits) value *= 10;
  nanos = value;
  return true;
}

void AppendFraction(int32_t nanos, std::string& out) {
  if (nanos == 0) return;
  if (nanos % 1000000 == 0) {
    absl::StrAppendFormat(&out, ".%03d", nanos / 1000000);
  } else if (nanos % 1000 == 0) {
    absl::StrAppendFormat(&out, ".%06d", nanos / 1000);
  } else {
    absl::StrAppendFormat(&out, ".%09d", nanos);
  }
}

bool TakeOffset(std::string_view& text, int& seconds) {
  seconds = 0;
  if (Take(text, 'Z')) return true;
  const bool plus = Take(text, '+');
  if (!plus && !Take(text, '-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!TakeDigits(text, 2, hours) || !Take(text, ':') || !TakeDigits(text, 2, minutes) ||
      hours > 23 || minutes > 59) {
    return false;
  }
  seconds = (hours * 60 + minutes) * 60 * (plus ? 1 : -1);
  return true;
}

}  // namespace

bool ParseTimestamp(std::string_view text, int64_t& seconds, int32_t& nanos) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset = 0;
  if (!TakeDigits(text, 4, year) || !Take(text, '-') || !TakeDigits(text, 2, month) ||
      !Take(text, '-') || !TakeDigits(text, 2, day) || !Take(text, 'T') ||
      !TakeDigits(text, 2, hour) || !Take(text, ':') || !TakeDigits(text, 2, minute) ||
      !Take(text, ':') || !TakeDigits(text, 2, second) || !TakeFraction(text, nanos) ||
      !TakeOffset(text, offset) || !text.empty()) {
    return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  // CivilSecond takes 31 February for a day in March: not here.
  if (civil.year() != year || civil.month() != month || civil.day() != day) return false;
  seconds = civil - absl::CivilSecond(1970, 1, 1) - offset;
  return seconds >= kFirstSecond && seconds <= kLastSecond;
}

bool AppendTimestamp(int64_t seconds, int32_t nanos, std::string& out) {
  if (seconds < kFirstSecond || seconds > kLastSecond || nanos < 0 || nanos >= kNanosASecond) {
    return false;
  }
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1) + seconds;
  absl::StrAppendFormat(&out, "\"%04d-%02d-%02dT%02d:%02d:%02d", civil.year(), civil.month(),
                        civil.day(), civil.hour(), civil.minute(), civil.second());
  AppendFraction(nanos, out);
  out += "Z\"";
  return true;
}

bool ParseDuration(std::string_view text, int64_t& seconds, int32_t& nanos) {
  const bool minus = Take(text, '-');
  size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
  if (digits == 0 || digits > 12) return false;
  std::from_chars(text.data(), text.data() + digits, seconds);
  text.remove_prefix(digits);
  if (!TakeFraction(text, nanos) || text != "s") return false;
  if (seconds > kMostSeconds || (seconds == kMostSeconds && nanos > 0)) return false;
  if (minus) {
    seconds = -seconds;
    nanos = -nanos;
  }
  return true;
}

bool AppendDuration(int64_t seconds, int32_t nanos, std::string& out) {
  if (seconds < -kMostSeconds || seconds > kMostSeconds || nanos <= -kNanosASecond ||
      nanos >= kNanosASecond || (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
    return false;
  }
  out += '"';
  if (seconds < 0 || nanos < 0) out += '-';
  absl::StrAppendFormat(&out, "%d", seconds < 0 ? -seconds : seconds);
  AppendFraction(nanos < 0 ? -nanos : nanos, out);
  out += "s\"";
  return true;
}

}  // namespace smarthub::edge
