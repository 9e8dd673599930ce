#include "services/evidence/sweep.h"

#include <gmock/gmock.h>

#include <functional>

#include "platform/testing/forwarding_store.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/record.h"
#include "services/evidence/town_for_test.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::IsOk;
using smarthub::testing::StatusIs;
using ::testing::SizeIs;

class SweepTest : public PhotoTownTest {
 protected:
  // Pieces enough to leave some out.
  const std::string photo = TestPicture("astronaut.png");
};

// Something happens between the files and the records.
class Interrupted final : public testing::ForwardingStore {
 public:
  Interrupted(store::Store& real, std::function<void()> by)
      : ForwardingStore(real), by_(std::move(by)) {}
  Task<absl::StatusOr<std::vector<std::string>>> Slots() override {
    by_();
    return ForwardingStore::Slots();
  }

 private:
  const std::function<void()> by_;
};

TEST_F(SweepTest, TakesOnlyWhatNobodyNamesAndIsOld) {
  const std::string stray = hub.random().Bytes(kBlobNameBytes);
  const crypto::Key key = crypto::Key::Make(hub.random());
  ASSERT_THAT(evidence->blobs->Write(stray, "of a commit that did not come", key), IsOk());
  Upload("photo", photo);
  ASSERT_THAT(Start(ann, Announcement("on its way", photo, 1)), IsOk());
  ASSERT_THAT(SendPiece(ann, "on its way", photo, 0), IsOk());
  EXPECT_EQ(Sweep()->orphans, 0);
  hub.clock().Advance(absl::Hours(2));
  EXPECT_EQ(Sweep()->orphans, 1);
  EXPECT_THAT(Files(), SizeIs(4));
  EXPECT_THAT(Get(ann, "photo"), IsOk());
  ASSERT_THAT(SendAll(ann, "on its way", photo), IsOk());
  EXPECT_THAT(Finish(ann, "on its way"), IsOk());
}

TEST_F(SweepTest, ThePiecesOfAFinishedPhotoGoAtOnceAndAreNoOrphans) {
  Upload("photo", photo);
  ASSERT_THAT(Files(), SizeIs(4));
  const auto swept = Sweep();
  ASSERT_THAT(swept, IsOk());
  EXPECT_EQ(swept->pieces, 1);
  EXPECT_EQ(swept->orphans, 0);
  EXPECT_THAT(Files(), SizeIs(3));
  EXPECT_THAT(Get(ann, "photo"), IsOk());
  EXPECT_THAT(Original(cora, "photo"), IsOk());
}

TEST_F(SweepTest, PiecesOfAnUploadThatStoppedAreSweptAfterADay) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_THAT(SendPiece(ann, "photo", photo, 0), IsOk());
  hub.clock().Advance(absl::Hours(23));
  EXPECT_EQ(Sweep()->orphans, 0);
  hub.clock().Advance(absl::Hours(2));
  EXPECT_EQ(Sweep()->orphans, 1);
  EXPECT_THAT(Files(), SizeIs(0));
  // Its sender begins again.
  Upload("photo", photo);
}

TEST_F(SweepTest, HoweverLongItTakesAFileThatWasYoungWhenItBeganStays) {
  const std::string name = hub.random().Bytes(kBlobNameBytes);
  ASSERT_THAT(
      evidence->blobs->Write(name, "of a commit on its way", crypto::Key::Make(hub.random())),
      IsOk());
  Interrupted store(*hub.store(), [&] { hub.clock().Advance(absl::Hours(2)); });
  EXPECT_EQ(Sweep(&store)->orphans, 0);
  EXPECT_THAT(Files(), SizeIs(1));
  EXPECT_EQ(Sweep()->orphans, 1);
}

TEST_F(SweepTest, APieceThatComesMeanwhileKeepsItsFile) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_THAT(SendPiece(ann, "photo", photo, 0), IsOk());
  const auto blob = Stored("photo")->original();
  const crypto::Key key = *KeyOf(blob);
  hub.clock().Advance(absl::Hours(25));
  Interrupted store(*hub.store(), [&] {
    const std::string piece = photo.substr(kPieceBytes, kPieceBytes);
    ASSERT_THAT(evidence->incoming.Append(blob.name(), key, kPieceBytes, piece), IsOk());
  });
  EXPECT_EQ(Sweep(&store)->orphans, 0);
  EXPECT_EQ(Start(ann, Announcement("photo", photo))->next_offset(), 2 * kPieceBytes);
}

TEST_F(SweepTest, EndsAtOnceWhenTheHubStops) {
  const crypto::Key key = crypto::Key::Make(hub.random());
  ASSERT_THAT(evidence->blobs->Write(hub.random().Bytes(kBlobNameBytes), "a stray", key), IsOk());
  hub.clock().Advance(absl::Hours(2));
  Cancellation stop;
  Interrupted store(*hub.store(), [&] { stop.Cancel(absl::CancelledError("the hub stops")); });
  EXPECT_THAT(Sweep(&store, &stop), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Files(), SizeIs(1));
}

}  // namespace
}  // namespace smarthub::evidence
