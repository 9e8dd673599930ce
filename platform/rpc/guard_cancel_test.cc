// Cancellation and deadline at every point where a call may wait: whatever the moment, the call
// ends with the right status, a commit that was sent is awaited, and what was answered is recorded.
#include "platform/rpc/testdata/toy_hub.h"
#include "platform/testing/forwarding_store.h"

namespace smarthub::rpc {
namespace {

// Counts what is awaited of the store, and cancels before the n-th.
class Tripwire final : public testing::ForwardingStore {
 public:
  Tripwire(store::Store& real, int at, Cancellation& cancellation, absl::Status why)
      : ForwardingStore(real), at_(at), cancellation_(cancellation), why_(std::move(why)) {}

  Task<absl::StatusOr<std::vector<std::unique_ptr<store::Sealed>>>> Read(
      std::string_view slot, absl::Span<const store::Key> keys, Cancellation* cancel) override {
    Step();
    return ForwardingStore::Read(slot, keys, cancel);
  }
  Task<absl::StatusOr<store::Page>> List(std::string_view slot, const store::Range& range,
                                         Cancellation* cancel) override {
    Step();
    return ForwardingStore::List(slot, range, cancel);
  }
  Task<absl::StatusOr<store::Committed>> Commit(store::Batch batch) override {
    Step();
    ++commits;
    return ForwardingStore::Commit(std::move(batch));
  }
  int steps = 0;
  int commits = 0;

 private:
  void Step() {
    if (++steps == at_) cancellation_.Cancel(why_);
  }

  int at_;
  Cancellation& cancellation_;
  absl::Status why_;
};

class GuardCancelTest : public ToyTest {
 protected:
  // The call with `why` happening before the store is asked for the n-th time. Returns how often it
  // was asked.
  int CallWith(int at, const absl::Status& why, Answer& answer, int& commits) {
    Cancellation cancellation;
    Tripwire wire(*hub.store(), at, cancellation, why);
    GuardOptions options;
    options.methods = &hub.methods();
    options.store = &wire;
    options.authenticator = &hub.authenticator();
    options.policies = [](std::string_view) { return CompileToy(kToyBundle); };
    options.keys = &hub.keys();
    options.clock = &hub.clock();
    options.random = &hub.random();
    options.loop = &hub.loop();
    auto guard = Guard::Make(options);
    hub.authenticator().Know(ann);
    rpc::Call call;
    call.credentials = ann.credentials();
    call.cancellation = &cancellation;
    const ToyRequest request =
        Request({"red", "green"}, (why.ToString() + std::to_string(at)).c_str(), "bitten");
    const Method* method = (*guard)->Find(TestHub::PathOf(Name("Change")));
    answer = hub.Run((*guard)->Unary(*method, std::move(call), request));
    commits = wire.commits;
    return wire.steps;
  }
};

TEST_F(GuardCancelTest, AtEachPointWhereItMayWait) {
  Grow("red", ann);
  Grow("green", ann);
  handler = ChangeApples;
  const std::pair<absl::Status, Reason> whys[] = {
      {absl::CancelledError("gone"), error::v1::REASON_CANCELLED},
      {absl::DeadlineExceededError("late"), error::v1::REASON_DEADLINE}};
  int round = 0;
  for (const auto& [why, reason] : whys) {
    int steps = 3;
    for (int at = 1; at <= steps; ++at) {
      SCOPED_TRACE(::testing::Message() << why << " before " << at);
      const size_t before = hub.Leaves().size();
      Answer answer;
      int commits = 0;
      CallWith(100 * ++round + at, why, answer, commits);  // not reached: the call as it is
      ASSERT_THAT(answer.status, IsOk());
      EXPECT_EQ(hub.Leaves().size(), before + 1);
      const int asked = CallWith(at, why, answer, commits);
      if (asked == steps && commits == 1) {
        // It came while the commit was on its way: that is awaited, recorded and answered.
        EXPECT_THAT(answer.status, IsOk());
        EXPECT_EQ(hub.Leaves().size(), before + 2);
      } else {
        EXPECT_THAT(answer.status, HasReason(reason));
        EXPECT_EQ(answer.reply, nullptr);
        EXPECT_EQ(commits, 0);
        EXPECT_EQ(hub.Leaves().size(), before + 1);
      }
    }
  }
}

TEST_F(GuardCancelTest, CancelledBeforeItBeganDoesNothing) {
  Cancellation gone;
  gone.Cancel(absl::CancelledError("gone"));
  const ToyRequest request = Request({});
  const Answer answer =
      hub.Run(hub.Begin(Name("Read"), ann, request, absl::InfiniteFuture(), &gone));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_CANCELLED));
  EXPECT_EQ(runs, 0);
}

TEST_F(GuardCancelTest, DeadlineThatHasPassedDoesNothing) {
  const ToyRequest request = Request({});
  const Answer answer =
      hub.Run(hub.Begin(Name("Read"), ann, request, hub.clock().Now() - absl::Seconds(1)));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_DEADLINE));
  EXPECT_EQ(runs, 0);
}

class LongCallTest : public ToyTest {
 protected:
  LongCallTest() : ToyTest(Short()) {}
  static TestHub::Options Short() {
    TestHub::Options options = Options();
    options.longest_call = absl::Milliseconds(50);
    return options;
  }
};

TEST_F(LongCallTest, CallWithoutADeadlineGetsOne) {
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    co_return co_await context.loop().Sleep(absl::Seconds(60), context.cancellation());
  };
  EXPECT_THAT(Call("Read", ann, Request({})), HasReason(error::v1::REASON_DEADLINE));
  // A call that ends in time is left alone, and so is the next.
  handler = ReadApples;
  EXPECT_THAT(Call("Read", ann, Request({})), IsOk());
}

}  // namespace
}  // namespace smarthub::rpc
