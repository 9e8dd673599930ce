// A small town for tests of photos: a shop with a report of two suspects, a bulletin that shows one
// of them, and every call of EvidenceService in one line. For tests only.
#ifndef SERVICES_EVIDENCE_TOWN_FOR_TEST_H_
#define SERVICES_EVIDENCE_TOWN_FOR_TEST_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/evidence/evidence.h"
#include "services/evidence/sweep.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::evidence {

using smarthub::testing::Id;
using smarthub::testing::TestCaller;

// A directory of its own under /tmp, gone with the test.
class TestDirectory {
 public:
  TestDirectory();
  ~TestDirectory();
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class PhotoTownTest : public ::testing::Test {
 protected:
  PhotoTownTest();

  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const TestCaller& caller,
                             const google::protobuf::Message& request) {
    return hub.Call<Reply>("smarthub.evidence.v1.EvidenceService." + std::string(method), caller,
                           request);
  }
  // Of Ann's report, its first suspect unless said otherwise.
  evidence::v1::StartPhotoRequest Announcement(std::string_view id, const std::string& photo,
                                               int suspect = 0);
  absl::StatusOr<evidence::v1::StartPhotoResponse> Start(
      const TestCaller& caller, const evidence::v1::StartPhotoRequest& request) {
    return Call<evidence::v1::StartPhotoResponse>("StartPhoto", caller, request);
  }
  // The piece of `photo` from `offset` on; where to go on from.
  absl::StatusOr<int64_t> SendPiece(const TestCaller& caller, std::string_view id,
                                    const std::string& photo, int64_t offset);
  // Every piece.
  absl::Status SendAll(const TestCaller& caller, std::string_view id, const std::string& photo);
  absl::StatusOr<evidence::v1::FinishPhotoResponse> Finish(const TestCaller& caller,
                                                           std::string_view id);
  // Begun, and gone on with whenever the loop runs. `answer` is there when `done` is set.
  struct Under {
    explicit Under(Loop& loop) : done(loop) {}
    rpc::Answer answer;
    Event done;
  };
  std::shared_ptr<Under> BeginFinish(const TestCaller& caller, std::string_view id);
  // Announced, sent and finished by Ann; a failing test where that fails.
  void Upload(std::string_view id, const std::string& photo, int suspect = 0);
  absl::StatusOr<std::vector<evidence::v1::Photo>> ListThrough(const TestCaller& caller,
                                                               bool bulletin);
  absl::StatusOr<evidence::v1::Photo> Get(
      const TestCaller& caller, std::string_view id, bool bulletin = false,
      evidence::v1::PhotoSize size = evidence::v1::PHOTO_SIZE_THUMBNAIL);
  absl::StatusOr<evidence::v1::Original> Original(const TestCaller& caller, std::string_view id,
                                                  int64_t offset = 0);
  absl::Status State(const TestCaller& caller, std::string_view id);
  absl::Status Withdraw(const TestCaller& caller, std::string_view id);
  absl::Status Remove(const TestCaller& caller, std::string_view id);

  // The bulletin, live, of the first suspect with that photo; its subject.
  void Publish(std::string_view photo);
  // A photo of another report, announced by that member and never finished.
  void AddOnItsWay(std::string_view id, const TestCaller& member);
  void Freeze();
  void BecomeUnder18();
  // The picture under that id is another now.
  void Swap(std::string_view id);
  // The first suspect's subject, not in any bulletin.
  void OpenSubject(bool frozen, bool restricted = false);
  // What a change of the report leaves behind; the incident room's work.
  void ChangeReport(const std::function<void(incident::v1::StoredIncident&, store::Content&)>& how);
  // The coordinator hands the report to police.
  void Pass();
  // The hub ends and starts again on the same files.
  void Restart();
  // Through that store, where one is given.
  absl::StatusOr<Swept> Sweep(store::Store* through = nullptr, Cancellation* stop = nullptr);
  // Files under the room's directory.
  std::vector<std::filesystem::path> Files() const;
  absl::StatusOr<evidence::v1::StoredPhoto> Stored(std::string_view id);
  absl::StatusOr<store::Content> ContentOf(store::Key key);
  // What another room would have written.
  void Put(store::Key key, store::Content content, uint64_t version = 0);

  TestDirectory directory;
  smarthub::testing::TestHub hub;
  std::shared_ptr<Evidence> evidence;
  const Uuid larder = Id("larder");
  const Uuid bakery = Id("bakery");
  const Uuid report = Id("report");
  const Uuid bulletin = Id("bulletin");
  const Uuid subject = Id("subject");
  const TestCaller ann = TestCaller::Reporter("ann").At({larder}).InAreas({Id("centre")});
  const TestCaller bob = TestCaller::Reporter("bob").At({larder}).InAreas({Id("centre")});
  const TestCaller ben = TestCaller::Reporter("ben").At({bakery}).InAreas({Id("centre")});
  const TestCaller mia = TestCaller::SiteManager("mia").At({larder}).InAreas({Id("centre")});
  const TestCaller cora = TestCaller::Coordinator("cora");
  const TestCaller police = TestCaller::Police();
  const TestCaller council = TestCaller::Council();
  const TestCaller dpo = TestCaller::Dpo();

 private:
  EvidenceOptions Options();
  // By Ann, to be seen by police, of two suspects and one whose data was erased.
  void AddReport(const Uuid& id);
  void AddMember(const TestCaller& member, const std::string& name);
  void AddSite(const Uuid& id, const std::string& name);
  // As it stands in the store.
  uint64_t report_version_ = 0;
  Log log_{hub.clock(), [](std::string_view) {}};
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_TOWN_FOR_TEST_H_
