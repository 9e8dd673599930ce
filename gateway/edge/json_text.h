// Texts inside JSON that protobuf gives a meaning of its own: times, durations, base64, field
// masks, and quoted strings. Free functions; thread-safe. Every parser takes the whole text or
// nothing.
#ifndef GATEWAY_EDGE_JSON_TEXT_H_
#define GATEWAY_EDGE_JSON_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace smarthub::edge {

bool IsUtf8(std::string_view text);

// Appends `text` in quotes, escaped. False where it is not UTF-8; `out` is then half written.
bool AppendQuoted(std::string_view text, std::string& out);

// Standard or URL-safe alphabet (not both in one text), padded or not. Spare bits must be zero.
bool ParseBase64(std::string_view text, std::string& bytes);
// Standard alphabet.
void AppendBase64(std::string_view bytes, bool padded, std::string& out);

// Seconds since 1970 and nanoseconds, as google.protobuf.Timestamp: RFC 3339 with 'T' and an offset
// or 'Z', years 0001 to 9999, at most nine digits of a second.
bool ParseTimestamp(std::string_view text, int64_t& seconds, int32_t& nanos);
bool AppendTimestamp(int64_t seconds, int32_t nanos, std::string& out);

// As google.protobuf.Duration: "-1.5s", within +-315,576,000,000 s.
bool ParseDuration(std::string_view text, int64_t& seconds, int32_t& nanos);
bool AppendDuration(int64_t seconds, int32_t nanos, std::string& out);

// One path of a field mask: "suspect.firstName" <-> "suspect.first_name".
bool CamelToSnake(std::string_view camel, std::string& snake);
bool SnakeToCamel(std::string_view snake, std::string& camel);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_TEXT_H_
