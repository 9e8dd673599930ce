// Calling the hub as one of the town's people: signs in when it must, accepts terms, and tells
// which call failed. Only what a client could do: methods by path, a session token, headers.
// Belongs to one loop's thread.
#ifndef SERVICES_DEMO_TOWN_H_
#define SERVICES_DEMO_TOWN_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/demo/demo.h"
#include "smarthub/identity/v1/identity.pb.h"

namespace smarthub::demo {

// Somebody of the town.
struct Person {
  SignIn sign_in;
  // Empty: the first that the role has.
  std::string purpose;
  std::string session;
};

class Town {
 public:
  // `tools` outlives the town. Request ids come from `random`.
  Town(const DemoTools& tools, std::string scheme, Random& random)
      : tools_(tools), scheme_(std::move(scheme)), random_(random) {}

  // `method` as "incident.v1.IncidentService/ReportIncident".
  template <typename Reply>
  Task<absl::StatusOr<Reply>> As(Person& person, std::string_view method,
                                 const rpc::Message& request) {
    auto reply = co_await Send(&person, method, request);
    if (!reply.ok()) co_return reply.status();
    co_return std::move(static_cast<Reply&>(**reply));
  }
  // As nobody: sign-in and invitations, and what anybody may send.
  template <typename Reply>
  Task<absl::StatusOr<Reply>> Public(std::string_view method, const rpc::Message& request) {
    auto reply = co_await Send(nullptr, method, request);
    if (!reply.ok()) co_return reply.status();
    co_return std::move(static_cast<Reply&>(**reply));
  }

  // Takes up an invitation: password and TOTP secret are made here and now.
  Task<absl::Status> TakeUp(Person& person, std::string invitation, bool says_who);

  // Second halves of changes that touch two slots.
  Task<absl::Status> Settle() { return tools_.settle(); }

  // A fresh request id, as text.
  std::string RequestId();
  absl::Time now() { return tools_.clock->Now(); }
  void MoveTo(absl::Time time) { tools_.clock->MoveTo(time); }
  int calls() const { return calls_; }

 private:
  Task<absl::StatusOr<std::unique_ptr<rpc::Message>>> Send(Person* person, std::string_view method,
                                                           const rpc::Message& request);
  Task<rpc::Answer> Once(Person* person, std::string_view method, const rpc::Message& request);
  // What can be done about a refusal; false: nothing.
  Task<absl::StatusOr<bool>> PutRight(Person& person, absl::Status refused);
  Task<absl::Status> SignInAs(Person& person);
  Task<absl::Status> AcceptTerms(Person& person);
  std::string NextCode(const Person& person);

  const DemoTools& tools_;
  std::string scheme_;
  Random& random_;
  int calls_ = 0;
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_TOWN_H_
