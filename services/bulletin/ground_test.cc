// What a rule rested on stands when its commit happens.
#include <deque>

#include "platform/testing/forwarding_store.h"
#include "services/bulletin/linked.h"
#include "services/bulletin/town_for_test.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kNotReady = error::v1::REASON_NOT_READY;
constexpr auto kNotSecond = error::v1::REASON_NOT_SECOND_PERSON;

std::string Bytes(const std::string& id) { return std::string(Uuid::Parse(id)->bytes()); }

// Others, who are quicker: what they do happens right before the next commit of a call.
class Overtaking final : public testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  std::deque<store::Batch> meanwhile;

  Task<absl::StatusOr<store::Committed>> Commit(store::Batch batch) override {
    while (!meanwhile.empty()) {
      store::Batch theirs = std::move(meanwhile.front());
      meanwhile.pop_front();
      const auto done = co_await ForwardingStore::Commit(std::move(theirs));
      EXPECT_TRUE(done.ok()) << done.status();
    }
    co_return co_await ForwardingStore::Commit(std::move(batch));
  }
};

class GroundTest : public TownTest {
 protected:
  // A call through a Guard of its own, which others overtake.
  template <typename Request>
  absl::Status Overtaken(std::string_view method, const TestCaller& caller, Request request,
                         std::vector<store::Batch> by) {
    Overtaking store(*hub.store());
    for (store::Batch& batch : by) store.meanwhile.push_back(std::move(batch));
    rpc::GuardOptions options;
    options.methods = &hub.methods();
    options.store = &store;
    options.authenticator = &hub.authenticator();
    options.policies = [this](std::string_view) { return policy_; };
    options.keys = &hub.keys();
    options.clock = &hub.clock();
    options.random = &hub.random();
    options.loop = &hub.loop();
    auto guard = rpc::Guard::Make(std::move(options));
    EXPECT_THAT(guard, IsOk());
    hub.authenticator().Know(caller);
    rpc::Call call;
    call.credentials = caller.credentials();
    const rpc::Method* of =
        (*guard)->Find("/smarthub.bulletin.v1.BulletinService/" + std::string(method));
    const rpc::Answer answer = hub.Run((*guard)->Unary(*of, std::move(call), request));
    EXPECT_THAT(store.meanwhile, IsEmpty()) << "nobody overtook it";
    return answer.status;
  }
  absl::Status PublishOvertaken(const std::string& id, std::vector<store::Batch> by) {
    auto request = On<bulletin::v1::PublishBulletinRequest>(id);
    request.set_revision(1);
    return Overtaken("PublishBulletin", cora, request, std::move(by));
  }
  store::Batch SubjectChange(const Face& face,
                             const std::function<void(subject::v1::StoredSubject&)>& body,
                             const std::function<void(store::v1::RecordFacts&)>& facts) {
    return Rewritten(
        label::v1::SUBJECT, face.subject,
        [&](store::Content& content) {
          subject::v1::StoredSubject stored;
          ASSERT_TRUE(stored.ParseFromString(content.body));
          if (body) body(stored);
          content.body = stored.SerializeAsString();
          if (facts) facts(content.facts);
        },
        "");
  }
  std::string Approved(const Face& face) {
    std::string id = Proposed(Proposal({face}));
    EXPECT_THAT(Review(bob, id), IsOk());
    return id;
  }

  const Face kip = Reported("Kip", ann, larder);

 private:
  std::shared_ptr<const policy::Policy> policy_ = smarthub::testing::LoadPolicy("melton");
};

TEST_F(GroundTest, WhoeverIsFrozenBeforeTheCommitIsNotPublished) {
  const std::string id = Approved(kip);
  const absl::Status published =
      PublishOvertaken(id, {SubjectChange(kip, {}, [](auto& facts) { facts.set_frozen(true); })});
  EXPECT_THAT(published, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(published), ElementsAre(policy::v1::PUBLICATION_ITEM_CHALLENGE));
  EXPECT_THAT(List(ben), IsEmpty());
}

TEST_F(GroundTest, APhotoTakenBackBeforeTheCommitIsNotPublished) {
  const std::string id = Approved(kip);
  const absl::Status published = PublishOvertaken(
      id, {Rewritten(
              label::v1::PHOTO, kip.photo,
              [](store::Content& content) { content.facts.set_withdrawn(true); }, "")});
  EXPECT_THAT(published, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(published), ElementsAre(policy::v1::PUBLICATION_ITEM_OWNER_AUTHORITY));
  EXPECT_THAT(List(ben), IsEmpty());
}

// Both ends of a link are written: the report that it brings in was not read.
TEST_F(GroundTest, ANewReportOfThePersonBeforeTheCommitIsReadToo) {
  const Face child = Reported("Child", ann, larder, incident::v1::AGE_BAND_UNDER_10);
  const std::string id = Approved(kip);
  const absl::Status published = PublishOvertaken(
      id, {SubjectChange(child, [&](auto& body) { body.set_linked_to(Bytes(kip.subject)); }, {}),
           SubjectChange(kip, [&](auto& body) { body.add_links()->set_from(Bytes(child.subject)); },
                         {})});
  EXPECT_THAT(published, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(published), Contains(policy::v1::PUBLICATION_ITEM_UNDER_10));
}

TEST_F(GroundTest, AReportThatChangesBeforeTheCommitIsReadAgain) {
  const std::string id = Approved(kip);
  const absl::Status published =
      PublishOvertaken(id, {Rewritten(
                               label::v1::INCIDENT, kip.incident,
                               [this](store::Content& content) {
                                 content.facts.set_person_id(std::string(bob.person_id().bytes()));
                               },
                               "")});
  EXPECT_THAT(MissingIn(published), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

TEST_F(GroundTest, AMembershipThatChangesBeforeTheCommitIsLookedAtAgain) {
  const std::string id = Approved(kip);
  const auto move = [this] {
    return Rewritten(
        label::v1::MEMBERSHIP, bob.facts.membership_id.ToString(),
        [this](store::Content& content) {
          identity::v1::StoredMembership body;
          ASSERT_TRUE(body.ParseFromString(content.body));
          body.add_site_ids(std::string(larder.bytes()));
          content.body = body.SerializeAsString();
        },
        "");
  };
  EXPECT_THAT(MissingIn(PublishOvertaken(id, {move()})),
              ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

TEST_F(GroundTest, WhoeverApprovesRestsOnItToo) {
  const std::string id = Proposed(Proposal({kip}));
  auto request = On<bulletin::v1::ReviewBulletinRequest>(id);
  request.set_revision(1);
  const absl::Status reviewed =
      Overtaken("ReviewBulletin", bob, request,
                {Rewritten(
                    label::v1::INCIDENT, kip.incident,
                    [this](store::Content& content) {
                      content.facts.set_person_id(std::string(bob.person_id().bytes()));
                    },
                    "")});
  EXPECT_THAT(reviewed, HasReason(kNotSecond));
}

TEST_F(GroundTest, WhoeverSignsForAnAgeRestsOnItToo) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({teen}));
  auto request = On<bulletin::v1::SignOffAgeRequest>(id);
  request.set_revision(1);
  request.set_reason("Needed to keep staff safe.");
  const absl::Status signed_off =
      Overtaken("SignOffAge", police, request,
                {SubjectChange(teen, {}, [](auto& facts) { facts.set_frozen(true); })});
  EXPECT_THAT(signed_off, HasReason(error::v1::REASON_NOT_FOUND));
}

// Four people, each of them as many as can be found to be one: a commit can rest on all of it.
TEST_F(GroundTest, TheLargestBulletinThereCanBeIsPublished) {
  std::vector<Face> four;
  for (int i = 0; i < 4; ++i) {
    const std::string name = "P" + std::to_string(i);
    four.push_back(Reported(name, ann, larder));
    // services/subject links at most 31.
    for (int j = 1; j < 31; ++j) {
      Link(Reported(name + "x" + std::to_string(j), ann, larder), four.back());
    }
  }
  const std::string id = Proposed(Proposal(four));
  ASSERT_THAT(Review(bob, id), IsOk());
  EXPECT_THAT(Publish(cora, id), IsOk());
}

// Broken or made up: nothing is known of the rest, so nothing goes up.
TEST_F(GroundTest, APersonOfMoreReportsThanAreReadIsNotPublished) {
  const std::string id = Approved(kip);
  ChangeSubject(
      kip,
      [](auto& body) {
        for (size_t i = 0; i < kMostReports; ++i) {
          auto& more = *body.add_appearances();
          more.set_incident_id(std::string(Id("incident " + std::to_string(i)).bytes()));
          more.set_appearance_id(std::string(Id("appearance " + std::to_string(i)).bytes()));
        }
      },
      {});
  EXPECT_THAT(
      MissingIn(Publish(cora, id)),
      ElementsAre(policy::v1::PUBLICATION_ITEM_UNDER_10, policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF,
                  policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

}  // namespace
}  // namespace smarthub::bulletin
