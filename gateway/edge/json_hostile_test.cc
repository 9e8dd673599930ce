// What must be refused, with which reason, and that no error says anything of the input.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/edge/json.h"
#include "gateway/edge/testing/everything.pb.h"
#include "platform/base/error.h"

namespace smarthub::edge {
namespace {

using namespace error::v1;  // NOLINT: the reasons, by their names
using testing::Everything;

absl::Status Parse(std::string_view text) {
  JsonCodec codec;
  Everything message;
  return codec.Parse(text, message);
}

std::string Times(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

struct Case {
  std::string text;
  Reason reason;
  std::string field = "";
};

TEST(JsonHostile, Refused) {
  const std::vector<Case> cases = {
      // Not RFC 8259.
      {"", REASON_BAD_JSON},
      {" ", REASON_BAD_JSON},
      {"{", REASON_BAD_JSON},
      {"{}}", REASON_BAD_JSON},
      {"{} {}", REASON_BAD_JSON},
      {"{'aString':'x'}", REASON_BAD_JSON},
      {"{aString:\"x\"}", REASON_BAD_JSON},
      {"{\"aString\":\"x\",}", REASON_BAD_JSON},
      {"{\"int32s\":[1,]}", REASON_BAD_JSON},
      {"{\"aString\":\"x\" /* c */}", REASON_BAD_JSON},
      {"{\"aString\":\"a\nb\"}", REASON_BAD_JSON},
      {std::string("{\"aString\":\"a\0b\"}", 17), REASON_BAD_JSON},
      {"{\"aString\":\"\\x41\"}", REASON_BAD_JSON},
      {"{\"anInt32\":01}", REASON_BAD_JSON},
      {"{\"anInt32\":+1}", REASON_BAD_JSON},
      {"{\"aDouble\":.5}", REASON_BAD_JSON},
      {"{\"aDouble\":5.}", REASON_BAD_JSON},
      {"{\"aDouble\":1e}", REASON_BAD_JSON},
      {"{\"aDouble\":NaN}", REASON_BAD_JSON},
      {"{\"aDouble\":Infinity}", REASON_BAD_JSON},
      {"{\"aDouble\":0x1}", REASON_BAD_JSON},
      {"{\"aBool\":True}", REASON_BAD_JSON},
      {"{\"aBool\":tru}", REASON_BAD_JSON},
      {"\xEF\xBB\xBF{}", REASON_BAD_JSON},
      // Not UTF-8, lone surrogates.
      {"{\"aString\":\"\xff\"}", REASON_NOT_UTF8},
      {"{\"aString\":\"\xC0\xAF\"}", REASON_NOT_UTF8},
      {"{\"aString\":\"\xED\xA0\x80\"}", REASON_NOT_UTF8},
      {"{\"aString\":\"\xF4\x90\x80\x80\"}", REASON_NOT_UTF8},
      {"{\"aString\":\"\xE2\x82\"}", REASON_NOT_UTF8},
      {"{\"aString\":\"\\ud800\"}", REASON_BAD_JSON},
      {"{\"aString\":\"\\udc00\"}", REASON_BAD_JSON},
      {"{\"aString\":\"\\ud800\\u0041\"}", REASON_BAD_JSON},
      {"{\"aString\":\"\\ud800x\"}", REASON_BAD_JSON},
      // Twice.
      {"{\"aString\":\"x\",\"aString\":\"x\"}", REASON_DUPLICATE_FIELD, "a_string"},
      {"{\"aString\":\"x\",\"a_string\":\"y\"}", REASON_DUPLICATE_FIELD, "a_string"},
      {"{\"aString\":null,\"aString\":\"y\"}", REASON_DUPLICATE_FIELD, "a_string"},
      {"{\"aString\":\"x\",\"\\u0061String\":\"y\"}", REASON_DUPLICATE_FIELD, "a_string"},
      {"{\"inner\":{\"name\":\"\"},\"inner\":{}}", REASON_DUPLICATE_FIELD, "inner"},
      {"{\"byString\":{\"k\":\"1\",\"k\":\"2\"}}", REASON_DUPLICATE_FIELD, "by_string[]"},
      {"{\"byInt32\":{\"1\":{},\"1\":{}}}", REASON_DUPLICATE_FIELD, "by_int32[]"},
      {"{\"structure\":{\"k\":1,\"k\":1}}", REASON_DUPLICATE_FIELD, "structure"},
      {"{\"value\":{\"k\":{\"a\":1,\"a\":1}}}", REASON_DUPLICATE_FIELD, "value[]"},
      {"{\"choiceText\":\"x\",\"choiceNumber\":1}", REASON_DUPLICATE_FIELD, "choice_number"},
      // Unknown.
      {"{\"secret\":1}", REASON_UNKNOWN_FIELD},
      {"{\"inner\":{\"secret\":1}}", REASON_UNKNOWN_FIELD, "inner"},
      {"{\"inners\":[{},{\"secret\":{}}]}", REASON_UNKNOWN_FIELD, "inners[1]"},
      {"{\"renamed2\":\"x\"}", REASON_UNKNOWN_FIELD},
      {"{\"AString\":\"x\"}", REASON_UNKNOWN_FIELD},
      {"{\"\":\"x\"}", REASON_UNKNOWN_FIELD},
      {"{\"empty\":{\"secret\":1}}", REASON_UNKNOWN_FIELD, "empty"},
      {"{\"colour\":\"COLOUR_SECRET\"}", REASON_UNKNOWN_VALUE, "colour"},
      {"{\"colour\":\"colour_red\"}", REASON_UNKNOWN_VALUE, "colour"},
      {"{\"colour\":99}", REASON_UNKNOWN_VALUE, "colour"},
      {"{\"colours\":[1,\"SECRET\"]}", REASON_UNKNOWN_VALUE, "colours[1]"},
      // Numbers.
      {"{\"anInt32\":2147483648}", REASON_OUT_OF_RANGE, "an_int32"},
      {"{\"anInt32\":-2147483649}", REASON_OUT_OF_RANGE, "an_int32"},
      {"{\"anInt32\":1.5}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":\" 1\"}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":\"1 \"}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":\"01\"}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":\"0x1\"}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":\"\"}", REASON_BAD_FORMAT, "an_int32"},
      {"{\"anInt32\":1e100}", REASON_OUT_OF_RANGE, "an_int32"},
      {"{\"aUint32\":-1}", REASON_OUT_OF_RANGE, "a_uint32"},
      {"{\"aUint64\":18446744073709551616}", REASON_OUT_OF_RANGE, "a_uint64"},
      {"{\"anInt64\":9223372036854775808}", REASON_OUT_OF_RANGE, "an_int64"},
      {"{\"anInt64\":9.3e18}", REASON_OUT_OF_RANGE, "an_int64"},
      {"{\"aDouble\":1e400}", REASON_OUT_OF_RANGE, "a_double"},
      {"{\"aDouble\":\"nan\"}", REASON_BAD_FORMAT, "a_double"},
      {"{\"aDouble\":\"inf\"}", REASON_BAD_FORMAT, "a_double"},
      {"{\"aFloat\":1e39}", REASON_OUT_OF_RANGE, "a_float"},
      {"{\"byInt32\":{\"x\":{}}}", REASON_BAD_FORMAT, "by_int32[]"},
      {"{\"byInt32\":{\"01\":{}}}", REASON_BAD_FORMAT, "by_int32[]"},
      {"{\"byInt32\":{\"1.0\":{}}}", REASON_BAD_FORMAT, "by_int32[]"},
      {"{\"byBool\":{\"True\":\"\"}}", REASON_BAD_FORMAT, "by_bool[]"},
      // Another kind of value.
      {"[]", REASON_BAD_JSON},
      {"null", REASON_BAD_JSON},
      {"1", REASON_BAD_JSON},
      {"\"x\"", REASON_BAD_JSON},
      {"{\"aString\":1}", REASON_BAD_JSON, "a_string"},
      {"{\"aBool\":\"true\"}", REASON_BAD_JSON, "a_bool"},
      {"{\"aBool\":1}", REASON_BAD_JSON, "a_bool"},
      {"{\"inner\":[]}", REASON_BAD_JSON, "inner"},
      {"{\"inners\":{}}", REASON_BAD_JSON, "inners"},
      {"{\"int32s\":1}", REASON_BAD_JSON, "int32s"},
      {"{\"int32s\":[null]}", REASON_BAD_JSON, "int32s"},
      {"{\"byString\":[]}", REASON_BAD_JSON, "by_string"},
      {"{\"byString\":{\"k\":null}}", REASON_BAD_JSON, "by_string"},
      {"{\"colour\":true}", REASON_BAD_JSON, "colour"},
      // Bytes.
      {"{\"someBytes\":\"A\"}", REASON_BAD_FORMAT, "some_bytes"},
      {"{\"someBytes\":\"AA=\"}", REASON_BAD_FORMAT, "some_bytes"},
      {"{\"someBytes\":\"AB==\"}", REASON_BAD_FORMAT, "some_bytes"},
      {"{\"someBytes\":\"AA==AA==\"}", REASON_BAD_FORMAT, "some_bytes"},
      {"{\"someBytes\":\"A A=\"}", REASON_BAD_FORMAT, "some_bytes"},
      // Known types.
      {"{\"time\":\"2026-02-30T00:00:00Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"2026-01-01T24:00:00Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"2026-01-01T00:00:60Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"2026-01-01T00:00:00\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"2026-01-01 00:00:00Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"2026-01-01T00:00:00.1234567890Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"0000-01-01T00:00:00Z\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":\"0001-01-01T00:00:00+01:00\"}", REASON_BAD_FORMAT, "time"},
      {"{\"time\":1}", REASON_BAD_JSON, "time"},
      {"{\"duration\":\"1\"}", REASON_BAD_FORMAT, "duration"},
      {"{\"duration\":\"1.s\"}", REASON_BAD_FORMAT, "duration"},
      {"{\"duration\":\"--1s\"}", REASON_BAD_FORMAT, "duration"},
      {"{\"duration\":\"315576000001s\"}", REASON_BAD_FORMAT, "duration"},
      {"{\"mask\":\"a b\"}", REASON_BAD_FORMAT, "mask"},
      {"{\"any\":{\"name\":\"x\"}}", REASON_REQUIRED, "any.@type"},
      {"{\"any\":{\"@type\":\"x/y.Secret\"}}", REASON_UNKNOWN_VALUE, "any.@type"},
      {"{\"any\":{\"@type\":\"type.googleapis.com/google.protobuf.Timestamp\"}}", REASON_REQUIRED,
       "any.value"},
      {"{\"any\":{\"@type\":\"type.googleapis.com/smarthub.edge.testing.Inner\",\"x\":1}}",
       REASON_UNKNOWN_FIELD, "any"},
      {"{\"boolWrapper\":1}", REASON_BAD_JSON, "bool_wrapper"},
      // Depth.
      {Times("{\"inner\":", 2) + Times("{\"child\":", 80) + "{}" + Times("}", 82), REASON_BAD_JSON},
      {Times("[", 100000), REASON_BAD_JSON},
      {"{\"value\":" + Times("[", 80) + Times("]", 80) + "}", REASON_BAD_JSON},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text.substr(0, 200));
    const absl::Status status = Parse(c.text);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    const auto detail = DetailOf(status);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(Reason_Name(detail->reason()), Reason_Name(c.reason)) << status;
    EXPECT_EQ(detail->field(), c.field);
    EXPECT_EQ(status.message().find("ecret"), std::string::npos);
    EXPECT_EQ(detail->field().find("ecret"), std::string::npos);
  }
}

TEST(JsonHostile, ErrorsNeverEchoTheInput) {
  constexpr std::string_view kCanary = "CANARY";
  for (const std::string& text : std::vector<std::string>{
           "{\"CANARY\":1}", "{\"aString\":CANARY}", "{\"colour\":\"CANARY\"}",
           "{\"byInt32\":{\"CANARY\":{}}}", "{\"byString\":{\"CANARY\":1}}",
           "{\"structure\":{\"CANARY\":1,\"CANARY\":1}}", "{\"any\":{\"@type\":\"CANARY\"}}",
           "{\"time\":\"CANARY\"}", "{\"anInt32\":\"CANARY\"}", "CANARY"}) {
    const absl::Status status = Parse(text);
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(status.ToString().find(kCanary), std::string::npos) << status;
    EXPECT_EQ(DetailOf(status)->DebugString().find(kCanary), std::string::npos);
  }
}

TEST(JsonHostile, TakesWhatTheMappingAllows) {
  JsonCodec codec;
  for (const std::string& text : std::vector<std::string>{
           "{\"an_int32\":1,\"anInt64\":\"-9223372036854775808\",\"aUint64\":1.8e1}",
           "{\"anInt32\":1.0,\"aSint32\":-1e2,\"aDouble\":\"1.5\",\"aFloat\":\"-Infinity\"}",
           "{\"another-name\":\"x\"}", "{\"renamed\":\"x\"}", "{\"aString\":null,\"int32s\":null}",
           "{\"someBytes\":\"_-8\"}", "{\"someBytes\":\"/+8=\"}", "{\"value\":null}",
           "{\"aString\":\"\\ud83d\\ude00\\u0000\"}", "{\"any\":{}}", "{\"mask\":\"\"}",
           "{\"time\":\"2026-11-23T10:00:00.5+02:00\"}", "\n\t {} \r\n",
           "{\"choiceText\":null,\"choiceNumber\":1}",
           "{\"any\":{\"name\":\"x\",\"@type\":\"type.googleapis.com/"
           "smarthub.edge.testing.Inner\"}}"}) {
    Everything message;
    const absl::Status status = codec.Parse(text, message);
    EXPECT_TRUE(status.ok()) << status << " " << text;
  }
}

TEST(JsonHostile, WhatHasNoFormIsNotPrinted) {
  JsonCodec codec;
  std::string out;
  Everything message;
  message.mutable_time()->set_seconds(253402300800);
  EXPECT_FALSE(codec.Print(message, out).ok());
  message.Clear();
  message.mutable_any()->set_type_url("x/no.Such");
  EXPECT_FALSE(codec.Print(message, out).ok());
  message.Clear();
  message.mutable_value();
  EXPECT_FALSE(codec.Print(message, out).ok());
}

}  // namespace
}  // namespace smarthub::edge
