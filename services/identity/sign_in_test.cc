#include <algorithm>

#include "services/identity/authenticator.h"
#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

class SignInTest : public TownForTest {
 protected:
  absl::StatusOr<std::string> Wrong(const std::string& login = "cora@melton.example") {
    return Password(login, "this is not it");
  }
};

TEST_F(SignInTest, AnUnknownLoginAndAWrongPasswordAreOneAnswerAtOneCost) {
  const int before = hasher.hashed;
  const absl::Status wrong = Wrong().status();
  EXPECT_EQ(hasher.hashed, before + 1);
  const absl::Status unknown = Wrong("nobody@melton.example").status();
  EXPECT_EQ(hasher.hashed, before + 2);
  EXPECT_THAT(wrong, HasReason(REASON_WRONG_CREDENTIALS));
  EXPECT_EQ(wrong, unknown);
}

TEST_F(SignInTest, AnAccountWithoutAConfirmedCodeIsLikeNone) {
  auto invited = Call<InvitePersonResponse>(
      "InvitePerson", coordinator,
      Invitation("ann@boots.example", policy::v1::ROLE_REPORTER, boots, {site}));
  ASSERT_THAT(invited, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  auto accept = New<AcceptInvitationRequest>();
  accept.set_invitation_token(invited->invitation_token());
  accept.set_password(kPassword);
  ASSERT_THAT(Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept), IsOk());
  const int before = hasher.hashed;
  EXPECT_EQ(Password("ann@boots.example", kPassword).status(), Wrong().status());
  EXPECT_EQ(hasher.hashed, before + 2);
}

TEST_F(SignInTest, OneCodeSignsInOnce) {
  NextCode();
  const std::string code = CodeOf(coordinator);
  auto first = Password(coordinator.login, kPassword);
  auto second = Password(coordinator.login, kPassword);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(Second(*first, code), IsOk());
  EXPECT_THAT(Second(*second, code), HasReason(REASON_WRONG_CREDENTIALS));
  // An older code that is still in its window does not open either.
  const std::string older =
      crypto::TotpCode(coordinator.secret, absl::ToUnixSeconds(hub.clock().Now()) / 30 - 1);
  EXPECT_THAT(Second(*second, older), HasReason(REASON_WRONG_CREDENTIALS));
  hub.clock().Advance(absl::Seconds(30));
  EXPECT_THAT(Second(*second, CodeOf(coordinator)), IsOk());
}

TEST_F(SignInTest, OfTwoSignInsWithOneCodeAtOnceOneGetsIn) {
  NextCode();
  SignInRequest request;
  auto first = Password(coordinator.login, kPassword);
  auto second = Password(coordinator.login, kPassword);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  // The first commit conflicts, as if the other had come in between; it is run again.
  hub.faults().commits.push_back(store::Fault::kConflict);
  EXPECT_THAT(Second(*first, CodeOf(coordinator)), IsOk());
  EXPECT_THAT(Second(*second, CodeOf(coordinator)), HasReason(REASON_WRONG_CREDENTIALS));
}

TEST_F(SignInTest, EachRecoveryCodeSignsInOnce) {
  ASSERT_EQ(coordinator.recovery_codes.size(), 10u);
  std::set<std::string> different(coordinator.recovery_codes.begin(),
                                  coordinator.recovery_codes.end());
  EXPECT_EQ(different.size(), 10u);
  SignInRequest request;
  auto continuation = Password(coordinator.login, kPassword);
  ASSERT_THAT(continuation, IsOk());
  request.mutable_recovery()->set_continuation(*continuation);
  request.mutable_recovery()->set_recovery_code(coordinator.recovery_codes[3]);
  auto done = Call<SignInResponse>("SignIn", As(""), request);
  ASSERT_THAT(done, IsOk());
  auto who = Call<WhoAmIResponse>("WhoAmI", As(done->session_token()), WhoAmIRequest());
  ASSERT_THAT(who, IsOk());
  EXPECT_EQ(who->account().recovery_codes_left(), 9);
  EXPECT_THAT(Call<SignInResponse>("SignIn", As(""), request), HasReason(REASON_WRONG_CREDENTIALS));
}

TEST_F(SignInTest, AContinuationLastsFiveMinutesAndFiveTries) {
  auto continuation = Password(coordinator.login, kPassword);
  ASSERT_THAT(continuation, IsOk());
  hub.clock().Advance(absl::Minutes(5));
  EXPECT_THAT(Second(*continuation, CodeOf(coordinator)), HasReason(REASON_SESSION_ENDED));

  continuation = Password(coordinator.login, kPassword);
  ASSERT_THAT(continuation, IsOk());
  const std::string right = CodeOf(coordinator);
  const std::string wrong = right == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(Second(*continuation, wrong), HasReason(REASON_WRONG_CREDENTIALS)) << i;
  }
  EXPECT_FALSE(Second(*continuation, right).ok());
}

TEST_F(SignInTest, AContinuationIsNobodyElses) {
  auto continuation = Password(coordinator.login, kPassword);
  ASSERT_THAT(continuation, IsOk());
  std::string other = *continuation;
  other[10] = other[10] == 'A' ? 'B' : 'A';
  EXPECT_THAT(Second(other, CodeOf(coordinator)),
              IsInvalid("totp.continuation", REASON_BAD_FORMAT));
  EXPECT_THAT(Second("", CodeOf(coordinator)), IsInvalid("totp.continuation", REASON_REQUIRED));
}

TEST_F(SignInTest, FiveWrongPasswordsLockTheLoginOutAndTheWaitGrows) {
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Wrong(), HasReason(REASON_WRONG_CREDENTIALS));
  const int before = hasher.hashed;
  EXPECT_THAT(Password(coordinator.login, kPassword), HasReason(REASON_LOCKED_OUT));
  EXPECT_EQ(hasher.hashed, before) << "who is locked out costs nothing";
  hub.clock().Advance(absl::Seconds(30));
  EXPECT_THAT(Wrong(), HasReason(REASON_WRONG_CREDENTIALS));
  hub.clock().Advance(absl::Seconds(30));
  EXPECT_THAT(Password(coordinator.login, kPassword), HasReason(REASON_LOCKED_OUT));
  hub.clock().Advance(absl::Seconds(30));
  EXPECT_THAT(SignIn(coordinator), IsOk());
  // A whole sign-in forgives.
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Wrong(), HasReason(REASON_WRONG_CREDENTIALS));
}

TEST_F(SignInTest, AnUnknownLoginIsLockedOutTheSameWay) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(Wrong("nobody@melton.example"), HasReason(REASON_WRONG_CREDENTIALS));
  }
  EXPECT_THAT(Wrong("Nobody@Melton.example"), HasReason(REASON_LOCKED_OUT));
  EXPECT_THAT(Wrong(), HasReason(REASON_WRONG_CREDENTIALS));
}

TEST_F(SignInTest, APeerThatTriesManyLoginsIsLockedOut) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_THAT(Wrong(absl::StrCat("somebody", i, "@melton.example")),
                HasReason(REASON_WRONG_CREDENTIALS));
  }
  EXPECT_THAT(Password(coordinator.login, kPassword), HasReason(REASON_LOCKED_OUT));
  SignInRequest request;
  request.mutable_password()->set_login(coordinator.login);
  request.mutable_password()->set_password(kPassword);
  rpc::Credentials elsewhere = As("");
  elsewhere.peer = "198.51.100.0";
  EXPECT_THAT(Call<SignInResponse>("SignIn", elsewhere, request), IsOk());
}

TEST_F(SignInTest, NamesEachFieldThatIsWrong) {
  EXPECT_THAT(Call<SignInResponse>("SignIn", As(""), SignInRequest()),
              IsInvalid("step", REASON_REQUIRED));
  EXPECT_THAT(Password("", kPassword), IsInvalid("password.login", REASON_REQUIRED));
  EXPECT_THAT(Password("ann", kPassword), IsInvalid("password.login", REASON_BAD_FORMAT));
  EXPECT_THAT(Password("a@b", ""), IsInvalid("password.password", REASON_REQUIRED));
  EXPECT_THAT(Password("a@b", "short"), IsInvalid("password.password", REASON_TOO_SHORT));
  EXPECT_THAT(Password("a@b", std::string(129, 'x')),
              IsInvalid("password.password", REASON_TOO_LONG));
  EXPECT_THAT(Second("x", "12345"), IsInvalid("totp.code", REASON_BAD_FORMAT));
}

TEST_F(SignInTest, SessionsEndWhenIdleAndAfterTheirLongestTime) {
  const auto who = [&] {
    return Call<WhoAmIResponse>("WhoAmI", As(coordinator.session), WhoAmIRequest()).status();
  };
  hub.clock().Advance(absl::Minutes(29));
  EXPECT_THAT(who(), IsOk());
  // That it was used is written by the carrier; nobody did, so it ends.
  hub.clock().Advance(absl::Minutes(1));
  EXPECT_THAT(who(), HasReason(REASON_SESSION_ENDED));
}

TEST_F(SignInTest, ASessionInUseIsTouchedAndStillEndsAfterTwelveHours) {
  const auto who = [&] {
    return Call<WhoAmIResponse>("WhoAmI", As(coordinator.session), WhoAmIRequest()).status();
  };
  const absl::Time start = hub.clock().Now();
  absl::Time last_used = start;
  while (hub.clock().Now() < start + absl::Hours(13)) {
    hub.clock().Advance(absl::Minutes(20));
    const absl::Status status = who();
    if (!status.ok()) {
      EXPECT_THAT(status, HasReason(REASON_SESSION_ENDED));
      break;
    }
    last_used = hub.clock().Now();
    const auto touches = identity->parts().directory.TakeTouches();
    ASSERT_EQ(touches.size(), 1u);
    TouchSessionRequest touch;
    touch.set_session_id(std::string(touches[0].first.bytes()));
    touch.mutable_seen()->set_seconds(absl::ToUnixSeconds(touches[0].second));
    ASSERT_THAT(hub.RunSystem<TouchSessionResponse>(Name("TouchSession"), "", touch), IsOk());
  }
  EXPECT_GE(last_used - start, absl::Hours(11));
  EXPECT_LT(last_used - start, absl::Hours(12));
}

TEST_F(SignInTest, AnOpenStreamDoesNotKeepASessionFromGoingIdle) {
  const auto authenticator = MakeAuthenticator(identity);
  rpc::Credentials renewal = As(coordinator.session);
  renewal.unattended = true;
  const auto renew = [&] {
    return hub.Run(authenticator->Authenticate(renewal, nullptr)).status();
  };
  const absl::Time start = hub.clock().Now();
  for (int minute = 1; minute < 30; ++minute) {
    hub.clock().Set(start + absl::Minutes(minute));
    ASSERT_THAT(renew(), IsOk()) << minute;
    ASSERT_TRUE(identity->parts().directory.TakeTouches().empty()) << minute;
  }
  hub.clock().Set(start + absl::Minutes(30));
  EXPECT_THAT(renew(), HasReason(REASON_SESSION_ENDED));
}

TEST_F(SignInTest, ACallTouchesTheSessionAlsoWhereAStreamHadItRead) {
  const auto authenticator = MakeAuthenticator(identity);
  const auto touches = [&](bool renewal) {
    rpc::Credentials credentials = As(coordinator.session);
    credentials.unattended = renewal;
    EXPECT_THAT(hub.Run(authenticator->Authenticate(credentials, nullptr)), IsOk());
    return identity->parts().directory.TakeTouches().size();
  };
  hub.clock().Advance(absl::Minutes(2));
  EXPECT_EQ(touches(true), 0u);
  // Within the three seconds in which what the stream had read is believed.
  EXPECT_EQ(touches(false), 1u);
  EXPECT_EQ(touches(true), 0u);
  EXPECT_EQ(touches(false), 0u) << "each reading is noted once";
}

TEST_F(SignInTest, ATouchIsDueOnceAMinuteAtMost) {
  const auto who = [&] {
    return Call<WhoAmIResponse>("WhoAmI", As(coordinator.session), WhoAmIRequest()).status();
  };
  // A desk's idle time is 30 minutes, a twentieth of it a minute and a half.
  hub.clock().Advance(absl::Minutes(2));
  for (int i = 0; i < 100; ++i) {
    hub.clock().Advance(absl::Milliseconds(300));
    EXPECT_THAT(who(), IsOk());
  }
  EXPECT_EQ(identity->parts().directory.TakeTouches().size(), 1u);
}

TEST_F(SignInTest, SignOutEndsTheSessionAtOnce) {
  ASSERT_THAT(Call<SignOutResponse>("SignOut", As(coordinator.session), SignOutRequest()), IsOk());
  EXPECT_THAT(Call<WhoAmIResponse>("WhoAmI", As(coordinator.session), WhoAmIRequest()),
              HasReason(REASON_SESSION_ENDED));
}

TEST_F(SignInTest, APersonHasTenSessionsAndTheOldestEnds) {
  std::vector<std::string> sessions = {coordinator.session};
  for (int i = 0; i < 10; ++i) {
    auto session = SignIn(coordinator);
    ASSERT_THAT(session, IsOk());
    sessions.push_back(*session);
  }
  EXPECT_THAT(Call<WhoAmIResponse>("WhoAmI", As(sessions[0]), WhoAmIRequest()),
              HasReason(REASON_SESSION_ENDED));
  for (size_t i = 1; i < sessions.size(); ++i) {
    EXPECT_THAT(Call<WhoAmIResponse>("WhoAmI", As(sessions[i]), WhoAmIRequest()), IsOk()) << i;
  }
}

TEST_F(SignInTest, NothingOfWhoSignsInIsInClearAnywhere) {
  ASSERT_FALSE(SignIn(coordinator).status().code() == absl::StatusCode::kUnknown);
  Wrong("canary-login@melton.example").status().IgnoreError();
  hub.ExpectNowhere("canary-login");
  hub.ExpectNowhere("cora@melton.example");
  hub.ExpectNowhere("Cora Coordinator");
  hub.ExpectNowhere(kPassword);
  hub.ExpectNowhere(coordinator.session);
  hub.ExpectNowhere(coordinator.secret);
  for (const std::string& code : coordinator.recovery_codes) hub.ExpectNowhere(code);
}

}  // namespace
}  // namespace smarthub::identity
