#include "platform/text/text.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "platform/base/strings.h"

namespace smarthub::text {
namespace {

// Takes one scalar value off the front; nullopt where there is none.
std::optional<char32_t> Take(std::string_view& text) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return std::nullopt;
  char32_t value = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  const char32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least || value > 0x10FFFF || surrogate) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

}  // namespace

std::optional<size_t> CountCharacters(std::string_view text) {
  size_t count = 0;
  while (!text.empty()) {
    if (!Take(text)) return std::nullopt;
    ++count;
  }
  return count;
}

bool HasControlCharacters(std::string_view text) {
  while (!text.empty()) {
    const std::optional<char32_t> value = Take(text);
    if (!value) return true;
    if (*value == '\n' || *value == '\t' || *value == '\r') continue;
    if (*value < 0x20 || (*value >= 0x7F && *value <= 0x9F)) return true;
    if ((*value >= 0x202A && *value <= 0x202E) || (*value >= 0x2066 && *value <= 0x2069)) {
      return true;
    }
  }
  return false;
}

std::string WithPlainMarks(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  const auto at = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    // In UTF-8: C2 A0 to C2 BF, and E2 80 80 to E2 81 AF.
    const bool latin = at(i) == 0xC2 && at(i + 1) >= 0xA0;
    const bool general =
        at(i) == 0xE2 && (at(i + 1) == 0x80 || (at(i + 1) == 0x81 && at(i + 2) <= 0xAF));
    plain += latin || general ? ' ' : text[i];
    i += general ? 2 : latin ? 1 : 0;
  }
  return plain;
}

std::string Folded(std::string_view text) {
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  // Most text is ASCII, and looking each letter up took longer than all the rest of a scan.
  if (absl::c_all_of(text, ascii)) return absl::AsciiStrToLower(ToAbsl(text));
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(folded, &std::free);
  if (size < 0) return absl::AsciiStrToLower(ToAbsl(text));
  const std::string plain(reinterpret_cast<const char*>(folded), static_cast<size_t>(size));
  return absl::StrReplaceAll(
      plain, {{"ł", "l"}, {"ø", "o"}, {"đ", "d"}, {"ı", "i"}, {"æ", "ae"}, {"œ", "oe"}});
}

std::string Words(std::string_view text) {
  std::string words = " ";
  for (const char c : Folded(WithPlainMarks(text))) {
    if (absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80) {
      words += c;
    } else if (words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

}  // namespace smarthub::text
