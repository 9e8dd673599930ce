// A small town for tests: two sites, their staff, coordinator, police, council, DPO, and every call
// of IncidentService in one line. For tests only.
#ifndef SERVICES_INCIDENT_TOWN_FOR_TEST_H_
#define SERVICES_INCIDENT_TOWN_FOR_TEST_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/incident/incident.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::incident {

using smarthub::testing::Id;
using smarthub::testing::TestCaller;

class TownTest : public ::testing::Test {
 protected:
  TownTest();

  // A theft at Ann's shop, an hour ago.
  incident::v1::ReportIncidentRequest Theft(std::string_view id);
  // Reports it as Ann; a failing test where that fails.
  std::string Reported(std::string_view id);
  std::string Urgent(std::string_view id);
  // Reported, accepted and passed.
  std::string Passed(std::string_view id, std::vector<policy::v1::Role> to);

  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const TestCaller& caller,
                             const google::protobuf::Message& request) {
    return hub.Call<Reply>("smarthub.incident.v1.IncidentService." + std::string(method), caller,
                           request);
  }
  absl::StatusOr<incident::v1::ReportIncidentResponse> Report(
      const TestCaller& caller, const incident::v1::ReportIncidentRequest& request) {
    return Call<incident::v1::ReportIncidentResponse>("ReportIncident", caller, request);
  }
  absl::StatusOr<incident::v1::Incident> Get(const TestCaller& caller, const std::string& id);
  // A request with incident and request id, to be filled in further.
  template <typename Request>
  Request On(const std::string& id) {
    Request request;
    request.mutable_incident_id()->set_value(id);
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    return request;
  }
  absl::Status Return(const TestCaller& caller, const std::string& id, std::string missing);
  absl::Status Complete(const TestCaller& caller, const std::string& id, std::string addition,
                        policy::v1::Role answers = policy::v1::ROLE_UNSPECIFIED);
  absl::Status Accept(const TestCaller& caller, const std::string& id);
  absl::Status Decline(const TestCaller& caller, const std::string& id, std::string reason);
  absl::Status Pass(const TestCaller& caller, const std::string& id,
                    std::vector<policy::v1::Role> to);
  absl::Status Take(const TestCaller& caller, const std::string& id);
  absl::Status Ask(const TestCaller& caller, const std::string& id, std::string question);
  absl::Status Answer(
      const TestCaller& caller, const std::string& id, std::string note,
      incident::v1::OutcomeGroup outcome = incident::v1::OUTCOME_GROUP_UNDER_INVESTIGATION);
  absl::Status Close(const TestCaller& caller, const std::string& id, std::string reason);
  absl::Status Withdraw(const TestCaller& caller, const std::string& id, std::string reason);
  // Ids in the order of the list.
  std::vector<std::string> Queue(const TestCaller& caller, incident::v1::QueueFilter filter,
                                 int page_size = 50);

  smarthub::testing::TestHub hub;
  const Uuid larder = Id("larder");
  const Uuid bakery = Id("bakery");
  const TestCaller ann = TestCaller::Reporter("ann").At({larder});
  const TestCaller ben = TestCaller::Reporter("ben").At({bakery});
  const TestCaller mia = TestCaller::SiteManager("mia").At({larder});
  const TestCaller cora = TestCaller::Coordinator("cora");
  const TestCaller police = TestCaller::Police();
  const TestCaller council = TestCaller::Council();
  const TestCaller dpo = TestCaller::Dpo();

 private:
  void AddSite(const Uuid& id, const std::string& name);
  void AddMember(const TestCaller& member, const std::string& name);
  void Put(store::Key key, store::Content content);
};

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_TOWN_FOR_TEST_H_
