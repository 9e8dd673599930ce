// What goes on after somebody was shown: their time, where they are looked up, what shops answered.
#include "absl/algorithm/container.h"
#include "platform/base/times.h"
#include "platform/rpc/context.h"
#include "platform/store/indexes.h"
#include "services/bulletin/record.h"
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::IsOk;

constexpr absl::Duration kDay = absl::Hours(24);

class OnceShownTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);
  const Face kay = Reported("Kay", ann, larder);

  store::Content Kept(label::v1::RecordKind kind, const std::string& id) {
    const store::Key key{kind, *Uuid::Parse(id)};
    const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    return *read->front()->Open();
  }
  void LeaveOutKay(const std::string& id) {
    ASSERT_THAT(Amend(cora, id,
                      [this](auto& request) {
                        for (int i = request.persons_size() - 1; i >= 0; --i) {
                          if (request.persons(i).subject_id().value() != kay.subject) continue;
                          request.mutable_persons()->DeleteSubrange(i, 1);
                        }
                      }),
                IsOk());
  }
};

TEST_F(OnceShownTest, WhoeverWasLeftOutBeginsNoNewTime) {
  const std::string both = Published(Proposal({kip, kay}));
  const auto until = Get(cora, both)->live_until();
  hub.clock().Advance(300 * kDay);
  LeaveOutKay(both);
  const std::string again = Published(Proposal({kay}));
  EXPECT_EQ(FromProto(Get(cora, again)->live_until()), FromProto(until));
}

// The letter, and whoever judges a challenge, look people up there.
TEST_F(OnceShownTest, ABulletinIsFoundByWhomeverItShowed) {
  const std::string both = Published(Proposal({kip, kay}));
  LeaveOutKay(both);
  const auto finds = [this](const Face& face, const std::string& id) {
    const store::Content content = Kept(label::v1::BULLETIN, id);
    return std::any_of(content.indexes.begin(), content.indexes.end(), [&](const auto& entry) {
      return entry.index == store::kBulletinsOfSubject && entry.partition == face.subject;
    });
  };
  EXPECT_TRUE(finds(kip, both));
  EXPECT_TRUE(finds(kay, both));
  // Whoever was proposed only was shown to nobody.
  const std::string waiting = Proposed(Proposal({kip, kay}));
  LeaveOutKay(waiting);
  EXPECT_FALSE(finds(kay, waiting));
}

TEST_F(OnceShownTest, WhatShopsAnsweredGoesWithTheBulletin) {
  const std::string id = Published(Proposal({kip}, "id-sought"));
  const auto seen = Call<bulletin::v1::ReportSightingResponse>(
      "ReportSighting", ben, On<bulletin::v1::ReportSightingRequest>(id));
  ASSERT_THAT(seen, IsOk());
  auto request = On<bulletin::v1::AnswerIdSoughtRequest>(id);
  request.set_name("Somebody");
  request.set_how_known("From the market.");
  request.set_said_by(incident::v1::SOURCE_SAW_IT);
  const auto answer = Call<bulletin::v1::AnswerIdSoughtResponse>("AnswerIdSought", ben, request);
  ASSERT_THAT(answer, IsOk());
  ASSERT_THAT(Call<bulletin::v1::AcknowledgeBulletinResponse>(
                  "AcknowledgeBulletin", ben, On<bulletin::v1::AcknowledgeBulletinRequest>(id)),
              IsOk());
  hub.clock().Advance(kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  const auto due = Kept(label::v1::BULLETIN, id).retention_due;
  EXPECT_EQ(Kept(label::v1::SIGHTING, seen->sighting_id().value()).retention_due, due);
  EXPECT_EQ(Kept(label::v1::IDENTIFICATION, answer->identification_id().value()).retention_due,
            due);
  const Uuid read = AcknowledgementId(*Uuid::Parse(id), bakery);
  EXPECT_EQ(Kept(label::v1::ACKNOWLEDGEMENT, read.ToString()).retention_due, due);
}

// Whoever judges a challenge is asked there whether they had a part (services/subject).
TEST_F(OnceShownTest, WhoeverApprovedSignedOrPublishedHadAPartAlsoAfterAnAmendment) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({teen}));
  const auto had_a_part = [&](const TestCaller& who) {
    const auto body = rpc::ParseBody<StoredBulletin>(Kept(label::v1::BULLETIN, id).body);
    return absl::c_linear_search(body->put_up_by(), who.person_id().bytes());
  };
  EXPECT_FALSE(had_a_part(cora) || had_a_part(police) || had_a_part(dpo));
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  ASSERT_THAT(Review(police, id), IsOk());
  EXPECT_TRUE(had_a_part(police) && had_a_part(dpo));
  ASSERT_THAT(Amend(cora, id), IsOk());
  EXPECT_TRUE(had_a_part(police) && had_a_part(dpo)) << "approval and signature are gone";
  ASSERT_THAT(SignOff(dpo, id, 2), IsOk());
  ASSERT_THAT(Review(police, id, 2), IsOk());
  EXPECT_FALSE(had_a_part(cody));
  ASSERT_THAT(Publish(cody, id, 2), IsOk());
  EXPECT_TRUE(had_a_part(cody)) << "published what another wrote";
  const auto body = rpc::ParseBody<StoredBulletin>(Kept(label::v1::BULLETIN, id).body);
  EXPECT_EQ(body->put_up_by_size(), 3) << "each once";
}

TEST_F(OnceShownTest, WhoApprovedOrSignedBeforeThatWasKeptHadAPartAlsoAfterAnAmendment) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({teen}));
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  ASSERT_THAT(Review(police, id), IsOk());
  Rewrite(
      label::v1::BULLETIN, id,
      [](store::Content& content) {
        auto body = rpc::ParseBody<StoredBulletin>(content.body);
        body->clear_put_up_by();
        content.body = body->SerializeAsString();
      },
      "");
  ASSERT_THAT(Amend(cora, id), IsOk());
  const auto body = rpc::ParseBody<StoredBulletin>(Kept(label::v1::BULLETIN, id).body);
  EXPECT_THAT(body->put_up_by(),
              ::testing::UnorderedElementsAre(dpo.person_id().bytes(), police.person_id().bytes()));
}

}  // namespace
}  // namespace smarthub::bulletin
