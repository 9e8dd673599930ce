#include "platform/rpc/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/testing/matchers.h"
#include "platform/testing/test_caller.h"

namespace smarthub::rpc {
namespace {

using smarthub::testing::IsInvalid;
using smarthub::testing::IsOkAndHolds;
using smarthub::testing::TestCaller;

Caller Admitted(const TestCaller& test) {
  smarthub::testing::TestAuthenticator authenticator;
  authenticator.Know(test);
  Loop loop;
  return *loop.RunUntilDone(authenticator.Authenticate(test.credentials(), nullptr));
}

class TokenTest : public ::testing::Test {
 protected:
  SeededRandom random_{7};
  Tokens tokens_{crypto::Key::Make(random_), &random_};
  Caller ann_ = Admitted(TestCaller::Reporter("ann"));
};

TEST_F(TokenTest, RoundTripInUrlSafeText) {
  const std::string text("\0place\xff in a list", 16);
  const std::string token = tokens_.Seal(ann_, "incident.list", text);
  EXPECT_THAT(token, ::testing::MatchesRegex("[A-Za-z0-9_-]+"));
  EXPECT_THAT(tokens_.Open(ann_, "incident.list", token, "page_token"), IsOkAndHolds(text));
}

TEST_F(TokenTest, EmptyIsEmpty) {
  EXPECT_EQ(tokens_.Seal(ann_, "incident.list", ""), "");
  EXPECT_THAT(tokens_.Open(ann_, "incident.list", "", "page_token"), IsOkAndHolds(std::string()));
}

TEST_F(TokenTest, OfNobodyElseNorAnotherSchemeNorAnotherList) {
  const std::string token = tokens_.Seal(ann_, "incident.list", "place");
  const auto refused = IsInvalid("page_token", error::v1::REASON_BAD_FORMAT);
  const Caller bob = Admitted(TestCaller::Reporter("bob"));
  const Caller elsewhere = Admitted(TestCaller::Reporter("ann").OfScheme("oakham"));
  EXPECT_THAT(tokens_.Open(bob, "incident.list", token, "page_token"), refused);
  EXPECT_THAT(tokens_.Open(elsewhere, "incident.list", token, "page_token"), refused);
  EXPECT_THAT(tokens_.Open(ann_, "audit.list", token, "page_token"), refused);
}

TEST_F(TokenTest, WhatIsNoTokenIsRefused) {
  const auto refused = IsInvalid("page_token", error::v1::REASON_BAD_FORMAT);
  std::string token = tokens_.Seal(ann_, "incident.list", "place");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string bad = token;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    // The last character of base64 has bits that mean nothing.
    if (i + 1 == token.size()) continue;
    EXPECT_THAT(tokens_.Open(ann_, "incident.list", bad, "page_token"), refused) << i;
  }
  for (const std::string& bad : {std::string("x"), std::string("%%%"), std::string(100'000, 'A')}) {
    EXPECT_THAT(tokens_.Open(ann_, "incident.list", bad, "page_token"), refused);
  }
}

}  // namespace
}  // namespace smarthub::rpc
