// A whole hub for one test: real Redis, real Guard, real policy (policies/melton and policies/hub);
// only who calls is made up, and time stands still. For tests only.
//
//   class IncidentTest : public ::testing::Test {
//    protected:
//     IncidentTest() { incident::Register(hub.methods()); }
//     testing::TestHub hub;
//   };
//   auto got = hub.Call<GetIncidentResponse>("smarthub.incident.v1.IncidentService.GetIncident",
//                                            TestCaller::Police(), request);
//   EXPECT_THAT(got, HasReason(error::v1::REASON_NOT_FOUND));
//   EXPECT_THAT(hub.Leaves().back(), ...);
#ifndef PLATFORM_TESTING_TEST_HUB_H_
#define PLATFORM_TESTING_TEST_HUB_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/guard.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/rpc/method_table.h"
#include "platform/store/testing/test_store.h"
#include "platform/testing/test_caller.h"
#include "smarthub/audit/v1/audit.pb.h"

namespace smarthub::testing {

// The bundle in a directory under policies/, compiled; a failing test where it is not good.
std::shared_ptr<const policy::Policy> LoadPolicy(const std::string& name);

class TestHub {
 public:
  struct Options {
    absl::Time start = absl::FromUnixSeconds(1'795'428'000);  // 2026-11-23 10:00 UTC
    // In place of the hub's own; null: TestAuthenticator, which believes every TestCaller.
    rpc::Authenticator* authenticator = nullptr;
    // By slot, in place of policies/melton (any scheme) and policies/hub.
    std::map<std::string, std::shared_ptr<const policy::Policy>> policies;
    absl::Duration longest_call = absl::Seconds(30);
    absl::Duration stream_recheck = absl::Milliseconds(10);
    store::TestRedis::Options redis;
  };
  TestHub() : TestHub(Options()) {}
  explicit TestHub(Options options);
  ~TestHub();
  TestHub(const TestHub&) = delete;
  TestHub& operator=(const TestHub&) = delete;

  // Methods are registered before the first call.
  rpc::MethodTable& methods() { return methods_; }

  // `name` as "smarthub.incident.v1.IncidentService.GetIncident".
  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view name, const TestCaller& caller,
                             const google::protobuf::Message& request) {
    rpc::Answer answer = Send(name, caller, request);
    if (!answer.status.ok()) return answer.status;
    if (answer.reply == nullptr || answer.reply->GetDescriptor() != Reply::descriptor()) {
      return absl::InternalError("the test expects another reply");
    }
    return std::move(static_cast<Reply&>(*answer.reply));
  }
  // With the receipt.
  rpc::Answer Send(std::string_view name, const TestCaller& caller,
                   const google::protobuf::Message& request);
  // Not run yet: for calls that meet each other, and for deadlines.
  Task<rpc::Answer> Begin(std::string_view name, const TestCaller& caller,
                          const google::protobuf::Message& request,
                          absl::Time deadline = absl::InfiniteFuture(),
                          Cancellation* cancellation = nullptr);
  // With credentials of a real authenticator's making.
  rpc::Answer SendAs(std::string_view name, rpc::Credentials credentials,
                     const google::protobuf::Message& request);
  template <typename Reply>
  absl::StatusOr<Reply> RunSystem(std::string_view name, std::string scheme,
                                  const google::protobuf::Message& request) {
    rpc::Answer answer =
        Run(guard().RunSystem("system/test", std::move(scheme), PathOf(name), request));
    if (!answer.status.ok()) return answer.status;
    return std::move(static_cast<Reply&>(*answer.reply));
  }

  // Drives the loop until the task is done.
  template <typename T>
  T Run(Task<T> task) {
    return store_.Run(std::move(task));
  }

  // Every audit entry of the slot that the store still holds, oldest first, opened.
  std::vector<audit::v1::Leaf> Leaves(const std::string& slot = "melton");
  // The entry of that receipt; a failing test where there is none.
  audit::v1::Leaf LeafOf(const std::string& receipt, const std::string& slot = "melton");

  // Fails the test wherever `canary` is found: errors told so far, what observers were told, Redis
  // (every key and value), audit entries (sealed and opened).
  void ExpectNowhere(std::string_view canary);

  // The policies from now on ("melton" stands for every scheme that has none of its own).
  void SetPolicy(const std::string& slot, std::shared_ptr<const policy::Policy> policy);

  rpc::Guard& guard();
  TestAuthenticator& authenticator() { return authenticator_; }
  store::TestStore& store() { return store_; }
  store::Faults& faults() { return store_.faults; }
  FakeClock& clock() { return clock_; }
  Random& random() { return store_.random(); }
  crypto::KeyProvider& keys() { return store_.keys(); }
  Loop& loop() { return store_.loop(); }

  static std::string PathOf(std::string_view name);

 private:
  class Ears;
  const rpc::Method& MethodOf(std::string_view name);
  void Remember(const absl::Status& told);

  Options options_;
  FakeClock clock_;
  store::TestStore store_;
  rpc::MethodTable methods_;
  TestAuthenticator authenticator_;
  std::unique_ptr<Ears> ears_;
  std::unique_ptr<rpc::Guard> guard_;
  // Every error told, for the canary.
  std::vector<std::string> told_;
};

// Every string and bytes field of the message, at every depth, with `canary` in it.
void FillWith(std::string_view canary, google::protobuf::Message& message);

}  // namespace smarthub::testing

#endif  // PLATFORM_TESTING_TEST_HUB_H_
