// What goes on after somebody was shown: their time, where they are looked up, what shops answered.
#include "platform/base/times.h"
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

}  // namespace
}  // namespace smarthub::bulletin
