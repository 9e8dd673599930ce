#include "platform/telemetry/log.h"

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace smarthub {
namespace {

// Literals are ours and hold no quotes, backslashes or control characters (log_test).
std::string Quote(std::string_view text) { return absl::StrCat("\"", ToAbsl(text), "\""); }

std::string_view Name(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

}  // namespace

Literal Literal::OfContract(const google::protobuf::MethodDescriptor& method) {
  return Literal(method.full_name());
}

LogField::LogField(Literal name, Literal value) : name_(name), json_(Quote(value.text())) {}
LogField::LogField(Literal name, const Uuid& value) : name_(name), json_(Quote(value.ToString())) {}
LogField::LogField(Literal name, absl::Duration value)
    : name_(name), json_(absl::StrCat(absl::ToInt64Microseconds(value))) {}
LogField::LogField(Literal name, const absl::Status& value)
    : name_(name),
      json_(Quote(absl::StrCat(absl::StatusCodeToString(value.code()),
                               DetailOf(value).has_value()
                                   ? absl::StrCat("/", error::v1::Reason_Name(ReasonOf(value)))
                                   : ""))) {}

Log::Log(Clock& clock, std::function<void(std::string_view)> write)
    : clock_(clock), write_(std::move(write)) {}

void Log::Line(LogLevel level, Literal event, std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat(
      "{\"at\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", clock_.Now(), absl::UTCTimeZone()),
      "\",\"level\":", Quote(Name(level)), ",\"event\":", Quote(event.text()));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",", Quote(field.name()), ":", field.json());
  }
  line.push_back('}');
  write_(line);
}

std::function<void(std::string_view)> ToStandardError() {
  // One write per line, so that lines of several threads do not mix.
  auto one_at_a_time = std::make_shared<std::mutex>();
  return [one_at_a_time](std::string_view line) {
    const std::lock_guard lock(*one_at_a_time);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fputc('\n', stderr);
  };
}

}  // namespace smarthub
