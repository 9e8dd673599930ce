// Numbers of the proto3 JSON mapping. Free functions; thread-safe.
#ifndef GATEWAY_EDGE_JSON_NUMBERS_H_
#define GATEWAY_EDGE_JSON_NUMBERS_H_

#include <string>
#include <string_view>

namespace smarthub::edge {

enum class NumberFault { kNone, kFormat, kRange };

// `text` is a JSON number, or (quoted) what stood in a string: there, digits with an optional
// minus. A number with a fraction or exponent is taken where its value is whole. T: int32_t,
// int64_t, uint32_t, uint64_t.
template <typename T>
NumberFault ParseWhole(std::string_view text, bool quoted, T& value);

// T: float, double. Quoted also "NaN", "Infinity", "-Infinity". What overflows is refused.
template <typename T>
NumberFault ParseReal(std::string_view text, bool quoted, T& value);

// The shortest text that reads back as the same value; NaN and infinities quoted.
template <typename T>
void AppendReal(T value, std::string& out);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_NUMBERS_H_
