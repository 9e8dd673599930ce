#include <gmock/gmock.h>

#include <algorithm>

#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/image/wire.h"
#include "services/evidence/record.h"
#include "services/evidence/show.h"
#include "services/evidence/town_for_test.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using enum error::v1::Reason;
using evidence::v1::PHOTO_SIZE_FULL;
using evidence::v1::PHOTO_SIZE_THUMBNAIL;

constexpr std::string_view kJpeg = "\xFF\xD8\xFF";

class ReadTest : public PhotoTownTest {
 protected:
  void SetUp() override { Upload("photo", photo); }
  const std::string photo = TellingJpeg();
};

TEST_F(ReadTest, APhotoIsShownThroughItsReportToWhoeverSeesTheReport) {
  for (const TestCaller* caller : {&ann, &mia, &cora, &police}) {
    SCOPED_TRACE(caller->token);
    const auto thumbnail = Get(*caller, "photo");
    ASSERT_THAT(thumbnail, IsOk());
    EXPECT_THAT(thumbnail->picture(), StartsWith(std::string(kJpeg)));
    const auto full = Get(*caller, "photo", false, PHOTO_SIZE_FULL);
    ASSERT_THAT(full, IsOk());
    EXPECT_GT(full->picture().size(), thumbnail->picture().size());
    EXPECT_EQ(full->appearance_id().value(), Id("suspect one").ToString());
    EXPECT_THAT(ListThrough(*caller, false).value(), SizeIs(1));
  }
  for (const TestCaller* caller : {&ben, &bob, &council}) {
    SCOPED_TRACE(caller->token);
    EXPECT_THAT(Get(*caller, "photo"), HasReason(REASON_NOT_FOUND));
    EXPECT_THAT(ListThrough(*caller, false), HasReason(REASON_NOT_FOUND));
  }
  EXPECT_THAT(Get(dpo, "photo"), HasReason(REASON_NOT_FOUND));
}

TEST_F(ReadTest, EveryReaderGetsAPictureOfTheirOwn) {
  const std::string anns = Get(ann, "photo")->picture();
  EXPECT_EQ(Get(ann, "photo")->picture(), anns);
  EXPECT_NE(Get(mia, "photo")->picture(), anns);
  hub.clock().Advance(absl::Minutes(1));
  EXPECT_NE(Get(ann, "photo")->picture(), anns);
  for (const auto size : {PHOTO_SIZE_THUMBNAIL, PHOTO_SIZE_FULL}) {
    const std::string picture = Get(ann, "photo", false, size)->picture();
    for (const std::string_view canary : kCanaries) EXPECT_THAT(picture, Not(HasSubstr(canary)));
  }
}

TEST_F(ReadTest, OnlyThroughTheReportItBelongsTo) {
  evidence::v1::GetPhotoRequest request;
  request.mutable_photo_id()->set_value(Id("photo").ToString());
  request.set_size(PHOTO_SIZE_FULL);
  const auto get = [&] { return Call<evidence::v1::GetPhotoResponse>("GetPhoto", ann, request); };
  EXPECT_THAT(get(), IsInvalid("incident_id", REASON_REQUIRED));
  request.mutable_incident_id()->set_value(Id("another report").ToString());
  EXPECT_THAT(get(), HasReason(REASON_NOT_FOUND));
  request.mutable_bulletin_id()->set_value(bulletin.ToString());
  EXPECT_THAT(get(), IsInvalid("incident_id", REASON_REQUIRED));
  request.clear_bulletin_id();
  request.mutable_incident_id()->set_value(report.ToString());
  EXPECT_THAT(get(), IsOk());
  request.set_size(evidence::v1::PHOTO_SIZE_UNSPECIFIED);
  EXPECT_THAT(get(), IsInvalid("size", REASON_UNKNOWN_VALUE));
}

TEST_F(ReadTest, ABulletinShowsItsPhotosToItsAudienceWhileItIsLive) {
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  Publish("photo");
  const auto seen = Get(ben, "photo", true);
  ASSERT_THAT(seen, IsOk());
  EXPECT_THAT(seen->picture(), StartsWith(std::string(kJpeg)));
  // From which report is the reviewers' to know, and the original nobody's here.
  EXPECT_FALSE(seen->has_incident_id());
  EXPECT_THAT(seen->original_sha256(), IsEmpty());
  EXPECT_THAT(ListThrough(ben, true).value(), SizeIs(1));
  // Still not through the report, and no other photo through the bulletin.
  EXPECT_THAT(Get(ben, "photo"), HasReason(REASON_NOT_FOUND));
  Upload("of the other", photo, 1);
  EXPECT_THAT(Get(ben, "of the other", true), HasReason(REASON_NOT_FOUND));
  // Nobody whom the bulletin does not name.
  EXPECT_THAT(Get(police, "photo", true), HasReason(REASON_NOT_FOUND));
  hub.clock().Advance(absl::Hours(24));
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ben, true), HasReason(REASON_NOT_FOUND));
}

TEST_F(ReadTest, AFrozenPersonsPhotoIsGoneFromTheBulletin) {
  Publish("photo");
  ASSERT_THAT(Get(ben, "photo", true), IsOk());
  Freeze();
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ben, true), HasReason(REASON_NOT_FOUND));
}

TEST_F(ReadTest, WhoeverBecameKnownToBeUnder18IsNotShownThroughTheBulletin) {
  Publish("photo");
  ASSERT_THAT(Get(ben, "photo", true), IsOk());
  BecomeUnder18();
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ben, true), HasReason(REASON_NOT_FOUND));
}

// Removed and sent again under the id that was approved.
TEST_F(ReadTest, AnotherPictureUnderTheSameIdIsNotShownThroughTheBulletin) {
  Publish("photo");
  ASSERT_THAT(Get(ben, "photo", true), IsOk());
  Swap("photo");
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ben, true).value(), IsEmpty());
}

TEST_F(ReadTest, TheOriginalIsKeptAsItCameForWhoeverNeedsEvidence) {
  for (const TestCaller* caller : {&cora, &police}) {
    const auto original = Original(*caller, "photo");
    ASSERT_THAT(original, IsOk());
    EXPECT_EQ(original->piece(), photo.substr(0, kOriginalPieceBytes));
    EXPECT_EQ(original->total_bytes(), static_cast<int64_t>(photo.size()));
    EXPECT_EQ(original->media_type(), "image/jpeg");
    EXPECT_THAT(original->sha256(), SizeIs(64));
  }
  EXPECT_THAT(Original(ann, "photo"), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Original(mia, "photo"), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Original(council, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Original(cora, "photo", static_cast<int64_t>(photo.size())),
              IsInvalid("offset", REASON_OUT_OF_RANGE));
  EXPECT_THAT(Original(cora, "photo", -1), IsInvalid("offset", REASON_OUT_OF_RANGE));
}

TEST_F(ReadTest, ARemovedPhotoCannotBeReadByAnybodyAndItsFilesGo) {
  const auto stored = Stored("photo");
  ASSERT_THAT(stored, IsOk());
  ASSERT_THAT(Remove(ben, "photo"), HasReason(REASON_NOT_FOUND));
  ASSERT_THAT(Remove(ann, "photo"), IsOk());
  EXPECT_THAT(Get(ann, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ann, false).value(), IsEmpty());
  // The file is there until it is swept, and no key of it is anywhere.
  EXPECT_THAT(Stored("photo"), smarthub::testing::StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Files(), Not(IsEmpty()));
  hub.ExpectNowhere(stored->picture().key());
  hub.ExpectNowhere(stored->original().key());
  hub.clock().Advance(absl::Hours(2));
  EXPECT_EQ(Sweep()->orphans, 4);
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ReadTest, APhotoHasItsRetentionFromItsUpload) {
  const store::Key key{label::v1::PHOTO, Id("photo")};
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  ASSERT_THAT(read, IsOk());
  const auto content = read->front()->Open();
  ASSERT_THAT(content, IsOk());
  EXPECT_EQ(content->retention_class, policy::v1::RETENTION_CLASS_PHOTO);
  EXPECT_EQ(content->retention_clock, policy::v1::CLOCK_UPLOAD);
  // 31 civil days after the day it came.
  EXPECT_EQ(content->retention_due,
            absl::FromCivil(absl::CivilDay(2026, 12, 25), absl::UTCTimeZone()));
  EXPECT_TRUE(content->facts.submitted());
  EXPECT_EQ(content->facts.site_ids(0), larder.bytes());
}

TEST_F(ReadTest, AFrozenPersonsPhotoIsNotShownThroughTheReportEither) {
  OpenSubject(/*frozen=*/true);
  for (const TestCaller* caller : {&ann, &mia, &police}) {
    SCOPED_TRACE(caller->token);
    EXPECT_THAT(Get(*caller, "photo"), HasReason(REASON_NOT_FOUND));
    EXPECT_THAT(ListThrough(*caller, false).value(), IsEmpty());
  }
  EXPECT_THAT(Original(police, "photo"), HasReason(REASON_NOT_FOUND));
  // Who decides the challenge has to look.
  EXPECT_THAT(Get(cora, "photo")->picture(), Not(IsEmpty()));
  EXPECT_THAT(Original(cora, "photo")->piece(), Not(IsEmpty()));
  EXPECT_THAT(ListThrough(cora, false).value(), SizeIs(1));
}

TEST_F(ReadTest, ARestrictedPersonsPhotoIsStoredOnly) {
  OpenSubject(/*frozen=*/false, /*restricted=*/true);
  for (const TestCaller* caller : {&ann, &mia, &cora, &police}) {
    EXPECT_THAT(Get(*caller, "photo"), HasReason(REASON_NOT_FOUND));
  }
  EXPECT_THAT(Original(cora, "photo"), HasReason(REASON_NOT_FOUND));
}

TEST_F(ReadTest, SomebodyWhomTheSchemeHasOpenedIsShownAsBefore) {
  OpenSubject(/*frozen=*/false);
  for (const TestCaller* caller : {&ann, &mia, &cora, &police}) {
    EXPECT_THAT(Get(*caller, "photo"), IsOk());
    EXPECT_THAT(ListThrough(*caller, false).value(), SizeIs(1));
  }
  EXPECT_THAT(Original(police, "photo"), IsOk());
}

TEST_F(ReadTest, AnAgencyReadsTheOriginalForInvestigationOrEnforcementOnly) {
  EXPECT_THAT(Original(police.For("investigation"), "photo"), IsOk());
  EXPECT_THAT(Original(police.For("enforcement"), "photo"), IsOk());
  EXPECT_THAT(Original(police.For("crime_prevention"), "photo"), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Get(police.For("crime_prevention"), "photo"), IsOk());
}

TEST_F(ReadTest, TheAuditSaysWhoReceivedAnOriginal) {
  ASSERT_THAT(Original(police, "photo"), IsOk());
  EXPECT_THAT(hub.Leaves().back().recipients(), ElementsAre(policy::v1::ROLE_POLICE));
  ASSERT_THAT(Original(cora, "photo"), IsOk());
  EXPECT_THAT(hub.Leaves().back().recipients(), ElementsAre(policy::v1::ROLE_COORDINATOR));
}

TEST_F(ReadTest, APhotoOfAnOpenReportIsKeptAsLongAsThat) {
  const absl::Time happened = hub.clock().Now();
  ChangeReport([&](incident::v1::StoredIncident& body, store::Content& content) {
    body.mutable_own()->set_waiting_for(policy::v1::ROLE_COORDINATOR);
    content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content.retention_clock = policy::v1::CLOCK_END_OF_MONTH_HAPPENED;
    content.retention_started = happened;
    content.retention_due = happened + absl::Hours(24 * 365);
  });
  Upload("of the other", photo, 1);
  const store::Key key{label::v1::PHOTO, Id("of the other")};
  const auto expect = [&] {
    const auto content = ContentOf(key);
    ASSERT_THAT(content, IsOk());
    EXPECT_EQ(content->retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
    EXPECT_EQ(content->retention_clock, policy::v1::CLOCK_END_OF_MONTH_HAPPENED);
    EXPECT_EQ(content->retention_started, happened);
    // 24 months after the end of November 2026.
    EXPECT_EQ(content->retention_due,
              absl::FromCivil(absl::CivilDay(2028, 12, 1), absl::UTCTimeZone()));
  };
  expect();
  // What is said about it later does not make it shorter.
  ASSERT_THAT(State(mia, "of the other"), IsOk());
  expect();
}

TEST_F(ReadTest, AReportThatGoesSoonerDoesNotTakeItsPhotoAlong) {
  ChangeReport([&](incident::v1::StoredIncident& body, store::Content& content) {
    body.mutable_own()->set_waiting_for(policy::v1::ROLE_COORDINATOR);
    content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content.retention_clock = policy::v1::CLOCK_END_OF_MONTH_HAPPENED;
    content.retention_started = hub.clock().Now() - absl::Hours(24 * 365 * 2);
    content.retention_due = hub.clock().Now() - absl::Hours(24);
  });
  Upload("of the other", photo, 1);
  const auto content = ContentOf({label::v1::PHOTO, Id("of the other")});
  ASSERT_THAT(content, IsOk());
  EXPECT_EQ(content->retention_class, policy::v1::RETENTION_CLASS_PHOTO);
}

TEST_F(ReadTest, ADamagedFileIsOursToAnswerForAndNothingIsShown) {
  for (const auto& file : Files()) {
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(100);
    bytes.put('!');
  }
  EXPECT_THAT(Get(ann, "photo"), smarthub::testing::StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace smarthub::evidence
