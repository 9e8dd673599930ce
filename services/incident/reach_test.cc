// Who can see and move what: the cases DOMAIN names, and random histories in which nobody ever gets
// further than table and policy say.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "services/incident/town_for_test.h"

namespace smarthub::incident {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kPolice = policy::v1::ROLE_POLICE;
constexpr auto kCouncil = policy::v1::ROLE_COUNCIL;

class ReachTest : public TownTest {
 protected:
  // One move or look, by number.
  absl::Status Try(const TestCaller& who, const std::string& id, int what,
                   const std::vector<policy::v1::Role>& to) {
    switch (what) {
      case 0:
        return Return(who, id, "Which till?");
      case 1:
        return Complete(who, id, "The second.");
      case 2:
        return Accept(who, id);
      case 3:
        return Decline(who, id, "No.");
      case 4:
        return Pass(who, id, to);
      case 5:
        return Take(who, id);
      case 6:
        return Ask(who, id, "Is the recording kept?");
      case 7:
        return Answer(who, id, "We looked.");
      case 8:
        return Close(who, id, "Done.");
      case 9:
        return Withdraw(who, id, "Found.");
      default:
        return Get(who, id).status();
    }
  }

  // Asking gets NOT_FOUND, and the audit says who asked for what.
  void ExpectNotFoundAndAudited(const TestCaller& caller, const std::string& id) {
    incident::v1::GetIncidentRequest request;
    request.mutable_incident_id()->set_value(id);
    const rpc::Answer answer =
        hub.Send("smarthub.incident.v1.IncidentService.GetIncident", caller, request);
    EXPECT_THAT(answer.status, HasReason(error::v1::REASON_NOT_FOUND));
    const audit::v1::Leaf leaf = hub.LeafOf(answer.receipt);
    EXPECT_EQ(leaf.person_id(), caller.person_id().bytes());
    ASSERT_EQ(leaf.records_size(), 1);
    EXPECT_EQ(leaf.records(0).use(), audit::v1::LEAF_USE_DENIED);
    EXPECT_EQ(leaf.records(0).id(), Uuid::Parse(id)->bytes());
  }
};

TEST_F(ReachTest, PoliceReadWhatWasNotPassedToThem) {
  ExpectNotFoundAndAudited(police, Reported("t"));
}

TEST_F(ReachTest, TheCouncilReadsATheftPassedOnlyToPolice) {
  const std::string id = Passed("t", {kPolice});
  EXPECT_THAT(Get(police, id), IsOk());
  ExpectNotFoundAndAudited(council, id);
}

TEST_F(ReachTest, AReporterReadsAnotherSitesReport) {
  ExpectNotFoundAndAudited(ben, Reported("t"));
}

TEST_F(ReachTest, AManagerReadsTheirSitesReportsOnly) {
  const std::string id = Reported("t");
  EXPECT_THAT(Get(mia, id), IsOk());
  ExpectNotFoundAndAudited(TestCaller::SiteManager("other").At({bakery}), id);
}

TEST_F(ReachTest, AnotherTenantsIdIsNoId) {
  const std::string id = Reported("t");
  const auto elsewhere = TestCaller::Coordinator("far").OfScheme("hastings");
  const auto theirs = Get(elsewhere, id);
  const auto none = Get(elsewhere, Id("never").ToString());
  EXPECT_THAT(theirs, HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_EQ(theirs.status(), none.status()) << "not to be told apart";
}

TEST_F(ReachTest, TermsNotAcceptedAndAgreementExpired) {
  const std::string id = Reported("t");
  EXPECT_THAT(Get(ann.WithoutTerms(), id), HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
  EXPECT_THAT(Get(ann.WithoutAgreement(), id), HasReason(error::v1::REASON_AGREEMENT_EXPIRED));
  EXPECT_THAT(Report(ann.WithoutTerms(), Theft("u")),
              HasReason(error::v1::REASON_TERMS_NOT_ACCEPTED));
}

TEST_F(ReachTest, ReportingIsForOnesOwnSite) {
  auto request = Theft("t");
  const auto refused = Report(ben, request);
  EXPECT_EQ(DetailOf(refused.status())->field(), "report.site_id");
  request.mutable_report()->mutable_site_id()->set_value(Id("no such site").ToString());
  EXPECT_EQ(Report(ann, request).status(), refused.status()) << "not to be told apart";
}

TEST_F(ReachTest, TheDpoSeesWhereItStandsAndNothingOfWhatItSays) {
  const auto seen = Get(dpo, Reported("t"));
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_SUBMITTED);
  EXPECT_EQ(seen->what_happened(), "");
  EXPECT_EQ(seen->suspects(0).name(), "");
  EXPECT_THAT(seen->withheld().paths(), Contains("what_happened"));
  EXPECT_THAT(seen->withheld().paths(), Contains("suspects.name"));
}

TEST_F(ReachTest, PreventionDoesNotNeedWitnesses) {
  const std::string id = Passed("t", {kPolice});
  EXPECT_EQ(Get(police, id)->witnesses(0).name(), "Wendy Watcher");
  const auto prevention = Get(police.For("crime_prevention"), id);
  ASSERT_THAT(prevention, IsOk());
  EXPECT_EQ(prevention->witnesses(0).name(), "");
  EXPECT_THAT(prevention->withheld().paths(), Contains("witnesses.name"));
}

TEST_F(ReachTest, OneAgencyNeverMovesTheOthersHandOver) {
  const std::string id = Passed("t", {kPolice});
  EXPECT_THAT(Take(council, id), HasReason(error::v1::REASON_NOT_FOUND));
  ASSERT_THAT(Pass(cora, id, {kCouncil}), IsOk());
  ASSERT_THAT(Take(council, id), IsOk());
  EXPECT_EQ(Get(cora, id)->handovers(0).state(), policy::v1::INCIDENT_STATE_PASSED);
}

TEST_F(ReachTest, MyReportsAreNewestFirstAndPageByPage) {
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i) {
    expected.insert(expected.begin(), Reported("mine" + std::to_string(i)));
    hub.clock().Advance(absl::Minutes(1));
  }
  for (const TestCaller& caller : {ann, mia}) {
    std::vector<std::string> got;
    incident::v1::ListMyIncidentsRequest request;
    request.set_page_size(3);
    do {
      const auto page =
          Call<incident::v1::ListMyIncidentsResponse>("ListMyIncidents", caller, request);
      ASSERT_THAT(page, IsOk());
      EXPECT_LE(page->incidents_size(), 3);
      for (const auto& incident : page->incidents()) {
        got.push_back(incident.incident_id().value());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(got, expected);
  }
  incident::v1::ListMyIncidentsRequest request;
  const auto bens = Call<incident::v1::ListMyIncidentsResponse>("ListMyIncidents", ben, request);
  ASSERT_THAT(bens, IsOk());
  EXPECT_THAT(bens->incidents(), IsEmpty());
  request.set_page_token("made up");
  EXPECT_THAT(Call<incident::v1::ListMyIncidentsResponse>("ListMyIncidents", ann, request),
              HasReason(error::v1::REASON_BAD_FORMAT));
}

// Every caller tries everything at random on a few reports. A shadow of who was handed what decides
// what must have been refused; the report itself is asked whether it is ever lost.
TEST_F(ReachTest, RandomHistoriesNeverShowOrMoveMoreThanTableAndPolicySay) {
  std::mt19937 random(7);
  const std::vector<TestCaller> callers = {ann,    ben,     mia, cora,
                                           police, council, dpo, TestCaller::BoardMember()};
  struct Shadow {
    std::string id;
    bool police = false;
    bool council = false;
  };
  std::vector<Shadow> reports;
  int moved = 0;
  int refused = 0;
  for (int step = 0; step < 700; ++step) {
    hub.clock().Advance(absl::Minutes(7));
    if (step % 70 == 0) {
      Shadow shadow;
      const bool urgent = random() % 3 == 0;
      const std::string name = "random" + std::to_string(step);
      shadow.id = urgent ? Urgent(name) : Reported(name);
      shadow.police = urgent;
      reports.push_back(shadow);
    }
    Shadow& on = reports[random() % reports.size()];
    const TestCaller& who = callers[random() % callers.size()];
    const policy::v1::Role role = who.facts.role;
    const bool in_reach = role == policy::v1::ROLE_COORDINATOR || role == policy::v1::ROLE_DPO ||
                          who.token == ann.token || who.token == mia.token ||
                          (role == kPolice && on.police) || (role == kCouncil && on.council);
    absl::Status status;
    bool moving = true;
    std::vector<policy::v1::Role> to;
    // Mostly what somebody of this role would try; else anything, or nothing would ever move.
    static constexpr int kUsual[][4] = {{1, 1, 9, 10}, {0, 2, 4, 4}, {5, 6, 7, 7}};
    const bool shop = role == policy::v1::ROLE_REPORTER || role == policy::v1::ROLE_SITE_MANAGER;
    const bool of_agency = role == kPolice || role == kCouncil;
    const int tries = random() % 10 < 7 ? kUsual[shop        ? 0
                                                 : of_agency ? 2
                                                             : 1][random() % 4]
                                        : static_cast<int>(random() % 11);
    // What ends a report is rare, or they would all be over at once.
    const bool rare = (tries == 3 || tries == 8 || tries == 9) && random() % 6 != 0;
    if (tries == 4) to = {random() % 2 == 0 ? kPolice : kCouncil};
    moving = tries < 10 && !rare;
    if (!rare) status = Try(who, on.id, tries, to);
    if (status.ok() && moving) {
      ++moved;
      EXPECT_TRUE(in_reach) << policy::v1::Role_Name(role) << " moved what was not theirs";
      for (const auto agency : to) (agency == kPolice ? on.police : on.council) = true;
    }
    if (!status.ok()) ++refused;
    EXPECT_TRUE(status.ok() || absl::IsNotFound(status) || absl::IsPermissionDenied(status) ||
                absl::IsFailedPrecondition(status))
        << status;
    // Who may see it does; who may not, does not.
    const auto seen = Get(who, on.id);
    EXPECT_EQ(seen.ok(), in_reach) << policy::v1::Role_Name(role) << " " << seen.status();
    if (role == kCouncil) {
      const auto queue = Queue(council, incident::v1::QUEUE_FILTER_OPEN);
      for (const Shadow& other : reports) {
        if (!other.council) EXPECT_THAT(queue, Not(Contains(other.id)));
      }
    }
    const auto whole = Get(cora, on.id);
    ASSERT_THAT(whole, IsOk());
    const bool finished = whole->state() == policy::v1::INCIDENT_STATE_DECLINED ||
                          whole->state() == policy::v1::INCIDENT_STATE_ANSWERED ||
                          whole->state() == policy::v1::INCIDENT_STATE_CLOSED ||
                          whole->state() == policy::v1::INCIDENT_STATE_WITHDRAWN;
    EXPECT_TRUE(finished || whole->waiting_for() != policy::v1::ROLE_UNSPECIFIED)
        << whole->DebugString();
  }
  EXPECT_GT(moved, 40);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace smarthub::incident
