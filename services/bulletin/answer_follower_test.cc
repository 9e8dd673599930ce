// However many shops answered: none of it is kept longer, or shorter, than the bulletin.
#include "services/bulletin/answer_follower.h"

#include <gmock/gmock.h>

#include "platform/store/keys.h"
#include "services/bulletin/answers.h"
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::IsOk;

constexpr absl::Duration kDay = absl::Hours(24);
// More than two commits take.
constexpr int kMany = 130;

class AnswerFollowerTest : public TownTest {
 protected:
  // Published, and seen again by so many.
  std::string SeenBy(int many) {
    const std::string id = Published(Proposal({kip}));
    for (int i = 0; i < many; ++i) {
      EXPECT_THAT(Call<bulletin::v1::ReportSightingResponse>(
                      "ReportSighting", ben, On<bulletin::v1::ReportSightingRequest>(id)),
                  IsOk());
    }
    return id;
  }
  // How many answers of the bulletin are kept otherwise than it is.
  int Others(const std::string& id) {
    const store::Key key{label::v1::BULLETIN, *Uuid::Parse(id)};
    const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    const store::Content bulletin = *read->front()->Open();
    int others = 0;
    for (const std::string_view index : kAnswers) {
      store::Range range;
      range.index = std::string(index);
      range.partition = id;
      range.limit = 50;
      for (bool more = true; more;) {
        const store::Page page = *hub.Run(hub.store()->List("melton", range));
        for (const auto& sealed : page.records) {
          const auto answer = sealed->Open();
          others += answer.ok() && !KeptAlike(bulletin, *answer);
        }
        more = page.more && !page.members.empty();
        if (more) range.after = page.members.back();
      }
    }
    return others;
  }
  // The one that is `nth` of the newest cannot be opened.
  void Damage(const std::string& id, int nth) {
    store::Range range;
    range.index = std::string(kSightings);
    range.partition = id;
    range.limit = nth + 1;
    const store::Page page = *hub.Run(hub.store()->List("melton", range));
    const store::Key key = page.records.back()->key();
    hub.store().redis().Call({"HSET", store::RecordKey("melton", key), "b", "damaged"});
  }
  void Follow() { ASSERT_THAT(hub.Run(follower.FollowAll("melton")), IsOk()); }

  const Face kip = Reported("Kip", ann, larder);
  int runs = 0;
  AnswerFollower follower{
      &*hub.store(), &hub.loop(),
      [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        ++runs;
        return hub.guard().RunSystem("system/bulletin", std::move(scheme), path, request);
      }};
};

TEST_F(AnswerFollowerTest, NoAnswerOutlivesItsBulletinHoweverManyThereAre) {
  const std::string id = SeenBy(kMany);
  Follow();
  EXPECT_EQ(runs, 0) << "nothing differs, so nothing is called";
  hub.clock().Advance(kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  EXPECT_EQ(Others(id), kMany - 48);
  Follow();
  EXPECT_EQ(Others(id), 0);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(hub.Leaves().back().action(), "bulletin.settle");
  const size_t before = hub.Leaves().size();
  Follow();
  EXPECT_EQ(hub.Leaves().size(), before);
}

TEST_F(AnswerFollowerTest, WhatItMissedItLooksAtAgain) {
  const std::string id = SeenBy(60);
  hub.clock().Advance(kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  hub.store().redis().Call({"XTRIM", store::OutboxKey("melton"), "MAXLEN", "0"});
  Follow();
  EXPECT_EQ(Others(id), 0);
}

TEST_F(AnswerFollowerTest, AFailedCommitIsTriedAgain) {
  const std::string id = SeenBy(60);
  hub.clock().Advance(kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_FALSE(hub.Run(follower.FollowAll("melton")).ok());
  EXPECT_EQ(Others(id), 60 - 48);
  Follow();
  EXPECT_EQ(Others(id), 0);
}

TEST_F(AnswerFollowerTest, ADamagedAnswerKeepsNoFaceUp) {
  const std::string id = SeenBy(60);
  bulletin::v1::AcknowledgeBulletinRequest read = On<bulletin::v1::AcknowledgeBulletinRequest>(id);
  read.mutable_site_id()->set_value(bakery.ToString());
  ASSERT_THAT(Call<bulletin::v1::AcknowledgeBulletinResponse>("AcknowledgeBulletin", ben, read),
              IsOk());
  const std::string other = SeenBy(1);
  Damage(id, 55);
  hub.clock().Advance(kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  ASSERT_THAT(Expire(cora, other), IsOk());
  Follow();
  // What is older than the damaged one is left; the other list, and the other bulletin, are not.
  EXPECT_EQ(Others(id), 4);
  EXPECT_EQ(Others(other), 0);
  EXPECT_LE(runs, 3) << "the rest, and, each time it is told of, that nothing more can be done";
}

TEST_F(AnswerFollowerTest, ABulletinWithADamagedAnswerRunsOutWhenSomebodySaysSo) {
  const std::string id = SeenBy(1);
  Damage(id, 0);
  ASSERT_THAT(Expire(cora, id), IsOk());
}

}  // namespace
}  // namespace smarthub::bulletin
