#include "services/identity/login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/testing/matchers.h"

namespace smarthub::identity {
namespace {

using smarthub::testing::IsInvalid;

LoginKeys Keys(uint64_t seed) {
  SeededRandom random(seed);
  return LoginKeys(crypto::Key::Make(random));
}

TEST(LoginTest, IsComparedWithoutCaseAndWithoutSpacesAround) {
  for (const char* typed : {"ann@boots.example", "Ann@Boots.Example", "  ANN@BOOTS.EXAMPLE\n"}) {
    const auto login = NormaliseLogin(typed, "login");
    ASSERT_TRUE(login.ok()) << typed;
    EXPECT_EQ(*login, "ann@boots.example");
  }
}

TEST(LoginTest, NormalisingTwiceChangesNothing) {
  for (const char* typed : {"A@b", "X.Y+z@Sub.Domain.Example", "o'brien@shop.example"}) {
    const auto once = NormaliseLogin(typed, "login");
    ASSERT_TRUE(once.ok());
    EXPECT_EQ(*NormaliseLogin(*once, "login"), *once);
  }
}

TEST(LoginTest, RefusesWhatIsNoAddress) {
  EXPECT_THAT(NormaliseLogin("", "login"), IsInvalid("login", error::v1::REASON_REQUIRED));
  EXPECT_THAT(NormaliseLogin("   ", "login"), IsInvalid("login", error::v1::REASON_REQUIRED));
  EXPECT_THAT(NormaliseLogin(absl::StrCat("a@", std::string(253, 'b')), "login"),
              IsInvalid("login", error::v1::REASON_TOO_LONG));
  for (const char* typed : {"ann", "@boots", "ann@", "a b@c", "a@b@c", "a@.b", "a@b.", "<a@b>",
                            "a@b,c", "ann@b\xc3\xb6\x6fts.example", "a\tb@c", "a\x7f@c"}) {
    EXPECT_THAT(NormaliseLogin(typed, "password.login"),
                IsInvalid("password.login", error::v1::REASON_BAD_FORMAT))
        << typed;
  }
  EXPECT_FALSE(NormaliseLogin(std::string("a\0b@c", 5), "login").ok());
}

TEST(LoginTest, KeysSayNothingWithoutTheSecretAndDifferByUseAndSlot) {
  const LoginKeys ours = Keys(1);
  const LoginKeys theirs = Keys(2);
  const std::string login = "ann@boots.example";
  EXPECT_EQ(ours.LoginId(login), Keys(1).LoginId(login));
  EXPECT_NE(ours.LoginId(login), theirs.LoginId(login));
  EXPECT_NE(ours.LoginId(login), ours.LoginId("ann@boots.exampl"));
  const std::set<std::string> all = {ours.InSlot("melton", login), ours.InSlot("oakham", login),
                                     ours.InSlot("hub", login), ours.ForLockout(login),
                                     theirs.InSlot("melton", login)};
  EXPECT_EQ(all.size(), 5u);
  for (const std::string& key : all) EXPECT_EQ(key.find("ann"), std::string::npos);
  // A slot's name cannot run into the login's.
  EXPECT_NE(ours.InSlot("a", "bc@d"), ours.InSlot("ab", "c@d"));
}

TEST(LoginTest, LockOutTakesEveryWayOfTypingTheSameLogin) {
  const LoginKeys keys = Keys(1);
  EXPECT_EQ(keys.ForLockout(" ANN@boots.example"), keys.ForLockout("ann@boots.example "));
}

}  // namespace
}  // namespace smarthub::identity
