// Streams: admitted at the start, recorded before the first message, decided again while open.
#include "platform/rpc/call_context.h"
#include "platform/rpc/testdata/toy_hub.h"

namespace smarthub::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class GuardStreamTest : public ToyTest {
 protected:
  absl::Status Watch(const TestCaller& caller, Cancellation* cancellation = nullptr) {
    hub.authenticator().Know(caller);
    rpc::Call call;
    call.credentials = caller.credentials();
    call.cancellation = cancellation;
    const ToyRequest request = Request({});
    const Method* method = hub.guard().Find(TestHub::PathOf(Name("Watch")));
    return hub.Run(hub.guard().ServerStream(*method, std::move(call), request, door));
  }

  // Stays open until it is cancelled.
  static Task<absl::Status> Stay(Context& context, const ToyRequest&, Stream& stream) {
    ToyResponse response;
    response.set_state("stands");
    absl::Status written = co_await stream.Write(response);
    if (!written.ok()) co_return written;
    co_return co_await context.loop().Sleep(absl::Seconds(60), context.cancellation());
  }

  ToyStream door;
};

TEST_F(GuardStreamTest, EntryIsThereBeforeTheFirstMessage) {
  size_t entries = 0;
  watcher = [&](Context& context, const ToyRequest&, Stream& stream) -> Task<absl::Status> {
    auto tail = co_await hub.store()->ReadTail("melton", 0, 10);
    entries = tail->size();
    ToyResponse response;
    response.set_state("stands");
    EXPECT_EQ(context.caller().purpose(), policy::v1::PURPOSE_INVESTIGATION);
    co_return co_await stream.Write(response);
  };
  EXPECT_THAT(Watch(police), IsOk());
  EXPECT_EQ(entries, 1u);
  EXPECT_THAT(door.states, ElementsAre("stands"));
  EXPECT_EQ(hub.Leaves()[0].action(), "toy.watch");
}

TEST_F(GuardStreamTest, WhatCannotBeRecordedDoesNotStart) {
  watcher = Stay;
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_STORE_AWAY));
  EXPECT_THAT(door.states, IsEmpty());
}

TEST_F(GuardStreamTest, DeniedIsRecordedAndNothingIsSaid) {
  watcher = Stay;
  EXPECT_THAT(Watch(police.WithoutTerms()), HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
  EXPECT_THAT(door.states, IsEmpty());
  ASSERT_THAT(hub.Leaves(), SizeIs(1));
  EXPECT_EQ(hub.Leaves()[0].outcome(), audit::v1::OUTCOME_DENIED);
}

TEST_F(GuardStreamTest, ShowsNoRecordEvenIfItWasLoaded) {
  Grow("red", ann, /*passed_to_police=*/true);
  watcher = [](Context& context, const ToyRequest&, Stream& stream) -> Task<absl::Status> {
    auto loaded = co_await context.Load(Apple("red"));
    EXPECT_TRUE(loaded.ok());
    ToyResponse response;
    response.mutable_apple()->mutable_apple_id()->set_value(loaded->key.id.ToString());
    co_return co_await stream.Write(response);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_INTERNAL));
  EXPECT_THAT(door.states, IsEmpty());
}

TEST_F(GuardStreamTest, SuspensionEndsIt) {
  watcher = [this](Context& context, const ToyRequest& request,
                   Stream& stream) -> Task<absl::Status> {
    hub.authenticator().Suspend(police);
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_SESSION_ENDED));
  EXPECT_THAT(door.states, ElementsAre("stands"));
}

TEST_F(GuardStreamTest, TermsThatRunOutEndIt) {
  watcher = [this](Context& context, const ToyRequest& request,
                   Stream& stream) -> Task<absl::Status> {
    hub.authenticator().Know(police.WithoutTerms());
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
}

TEST_F(GuardStreamTest, AnotherPolicyOrStandingEndsItSoThatItIsOpenedAnew) {
  watcher = [this](Context& context, const ToyRequest& request,
                   Stream& stream) -> Task<absl::Status> {
    hub.SetPolicy("melton", CompileToy(kToyBundle));
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_CONFLICT));
  watcher = [this](Context& context, const ToyRequest& request,
                   Stream& stream) -> Task<absl::Status> {
    hub.authenticator().Know(police.At({Id("boots")}));
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_CONFLICT));
}

TEST_F(GuardStreamTest, OneFailureToFindOutIsLetPassTwoAreNot) {
  const absl::Status away =
      Error(absl::StatusCode::kUnavailable, error::v1::REASON_STORE_AWAY, "Away.");
  watcher = [&](Context& context, const ToyRequest&, Stream&) -> Task<absl::Status> {
    const int before = hub.authenticator().asked();
    hub.authenticator().Fail(away, 1);
    while (hub.authenticator().asked() < before + 3) {
      absl::Status slept =
          co_await context.loop().Sleep(absl::Milliseconds(1), context.cancellation());
      if (!slept.ok()) co_return slept;
    }
    co_return absl::OkStatus();
  };
  EXPECT_THAT(Watch(police), IsOk());
  watcher = [&](Context& context, const ToyRequest& request, Stream& stream) {
    hub.authenticator().Fail(away, 2);
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_STORE_AWAY));
}

TEST_F(GuardStreamTest, AskingWhetherItMayGoOnIsNoUseOfTheSession) {
  watcher = [&](Context& context, const ToyRequest&, Stream&) -> Task<absl::Status> {
    EXPECT_EQ(hub.authenticator().renewals(), 0) << "opening a stream is a call";
    const int before = hub.authenticator().asked();
    while (hub.authenticator().asked() < before + 3) {
      absl::Status slept =
          co_await context.loop().Sleep(absl::Milliseconds(1), context.cancellation());
      if (!slept.ok()) co_return slept;
    }
    EXPECT_EQ(hub.authenticator().renewals(), hub.authenticator().asked() - before);
    co_return absl::OkStatus();
  };
  EXPECT_THAT(Watch(police), IsOk());
}

TEST_F(GuardStreamTest, ClientThatGoesEndsIt) {
  Cancellation gone;
  watcher = [&](Context& context, const ToyRequest& request, Stream& stream) -> Task<absl::Status> {
    hub.loop().Post([&] { gone.Cancel(absl::CancelledError("gone")); });
    return Stay(context, request, stream);
  };
  EXPECT_THAT(Watch(police, &gone), HasReason(error::v1::REASON_CANCELLED));
}

TEST_F(GuardStreamTest, DoorThatIsFullEndsIt) {
  door.answer = Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                      "Fell behind.");
  watcher = Stay;
  EXPECT_THAT(Watch(police), HasReason(error::v1::REASON_STREAM_FELL_BEHIND));
}

TEST_F(GuardStreamTest, WhetherAnIdMayBeToldIsDecidedOnFactsReadForAllStreams) {
  watcher = [this](Context& context, const ToyRequest&, Stream&) -> Task<absl::Status> {
    store::v1::RecordFacts facts;
    facts.set_person_id(std::string(ann.person_id().bytes()));
    EXPECT_THAT((co_await context.DiscloseOutside(Apple("red"), facts)).status(),
                HasReason(error::v1::REASON_NOT_FOUND));
    facts.add_passed_to(policy::v1::ROLE_POLICE);
    EXPECT_THAT((co_await context.DiscloseOutside(Apple("red"), facts)).status(), IsOk());
    const Notebook& notebook = static_cast<CallContext&>(context).notebook();
    EXPECT_TRUE(notebook.disclosed.empty());
    EXPECT_TRUE(notebook.denied.empty());
    co_return absl::OkStatus();
  };
  EXPECT_THAT(Watch(police), IsOk());
}

TEST_F(GuardStreamTest, AnOpenStreamKeepsNothingOfWhatItLoads) {
  Grow("red", ann, /*passed_to_police=*/true);
  watcher = [](Context& context, const ToyRequest&, Stream&) -> Task<absl::Status> {
    for (int i = 0; i < 100; ++i) {
      EXPECT_THAT(co_await context.Load(Apple("red")), IsOk());
      EXPECT_THAT(co_await context.Load(Apple("nowhere")), HasReason(error::v1::REASON_NOT_FOUND));
    }
    const Notebook& notebook = static_cast<CallContext&>(context).notebook();
    EXPECT_TRUE(notebook.disclosed.empty());
    EXPECT_TRUE(notebook.denied.empty());
    co_return absl::OkStatus();
  };
  EXPECT_THAT(Watch(police), IsOk());
}

}  // namespace
}  // namespace smarthub::rpc
