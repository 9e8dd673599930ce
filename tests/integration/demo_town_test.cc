// The demonstration town on a whole hub: real sign-ins, real policy, real Redis, a moved clock.
// What comes out must be a town worth showing: every state is met, and people can sign in to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "platform/rpc/guard.h"
#include "platform/store/testing/test_store.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/demo/demo.h"
#include "services/demo/town.h"
#include "services/identity/carrier.h"
#include "services/identity/identity.h"
#include "services/incident/incident.h"
#include "services/insight/import.h"
#include "services/insight/insight.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub {
namespace {

using smarthub::testing::IsOk;

// 2026-11-23 10:00 UTC, a Monday.
const absl::Time kNow = absl::FromUnixSeconds(1'795'428'000);

class DemoTownTest : public ::testing::Test {
 protected:
  DemoTownTest() {
    const auto lookup = [this](std::string_view slot) {
      return slot == "hub" ? hub_policy_ : scheme_policy_;
    };
    identity::IdentityDeps deps;
    deps.store = &*store_;
    deps.keys = &store_.keys();
    deps.clock = &clock_;
    deps.random = &store_.random();
    deps.loop = &store_.loop();
    deps.policies = lookup;
    identity_ = *identity::Identity::Make(std::move(deps));
    authenticator_ = identity::MakeAuthenticator(identity_);
    identity::RegisterIdentity(methods_, identity_);
    incident::RegisterIncident(methods_, &*store_, &clock_);
    insight::RegisterInsight(methods_);
    rpc::GuardOptions options;
    options.methods = &methods_;
    options.store = &*store_;
    options.authenticator = authenticator_.get();
    options.policies = lookup;
    options.keys = &store_.keys();
    options.clock = &clock_;
    options.random = &store_.random();
    options.loop = &store_.loop();
    options.observer = &ears_;
    guard_ = *rpc::Guard::Make(std::move(options));
    carrier_ = std::make_unique<identity::Carrier>(
        identity_, [this](std::string scheme, std::string_view path, const rpc::Message& request) {
          return guard_->RunSystem("system/identity", std::move(scheme), path, request);
        });
  }

  Task<absl::StatusOr<std::string>> MakeScheme() {
    identity::v1::InitRequest request;
    request.mutable_scheme()->set_value("melton");
    request.set_scheme_name("SMART Melton");
    request.set_notice("A demonstration");
    request.mutable_request_id()->set_value(Uuid::Make(store_.random()).ToString());
    rpc::Answer answer = co_await guard_->RunSystem(
        "system/init", "", "/smarthub.identity.v1.IdentityService/Init", request);
    if (!answer.status.ok()) co_return answer.status;
    co_return static_cast<const identity::v1::InitResponse&>(*answer.reply).invitation_token();
  }

  demo::DemoTools Tools() {
    demo::DemoTools tools;
    tools.hub = guard_.get();
    tools.clock = &clock_;
    tools.secrets = &store_.random();
    tools.make_scheme = [this] { return MakeScheme(); };
    tools.settle = [this] { return carrier_->CarryAll(); };
    return tools;
  }

  // The first place to look when a test meets INTERNAL.
  class Ears final : public rpc::GuardObserver {
   public:
    void Called(const rpc::Method&, const absl::Status&, absl::Duration) override {}
    void Broken(const rpc::Method& method, const absl::Status& why) override {
      ADD_FAILURE() << method.descriptor->full_name() << ": " << why;
    }
  };

  Ears ears_;
  store::TestStore store_;
  FakeClock real_{kNow};
  demo::DemoClock clock_{&real_};
  rpc::MethodTable methods_;
  std::shared_ptr<const policy::Policy> hub_policy_ = smarthub::testing::LoadPolicy("hub");
  std::shared_ptr<const policy::Policy> scheme_policy_ = smarthub::testing::LoadPolicy("melton");
  std::shared_ptr<identity::Identity> identity_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  std::unique_ptr<rpc::Guard> guard_;
  std::unique_ptr<identity::Carrier> carrier_;
};

demo::Recorded Melton() {
  std::ifstream in(SMARTHUB_SOURCE_DIR
                   "/tests/data/police-leicestershire/melton-street-2023-01_2025-12.csv");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto file = insight::ParsePoliceUk(text, {});
  EXPECT_TRUE(file.ok()) << file.status();
  return std::move(file->months);
}

TEST_F(DemoTownTest, ATownWorthShowing) {
  demo::DemoOptions options;
  options.now = kNow;
  options.recorded = Melton();
  // All of it is made by `smarthub run`; the last months have every state already.
  options.months = 3;
  int told = 0;
  options.progress = [&told](std::string_view, int done, int all) {
    EXPECT_LE(done, all);
    ++told;
  };
  const auto town = store_.Run(demo::MakeTown(Tools(), std::move(options)));
  ASSERT_THAT(town, IsOk());
  EXPECT_EQ(town->people.size(), 22u);
  EXPECT_GT(town->reports, 40);
  EXPECT_GT(told, 20);
  clock_.Release();

  // As a visitor would: the password and a code from the secret, with the real clock.
  const auto tools = Tools();
  demo::Town visit(tools, "melton", store_.random());
  std::map<int, int> states;
  int overdue = 0;
  demo::Person coordinator;
  coordinator.sign_in = town->people[0];
  incident::v1::ListIncidentsRequest request;
  for (const auto filter : {incident::v1::QUEUE_FILTER_OPEN, incident::v1::QUEUE_FILTER_FINISHED}) {
    request.set_filter(filter);
    request.set_page_size(50);
    request.clear_page_token();
    do {
      const auto page = store_.Run(visit.As<incident::v1::ListIncidentsResponse>(
          coordinator, "incident.v1.IncidentService/ListIncidents", request));
      ASSERT_THAT(page, IsOk());
      for (const auto& incident : page->incidents()) {
        ++states[incident.state()];
        overdue += incident.overdue();
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  int all = 0;
  for (const auto& [state, count] : states) {
    all += count;
    std::printf("%s: %d\n", policy::v1::IncidentState_Name(state).c_str(), count);
  }
  EXPECT_EQ(all, town->reports);
  EXPECT_GT(overdue, 0);
  for (const auto state :
       {policy::v1::INCIDENT_STATE_SUBMITTED, policy::v1::INCIDENT_STATE_DECLINED,
        policy::v1::INCIDENT_STATE_PASSED, policy::v1::INCIDENT_STATE_TAKEN,
        policy::v1::INCIDENT_STATE_ANSWERED, policy::v1::INCIDENT_STATE_CLOSED,
        policy::v1::INCIDENT_STATE_WITHDRAWN, policy::v1::INCIDENT_STATE_RETURNED}) {
    EXPECT_GT(states[state], 0) << policy::v1::IncidentState_Name(state);
  }
}

}  // namespace
}  // namespace smarthub
