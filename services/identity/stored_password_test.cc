// A stored password outlives the cost and the key it was hashed under: raising the one or replacing
// the other shuts nobody out.
#include "services/identity/parts.h"
#include "services/identity/two_towns_for_test.h"

namespace smarthub::identity {
namespace {

class StoredPasswordTest : public TwoTownsForTest {
 protected:
  StoredPasswordTest() {
    hasher.other_time = kOldWay;
    bea = Join("bea@boots.example", policy::v1::ROLE_REPORTER, boots, {site});
    hasher.other_time.reset();
  }
  crypto::PasswordParameters Stored(const std::string& session) {
    auto stored = crypto::PasswordParametersOf(AccountOf(PersonOf(session)).password());
    EXPECT_THAT(stored, IsOk());
    return stored.ok() ? *stored : crypto::PasswordParameters();
  }

  const crypto::PasswordParameters kOldWay = {"salt of some key", {8 * 1024, 1}};
  Somebody bea;
};

TEST_F(StoredPasswordTest, OneOfALowerCostAndAnotherKeySignsInAndIsHashedAnew) {
  EXPECT_EQ(Stored(bea.session), kOldWay);
  const int before = hasher.hashed;
  EXPECT_THAT(Password(bea.login, kOther), HasReason(REASON_WRONG_CREDENTIALS));
  EXPECT_EQ(hasher.hashed, before + 1);
  EXPECT_EQ(Stored(bea.session), kOldWay) << "a wrong one changes nothing";
  EXPECT_THAT(SignIn(bea), IsOk());
  EXPECT_EQ(Stored(bea.session).cost, crypto::PasswordCost());
  const int now = hasher.hashed;
  EXPECT_THAT(SignIn(bea), IsOk());
  EXPECT_EQ(hasher.hashed, now + 1) << "once";
}

TEST_F(StoredPasswordTest, ACostRaisedTodayShutsNobodyOut) {
  Limits& limits = identity->parts().deps.limits;
  limits.password_cost.passes = 3;
  EXPECT_THAT(SignIn(ann), IsOk());
  EXPECT_EQ(Stored(ann.session).cost, limits.password_cost);
  EXPECT_THAT(SignIn(ann), IsOk());
  // Lowered again, what is stored stays as strong as it is.
  limits.password_cost.passes = 2;
  EXPECT_THAT(SignIn(ann), IsOk());
  EXPECT_EQ(Stored(ann.session).cost.passes, 3u);
}

TEST_F(StoredPasswordTest, AccountsOfOneLoginStayComparableWithOneHash) {
  const std::string link = Link(bea.login);
  auto made = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(Confirm(link, *crypto::FromBase32(made->totp_secret())), IsOk());
  for (int i = 0; i < 2; ++i) {
    const int before = hasher.hashed;
    EXPECT_THAT(Password(bea.login, kPassword), IsOk());
    EXPECT_THAT(Password(bea.login, kOther), IsOk());
    EXPECT_EQ(hasher.hashed, before + 2);
  }
}

// Else one of the two could never sign in.
TEST_F(StoredPasswordTest, AnAccountHashedInAnotherWayThanTheLoginsOthersIsNotClaimed) {
  const std::string link = Link(bea.login);
  auto early = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(early, IsOk());
  EXPECT_THAT(SignIn(bea), IsOk());  // hashed anew meanwhile
  EXPECT_THAT(Confirm(link, *crypto::FromBase32(early->totp_secret())),
              HasReason(REASON_WRONG_STATE));
  auto secret = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(secret, IsOk());
  ASSERT_THAT(Confirm(link, *crypto::FromBase32(secret->totp_secret())), IsOk());
  EXPECT_THAT(Password(bea.login, kPassword), IsOk());
  EXPECT_THAT(Password(bea.login, kOther), IsOk());
}

}  // namespace
}  // namespace smarthub::identity
