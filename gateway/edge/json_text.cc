#include "gateway/edge/json_text.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace smarthub::edge {
namespace {

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
