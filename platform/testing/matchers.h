// What tests of the house say of statuses and messages. Debian's Abseil has no status matchers.
#ifndef PLATFORM_TESTING_MATCHERS_H_
#define PLATFORM_TESTING_MATCHERS_H_

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/error.h"

namespace smarthub::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  const absl::Status& status = StatusOf(arg);
  if (!status.ok()) *result_listener << status.ToString();
  return status.ok();
}

MATCHER_P(StatusIs, code, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString() << " / "
                   << error::v1::Reason_Name(::smarthub::ReasonOf(status));
  return status.code() == code;
}

// A status safe to show, with this stable reason.
MATCHER_P(HasReason, reason, "has reason " + error::v1::Reason_Name(reason)) {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString() << " / "
                   << error::v1::Reason_Name(::smarthub::ReasonOf(status));
  return ::smarthub::ReasonOf(status) == reason;
}

// INVALID_ARGUMENT on this field for this reason.
MATCHER_P2(IsInvalid, field, reason, "") {
  const absl::Status& status = StatusOf(arg);
  const auto detail = ::smarthub::DetailOf(status);
  *result_listener << status.ToString();
  if (detail.has_value()) *result_listener << " / " << detail->ShortDebugString();
  return absl::IsInvalidArgument(status) && detail.has_value() && detail->field() == field &&
         detail->reason() == reason;
}

// `EqualsProto("state: INCIDENT_STATE_PASSED")` or with a message.
class EqualsProtoMatcher {
 public:
  using is_gtest_matcher = void;
  explicit EqualsProtoMatcher(std::string text) : text_(std::move(text)) {}

  template <typename Message>
  bool MatchAndExplain(const Message& actual, std::ostream* out) const {
    Message expected;
    if (!google::protobuf::TextFormat::ParseFromString(text_, &expected)) {
      if (out != nullptr) *out << "the expectation does not parse as " << actual.GetTypeName();
      return false;
    }
    google::protobuf::util::MessageDifferencer differencer;
    std::string difference;
    differencer.ReportDifferencesToString(&difference);
    const bool equal = differencer.Compare(expected, actual);
    if (out != nullptr && !equal) *out << "\n" << difference;
    return equal;
  }
  void DescribeTo(std::ostream* out) const { *out << "equals " << text_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "differs from " << text_; }

 private:
  std::string text_;
};

inline EqualsProtoMatcher EqualsProto(std::string text) {
  return EqualsProtoMatcher(std::move(text));
}
inline EqualsProtoMatcher EqualsProto(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  return EqualsProtoMatcher(std::move(text));
}

// `EXPECT_THAT(answer, IsOkAndHolds(EqualsProto(...)))`.
template <typename Inner>
class IsOkAndHoldsMatcher {
 public:
  using is_gtest_matcher = void;
  explicit IsOkAndHoldsMatcher(Inner inner) : inner_(std::move(inner)) {}

  template <typename T>
  bool MatchAndExplain(const absl::StatusOr<T>& actual,
                       ::testing::MatchResultListener* listener) const {
    if (!actual.ok()) {
      *listener << actual.status().ToString();
      return false;
    }
    return ::testing::ExplainMatchResult(inner_, *actual, listener);
  }
  void DescribeTo(std::ostream* out) const { *out << "is OK and holds what is expected"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not hold what is expected"; }

 private:
  Inner inner_;
};

template <typename Inner>
IsOkAndHoldsMatcher<std::decay_t<Inner>> IsOkAndHolds(Inner&& inner) {
  return IsOkAndHoldsMatcher<std::decay_t<Inner>>(std::forward<Inner>(inner));
}

}  // namespace smarthub::testing

#endif  // PLATFORM_TESTING_MATCHERS_H_
