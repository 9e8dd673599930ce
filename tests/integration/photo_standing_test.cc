// A picture is never shown through a bulletin that its own room would not show: over what may
// happen to a bulletin, to the people in it and to their pictures, for everybody who might look.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/bulletin/town_for_test.h"
#include "services/evidence/evidence.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::IsOk;

// The pictures are records without files: what is shown ends at reading the file.
class PhotoStandingTest : public TownTest {
 protected:
  PhotoStandingTest() {
    char path[] = "/tmp/smarthub-standing-XXXXXX";
    directory_ = mkdtemp(path);
    evidence::EvidenceOptions options;
    options.directory = directory_ + "/evidence";
    options.images.program = SMARTHUB_IMAGE;
    options.clock = &hub.clock();
    options.random = &hub.random();
    evidence_ = *evidence::OpenEvidence(std::move(options), hub.loop());
    evidence::RegisterEvidence(hub.methods(), evidence_);
  }
  ~PhotoStandingTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  bool PictureThere(const TestCaller& caller, const std::string& id, const Face& face) {
    evidence::v1::GetPhotoRequest request;
    request.mutable_photo_id()->set_value(face.photo);
    request.mutable_bulletin_id()->set_value(id);
    request.set_size(evidence::v1::PHOTO_SIZE_FULL);
    const auto reply = hub.Call<evidence::v1::GetPhotoResponse>(
        "smarthub.evidence.v1.EvidenceService.GetPhoto", caller, request);
    // Found, and then no file is there.
    return reply.ok() || absl::IsInternal(reply.status());
  }

  // What happens to somebody.
  using Fate = std::function<void(const Face&)>;
  std::vector<Fate> Fates() {
    return {
        [](const Face&) {},
        [this](const Face& face) { Freeze(face); },
        [this](const Face& face) { Restrict(face); },
        [this](const Face& face) { WithdrawAuthority(face); },
        [this](const Face& face) {
          ChangeSubject(face, [](auto& body) { body.set_challenged(true); }, {});
        },
        [this](const Face& face) {
          TurnOut(face, incident::v1::AGE_BAND_10_TO_17);
          ChangeSubject(face, {}, [](auto& facts) { facts.set_under_18(true); });
        },
        [this](const Face& face) {
          TurnOut(face, incident::v1::AGE_BAND_UNDER_10);
          ChangeSubject(
              face, [](auto& body) { body.set_anybody_under_10(true); },
              [](auto& facts) { facts.set_under_18(true); });
        },
    };
  }

  // Their report says another age.
  void TurnOut(const Face& face, incident::v1::AgeBand age) {
    Rewrite(
        label::v1::INCIDENT, face.incident,
        [&](store::Content& content) {
          incident::v1::StoredAppearance seen;
          auto& bytes = content.appearances.begin()->second;
          ASSERT_TRUE(seen.ParseFromString(bytes));
          seen.mutable_suspect()->set_about_how_old(age);
          bytes = seen.SerializeAsString();
        },
        "");
  }

  // As after an amendment that states nobody's age any more.
  void SaysNoAge(const std::string& id) {
    Rewrite(
        label::v1::BULLETIN, id,
        [](store::Content& content) {
          for (auto& [appearance, words] : content.appearances) {
            bulletin::v1::StoredBulletinPerson shown;
            ASSERT_TRUE(shown.ParseFromString(words));
            shown.mutable_suspect()->clear_about_how_old();
            words = shown.SerializeAsString();
          }
        },
        "");
  }

  std::string directory_;
  std::shared_ptr<evidence::Evidence> evidence_;
};

TEST_F(PhotoStandingTest, AnythingThatIsShownStandsInABulletinThatIsShown) {
  using State = std::function<std::string(const std::vector<Face>&)>;
  const State states[] = {
      [this](const auto& faces) { return Proposed(Proposal(faces)); },
      [this](const auto& faces) {
        const std::string id = Proposed(Proposal(faces));
        EXPECT_THAT(Review(police, id), IsOk());
        return id;
      },
      [this](const auto& faces) {
        const std::string id = Proposed(Proposal(faces));
        SaysNoAge(id);
        return id;
      },
      [this](const auto& faces) { return Published(Proposal(faces)); },
      [this](const auto& faces) {
        const std::string id = Published(Proposal(faces));
        EXPECT_THAT(Withdraw(cora, id), IsOk());
        return id;
      },
  };
  int shown = 0;
  int number = 0;
  for (const State& state : states) {
    for (size_t fate = 0; fate < Fates().size(); ++fate) {
      for (const size_t whose : {0, 1}) {
        const std::string name = "face " + std::to_string(++number);
        const std::vector<Face> faces = {Reported(name + "a", ann, larder),
                                         Reported(name + "b", ann, larder)};
        const std::string id = state(faces);
        Fates()[fate](faces[whose]);
        for (const TestCaller* caller : {&ann, &mia, &ben, &bob, &fay, &police, &council}) {
          SCOPED_TRACE(caller->token + ", fate " + std::to_string(fate) + ", number " +
                       std::to_string(number));
          const bool there = Get(*caller, id).ok();
          for (const Face& face : faces) {
            const bool picture = PictureThere(*caller, id, face);
            EXPECT_TRUE(there || !picture);
            shown += picture ? 1 : 0;
          }
        }
      }
    }
  }
  EXPECT_GT(shown, 50);
}

}  // namespace
}  // namespace smarthub::bulletin
