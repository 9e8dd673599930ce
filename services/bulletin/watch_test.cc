// Open pages: they hear of what is theirs, and let go of what is not any more.
#include <set>

#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::WatchBulletinsResponse;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Takes what a stream tells until it has enough.
class Taker final : public rpc::Stream {
 public:
  Task<absl::Status> Write(const google::protobuf::Message& message) override {
    messages.push_back(static_cast<const WatchBulletinsResponse&>(message));
    if (messages.size() >= enough) stop.Cancel(absl::CancelledError("enough"));
    co_return absl::OkStatus();
  }
  size_t enough = 1;
  Cancellation stop;
  std::vector<WatchBulletinsResponse> messages;
};

class WatchTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);

  std::vector<WatchBulletinsResponse> Watch(const TestCaller& caller, const std::string& from,
                                            size_t enough) {
    hub.authenticator().Know(caller);
    bulletin::v1::WatchBulletinsRequest request;
    request.set_resume_token(from);
    rpc::Call call;
    Taker taker;
    taker.enough = enough;
    call.credentials = caller.credentials();
    call.cancellation = &taker.stop;
    const rpc::Method* method =
        hub.guard().Find("/smarthub.bulletin.v1.BulletinService/WatchBulletins");
    const absl::Status ended =
        hub.Run(hub.guard().ServerStream(*method, std::move(call), request, taker));
    EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
    return taker.messages;
  }
  // Where a page of the caller's stands now.
  std::string Place(const TestCaller& caller) { return Watch(caller, "", 1)[0].resume_token(); }
  // "id gone reason" of all that is told after `from`; an alert comes last and says that it is all.
  std::vector<std::string> Heard(const TestCaller& caller, const std::string& from) {
    const std::string last = Published(AlertForAll());
    if (last.empty()) return {};
    ends_.insert(last);
    for (size_t enough = 2;; ++enough) {
      const auto messages = Watch(caller, from, enough);
      if (messages.size() < enough) {
        ADD_FAILURE() << "the stream ended before its time";
        return {};
      }
      if (messages.back().bulletin_id().value() != last) continue;
      std::vector<std::string> heard;
      for (const auto& message : messages) {
        if (!message.has_bulletin_id() || ends_.contains(message.bulletin_id().value())) continue;
        heard.push_back(message.bulletin_id().value() + (message.gone() ? " gone " : " there ") +
                        message.reason());
      }
      return heard;
    }
  }
  bulletin::v1::ProposeBulletinRequest AlertForAll() {
    auto request = Alert();
    request.mutable_audience()->add_roles(policy::v1::ROLE_COUNCIL);
    request.mutable_audience()->clear_areas();
    request.mutable_audience()->set_everywhere(true);
    return request;
  }

 private:
  std::set<std::string> ends_;
};

TEST_F(WatchTest, ABulletinComesAndGoes) {
  const std::string ben_at = Place(ben);
  const std::string fay_at = Place(fay);
  const std::string council_at = Place(council);
  hub.clock().Advance(absl::Seconds(1));
  const std::string id = Published(Proposal({kip}));
  EXPECT_THAT(Heard(ben, ben_at), ElementsAre(id + " there bulletin.publish"));
  EXPECT_THAT(Heard(fay, fay_at), IsEmpty()) << "not hers: no id";
  EXPECT_THAT(Heard(council, council_at), IsEmpty());
  const std::string up = Place(ben);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  EXPECT_THAT(Heard(ben, up), ElementsAre(id + " gone bulletin.withdraw"));
  EXPECT_THAT(Heard(fay, fay_at), IsEmpty());
  EXPECT_THAT(Heard(council, council_at), IsEmpty());
}

// The stream began before the bulletin was published, and stays open meanwhile.
TEST_F(WatchTest, AnOpenStreamHearsOfWhatIsPublishedLater) {
  hub.authenticator().Know(ben);
  Taker taker;
  taker.enough = 2;
  Event ended(hub.loop());
  const rpc::Method* method =
      hub.guard().Find("/smarthub.bulletin.v1.BulletinService/WatchBulletins");
  const bulletin::v1::WatchBulletinsRequest request;
  const auto follow = [](rpc::Guard& guard, const rpc::Method& watch, const TestCaller& caller,
                         Taker& to, const bulletin::v1::WatchBulletinsRequest& asked,
                         Event& done) -> Task<void> {
    rpc::Call call;
    call.credentials = caller.credentials();
    call.cancellation = &to.stop;
    (void)co_await guard.ServerStream(watch, std::move(call), asked, to);
    done.Set();
  };
  hub.loop().Spawn(follow(hub.guard(), *method, ben, taker, request, ended));
  const auto standing = [](Loop& loop, const Taker& of) -> Task<bool> {
    while (of.messages.empty()) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  };
  hub.Run(standing(hub.loop(), taker));
  hub.clock().Advance(absl::Seconds(1));
  const std::string id = Published(Proposal({kip}));
  ASSERT_THAT(hub.Run(ended.Wait()), IsOk());
  ASSERT_THAT(taker.messages, SizeIs(2));
  EXPECT_EQ(taker.messages[1].bulletin_id().value(), id);
  EXPECT_FALSE(taker.messages[1].gone());
}

TEST_F(WatchTest, WhatExpiresNowOrIsAmendedIsGone) {
  const std::string one = Published(Proposal({kip}));
  const std::string two = Published(Proposal({kip}));
  const std::string at = Place(ben);
  ASSERT_THAT(Expire(cora, one), IsOk());
  ASSERT_THAT(Amend(cora, two), IsOk());
  EXPECT_THAT(Heard(ben, at),
              ElementsAre(one + " gone bulletin.expire", two + " gone bulletin.amend"));
  const std::string waits = Place(ben);
  ASSERT_THAT(Reject(bob, two), IsOk());
  EXPECT_THAT(Heard(ben, waits), IsEmpty()) << "it was not there any more";
}

// What one stream read at the amendment, another is told when more has happened.
TEST_F(WatchTest, ASlowStreamHearsThatItIsGoneWhateverHappenedSince) {
  const std::string id = Published(Proposal({kip}));
  const std::string slow = Place(ben);
  const std::string quick = Place(cora);
  ASSERT_THAT(Amend(cora, id), IsOk());
  const std::string on = Watch(cora, quick, 2).back().resume_token();
  ASSERT_THAT(Review(police, id, 2), IsOk());
  EXPECT_EQ(Watch(cora, on, 2).back().reason(), "bulletin.review");
  EXPECT_THAT(Heard(ben, slow), ElementsAre(id + " gone bulletin.amend"));
}

// An area that is left out hears that it is gone, the others that it changed.
TEST_F(WatchTest, WhoeverIsLeftOutIsTold) {
  auto request = Alert();
  request.mutable_audience()->add_areas()->set_value(north.ToString());
  const std::string id = Published(request);
  const std::string fay_at = Place(fay);
  const std::string ben_at = Place(ben);
  ASSERT_THAT(
      Amend(cora, id, [](auto& amend) { amend.mutable_audience()->mutable_areas()->RemoveLast(); }),
      IsOk());
  EXPECT_THAT(Heard(fay, fay_at), ElementsAre(id + " gone bulletin.amend"));
  EXPECT_THAT(Heard(ben, ben_at), ElementsAre(id + " there bulletin.amend"));
}

TEST_F(WatchTest, AFrozenOrRestrictedPersonTakesTheirBulletinsAlong) {
  const std::string known = Published(Proposal({kip}));
  const std::string asked = Published(Proposal({kip}, "id-sought"));
  Published(Proposal({Reported("Kay", ann, larder)}));
  const std::string over = Published(Proposal({kip}));
  ASSERT_THAT(Withdraw(cora, over), IsOk());
  for (const bool freezes : {true, false}) {
    const auto change = [&](bool on) { freezes ? Freeze(kip, on) : Restrict(kip, on); };
    const std::string fay_at = Place(fay);
    const std::string ben_at = Place(ben);
    const std::string cora_at = Place(cora);
    change(true);
    // Not why: a member would learn of a challenge.
    EXPECT_THAT(Heard(ben, ben_at),
                ::testing::UnorderedElementsAre(known + " gone ", asked + " gone "));
    EXPECT_THAT(Heard(fay, fay_at), IsEmpty());
    EXPECT_THAT(Heard(cora, cora_at), SizeIs(3)) << "the coordinator sees them still";
    const std::string again = Place(ben);
    change(false);
    EXPECT_THAT(Heard(ben, again),
                ::testing::UnorderedElementsAre(known + " there ", asked + " there "));
  }
}

// However many of theirs are over: a page shows the live one still.
TEST_F(WatchTest, AChildUnder10TakesTheirBulletinsAlongWhoeverSigned) {
  const Face kid = Reported("Kid", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({kid}));
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  ASSERT_THAT(Review(police, id), IsOk());
  ASSERT_THAT(Publish(cora, id), IsOk());
  const std::string up = Place(ben);
  ChangeSubject(kid, [](auto& body) { body.set_anybody_under_10(true); }, {});
  EXPECT_THAT(Heard(ben, up), ElementsAre(id + " gone "));
}

TEST_F(WatchTest, AFreezeIsToldOfALiveOneBehindManyThatAreOver) {
  const std::string live = Published(Proposal({kip}));
  for (int i = 0; i < 65; ++i) {
    hub.clock().Advance(absl::Seconds(1));
    ASSERT_THAT(Withdraw(cora, Published(Proposal({kip}))), IsOk());
  }
  const std::string at = Place(ben);
  Freeze(kip);
  EXPECT_THAT(Heard(ben, at), ElementsAre(live + " gone "));
}

// One damaged record must not end every stream of the scheme.
TEST_F(WatchTest, ADamagedRecordIsNoNewsAndTheOthersAreTold) {
  const std::string known = Published(Proposal({kip}));
  const std::string damaged = Published(Proposal({kip}));
  const std::string at = Place(ben);
  Rewrite(
      label::v1::BULLETIN, damaged, [](auto& content) { content.body = "\xff\xff"; },
      "bulletin.amend");
  Freeze(kip);
  EXPECT_THAT(Heard(ben, at), ElementsAre(known + " gone "));
}

TEST_F(WatchTest, APhotoThatIsTakenBackIsTold) {
  const std::string id = Published(Proposal({kip}));
  const std::string at = Place(ben);
  WithdrawAuthority(kip);
  EXPECT_THAT(Heard(ben, at), ElementsAre(id + " there "));
  EXPECT_THAT(Heard(fay, at.empty() ? at : Place(fay)), IsEmpty());
}

TEST_F(WatchTest, MembersHearNothingOfProposalsAndSightings) {
  const std::string up = Published(Proposal({kip}));
  const std::string at = Place(ben);
  const std::string cora_at = Place(cora);
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(bob, id), IsOk());
  const auto seen = On<bulletin::v1::ReportSightingRequest>(up);
  ASSERT_THAT(Call<bulletin::v1::ReportSightingResponse>("ReportSighting", ann, seen), IsOk());
  EXPECT_THAT(Heard(ben, at), IsEmpty());
  // The coordinator hears of both: newest of what waits, and that somebody was seen.
  EXPECT_THAT(Heard(cora, cora_at),
              ElementsAre(id + " there bulletin.review", up + " there bulletin.sighting"));
}

}  // namespace
}  // namespace smarthub::bulletin
