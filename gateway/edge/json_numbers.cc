#include "gateway/edge/json_numbers.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

#include "absl/strings/ascii.h"

namespace smarthub::edge {
namespace {

// The grammar of RFC 8259, section 6.
bool IsJsonNumber(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && absl::ascii_isdigit(text[at])) ++at;
    return at > start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const size_t whole = at;
  if (!digits() || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

template <typename T>
NumberFault FromChars(std::string_view text, T& value) {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range) return NumberFault::kRange;
  if (error != std::errc() || at != end) return NumberFault::kFormat;
  return NumberFault::kNone;
}

}  // namespace

template <typename T>
NumberFault ParseWhole(std::string_view text, bool quoted, T& value) {
  if (quoted && !IsJsonNumber(text)) return NumberFault::kFormat;
  if (text == "-0") text = "0";
  if (!std::numeric_limits<T>::is_signed && !text.empty() && text[0] == '-') {
    return NumberFault::kRange;
  }
  const NumberFault plain = FromChars(text, value);
  if (plain != NumberFault::kFormat || quoted) return plain;
  double real = 0;
  if (const NumberFault fault = FromChars(text, real); fault != NumberFault::kNone) return fault;
  if (real != std::floor(real)) return NumberFault::kFormat;
  // 2^digits is exact as a double; the largest value itself need not be.
  const double above = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (real >= above || real < (std::numeric_limits<T>::is_signed ? -above : 0)) {
    return NumberFault::kRange;
  }
  value = static_cast<T>(real);
  return NumberFault::kNone;
}

template <typename T>
NumberFault ParseReal(std::string_view text, bool quoted, T& value) {
  if (quoted) {
    constexpr T kInfinity = std::numeric_limits<T>::infinity();
    if (text == "NaN") {
      value = std::numeric_limits<T>::quiet_NaN();
      return NumberFault::kNone;
    }
    if (text == "Infinity" || text == "-Infinity") {
      value = text[0] == '-' ? -kInfinity : kInfinity;
      return NumberFault::kNone;
    }
    if (!IsJsonNumber(text)) return NumberFault::kFormat;
  }
  return FromChars(text, value);
}

template <typename T>
void AppendReal(T value, std::string& out) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    char buffer[64];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value);
    static_cast<void>(error);  // 64 bytes hold every shortest form
    out.append(buffer, end);
  }
}

template NumberFault ParseWhole(std::string_view, bool, int32_t&);
template NumberFault ParseWhole(std::string_view, bool, int64_t&);
template NumberFault ParseWhole(std::string_view, bool, uint32_t&);
template NumberFault ParseWhole(std::string_view, bool, uint64_t&);
template NumberFault ParseReal(std::string_view, bool, float&);
template NumberFault ParseReal(std::string_view, bool, double&);
template void AppendReal(float, std::string&);
template void AppendReal(double, std::string&);

}  // namespace smarthub::edge
