// The log, made so that personal data cannot get into it: an event is a literal, a field's name is
// a literal, and a field's value is a number, a duration, a random id, a literal or a status code.
// There is no way to pass a string that came from outside. One JSON object a line.
#ifndef PLATFORM_TELEMETRY_LOG_H_
#define PLATFORM_TELEMETRY_LOG_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "platform/base/clock.h"
#include "platform/base/uuid.h"

namespace smarthub {

enum class LogLevel { kInfo, kWarning, kError };

// Text written in the source. consteval: a string made at run time does not compile.
class Literal {
 public:
  template <size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: meant to be implicit
  // A method's name: written in the contract, not in the source, and as harmless.
  static Literal OfContract(const google::protobuf::MethodDescriptor& method);
  constexpr std::string_view text() const { return text_; }

 private:
  constexpr explicit Literal(std::string_view text) : text_(text) {}
  std::string_view text_;
};

class LogField {
 public:
  // std::integral, not a plain bool: a pointer to characters would become one.
  template <std::integral T>
  LogField(Literal name, T value) : name_(name), json_(Number(value)) {}
  LogField(Literal name, Literal value);
  LogField(Literal name, const Uuid& value);
  LogField(Literal name, absl::Duration value);
  // Its code and stable reason; never its text, which may hold what a library was given.
  LogField(Literal name, const absl::Status& value);

  std::string_view name() const { return name_.text(); }
  const std::string& json() const { return json_; }

 private:
  template <std::integral T>
  static std::string Number(T value) {
    if constexpr (std::same_as<T, bool>) {
      return value ? "true" : "false";
    } else {
      return std::to_string(value);
    }
  }

  Literal name_;
  std::string json_;
};

// Thread-safe. Given to whoever logs; there is no global one.
class Log {
 public:
  // `write` gets one line without its newline, one call at a time.
  Log(Clock& clock, std::function<void(std::string_view)> write);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void Info(Literal event, std::initializer_list<LogField> fields = {}) {
    Line(LogLevel::kInfo, event, fields);
  }
  void Warning(Literal event, std::initializer_list<LogField> fields = {}) {
    Line(LogLevel::kWarning, event, fields);
  }
  void Error(Literal event, std::initializer_list<LogField> fields = {}) {
    Line(LogLevel::kError, event, fields);
  }

 private:
  void Line(LogLevel level, Literal event, std::initializer_list<LogField> fields);

  Clock& clock_;
  const std::function<void(std::string_view)> write_;
};

// Writes to standard error.
std::function<void(std::string_view)> ToStandardError();

}  // namespace smarthub

#endif  // PLATFORM_TELEMETRY_LOG_H_
