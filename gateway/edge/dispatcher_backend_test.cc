// From HTTP to credentials, and the session cookie.
#include "gateway/edge/dispatcher_backend.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "gateway/edge/origin.h"
#include "platform/base/error.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::edge {
namespace {

namespace id = identity::v1;

constexpr char kSignIn[] = "/smarthub.identity.v1.IdentityService/SignIn";
constexpr char kSignOut[] = "/smarthub.identity.v1.IdentityService/SignOut";
constexpr char kWhoAmI[] = "/smarthub.identity.v1.IdentityService/WhoAmI";

class FakeDispatcher final : public rpc::Dispatcher {
 public:
  const rpc::Method* Find(std::string_view) const override { return nullptr; }
  Task<rpc::Answer> Unary(const rpc::Method& method, rpc::Call call, const Message&) override {
    ++calls;
    credentials = call.credentials;
    rpc::Answer answer;
    answer.status = status;
    answer.receipt = "receipt-1";
    if (status.ok()) {
      answer.reply = method.new_reply();
      if (method.descriptor->name() == "SignIn") {
        auto& reply = static_cast<id::SignInResponse&>(*answer.reply);
        reply.set_next(id::NEXT_STEP_DONE);
        reply.set_session_token("s3cret");
      }
    }
    co_return answer;
  }
  Task<absl::Status> ServerStream(const rpc::Method&, rpc::Call, const Message&,
                                  rpc::Stream&) override {
    co_return absl::OkStatus();
  }

  int calls = 0;
  rpc::Credentials credentials;
  absl::Status status;
};

class DispatcherBackendTest : public ::testing::Test {
 protected:
  DispatcherBackendTest() {
    const std::string service = "smarthub.identity.v1.IdentityService.";
    methods_.Unary<id::SignInRequest, id::SignInResponse>(service + "SignIn", {});
    methods_.Unary<id::SignOutRequest, id::SignOutResponse>(service + "SignOut", {});
    methods_.Unary<id::WhoAmIRequest, id::WhoAmIResponse>(service + "WhoAmI", {});
    methods_.Unary<id::InitRequest, id::InitResponse>(service + "Init", {});
    methods_.Unary<subject::v1::OpenChallengeRequest, subject::v1::OpenChallengeResponse>(
        "smarthub.subject.v1.SubjectService.OpenChallenge", {});
    methods_.Unary<subject::v1::GetChallengeStateRequest, subject::v1::GetChallengeStateResponse>(
        "smarthub.subject.v1.SubjectService.GetChallengeState", {});
    methods_.Unary<evidence::v1::SendPhotoPieceRequest, evidence::v1::SendPhotoPieceResponse>(
        "smarthub.evidence.v1.EvidenceService.SendPhotoPiece", {});
    backend_ = MakeDispatcherBackend(methods_, dispatcher_);
  }

  absl::Status Call(std::string_view path, const Headers& headers,
                    std::string_view certificate = "") {
    reply_ = {};
    BackendCall call;
    call.path = path;
    call.headers = &headers;
    call.authority = "hub.example:8443";
    call.peer = "2001:db8::1";
    call.certificate_sha256 = certificate;
    call.cancellation = &cancellation_;
    const BackendMethod* const method = backend_->Find(path);
    const std::unique_ptr<Message> request = method->new_request();
    return loop_.RunUntilDone(backend_->Unary(*method, call, *request, reply_));
  }
  static Headers With(std::vector<std::pair<std::string, std::string>> fields) {
    Headers headers;
    for (const auto& [name, value] : fields) headers.Add(name, value);
    return headers;
  }

  Loop loop_;
  Cancellation cancellation_;
  rpc::MethodTable methods_;
  FakeDispatcher dispatcher_;
  std::unique_ptr<Backend> backend_;
  BackendReply reply_;
};

TEST_F(DispatcherBackendTest, HasNoDoorToTheHubsOwnMethods) {
  EXPECT_NE(backend_->Find(kSignIn), nullptr);
  EXPECT_EQ(backend_->Find("/smarthub.identity.v1.IdentityService/Init"), nullptr);
  EXPECT_EQ(backend_->Find("/smarthub.identity.v1.IdentityService/Nothing"), nullptr);
  EXPECT_EQ(backend_->Find(kSignIn)->rate_class, RateClass::kSignIn);
  EXPECT_EQ(backend_->Find(kWhoAmI)->rate_class, RateClass::kRead);
}

TEST_F(DispatcherBackendTest, WhatStrangersTryHasTheRateOfSignIn) {
  const std::string service = "/smarthub.subject.v1.SubjectService/";
  EXPECT_EQ(backend_->Find(service + "OpenChallenge")->rate_class, RateClass::kSignIn);
  EXPECT_EQ(backend_->Find(service + "GetChallengeState")->rate_class, RateClass::kSignIn);
}

TEST_F(DispatcherBackendTest, APieceOfAPhotoHasTheRateOfAChange) {
  EXPECT_EQ(backend_->Find("/smarthub.evidence.v1.EvidenceService/SendPhotoPiece")->rate_class,
            RateClass::kWrite);
}

TEST_F(DispatcherBackendTest, ReadsCredentials) {
  ASSERT_TRUE(Call(kWhoAmI, With({{"authorization", "Bearer abc"},
                                  {"smarthub-scheme", "melton"},
                                  {"smarthub-purpose", "PURPOSE_X"},
                                  {"smarthub-on-behalf-of", "PC 1"}}))
                  .ok());
  EXPECT_EQ(dispatcher_.credentials.session_token, "abc");
  EXPECT_EQ(dispatcher_.credentials.scheme, "melton");
  EXPECT_EQ(dispatcher_.credentials.purpose, "PURPOSE_X");
  EXPECT_FALSE(dispatcher_.credentials.unattended);
  // Nobody acts for an officer without a certificate.
  EXPECT_EQ(dispatcher_.credentials.on_behalf_of, "");
  // An address is coarsened: one /64 is one peer.
  EXPECT_EQ(dispatcher_.credentials.peer.size(), 8u);
  EXPECT_EQ(reply_.headers.Find("smarthub-receipt"), "receipt-1");

  const std::string hash(32, 'h');
  ASSERT_TRUE(Call(kWhoAmI, With({{"smarthub-on-behalf-of", "PC 1"}}), hash).ok());
  EXPECT_EQ(dispatcher_.credentials.on_behalf_of, "PC 1");
  EXPECT_EQ(dispatcher_.credentials.certificate_sha256, hash);

  ASSERT_TRUE(Call(kWhoAmI, With({{"smarthub-unattended", "1"}})).ok());
  EXPECT_TRUE(dispatcher_.credentials.unattended);

  ASSERT_TRUE(Call(kWhoAmI, With({{"authorization", "Basic abc"}})).ok());
  EXPECT_EQ(dispatcher_.credentials.session_token, "");
}

TEST_F(DispatcherBackendTest, BoundsItsHeaders) {
  for (const char* name : {"smarthub-scheme", "smarthub-purpose"}) {
    EXPECT_EQ(ReasonOf(Call(kWhoAmI, With({{name, std::string(200, 'x')}}))),
              error::v1::REASON_TOO_LONG);
    EXPECT_EQ(ReasonOf(Call(kWhoAmI, With({{name, "a"}, {name, "b"}}))),
              error::v1::REASON_DUPLICATE_FIELD);
  }
  EXPECT_EQ(dispatcher_.calls, 0);
}

TEST_F(DispatcherBackendTest, ACookieNeedsOurOwnOrigin) {
  const std::pair<std::string, std::string> cookie = {"cookie", "a=b; __Host-smarthub=tok; c=d"};
  struct Case {
    std::vector<std::pair<std::string, std::string>> headers;
    bool good;
  };
  const std::vector<Case> cases = {
      {{cookie, {"origin", "https://hub.example:8443"}}, true},
      {{cookie, {"origin", "https://HUB.example:8443"}, {"sec-fetch-site", "same-origin"}}, true},
      {{cookie, {"sec-fetch-site", "same-origin"}}, true},
      {{cookie}, false},
      {{cookie, {"origin", "https://hub.example"}}, false},
      {{cookie, {"origin", "http://hub.example:8443"}}, false},
      {{cookie, {"origin", "https://evil.example"}}, false},
      {{cookie, {"origin", "null"}}, false},
      {{cookie, {"origin", ""}}, false},
      {{cookie, {"origin", "https://hub.example:8443.evil.example"}}, false},
      {{cookie, {"sec-fetch-site", "same-site"}}, false},
      {{cookie, {"sec-fetch-site", "cross-site"}}, false},
      {{cookie, {"sec-fetch-site", "none"}}, false},
      {{cookie, {"origin", "https://hub.example:8443"}, {"sec-fetch-site", "cross-site"}}, false},
      {{cookie, {"origin", "https://hub.example:8443"}, {"origin", "https://evil.example"}}, false},
      // Also without a cookie, a page of somebody else's does not call us.
      {{{"origin", "https://evil.example"}}, false},
      {{{"authorization", "Bearer x"}, {"origin", "https://evil.example"}}, false},
      {{{"authorization", "Bearer x"}}, true},
  };
  for (const Case& c : cases) {
    const int before = dispatcher_.calls;
    const absl::Status status = Call(kWhoAmI, With(c.headers));
    std::string shown;
    for (const auto& [name, value] : c.headers) shown += name + ": " + value + "\n";
    EXPECT_EQ(status.ok(), c.good) << shown;
    EXPECT_EQ(dispatcher_.calls, before + (c.good ? 1 : 0));
    if (!c.good) EXPECT_EQ(ReasonOf(status), error::v1::REASON_BAD_ORIGIN);
  }
  ASSERT_TRUE(Call(kWhoAmI, With(cases[0].headers)).ok());
  EXPECT_EQ(dispatcher_.credentials.session_token, "tok");
}

TEST_F(DispatcherBackendTest, TwoCookiesOfOneNameAreNone) {
  EXPECT_EQ(CookieOf(With({{"cookie", "a=1"}, {"cookie", "b=2; a=3"}}), "a"), "");
  EXPECT_EQ(CookieOf(With({{"cookie", "a=1"}, {"cookie", "b=2"}}), "b"), "2");
  EXPECT_EQ(CookieOf(With({{"cookie", "xa=1; A=2"}}), "a"), "");
}

TEST_F(DispatcherBackendTest, ABrowserGetsItsTokenAsACookieOnly) {
  ASSERT_TRUE(Call(kSignIn, With({{"origin", "https://hub.example:8443"}})).ok());
  EXPECT_EQ(reply_.headers.Find("set-cookie"),
            "__Host-smarthub=s3cret; Secure; HttpOnly; SameSite=Strict; Path=/");
  EXPECT_EQ(static_cast<id::SignInResponse&>(*reply_.message).session_token(), "");
  // Others get the token itself, and no cookie.
  ASSERT_TRUE(Call(kSignIn, {}).ok());
  EXPECT_FALSE(reply_.headers.Has("set-cookie"));
  EXPECT_EQ(static_cast<id::SignInResponse&>(*reply_.message).session_token(), "s3cret");
}

TEST_F(DispatcherBackendTest, SigningOutAndEndedSessionsClearTheCookie) {
  const Headers page = With({{"cookie", "__Host-smarthub=tok"}, {"sec-fetch-site", "same-origin"}});
  const std::string cleared =
      "__Host-smarthub=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
  ASSERT_TRUE(Call(kSignOut, page).ok());
  EXPECT_EQ(reply_.headers.Find("set-cookie"), cleared);
  ASSERT_TRUE(Call(kWhoAmI, page).ok());
  EXPECT_FALSE(reply_.headers.Has("set-cookie"));
  dispatcher_.status = Error(absl::StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
                             "Your session has ended.");
  ASSERT_FALSE(Call(kWhoAmI, page).ok());
  EXPECT_EQ(reply_.headers.Find("set-cookie"), cleared);
  std::vector<google::protobuf::Any> details;
  backend_->Describe(dispatcher_.status, details);
  ASSERT_EQ(details.size(), 1u);
  ErrorDetail detail;
  ASSERT_TRUE(details[0].UnpackTo(&detail));
  EXPECT_EQ(detail.reason(), error::v1::REASON_SESSION_ENDED);
}

}  // namespace
}  // namespace smarthub::edge
