// A hub whose scheme is the demonstration town: real sign-ins, real policy, real Redis, the real
// image child, a moved clock. For tests only; belongs to one thread.
#ifndef TESTS_INTEGRATION_DEMO_WORLD_H_
#define TESTS_INTEGRATION_DEMO_WORLD_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rpc/guard.h"
#include "platform/rpc/method_table.h"
#include "platform/store/testing/test_store.h"
#include "services/demo/demo.h"
#include "services/demo/town.h"
#include "services/identity/carrier.h"
#include "services/identity/identity.h"

namespace smarthub {

// 2026-11-23 10:00 UTC, a Monday.
inline const absl::Time kDemoNow = absl::FromUnixSeconds(1'795'428'000);

class DemoWorld {
 public:
  DemoWorld();
  ~DemoWorld();

  // From the last three recorded months, with the stills. From here on the clock is real: kDemoNow.
  absl::StatusOr<demo::DemoTown> Make();

  // One who can sign in; of shops, at that site where one is named. Signs in once: the clock stands
  // still, and a code is good for one sign-in.
  demo::Person& Somebody(policy::v1::Role role, std::string_view site = "");
  // As somebody of the town; `method` as "bulletin.v1.BulletinService/ListBulletins".
  template <typename Reply>
  absl::StatusOr<Reply> As(demo::Person& person, std::string_view method,
                           const rpc::Message& request) {
    return store_.Run(visit_.As<Reply>(person, method, request));
  }
  template <typename Reply>
  absl::StatusOr<Reply> AsNobody(std::string_view method, const rpc::Message& request) {
    return store_.Run(visit_.Public<Reply>(method, request));
  }

 private:
  Task<absl::StatusOr<std::string>> MakeScheme();
  demo::DemoTools Tools();
  absl::Status OpenRooms();

  // The first place to look when a test meets INTERNAL.
  class Ears final : public rpc::GuardObserver {
   public:
    void Called(const rpc::Method&, const absl::Status&, absl::Duration) override {}
    void RunsAgain(const rpc::Method&) override {}
    void Broken(const rpc::Method& method, const absl::Status& why) override;
  };

  std::string directory_;
  Ears ears_;
  store::TestStore store_;
  FakeClock real_{kDemoNow};
  demo::DemoClock clock_{&real_};
  rpc::MethodTable methods_;
  std::shared_ptr<const policy::Policy> hub_policy_;
  std::shared_ptr<const policy::Policy> scheme_policy_;
  std::shared_ptr<identity::Identity> identity_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  std::unique_ptr<rpc::Guard> guard_;
  std::unique_ptr<identity::Carrier> carrier_;
  demo::DemoTools tools_;
  demo::Town visit_;
  std::vector<demo::Person> people_;
};

}  // namespace smarthub

#endif  // TESTS_INTEGRATION_DEMO_WORLD_H_
