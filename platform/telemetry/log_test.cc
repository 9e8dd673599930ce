#include "platform/telemetry/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "platform/base/error.h"

namespace smarthub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The invariant of this file, as the compiler sees it: text that is not in the source has no way
// in.
static_assert(!std::is_constructible_v<LogField, Literal, std::string>);
static_assert(!std::is_constructible_v<LogField, Literal, std::string_view>);
static_assert(!std::is_constructible_v<LogField, Literal, const char*>);
static_assert(!std::is_constructible_v<Literal, std::string>);
static_assert(!std::is_constructible_v<Literal, const char*>);

class LogTest : public testing::Test {
 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  std::vector<std::string> lines_;
  Log log_{clock_, [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(LogTest, OneJsonObjectALine) {
  log_.Info("hub.ready", {{"port", 8443}, {"took_us", absl::Milliseconds(12)}, {"empty", false}});
  EXPECT_THAT(lines_, ElementsAre("{\"at\":\"2026-09-21T14:13:20.000Z\",\"level\":\"info\","
                                  "\"event\":\"hub.ready\",\"port\":8443,\"took_us\":12000,"
                                  "\"empty\":false}"));
}

TEST_F(LogTest, AStatusIsLoggedWithoutItsText) {
  log_.Warning("call.failed", {{"status", absl::InternalError("at CANARY street")}});
  log_.Warning("call.failed", {{"status", NotFound()}});
  EXPECT_THAT(lines_[0], HasSubstr("\"INTERNAL\""));
  EXPECT_THAT(lines_[0], Not(HasSubstr("CANARY")));
  EXPECT_THAT(lines_[1], HasSubstr("\"NOT_FOUND/REASON_NOT_FOUND\""));
}

}  // namespace
}  // namespace smarthub
