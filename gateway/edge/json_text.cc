#include "gateway/edge/json_text.h"

#include <array>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

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

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> MakeValues() {
  std::array<int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  return values;
}
constexpr std::array<int8_t, 256> kValues = MakeValues();

}  // namespace

bool IsUtf8(std::string_view text) {
  const auto* at = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* const end = at + text.size();
  const auto follows = [&](int count) {
    if (end - at <= count) return false;
    for (int i = 1; i <= count; ++i) {
      if ((at[i] & 0xC0) != 0x80) return false;
    }
    return true;
  };
  while (at < end) {
    if (*at < 0x80) {
      ++at;
    } else if (*at >= 0xC2 && *at <= 0xDF) {
      if (!follows(1)) return false;
      at += 2;
    } else if (*at >= 0xE0 && *at <= 0xEF) {
      if (!follows(2)) return false;
      // No overlong forms, no surrogates.
      if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F)) return false;
      at += 3;
    } else if (*at >= 0xF0 && *at <= 0xF4) {
      if (!follows(3)) return false;
      if ((*at == 0xF0 && at[1] < 0x90) || (*at == 0xF4 && at[1] > 0x8F)) return false;
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

bool AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  size_t plain = 0;
  bool ascii = true;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<uint8_t>(text[i]);
    ascii &= c < 0x80;
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        absl::StrAppendFormat(&out, "\\u%04x", c);
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
  return ascii || IsUtf8(text);
}

bool ParseBase64(std::string_view text, std::string& bytes) {
  bytes.clear();
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return false;
  if (text.find_first_of("+/") != text.npos && text.find_first_of("-_") != text.npos) return false;
  bytes.reserve(text.size() * 3 / 4);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = kValues[static_cast<uint8_t>(c)];
    if (value < 0) return false;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return (bits & ((1U << count) - 1)) == 0;
}

void AppendBase64(std::string_view bytes, bool padded, std::string& out) {
  size_t i = 0;
  const auto at = [&](size_t k) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[k])); };
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) out += kAlphabet[bits >> shift & 63];
  }
  if (i + 1 == bytes.size()) {
    out += kAlphabet[at(i) >> 2];
    out += kAlphabet[at(i) << 4 & 63];
    if (padded) out += "==";
  } else if (i + 2 == bytes.size()) {
    out += kAlphabet[at(i) >> 2];
    out += kAlphabet[(at(i) << 4 | at(i + 1) >> 4) & 63];
    out += kAlphabet[at(i + 1) << 2 & 63];
    if (padded) out += '=';
  }
}

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

bool CamelToSnake(std::string_view camel, std::string& snake) {
  for (const char c : camel) {
    if (absl::ascii_isupper(c)) {
      snake += '_';
      snake += absl::ascii_tolower(c);
    } else if (absl::ascii_isalnum(c) || c == '.') {
      snake += c;
    } else {
      return false;
    }
  }
  return !camel.empty();
}

bool SnakeToCamel(std::string_view snake, std::string& camel) {
  bool up = false;
  for (const char c : snake) {
    if (up) {
      if (!absl::ascii_islower(c)) return false;
      camel += absl::ascii_toupper(c);
      up = false;
    } else if (c == '_') {
      up = true;
    } else if (absl::ascii_isupper(c)) {
      return false;
    } else {
      camel += c;
    }
  }
  return !up;
}

}  // namespace smarthub::edge
