#include "services/identity/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/testing/matchers.h"
#include "services/identity/passwords.h"

namespace smarthub::identity {
namespace {

using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using namespace error::v1;  // Reason values

std::string Times(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(ValidateTest, LengthIsCountedInCharacters) {
  EXPECT_THAT(CheckText(Times("\xc3\xa9", 80), {.at_most = 80}, "name"), IsOk());
  EXPECT_THAT(CheckText(Times("\xc3\xa9", 81), {.at_most = 80}, "name"),
              IsInvalid("name", REASON_TOO_LONG));
  EXPECT_THAT(CheckText(Times("\xf0\x9f\x98\x80", 11), {.at_least = 12, .at_most = 80}, "name"),
              IsInvalid("name", REASON_TOO_SHORT));
}

TEST(ValidateTest, OnlyUtf8Passes) {
  for (const char* bad : {"\x80", "\xc3", "a\xc3(", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
    EXPECT_THAT(CheckText(bad, {.at_most = 80}, "x"), IsInvalid("x", REASON_NOT_UTF8));
  }
  EXPECT_THAT(CheckText("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", {.at_most = 80}, "x"), IsOk());
}

TEST(ValidateTest, ControlCharactersAreRefusedAndNewLinesWhereTheyHaveNoPlace) {
  const std::string nul("a\0b", 3);
  EXPECT_THAT(CheckText(nul, {.at_most = 80}, "x"), IsInvalid("x", REASON_BAD_FORMAT));
  EXPECT_THAT(CheckText("a\x1b[0m", {.at_most = 80, .lines = true}, "x"),
              IsInvalid("x", REASON_BAD_FORMAT));
  EXPECT_THAT(CheckText("a\xc2\x85", {.at_most = 80}, "x"), IsInvalid("x", REASON_BAD_FORMAT));
  EXPECT_THAT(CheckText("a\nb", {.at_most = 80}, "x"), IsInvalid("x", REASON_BAD_FORMAT));
  EXPECT_THAT(CheckText("a\nb", {.at_most = 80, .lines = true}, "x"), IsOk());
}

TEST(ValidateTest, NothingAndOnlySpacesAreMissing) {
  EXPECT_THAT(CheckText("", {.at_most = 80}, "x"), IsInvalid("x", REASON_REQUIRED));
  EXPECT_THAT(CheckText("   ", {.at_most = 80}, "x"), IsInvalid("x", REASON_REQUIRED));
  EXPECT_THAT(CheckText("", {.at_least = 0, .at_most = 80}, "x"), IsOk());
}

TEST(ValidateTest, SchemesShortNames) {
  for (const char* good : {"melton", "a1", "market-harborough"}) {
    EXPECT_THAT(CheckScheme(good, "s"), IsOk()) << good;
  }
  EXPECT_THAT(CheckScheme("", "s"), IsInvalid("s", REASON_REQUIRED));
  EXPECT_THAT(CheckScheme("a", "s"), IsInvalid("s", REASON_TOO_SHORT));
  EXPECT_THAT(CheckScheme(Times("a", 33), "s"), IsInvalid("s", REASON_TOO_LONG));
  for (const char* bad : {"Melton", "1melton", "-melton", "melton:x", "mel ton", "hub", "system",
                          "m\xc3\xa9lton", "melton}"}) {
    EXPECT_THAT(CheckScheme(bad, "s"), IsInvalid("s", REASON_BAD_FORMAT)) << bad;
  }
}

TEST(ValidateTest, CodesAndSystemNames) {
  EXPECT_THAT(CheckTotpCode("012345", "c"), IsOk());
  for (const char* bad : {"12345", "1234567", "12345a", " 12345", "\xd9\xa1\xd9\xa2\xd9\xa3"}) {
    EXPECT_THAT(CheckTotpCode(bad, "c"), IsInvalid("c", REASON_BAD_FORMAT)) << bad;
  }
  EXPECT_THAT(CheckSystemName("Niche RMS 4.2", "n"), IsOk());
  for (const char* bad : {"a/CN=b", "a,b", " a", "a ", "a\nb", "\xc3\xa9"}) {
    EXPECT_THAT(CheckSystemName(bad, "n"), IsInvalid("n", REASON_BAD_FORMAT)) << bad;
  }
}

TEST(ValidateTest, ANewPasswordIsLongAndNotAmongTheFirstTried) {
  const auto check = [](const std::string& password) {
    return CheckNewPassword(password, "ann.smith@boots.example", "Annabel Jane Smith", "password");
  };
  EXPECT_THAT(check("gravel otter nine"), IsOk());
  EXPECT_THAT(check(Times("\xc3\xa9z", 64)), IsOk());
  EXPECT_THAT(check("elevenchars"), IsInvalid("password", REASON_TOO_SHORT));
  EXPECT_THAT(check(Times("x1", 65)), IsInvalid("password", REASON_TOO_LONG));
  for (const char* bad : {"passwordpassword", "PasswordPassword", "aaaaaaaaaaaa", "123456789012",
                          "Ann.Smith@boots.example", "annabel jane smith"}) {
    EXPECT_THAT(check(bad), IsInvalid("password", REASON_BAD_FORMAT)) << bad;
  }
}

}  // namespace
}  // namespace smarthub::identity
