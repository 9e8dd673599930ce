// Repeating a call by its request id: the first answer, never a second change.
#include "platform/rpc/testdata/toy_hub.h"

namespace smarthub::rpc {
namespace {

using ::testing::SizeIs;

class IdempotencyTest : public ToyTest {
 protected:
  IdempotencyTest() {
    Grow("red", ann);
    handler = [this](Context& context,
                     const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
      return Append(context, request);
    };
  }

  Task<absl::StatusOr<ToyResponse>> Append(Context& context, const ToyRequest& request) {
    auto loaded = co_await context.Load(Apple("red"));
    if (!loaded.ok()) co_return loaded.status();
    if (only_once && loaded->content.body != "body of red") {
      co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE, "No.");
    }
    loaded->content.body += request.text();
    ToyResponse response;
    response.set_state(loaded->content.body);
    context.Stage(loaded->key, loaded->version, std::move(loaded->content));
    co_return response;
  }

  bool only_once = false;
};

TEST_F(IdempotencyTest, RepeatGetsTheFirstAnswerAndItsReceipt) {
  const Answer first = hub.Send(Name("Change"), ann, Request({}, "r1", "+1"));
  ASSERT_THAT(first.status, IsOk());
  const auto leaves = hub.Leaves().size();
  const Answer again = hub.Send(Name("Change"), ann, Request({}, "r1", "+1"));
  ASSERT_THAT(again.status, IsOk());
  EXPECT_EQ(again.reply->SerializeAsString(), first.reply->SerializeAsString());
  EXPECT_EQ(again.receipt, first.receipt);
  EXPECT_EQ(Stored("red"), "body of red+1");
  EXPECT_THAT(hub.Leaves(), SizeIs(leaves));
}

// The usual case: the first run moved the record on, so the second one's handler refuses.
TEST_F(IdempotencyTest, RepeatWhoseHandlerNowFailsGetsTheFirstAnswer) {
  only_once = true;
  const Answer first = hub.Send(Name("Change"), ann, Request({}, "r1", "+1"));
  const Answer again = hub.Send(Name("Change"), ann, Request({}, "r1", "+1"));
  ASSERT_THAT(again.status, IsOk());
  EXPECT_EQ(again.reply->SerializeAsString(), first.reply->SerializeAsString());
  EXPECT_THAT(Call("Change", ann, Request({}, "r2", "+1")),
              HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(IdempotencyTest, OutcomeUnknownIsLearntByRepeating) {
  hub.faults().commits.push_back(store::Fault::kLoseReply);
  EXPECT_THAT(Call("Change", ann, Request({}, "r1", "+1")),
              HasReason(error::v1::REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(Stored("red"), "body of red+1");
  EXPECT_THAT(Call("Change", ann, Request({}, "r1", "+1")), IsOk());
  EXPECT_EQ(Stored("red"), "body of red+1");

  hub.faults().commits.push_back(store::Fault::kLoseRequest);
  EXPECT_THAT(Call("Change", ann, Request({}, "r2", "+2")),
              HasReason(error::v1::REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(Stored("red"), "body of red+1");
  EXPECT_THAT(Call("Change", ann, Request({}, "r2", "+2")), IsOk());
  EXPECT_EQ(Stored("red"), "body of red+1+2");
}

TEST_F(IdempotencyTest, AnotherBodyUnderTheSameIdIsRefused) {
  ASSERT_THAT(Call("Change", ann, Request({}, "r1", "+1")), IsOk());
  const auto other = Call("Change", ann, Request({}, "r1", "+2"));
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(other, HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  only_once = true;
  EXPECT_THAT(Call("Change", ann, Request({}, "r1", "+3")),
              HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(Stored("red"), "body of red+1");
}

TEST_F(IdempotencyTest, IdsOfDifferentPeopleDoNotMeet) {
  Grow("green", ann, /*passed_to_police=*/true);
  handler = ChangeApples;
  ASSERT_THAT(Call("Change", ann, Request({"green"}, "r1", "x")), IsOk());
  ASSERT_THAT(Call("Change", police, Request({"green"}, "r1", "y")), IsOk());
  EXPECT_EQ(Stored("green"), "y");
}

TEST_F(IdempotencyTest, NothingIsKeptOfARefusedRequest) {
  only_once = true;
  ASSERT_THAT(Call("Change", ann, Request({}, "r1", "+1")), IsOk());
  EXPECT_THAT(Call("Change", ann, Request({}, "r2", "+2")),
              HasReason(error::v1::REASON_WRONG_STATE));
  only_once = false;
  // The same id again, and even with another body: the first try left nothing behind.
  EXPECT_THAT(Call("Change", ann, Request({}, "r2", "+3")), IsOk());
  EXPECT_EQ(Stored("red"), "body of red+1+3");
}

TEST_F(IdempotencyTest, WithoutAnIdNothingChanges) {
  ToyRequest request = Request({}, "r1", "+1");
  request.clear_request_id();
  runs = 0;
  EXPECT_THAT(Call("Change", ann, request),
              smarthub::testing::IsInvalid("request_id", error::v1::REASON_REQUIRED));
  EXPECT_EQ(runs, 0);
}

TEST_F(IdempotencyTest, WhoIsRefusedNowGetsNoFirstAnswer) {
  ASSERT_THAT(Call("Change", ann, Request({}, "r1", "+1")), IsOk());
  EXPECT_THAT(Call("Change", ann.WithoutTerms(), Request({}, "r1", "+1")),
              HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
}

TEST_F(IdempotencyTest, AChangeThatChangesNothingIsKeptAndRecordedToo) {
  handler = [](Context&, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    ToyResponse response;
    response.set_state("known already");
    co_return response;
  };
  const Answer first = hub.Send(Name("Change"), ann, Request({}));
  const Answer again = hub.Send(Name("Change"), ann, Request({}));
  EXPECT_NE(first.receipt, "");
  EXPECT_EQ(again.receipt, first.receipt);
}

TEST_F(IdempotencyTest, TwoAtOnceWithOneIdHappenOnce) {
  const ToyRequest request = Request({}, "r1", "+1");
  Event done(hub.loop());
  Answer first;
  auto run = [](Task<Answer> task, Answer& out, Event& flag) -> Task<void> {
    out = co_await std::move(task);
    flag.Set();
  };
  hub.loop().Spawn(run(hub.Begin(Name("Change"), ann, request), first, done));
  const Answer second = hub.Run(hub.Begin(Name("Change"), ann, request));
  ASSERT_THAT(hub.Run(done.Wait()), IsOk());
  ASSERT_THAT(first.status, IsOk());
  ASSERT_THAT(second.status, IsOk());
  EXPECT_EQ(first.receipt, second.receipt);
  EXPECT_EQ(Stored("red"), "body of red+1");
}

}  // namespace
}  // namespace smarthub::rpc
