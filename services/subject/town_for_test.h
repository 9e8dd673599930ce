// A small town for tests of this room: reports that are already there, coordinator, DPO, police,
// council, shop staff, and every call of SubjectService in one line. For tests only.
#ifndef SERVICES_SUBJECT_TOWN_FOR_TEST_H_
#define SERVICES_SUBJECT_TOWN_FOR_TEST_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/subject/subject.h"
#include "smarthub/incident/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

using smarthub::testing::Id;
using smarthub::testing::TestCaller;

class TownTest : public ::testing::Test {
 protected:
  TownTest();

  // One suspect in a report, as a test speaks of them.
  struct Person {
    std::string name = "Kip Thrussington";
    incident::v1::AgeBand age = incident::v1::AGE_BAND_30_TO_49;
    std::vector<policy::v1::Role> passed_to;
    bool under_18_ticked = false;
    absl::Duration ago = absl::Hours(2);
  };
  // A report by the name `id`, whose suspect is the appearance `id + "/suspect"`, whose witness is
  // `id + "/witness"` and whose car is there too.
  void Reported(std::string_view id, const Person& person);
  // Reported and opened as a subject by the coordinator: the subject's id.
  std::string Opened(std::string_view id, const Person& person);
  std::string Opened(std::string_view id) { return Opened(id, Person()); }

  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const TestCaller& caller,
                             const google::protobuf::Message& request) {
    return hub.Call<Reply>(Name(method), caller, request);
  }
  static std::string Name(std::string_view method) {
    return "smarthub.subject.v1.SubjectService." + std::string(method);
  }
  template <typename Request>
  Request New() {
    Request request;
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    return request;
  }

  subject::v1::OpenSubjectRequest Opening(std::string_view id);
  absl::StatusOr<std::string> Open(const TestCaller& caller, std::string_view id);
  absl::Status Link(const std::string& from, const std::string& to);
  absl::Status Unlink(const std::string& to, const std::string& from);
  absl::StatusOr<subject::v1::GetSubjectResponse> Get(const TestCaller& caller,
                                                      const std::string& id);
  // As the coordinator; a failing test where that fails.
  subject::v1::GetSubjectResponse Page(const std::string& id);

  // By a letter printed now, with a public page, made where there is none.
  absl::Status Give(const std::string& subject);
  // `Letter.digest` of a letter printed now; empty where there is none.
  std::string Printed(const std::string& subject);
  absl::Status GiveAsItIs(const std::string& subject, const std::string& digest);
  absl::Status Exempt(const std::string& subject, absl::Time review_by);
  subject::v1::ListNoticesResponse Notices(const TestCaller& caller);

  subject::v1::OpenChallengeRequest Challenging(policy::v1::ChallengeGround ground);
  // Opened by somebody from outside; its reference.
  std::string Challenged(policy::v1::ChallengeGround ground);
  // The id of the challenge that the reference opens.
  static std::string ChallengeOf(const std::string& reference);
  // `subject` empty: nobody found.
  absl::StatusOr<bool> Review(const std::string& challenge, const std::string& subject,
                              bool confirmed, bool risk, std::string not_frozen_because = "");
  absl::StatusOr<bool> ReviewAs(const TestCaller& caller, const std::string& challenge,
                                const std::string& subject, bool confirmed, bool risk,
                                std::string not_frozen_because = "");
  absl::Status Decide(const std::string& challenge, subject::v1::ChallengeOutcome outcome,
                      std::string not_frozen_because = "");
  absl::Status DecideAs(const TestCaller& caller, const std::string& challenge,
                        subject::v1::ChallengeOutcome outcome, std::string not_frozen_because = "");

  // What is stored.
  store::Content Stored(const store::Key& key);
  store::Key SubjectOf(const std::string& id);
  subject::v1::StoredSubject Body(const std::string& subject);
  store::v1::RecordFacts Facts(const std::string& subject);
  // `tell`: said to others.
  void Put(store::Key key, store::Content content, bool tell = false);

  smarthub::testing::TestHub hub;
  const Uuid larder = Id("larder");
  const TestCaller nobody = TestCaller::Nobody().Naming("melton");
  const TestCaller ann = TestCaller::Reporter("ann").At({larder});
  const TestCaller mia = TestCaller::SiteManager("mia").At({larder});
  const TestCaller cora = TestCaller::Coordinator("cora");
  const TestCaller police = TestCaller::Police();
  const TestCaller council = TestCaller::Council();
  const TestCaller dpo = TestCaller::Dpo();
  const TestCaller answering_dpo = TestCaller::Dpo().For("data_subject_request");
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_TOWN_FOR_TEST_H_
