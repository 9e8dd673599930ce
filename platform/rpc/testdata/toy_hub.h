// A hub whose handlers are said by each test.
#ifndef PLATFORM_RPC_TESTDATA_TOY_HUB_H_
#define PLATFORM_RPC_TESTDATA_TOY_HUB_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/rpc/testdata/toy_policy.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "toy.pb.h"

namespace smarthub::rpc {

using smarthub::testing::HasReason;
using smarthub::testing::Id;
using smarthub::testing::IsOk;
using smarthub::testing::StatusIs;
using smarthub::testing::TestCaller;
using smarthub::testing::TestHub;
using toy::v1::ToyReport;
using toy::v1::ToyRequest;
using toy::v1::ToyResponse;

// Takes the states that a stream tells.
class ToyStream final : public Stream {
 public:
  Task<absl::Status> Write(const Message& message) override {
    states.push_back(static_cast<const ToyResponse&>(message).state());
    co_return answer;
  }
  std::vector<std::string> states;
  absl::Status answer;
};

class ToyTest : public ::testing::Test {
 protected:
  using Handler = std::function<Task<absl::StatusOr<ToyResponse>>(Context&, const ToyRequest&)>;
  using StreamHandler = std::function<Task<absl::Status>(Context&, const ToyRequest&, Stream&)>;

  explicit ToyTest(TestHub::Options options = Options()) : hub(std::move(options)) {
    for (const char* name :
         {"Read", "Change", "Terms", "WhoAmI", "SignIn", "Invite", "Petition", "Seed"}) {
      hub.methods().Unary<ToyRequest, ToyResponse>(
          absl::StrCat("smarthub.toy.v1.ToyService.", name),
          [this](Context& context, const ToyRequest& request) {
            ++runs;
            return handler(context, request);
          });
    }
    hub.methods().Unary<ToyReport, ToyResponse>("smarthub.toy.v1.ToyService.Report",
                                                [this](Context& context, const ToyReport& report) {
                                                  ++runs;
                                                  return reporter(context, report);
                                                });
    hub.methods().ServerStream<ToyRequest, ToyResponse>(
        "smarthub.toy.v1.ToyService.Watch",
        [this](Context& context, const ToyRequest& request, Stream& stream) {
          return watcher(context, request, stream);
        });
  }

  static TestHub::Options Options() {
    TestHub::Options options;
    options.policies["melton"] = CompileToy(kToyBundle);
    options.policies["hub"] = CompileToy(kToyHubBundle);
    return options;
  }

  static std::string Name(std::string_view method) {
    return absl::StrCat("smarthub.toy.v1.ToyService.",
                        absl::string_view(method.data(), method.size()));
  }
  static store::Key Apple(const char* name) { return {label::v1::INCIDENT, Id(name)}; }

  // An apple of `owner`, or passed to the police, in the store.
  void Grow(const char* name, const TestCaller& owner, bool passed_to_police = false,
            bool restricted = false) {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content.facts.set_person_id(std::string(owner.person_id().bytes()));
    content.facts.set_restricted(restricted);
    if (passed_to_police) content.facts.add_passed_to(policy::v1::ROLE_POLICE);
    content.indexes.push_back({"basket", "all", name});
    content.body = absl::StrCat("body of ", name);
    const Handler before = std::exchange(
        handler, [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
          context.Stage(Apple(name), 0, content);
          co_return ToyResponse();
        });
    ToyRequest request;
    EXPECT_THAT(hub.RunSystem<ToyResponse>(Name("Seed"), "melton", request), IsOk());
    handler = before;
    runs = 0;
  }

  // "Read" of the apples named, each with its owner's name in it.
  static Task<absl::StatusOr<ToyResponse>> ReadApples(Context& context, const ToyRequest& request) {
    ToyResponse response;
    for (const id::v1::IncidentId& wanted : request.apples()) {
      auto id = Uuid::Parse(wanted.value());
      if (!id.ok()) co_return id.status();
      auto loaded = co_await context.Load({label::v1::INCIDENT, *id});
      if (!loaded.ok()) co_return loaded.status();
      toy::v1::Apple* apple = response.add_apples();
      *apple->mutable_apple_id() = wanted;
      apple->set_who(loaded->content.body);
      apple->set_state("ripe");
    }
    co_return response;
  }

  // Replaces the body of the apples named with the request's text.
  static Task<absl::StatusOr<ToyResponse>> ChangeApples(Context& context,
                                                        const ToyRequest& request) {
    for (const id::v1::IncidentId& wanted : request.apples()) {
      auto id = Uuid::Parse(wanted.value());
      if (!id.ok()) co_return id.status();
      auto loaded = co_await context.Load({label::v1::INCIDENT, *id});
      if (!loaded.ok()) co_return loaded.status();
      loaded->content.body = request.text();
      context.Stage(loaded->key, loaded->version, loaded->content);
      context.Tell(loaded->key);
    }
    ToyResponse response;
    response.set_state("changed");
    co_return response;
  }

  static ToyRequest Request(std::initializer_list<const char*> apples, const char* request = "r1",
                            const char* text = "") {
    ToyRequest made;
    made.mutable_request_id()->set_value(Id(request).ToString());
    for (const char* apple : apples) made.add_apples()->set_value(Id(apple).ToString());
    made.set_text(text);
    return made;
  }

  absl::StatusOr<ToyResponse> Call(const char* method, const TestCaller& caller,
                                   const ToyRequest& request) {
    return hub.Call<ToyResponse>(Name(method), caller, request);
  }

  // "body of x" as it is stored now; "" where there is none.
  std::string Stored(const char* name, const std::string& slot = "melton") {
    const store::Key key = Apple(name);
    auto read = hub.Run(hub.store()->Read(slot, absl::MakeConstSpan(&key, 1)));
    if (!read.ok() || read->front() == nullptr) return "";
    return read->front()->Open()->body;
  }

  Handler handler = ReadApples;
  std::function<Task<absl::StatusOr<ToyResponse>>(Context&, const ToyReport&)> reporter;
  StreamHandler watcher;
  int runs = 0;
  TestHub hub;

  const TestCaller ann = TestCaller::Reporter("ann");
  const TestCaller bob = TestCaller::Reporter("bob");
  const TestCaller police = TestCaller::Police();
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_TESTDATA_TOY_HUB_H_
