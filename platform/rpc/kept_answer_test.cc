#include "platform/rpc/kept_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/testing/matchers.h"
#include "platform/testing/test_caller.h"
#include "toy.pb.h"

namespace smarthub::rpc {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::Id;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using smarthub::testing::TestCaller;
using toy::v1::ToyReport;
using toy::v1::ToyRequest;
using toy::v1::ToyResponse;

Task<absl::StatusOr<ToyResponse>> Handle(Context&, const ToyRequest&) { co_return ToyResponse(); }
Task<absl::StatusOr<ToyResponse>> Report(Context&, const ToyReport&) { co_return ToyResponse(); }

Caller Admitted(const TestCaller& test) {
  smarthub::testing::TestAuthenticator authenticator;
  authenticator.Know(test);
  Loop loop;
  return *loop.RunUntilDone(authenticator.Authenticate(test.credentials(), nullptr));
}

class KeptAnswerTest : public ::testing::Test {
 protected:
  KeptAnswerTest() {
    for (const char* name : {"Read", "Change", "Seed", "Invite"}) {
      table_.Unary<ToyRequest, ToyResponse>(std::string("smarthub.toy.v1.ToyService.") + name,
                                            Handle);
    }
    table_.Unary<ToyReport, ToyResponse>("smarthub.toy.v1.ToyService.Report", Report);
    request_.mutable_request_id()->set_value(Id("request").ToString());
    request_.set_text("take");
  }

  const Method& Of(const char* name) {
    return *table_.Find(std::string("/smarthub.toy.v1.ToyService/") + name);
  }
  RequestIdentity Identity(const Caller& caller, const char* method = "Change") {
    auto identity = Identify(Of(method), caller, request_, key_);
    EXPECT_THAT(identity, IsOk());
    return **identity;
  }

  SeededRandom random_{3};
  MethodTable table_;
  crypto::Key key_ = crypto::Key::Make(random_);
  Caller ann_ = Admitted(TestCaller::Reporter("ann"));
  Caller bob_ = Admitted(TestCaller::Reporter("bob"));
  ToyRequest request_;
};

TEST_F(KeptAnswerTest, ReadsHaveNone) {
  EXPECT_FALSE(Identify(Of("Read"), ann_, request_, key_)->has_value());
}

TEST_F(KeptAnswerTest, IdsOfDifferentPeopleNeverMeet) {
  EXPECT_EQ(Identity(ann_).key, Identity(ann_).key);
  EXPECT_NE(Identity(ann_).key, Identity(bob_).key);
}

TEST_F(KeptAnswerTest, FingerprintIsOfMethodAndEverythingSaid) {
  const std::string first = Identity(ann_).fingerprint;
  EXPECT_EQ(Identity(ann_).fingerprint, first);
  EXPECT_NE(Identity(ann_, "Invite").fingerprint, first);
  request_.set_text("leave");
  EXPECT_NE(Identity(ann_).fingerprint, first);
  request_.set_text("take");
  EXPECT_EQ(Identity(ann_).fingerprint, first);
}

TEST_F(KeptAnswerTest, AReportsOwnIdIsItsRequestId) {
  ToyReport report;
  EXPECT_THAT(Identify(Of("Report"), ann_, report, key_),
              IsInvalid("apple_id", error::v1::REASON_REQUIRED));
  report.mutable_apple_id()->set_value(Id("apple").ToString());
  auto identity = Identify(Of("Report"), ann_, report, key_);
  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ((*identity)->key,
            std::string(ann_.person_id().bytes()) + std::string(Id("apple").bytes()));
}

TEST_F(KeptAnswerTest, MissingOrMalformedIdNamesTheField) {
  request_.mutable_request_id()->set_value("7");
  EXPECT_THAT(Identify(Of("Change"), ann_, request_, key_),
              IsInvalid("request_id", error::v1::REASON_BAD_FORMAT));
  request_.clear_request_id();
  EXPECT_THAT(Identify(Of("Change"), ann_, request_, key_),
              IsInvalid("request_id", error::v1::REASON_REQUIRED));
}

TEST_F(KeptAnswerTest, FirstAnswerComesBackWithItsReceipt) {
  ToyResponse reply;
  reply.set_state("taken");
  const Uuid receipt = Id("entry");
  const auto kept = Keep(Identity(ann_), reply, receipt, /*holds_secret=*/false);
  const Answer again = Repeat(kept.answer, Identity(ann_), Of("Change"));
  ASSERT_THAT(again.status, IsOk());
  EXPECT_EQ(static_cast<const ToyResponse&>(*again.reply).state(), "taken");
  EXPECT_EQ(again.receipt, receipt.ToString());
}

TEST_F(KeptAnswerTest, AnotherRequestUnderTheSameIdIsRefused) {
  const auto kept = Keep(Identity(ann_), ToyResponse(), Id("entry"), false);
  request_.set_text("leave");
  EXPECT_THAT(Repeat(kept.answer, Identity(ann_), Of("Change")).status,
              HasReason(error::v1::REASON_REQUEST_ID_REUSED));
}

TEST_F(KeptAnswerTest, SecretsAreKeptForAShortTime) {
  EXPECT_LT(Keep(Identity(ann_), ToyResponse(), Id("entry"), true).keep, absl::Hours(1));
  EXPECT_EQ(Keep(Identity(ann_), ToyResponse(), Id("entry"), false).keep, absl::Hours(48));
}

TEST_F(KeptAnswerTest, KeptBytesThatDoNotParseAreInternal) {
  store::KeptAnswer kept;
  kept.fingerprint = Identity(ann_).fingerprint;
  for (const std::string& bytes : {std::string(), std::string(5, 'x'), std::string(30, '\xff')}) {
    kept.reply = bytes;
    const Answer answer = Repeat(kept, Identity(ann_), Of("Change"));
    EXPECT_FALSE(answer.status.ok());
    EXPECT_EQ(answer.reply, nullptr);
  }
}

}  // namespace
}  // namespace smarthub::rpc
