#include <gmock/gmock.h>

#include "platform/crypto/crypto.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/town_for_test.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using enum error::v1::Reason;

class ReceiveTest : public PhotoTownTest {
 protected:
  // Three pieces and a bit.
  const std::string photo = TestPicture("astronaut.png");
  const std::string other = TestPicture("grace_hopper.jpg");
};

TEST_F(ReceiveTest, APhotoComesInPieceByPieceAndIsReady) {
  const auto started = Start(ann, Announcement("photo", photo));
  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->next_offset(), 0);
  EXPECT_EQ(started->piece_bytes(), kPieceBytes);
  EXPECT_EQ(started->state(), evidence::v1::PHOTO_STATE_RECEIVING);
  EXPECT_THAT(ListThrough(ann, false).value(), SizeIs(0));
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  const auto finished = Finish(ann, "photo");
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->state(), evidence::v1::PHOTO_STATE_READY);
  EXPECT_EQ(finished->width(), 512);
  EXPECT_THAT(ListThrough(ann, false).value(), SizeIs(1));
  // Again is the same answer, whoever asks with another request id.
  EXPECT_EQ(Finish(ann, "photo")->width(), 512);
  const auto again = Start(ann, Announcement("photo", photo));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), evidence::v1::PHOTO_STATE_READY);
  EXPECT_EQ(again->next_offset(), static_cast<int64_t>(photo.size()));
}

TEST_F(ReceiveTest, PiecesComeInOrderAndARepeatChangesNothing) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  EXPECT_EQ(SendPiece(ann, "photo", photo, kPieceBytes).value(), 0);
  EXPECT_EQ(SendPiece(ann, "photo", photo, 0).value(), kPieceBytes);
  EXPECT_EQ(SendPiece(ann, "photo", photo, 0).value(), kPieceBytes);
  EXPECT_EQ(SendPiece(ann, "photo", photo, 2 * kPieceBytes).value(), kPieceBytes);
  EXPECT_EQ(SendPiece(ann, "photo", photo, kPieceBytes).value(), 2 * kPieceBytes);
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
  EXPECT_EQ(Original(cora, "photo")->piece(), photo.substr(0, kOriginalPieceBytes));
  EXPECT_EQ(Original(cora, "photo", kOriginalPieceBytes)->piece(),
            photo.substr(kOriginalPieceBytes));
}

TEST_F(ReceiveTest, AnUploadGoesOnWhereItWasAfterARestart) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_EQ(SendPiece(ann, "photo", photo, 0).value(), kPieceBytes);
  Restart();
  const auto again = Start(ann, Announcement("photo", photo));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->next_offset(), kPieceBytes);
  ASSERT_EQ(SendPiece(ann, "photo", photo, kPieceBytes).value(), 2 * kPieceBytes);
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
}

TEST_F(ReceiveTest, ADamagedPieceIsSentAgain) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  evidence::v1::SendPhotoPieceRequest request;
  request.mutable_photo_id()->set_value(Id("photo").ToString());
  request.set_piece(photo.substr(0, kPieceBytes));
  request.set_sha256(crypto::Sha256("another piece"));
  EXPECT_THAT(Call<evidence::v1::SendPhotoPieceResponse>("SendPhotoPiece", ann, request),
              IsInvalid("sha256", REASON_NOT_AS_ANNOUNCED));
  request.set_sha256("short");
  EXPECT_THAT(Call<evidence::v1::SendPhotoPieceResponse>("SendPhotoPiece", ann, request),
              IsInvalid("sha256", REASON_BAD_FORMAT));
  request.set_piece("too small for a first piece");
  EXPECT_THAT(Call<evidence::v1::SendPhotoPieceResponse>("SendPhotoPiece", ann, request),
              IsInvalid("piece", REASON_OUT_OF_RANGE));
  request.set_offset(static_cast<int64_t>(photo.size()));
  EXPECT_THAT(Call<evidence::v1::SendPhotoPieceResponse>("SendPhotoPiece", ann, request),
              IsInvalid("offset", REASON_OUT_OF_RANGE));
}

TEST_F(ReceiveTest, WhatIsNotAsAnnouncedIsThrownAway) {
  // Another photo of the same size.
  auto announcement = Announcement("photo", photo);
  announcement.set_sha256(crypto::Sha256("another photo"));
  ASSERT_THAT(Start(ann, announcement), IsOk());
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_NOT_AS_ANNOUNCED));
  EXPECT_THAT(Files(), SizeIs(0));
  // Announced rightly under the same id, it is taken.
  Upload("photo", photo);
}

TEST_F(ReceiveTest, APhotoThatIsNotWholeIsNotFinished) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_THAT(SendPiece(ann, "photo", photo, 0), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_NOT_AS_ANNOUNCED));
  // What has come stays: the rest is sent, and it is finished.
  EXPECT_EQ(Start(ann, Announcement("photo", photo))->next_offset(), kPieceBytes);
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
}

TEST_F(ReceiveTest, APhotoThatTheMachineHadNoTimeForIsNotThrownAway) {
  ImageWorkerOptions with_jobs;
  with_jobs.program = SMARTHUB_IMAGE_FOR_TEST_PROGRAM;
  evidence->images = ImageWorker::Start(with_jobs, hub.loop());
  const struct {
    std::string bytes;
    error::v1::Reason reason;
  } jobs[] = {
      {"test job: hang", REASON_PICTURES_AWAY},
      {"test job: crash", REASON_PICTURE_UNREADABLE},
  };
  for (const auto& each : jobs) {
    ASSERT_THAT(Start(ann, Announcement("photo", each.bytes)), IsOk());
    ASSERT_THAT(SendAll(ann, "photo", each.bytes), IsOk());
    EXPECT_THAT(Finish(ann, "photo"), HasReason(each.reason));
    EXPECT_EQ(Start(ann, Announcement("photo", each.bytes))->next_offset(),
              static_cast<int64_t>(each.bytes.size()));
  }
}

TEST_F(ReceiveTest, WhatIsNoGoodPictureIsRefusedWithAReasonAndGone) {
  const struct {
    std::string bytes;
    error::v1::Reason reason;
  } bad[] = {
      {"<html>", REASON_PICTURE_KIND},
      {photo.substr(0, photo.size() / 2), REASON_PICTURE_UNREADABLE},
      {PngBomb(50'000, 50'000), REASON_PICTURE_TOO_LARGE},
  };
  for (const auto& each : bad) {
    ASSERT_THAT(Start(ann, Announcement("photo", each.bytes)), IsOk());
    ASSERT_THAT(SendAll(ann, "photo", each.bytes), IsOk());
    EXPECT_THAT(Finish(ann, "photo"), HasReason(each.reason));
    EXPECT_THAT(Files(), SizeIs(0));
  }
  Upload("photo", photo);
}

TEST_F(ReceiveTest, AnnouncementsHaveBounds) {
  const auto expect = [&](auto change, const char* field, error::v1::Reason reason) {
    auto request = Announcement("photo", photo);
    change(request);
    EXPECT_THAT(Start(ann, request), IsInvalid(field, reason));
  };
  expect([](auto& r) { r.set_size_bytes(0); }, "size_bytes", REASON_OUT_OF_RANGE);
  expect([](auto& r) { r.set_size_bytes(kMostPhotoBytes + 1); }, "size_bytes", REASON_TOO_LARGE);
  expect([](auto& r) { r.set_sha256("x"); }, "sha256", REASON_BAD_FORMAT);
  expect([](auto& r) { r.set_suspect(-1); }, "suspect", REASON_OUT_OF_RANGE);
  expect([](auto& r) { r.set_suspect(2); }, "suspect", REASON_OUT_OF_RANGE);
  expect([](auto& r) { r.set_suspect(7); }, "suspect", REASON_OUT_OF_RANGE);
  expect([](auto& r) { r.mutable_photo_id()->set_value("x"); }, "photo_id.value",
         REASON_BAD_FORMAT);
  expect([](auto& r) { r.mutable_authority()->set_owner(std::string(121, 'x')); },
         "authority.owner", REASON_TOO_LONG);
}

TEST_F(ReceiveTest, OnlyOfAReportThatIsTheCallersToSee) {
  EXPECT_THAT(Start(ben, Announcement("photo", photo)), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Start(bob, Announcement("photo", photo)), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Start(police, Announcement("photo", photo)), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Start(mia, Announcement("photo", photo)), IsOk());
}

TEST_F(ReceiveTest, SomebodyElsesPhotoDoesNotExist) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  EXPECT_THAT(SendPiece(mia, "photo", photo, 0), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Finish(mia, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(SendPiece(ann, "no photo", photo, 0), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Start(mia, Announcement("photo", photo)), HasReason(REASON_REQUEST_ID_REUSED));
  // Of the other suspect, under the same id.
  Upload("photo", photo);
  EXPECT_THAT(Start(ann, Announcement("photo", photo, 1)), HasReason(REASON_REQUEST_ID_REUSED));
}

TEST_F(ReceiveTest, APersonHasOnePhotoInAReport) {
  Upload("photo", photo);
  EXPECT_THAT(Start(ann, Announcement("second", other)), HasReason(REASON_HAS_PHOTO));
  Upload("of the other", other, 1);
  EXPECT_THAT(ListThrough(ann, false).value(), SizeIs(2));
  ASSERT_THAT(Remove(ann, "photo"), IsOk());
  Upload("second", other);
}

TEST_F(ReceiveTest, TheIdOfAPhotoThatABulletinKnowsIsNotTakenAgain) {
  Upload("photo", photo);
  Publish("photo");
  ASSERT_THAT(Remove(ann, "photo"), IsOk());
  EXPECT_THAT(Start(ann, Announcement("photo", other)), HasReason(REASON_REQUEST_ID_REUSED));
  EXPECT_THAT(Start(ann, Announcement("photo", photo)), HasReason(REASON_REQUEST_ID_REUSED));
  Upload("another", other);
}

TEST_F(ReceiveTest, AnUploadThatStoppedGivesWay) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  // To somebody else after a day; to the same sender at once.
  EXPECT_THAT(Start(mia, Announcement("mia's", other)), HasReason(REASON_HAS_PHOTO));
  ASSERT_THAT(Start(ann, Announcement("second", other)), IsOk());
  EXPECT_THAT(SendPiece(ann, "photo", photo, 0), HasReason(REASON_NOT_FOUND));
  hub.clock().Advance(absl::Hours(25));
  ASSERT_THAT(Start(mia, Announcement("mia's", other)), IsOk());
  EXPECT_THAT(Finish(ann, "second"), HasReason(REASON_NOT_FOUND));
}

TEST_F(ReceiveTest, AMemberHasFewPhotosOnTheirWay) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  for (int i = 1; i < 19; ++i) AddOnItsWay("elsewhere " + std::to_string(i), ann);
  ASSERT_THAT(Start(ann, Announcement("the twentieth", photo, 1)), IsOk());
  EXPECT_THAT(Start(ann, Announcement("one more", photo, 1)), HasReason(REASON_TOO_MANY));
  // One that is known goes on.
  EXPECT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  ASSERT_THAT(Finish(ann, "photo"), IsOk());
  EXPECT_THAT(Start(ann, Announcement("one more", photo, 1)), IsOk());
  // Those that stopped long ago do not count.
  AddOnItsWay("one too many", ann);
  EXPECT_THAT(Start(ann, Announcement("later", photo, 1)), HasReason(REASON_TOO_MANY));
  hub.clock().Advance(absl::Hours(25));
  EXPECT_THAT(Start(ann, Announcement("later", photo, 1)), IsOk());
}

TEST_F(ReceiveTest, OfTwoThatWereBegunTheFirstToFinishIsThePhoto) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  hub.clock().Advance(absl::Hours(25));
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  ASSERT_THAT(Finish(ann, "photo"), IsOk());
  EXPECT_THAT(Start(mia, Announcement("mia's", other)), HasReason(REASON_HAS_PHOTO));
}

TEST_F(ReceiveTest, NothingOfAPhotoLiesInClear) {
  Upload("photo", TellingJpeg());
  ASSERT_THAT(Files(), SizeIs(4));
  for (const auto& file : Files()) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(bytes, Not(HasSubstr("CANARY")));
    EXPECT_THAT(bytes, Not(HasSubstr("JFIF")));
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  hub.ExpectNowhere("CANARY");
}

TEST_F(ReceiveTest, WhileTheProgramIsAwayPhotosAreAndNothingElse) {
  ASSERT_THAT(Start(ann, Announcement("photo", photo)), IsOk());
  ASSERT_THAT(SendAll(ann, "photo", photo), IsOk());
  ImageWorkerOptions none;
  none.program = directory.path() + "/no-such-program";
  evidence->images = ImageWorker::Start(none, hub.loop());
  EXPECT_THAT(Finish(ann, "photo"), HasReason(REASON_PICTURES_AWAY));
  // What had come is still there.
  Restart();
  EXPECT_THAT(Finish(ann, "photo"), IsOk());
}

}  // namespace
}  // namespace smarthub::evidence
