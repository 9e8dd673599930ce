// A new account that nobody has proved a phone for: it ends with its link, and making it is a try
// of the login and no more.
#include "services/identity/two_towns_for_test.h"

namespace smarthub::identity {
namespace {

using policy::v1::RETENTION_CLASS_MEMBER;
using policy::v1::RETENTION_CLASS_SHORT_LIVED;

class PendingAccountTest : public TwoTownsForTest {
 protected:
  static constexpr char kNobody[] = "nobody@oakham.example";

  // Chosen on the link as somebody new; the account's person.
  std::string Begin(const std::string& link) {
    EXPECT_THAT(Accept(link, kOther, /*has_account=*/false), IsOk());
    return TakenUpBy(link);
  }
};

TEST_F(PendingAccountTest, OneThatIsAbandonedIsDueWithItsLink) {
  const std::string link = Link(kNobody);
  const absl::Time ends = hub.clock().Now() + Limits().invitation;
  hub.clock().Advance(absl::Hours(24));
  auto made = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(made, IsOk());
  const std::string person = TakenUpBy(link);
  EXPECT_EQ(Kept(person).retention_class, RETENTION_CLASS_SHORT_LIVED);
  EXPECT_EQ(Kept(person).retention_due, ends);
  ASSERT_THAT(Confirm(link, *crypto::FromBase32(made->totp_secret())), IsOk());
  EXPECT_EQ(Kept(person).retention_class, RETENTION_CLASS_MEMBER);
  EXPECT_EQ(Kept(person).retention_due, std::nullopt);
}

TEST_F(PendingAccountTest, OneIsErasedWhereItsMakerHasAnAccountAfterAll) {
  const std::string link = Link(ann.login);
  const std::string person = Begin(link);
  ASSERT_THAT(Accept(link, kPassword, /*has_account=*/true), IsOk());
  EXPECT_EQ(TakenUpBy(link), PersonOf(ann.session));
  EXPECT_FALSE(HasAccount(person));
}

TEST_F(PendingAccountTest, ANewerLinkAndAWithdrawnOneTakeTheirAccountsAlong) {
  const std::string first = Begin(Link(kNobody));
  const std::string second = Begin(Link(kNobody));
  EXPECT_FALSE(HasAccount(first));
  auto invited = Call<InvitePersonResponse>("InvitePerson", As(olga.session, "oakham"),
                                            Invitation(kNobody, policy::v1::ROLE_COUNCIL, council));
  ASSERT_THAT(invited, IsOk());
  auto remove = New<RemovePersonRequest>();
  *remove.mutable_membership_id() = invited->membership_id();
  ASSERT_THAT(Call<RemovePersonResponse>("RemovePerson", As(olga.session, "oakham"), remove),
              IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_FALSE(HasAccount(second));
}

TEST_F(PendingAccountTest, ANewerFirstLinkTakesItsAccountAlong) {
  auto link = MakeScheme("ketton");
  ASSERT_THAT(link, IsOk());
  ASSERT_THAT(Accept(*link, kOther, false, "kim@ketton.example"), IsOk());
  const std::string person = TakenUpBy(*link);
  ASSERT_THAT(MakeScheme("ketton"), IsOk());
  EXPECT_FALSE(HasAccount(person));
}

TEST_F(PendingAccountTest, NobodysRealAccountGoesWithALink) {
  const std::string link = Link(ann.login);
  ASSERT_THAT(Accept(link, kPassword, /*has_account=*/true), IsOk());
  Link(ann.login);
  EXPECT_TRUE(HasAccount(PersonOf(ann.session)));
  EXPECT_THAT(SignIn(ann), IsOk());
}

TEST_F(PendingAccountTest, ALeaverWhoDoesNotComeBackAfterAllIsDueAsBefore) {
  const std::string person = PersonOf(ann.session);
  ASSERT_THAT(Remove(ann.membership_id), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const auto left = Kept(person);
  ASSERT_NE(left.retention_due, std::nullopt);
  const auto invite = [&] {
    auto again =
        Call<InvitePersonResponse>("InvitePerson", coordinator,
                                   Invitation(ann.login, policy::v1::ROLE_REPORTER, boots, {site}));
    EXPECT_THAT(again, IsOk());
    EXPECT_THAT(Carry(), IsOk());
    return again->invitation_token();
  };
  EXPECT_EQ(Begin(invite()), person);
  EXPECT_EQ(Kept(person).retention_class, RETENTION_CLASS_MEMBER);
  EXPECT_EQ(Kept(person).retention_due, left.retention_due);
  EXPECT_EQ(Kept(person).retention_started, left.retention_started);
  invite();
  EXPECT_TRUE(HasAccount(person)) << "who they were stays theirs";
}

// The first coordinator's link names nobody: its holder tries whom they like.
TEST_F(PendingAccountTest, OnePasswordOverManyLoginsIsCountedOfTheAddress) {
  auto link = MakeScheme("ketton");
  ASSERT_THAT(link, IsOk());
  const auto spray = [&](int i) {
    return Accept(*link, kOther, false, absl::StrCat("person", i, "@boots.example"));
  };
  for (int i = 0; i < Limits().tries_per_peer; ++i) EXPECT_THAT(spray(i), IsOk());
  EXPECT_THAT(spray(30), HasReason(REASON_LOCKED_OUT));
}

TEST_F(PendingAccountTest, AWholeShopJoinsFromOneAddress) {
  for (int i = 0; i <= Limits().tries_per_peer; ++i) {
    Begin(Link(absl::StrCat("person", i, "@oakham.example")));
  }
}

TEST_F(PendingAccountTest, OpeningTheQrPageAgainIsNoGuess) {
  const std::string link = Link(kNobody);
  std::string secret;
  for (int i = 0; i < 2 * Limits().tries_per_login; ++i) {
    auto made = Accept(link, kOther, /*has_account=*/false);
    ASSERT_THAT(made, IsOk());
    secret = *crypto::FromBase32(made->totp_secret());
  }
  EXPECT_THAT(Confirm(link, secret), IsOk());
}

TEST_F(PendingAccountTest, TheRightCodeGivesTheTryBack) {
  const std::string link = Link(kNobody);
  auto made = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(Confirm(link, *crypto::FromBase32(made->totp_secret())), IsOk());
  for (int i = 0; i < Limits().tries_per_login; ++i) {
    EXPECT_THAT(Password(kNobody, "this is not it"), HasReason(REASON_WRONG_CREDENTIALS));
  }
  EXPECT_THAT(Password(kNobody, kOther), HasReason(REASON_LOCKED_OUT));
}

}  // namespace
}  // namespace smarthub::identity
