// Who gets in: every admission, every reason for staying out, and what of it is recorded.
#include "platform/rpc/testdata/toy_hub.h"

namespace smarthub::rpc {
namespace {

using audit::v1::Leaf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AdmissionTest : public ToyTest {
 protected:
  AdmissionTest() {
    handler = [](Context&, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
      co_return ToyResponse();
    };
  }

  // The call is refused for this reason, before any handler, and so says the log of `slot`.
  void ExpectRefusedAndRecorded(const char* method, const TestCaller& caller, Reason reason,
                                const std::string& slot = "melton") {
    const Answer answer = hub.Send(Name(method), caller, Request({}));
    EXPECT_THAT(answer.status, StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(answer.status, HasReason(reason));
    EXPECT_EQ(runs, 0);
    const Leaf leaf = hub.LeafOf(answer.receipt, slot);
    EXPECT_EQ(leaf.outcome(), audit::v1::OUTCOME_DENIED);
    EXPECT_EQ(leaf.reason(), error::v1::Reason_Name(reason));
    EXPECT_EQ(leaf.person_id(), caller.person_id().bytes());
    EXPECT_THAT(leaf.records(), IsEmpty());
  }
  void ExpectRefusedAndNotRecorded(const char* method, const TestCaller& caller, Reason reason) {
    const Answer answer = hub.Send(Name(method), caller, Request({}));
    EXPECT_THAT(answer.status, HasReason(reason));
    EXPECT_EQ(answer.receipt, "");
    EXPECT_EQ(runs, 0);
    EXPECT_THAT(hub.Leaves("melton"), IsEmpty());
    EXPECT_THAT(hub.Leaves("hub"), IsEmpty());
  }
};

TEST_F(AdmissionTest, NobodyIsNotLetIntoWhatNeedsSomebody) {
  for (const char* method : {"Read", "Change", "Terms", "WhoAmI"}) {
    ExpectRefusedAndNotRecorded(method, TestCaller::Nobody().Naming("melton"),
                                error::v1::REASON_NOT_SIGNED_IN);
  }
}

TEST_F(AdmissionTest, EndedSessionIsNoise) {
  hub.authenticator().Know(ann);
  hub.authenticator().Suspend(ann);
  ExpectRefusedAndNotRecorded("Read", ann, error::v1::REASON_SESSION_ENDED);
}

TEST_F(AdmissionTest, SchemeMustBeNamed) {
  EXPECT_THAT(Call("Read", ann.Naming(""), Request({})),
              smarthub::testing::IsInvalid("smarthub-scheme", error::v1::REASON_REQUIRED));
}

// The scheme knocked at learns nothing of people who are not its members: the hub's log has it.
TEST_F(AdmissionTest, NoMembershipIsRecordedWithWhoItWas) {
  ExpectRefusedAndRecorded("Read", ann.Naming("oakham"), error::v1::REASON_NO_MEMBERSHIP, "hub");
  EXPECT_THAT(hub.Leaves("oakham"), IsEmpty());
}

TEST_F(AdmissionTest, TheHubsSlotIsNobodysScheme) {
  ExpectRefusedAndRecorded("Read", ann.OfScheme("hub"), error::v1::REASON_NO_MEMBERSHIP, "hub");
}

TEST_F(AdmissionTest, ReasonIsWhatTheCallerCanDoSomethingAbout) {
  ExpectRefusedAndRecorded("Read", ann.WithoutMembership(), error::v1::REASON_NO_MEMBERSHIP);
  ExpectRefusedAndRecorded("Read", ann.WithoutTerms(), error::v1::REASON_TERMS_NOT_ACCEPTED);
  ExpectRefusedAndRecorded("Read", ann.WithoutAgreement(), error::v1::REASON_AGREEMENT_EXPIRED);
  ExpectRefusedAndRecorded("Read", police.WithoutOfficer(), error::v1::REASON_OFFICER_NOT_NAMED);
  // The first thing to put right, where there are several.
  ExpectRefusedAndRecorded("Read", ann.WithoutTerms().WithoutAgreement(),
                           error::v1::REASON_AGREEMENT_EXPIRED);
  // Accepting terms would not help somebody whose role may not do this at all.
  ExpectRefusedAndRecorded("Read", TestCaller::Dpo().WithoutTerms(), error::v1::REASON_NOT_ALLOWED);
}

TEST_F(AdmissionTest, ExceptedActionNeedsNoTerms) {
  EXPECT_THAT(Call("Terms", ann.WithoutTerms(), Request({})), IsOk());
}

TEST_F(AdmissionTest, DenialNamesTheRuleThatDecided) {
  const Answer answer = hub.Send(Name("Read"), ann.WithoutTerms(), Request({}));
  EXPECT_THAT(hub.LeafOf(answer.receipt).rules(), ElementsAre("no-terms"));
}

TEST_F(AdmissionTest, PurposeIsOneOfTheRolesAndTheFirstByDefault) {
  policy::v1::Purpose acted = policy::v1::PURPOSE_UNSPECIFIED;
  handler = [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    acted = context.caller().purpose();
    co_return ToyResponse();
  };
  EXPECT_THAT(Call("Read", police.For(""), Request({})), IsOk());
  EXPECT_EQ(acted, policy::v1::PURPOSE_INVESTIGATION);
  for (const char* named : {"investigation", "Investigation", "PURPOSE_INVESTIGATION"}) {
    EXPECT_THAT(Call("Read", police.For(named), Request({})), IsOk()) << named;
  }
  runs = 0;
  for (const char* named : {"audit", "unspecified", "PURPOSE_UNSPECIFIED", "curiosity", " "}) {
    ExpectRefusedAndRecorded("Read", police.For(named), error::v1::REASON_PURPOSE_NOT_ALLOWED);
  }
  // A purpose of the role, for which no rule allows this action.
  ExpectRefusedAndRecorded("Read", police.For("enforcement"), error::v1::REASON_NOT_ALLOWED);
}

TEST_F(AdmissionTest, SignedInNeedsNoSchemeAndLeavesNoEntryByItself) {
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    EXPECT_EQ(context.caller().scheme(), "");
    EXPECT_EQ(context.caller().role(), policy::v1::ROLE_UNSPECIFIED);
    co_return ToyResponse();
  };
  for (const char* scheme : {"", "melton", "nowhere"}) {
    const Answer answer = hub.Send(Name("WhoAmI"), ann.Naming(scheme), Request({}));
    EXPECT_THAT(answer.status, IsOk());
    EXPECT_EQ(answer.receipt, "");
  }
  EXPECT_EQ(runs, 3);
  EXPECT_THAT(hub.Leaves("hub"), IsEmpty());
}

TEST_F(AdmissionTest, PublicCallsThatChangeNothingLeaveNoEntry) {
  EXPECT_THAT(hub.Send(Name("SignIn"), TestCaller::Nobody(), Request({})).receipt, "");
  EXPECT_THAT(hub.Leaves("hub"), IsEmpty());
}

TEST_F(AdmissionTest, PublicChangesAreRecordedAsNobodys) {
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    EXPECT_FALSE(context.caller().signed_in());
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_SHORT_LIVED;
    content.body = "invitation";
    context.Stage({label::v1::INVITATION, *Uuid::Parse(request.request_id().value())}, 0,
                  std::move(content));
    co_return ToyResponse();
  };
  for (const char* method : {"SignIn", "Invite"}) {
    const Answer answer = hub.Send(Name(method), TestCaller::Nobody(), Request({}, method));
    ASSERT_THAT(answer.status, IsOk());
    const Leaf leaf = hub.LeafOf(answer.receipt, "hub");
    EXPECT_EQ(leaf.role(), policy::v1::ROLE_UNSPECIFIED);
    EXPECT_EQ(leaf.person_id(), "");
    ASSERT_THAT(leaf.records(), SizeIs(1));
    EXPECT_EQ(leaf.records(0).use(), audit::v1::LEAF_USE_WRITTEN);
  }
}

// Somebody who has not signed in may write to a scheme that is there, and only there.
TEST_F(AdmissionTest, PublicCallsOfASchemeNeedOneThatIsThere) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    EXPECT_FALSE(context.caller().signed_in());
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_SHORT_LIVED;
    content.body = "petition";
    context.Stage({label::v1::CHALLENGE, *Uuid::Parse(request.request_id().value())}, 0,
                  std::move(content));
    co_return ToyResponse();
  };
  const TestCaller nobody = TestCaller::Nobody();
  const Answer answer = hub.Send(Name("Petition"), nobody.Naming("melton"), Request({}));
  ASSERT_THAT(answer.status, IsOk());
  EXPECT_EQ(hub.LeafOf(answer.receipt, "melton").person_id(), "");
  EXPECT_EQ(runs, 1);
  for (const char* scheme : {"nowhere", "hub", "../x", "MELTON"}) {
    EXPECT_THAT(Call("Petition", nobody.Naming(scheme), Request({})),
                HasReason(error::v1::REASON_NOT_FOUND))
        << scheme;
    EXPECT_THAT(hub.Run(hub.store()->Slots()), smarthub::testing::IsOkAndHolds(::testing::Not(
                                                   ::testing::Contains(std::string("nowhere")))));
  }
  EXPECT_THAT(Call("Petition", nobody.Naming(""), Request({})),
              smarthub::testing::IsInvalid("smarthub-scheme", error::v1::REASON_REQUIRED));
  EXPECT_EQ(runs, 1);
}

TEST_F(AdmissionTest, SystemMethodsDoNotExistAtAnyDoor) {
  ExpectRefusedAndNotRecorded("Seed", ann, error::v1::REASON_NO_SUCH_METHOD);
  ExpectRefusedAndNotRecorded("Seed", TestCaller::Nobody(), error::v1::REASON_NO_SUCH_METHOD);
}

TEST_F(AdmissionTest, TheHubItselfCallsSystemMethodsOnlyAndIsRecorded) {
  EXPECT_FALSE(hub.RunSystem<ToyResponse>(Name("Read"), "melton", Request({})).ok());
  EXPECT_FALSE(hub.RunSystem<ToyResponse>(Name("Seed"), "", Request({})).ok());
  EXPECT_EQ(runs, 0);
  EXPECT_THAT(hub.RunSystem<ToyResponse>(Name("Seed"), "melton", Request({})), IsOk());
  ASSERT_THAT(hub.Leaves(), SizeIs(1));
  EXPECT_EQ(hub.Leaves()[0].role(), policy::v1::ROLE_SYSTEM);
  EXPECT_EQ(hub.Leaves()[0].purpose(), policy::v1::PURPOSE_ADMINISTRATION);
}

TEST_F(AdmissionTest, SlotWithoutPolicyAllowsNothing) {
  hub.SetPolicy("melton", nullptr);
  ExpectRefusedAndRecorded("Read", ann, error::v1::REASON_PURPOSE_NOT_ALLOWED);
  ExpectRefusedAndRecorded("Terms", ann, error::v1::REASON_PURPOSE_NOT_ALLOWED);
}

TEST_F(AdmissionTest, AuthenticationThatFailsIsNotAccess) {
  hub.authenticator().Fail(
      Error(absl::StatusCode::kUnavailable, error::v1::REASON_STORE_AWAY, "x"));
  ExpectRefusedAndNotRecorded("Read", ann, error::v1::REASON_STORE_AWAY);
  hub.authenticator().Fail(absl::InternalError("bug"));
  ExpectRefusedAndNotRecorded("Read", ann, error::v1::REASON_INTERNAL);
}

TEST_F(AdmissionTest, DenialThatCannotBeRecordedSaysSo) {
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_THAT(Call("Read", ann.WithoutTerms(), Request({})),
              HasReason(error::v1::REASON_STORE_AWAY));
}

TEST_F(AdmissionTest, StreamsAndUnaryCallsAreNotMixedUp) {
  hub.authenticator().Know(ann);
  rpc::Call call;
  call.credentials = ann.credentials();
  const ToyRequest request = Request({});
  const Method* watch = hub.guard().Find(TestHub::PathOf(Name("Watch")));
  EXPECT_THAT(hub.Run(hub.guard().Unary(*watch, call, request)).status,
              HasReason(error::v1::REASON_NO_SUCH_METHOD));
}

}  // namespace
}  // namespace smarthub::rpc
