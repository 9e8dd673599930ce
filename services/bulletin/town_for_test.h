// A town with three shops in two areas, a coordinator and agencies, for the tests of the room. What
// other rooms own (reports, subjects, photos, notices) is written as they would. For tests only.
#ifndef SERVICES_BULLETIN_TOWN_FOR_TEST_H_
#define SERVICES_BULLETIN_TOWN_FOR_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/bulletin/bulletin.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/identity/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::bulletin {

using smarthub::testing::Id;
using smarthub::testing::TestCaller;

class TownTest : public ::testing::Test {
 protected:
  TownTest();

  // ---- what other rooms do ----
  // One suspect reported by `reporter` at `site`: report, subject (notice given) and photo (whose
  // owner agreed), all under names made from `name`.
  struct Face {
    std::string subject;
    std::string incident;
    std::string appearance;
    std::string photo;
  };
  Face Reported(const std::string& name, const TestCaller& reporter, const Uuid& site,
                incident::v1::AgeBand age = incident::v1::AGE_BAND_30_TO_49);
  // Changes a stored record, as its room would, and tells of it.
  using Change = std::function<void(store::Content&)>;
  void Rewrite(label::v1::RecordKind kind, const std::string& id, const Change& change,
               const std::string& reason);
  // The same, not committed yet.
  store::Batch Rewritten(label::v1::RecordKind kind, const std::string& id, const Change& change,
                         const std::string& reason);
  // Creates or replaces.
  void Write(store::Key key, store::Content content, const std::string& reason = "");
  void ChangeSubject(const Face& face, const std::function<void(subject::v1::StoredSubject&)>& body,
                     const std::function<void(store::v1::RecordFacts&)>& facts);
  // `to` speaks for `from` now.
  void Link(const Face& from, const Face& to);
  void Freeze(const Face& face, bool frozen = true);
  void Restrict(const Face& face, bool restricted = true);
  void WithdrawAuthority(const Face& face);
  void Joined(const TestCaller& member, const TestCaller& invited_by, absl::Duration ago);

  // ---- what this room does ----
  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const TestCaller& caller,
                             const google::protobuf::Message& request) {
    return hub.Call<Reply>("smarthub.bulletin.v1.BulletinService." + std::string(method), caller,
                           request);
  }
  template <typename Request>
  Request On(const std::string& id) {
    Request request;
    request.mutable_bulletin_id()->set_value(id);
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    return request;
  }
  // For managers, reporters and police of the centre.
  bulletin::v1::ProposeBulletinRequest Proposal(const std::vector<Face>& faces,
                                                const std::string& gallery = "known");
  bulletin::v1::ProposeBulletinRequest Alert();
  absl::StatusOr<bulletin::v1::ProposeBulletinResponse> Propose(
      const TestCaller& caller, const bulletin::v1::ProposeBulletinRequest& request);
  // Proposed by the coordinator; a failing test where that fails.
  std::string Proposed(const bulletin::v1::ProposeBulletinRequest& request);
  // And approved by police, and published.
  std::string Published(const bulletin::v1::ProposeBulletinRequest& request);
  absl::Status Review(const TestCaller& caller, const std::string& id, int revision = 1);
  absl::Status Publish(const TestCaller& caller, const std::string& id, int revision = 1);
  absl::Status Reject(const TestCaller& caller, const std::string& id);
  absl::Status SignOff(const TestCaller& caller, const std::string& id, int revision = 1);
  absl::Status Withdraw(const TestCaller& caller, const std::string& id);
  absl::Status Expire(const TestCaller& caller, const std::string& id);
  // The bulletin as it is shown to the coordinator, with `change` made to it.
  absl::StatusOr<bulletin::v1::AmendBulletinResponse> Amend(
      const TestCaller& caller, const std::string& id,
      const std::function<void(bulletin::v1::AmendBulletinRequest&)>& change = {});
  absl::StatusOr<bulletin::v1::Bulletin> Get(const TestCaller& caller, const std::string& id);
  // Ids in the order of the list, all its pages.
  std::vector<std::string> List(
      const TestCaller& caller,
      bulletin::v1::BulletinFilter filter = bulletin::v1::BULLETIN_FILTER_LIVE, int page_size = 50,
      const std::function<void(bulletin::v1::ListBulletinsRequest&)>& change = {});
  // What an error names as missing.
  static std::vector<int> MissingIn(const absl::Status& status);

  smarthub::testing::TestHub hub;
  const Uuid centre = Id("centre");
  const Uuid north = Id("north");
  const Uuid larder = Id("larder");
  const Uuid bakery = Id("bakery");
  const Uuid farm = Id("farm");
  const TestCaller ann = TestCaller::Reporter("ann").At({larder}).InAreas({centre}).Of(Id("A"));
  const TestCaller mia = TestCaller::SiteManager("mia").At({larder}).InAreas({centre}).Of(Id("A"));
  const TestCaller ben = TestCaller::Reporter("ben").At({bakery}).InAreas({centre}).Of(Id("B"));
  const TestCaller bob = TestCaller::SiteManager("bob").At({bakery}).InAreas({centre}).Of(Id("B"));
  const TestCaller fay = TestCaller::Reporter("fay").At({farm}).InAreas({north}).Of(Id("C"));
  const TestCaller cora = TestCaller::Coordinator("cora").Of(Id("scheme"));
  const TestCaller cody = TestCaller::Coordinator("cody").Of(Id("scheme"));
  const TestCaller police = TestCaller::Police().Of(Id("police"));
  const TestCaller council = TestCaller::Council().Of(Id("council"));
  const TestCaller dpo = TestCaller::Dpo().Of(Id("scheme"));

 private:
  store::Batch Written(store::Key key, store::Content content, const std::string& reason);
  void AddSite(const Uuid& id, const std::string& name, const Uuid& area);
  void AddMember(const TestCaller& member);
};

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_TOWN_FOR_TEST_H_
