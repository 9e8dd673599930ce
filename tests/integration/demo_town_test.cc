// The demonstration town on a whole hub: what comes out must be a town worth showing, every state
// is met, and people can sign in to it.
#include "tests/integration/demo_town.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "platform/testing/matchers.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub {

// The coordinator's list of reports, counted by state.
std::map<int, int> DemoTownTest::States(DemoWorld& world, int* overdue) {
  demo::Person& coordinator = world.Somebody(policy::v1::ROLE_COORDINATOR);
  std::map<int, int> states;
  incident::v1::ListIncidentsRequest request;
  for (const auto filter : {incident::v1::QUEUE_FILTER_OPEN, incident::v1::QUEUE_FILTER_FINISHED}) {
    request.set_filter(filter);
    request.set_page_size(50);
    request.clear_page_token();
    do {
      const auto page = world.As<incident::v1::ListIncidentsResponse>(
          coordinator, "incident.v1.IncidentService/ListIncidents", request);
      EXPECT_THAT(page, smarthub::testing::IsOk());
      if (!page.ok()) return states;
      for (const auto& incident : page->incidents()) {
        ++states[incident.state()];
        *overdue += incident.overdue();
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  return states;
}

// What the town tells, without the ids that the hub made.
std::string DemoTownTest::Story(const demo::DemoTown& town, DemoWorld& world) {
  demo::Person& coordinator = world.Somebody(policy::v1::ROLE_COORDINATOR);
  int overdue = 0;
  std::string story = std::to_string(town.reports) + " reports, " + std::to_string(town.calls);
  for (const auto& [state, count] : States(world, &overdue)) {
    story += '\n' + policy::v1::IncidentState_Name(state) + ' ' + std::to_string(count);
  }
  for (const auto filter : {kLive, kWaiting, kOver}) {
    for (const bulletin::v1::Bulletin& one : Bulletins(coordinator, filter, world)) {
      story += '\n' + one.title() + ' ' + std::to_string(one.published_at().seconds()) + ' ' +
               one.approved_by();
    }
  }
  const auto notices = Notices(coordinator, world);
  for (const auto& notice : notices.exemptions()) {
    story += '\n' + notice.reason() + ' ' + std::to_string(notice.recorded_at().seconds());
  }
  for (const bool decided : {false, true}) {
    const auto challenges = Challenges(coordinator, decided, world);
    for (const auto& challenge : challenges.challenges()) {
      story += '\n' + challenge.name() + ' ' + std::to_string(challenge.received_at().seconds());
    }
  }
  return story;
}

namespace {

using smarthub::testing::IsOk;
using ::testing::SizeIs;

TEST_F(DemoTownTest, EveryStateOfAReportIsMet) {
  EXPECT_GT(town_->reports, 40);
  int overdue = 0, all = 0;
  auto states = States(*world_, &overdue);
  for (const auto& [state, count] : states) all += count;
  EXPECT_EQ(all, town_->reports);
  EXPECT_GT(overdue, 0);
  for (const auto state :
       {policy::v1::INCIDENT_STATE_SUBMITTED, policy::v1::INCIDENT_STATE_DECLINED,
        policy::v1::INCIDENT_STATE_PASSED, policy::v1::INCIDENT_STATE_TAKEN,
        policy::v1::INCIDENT_STATE_ANSWERED, policy::v1::INCIDENT_STATE_CLOSED,
        policy::v1::INCIDENT_STATE_WITHDRAWN, policy::v1::INCIDENT_STATE_RETURNED}) {
    EXPECT_GT(states[state], 0) << policy::v1::IncidentState_Name(state);
  }
}

TEST_F(DemoTownTest, ThereIsSomebodyToSignInAsOfEveryKind) {
  EXPECT_EQ(town_->people.size(), 22u);
  std::map<policy::v1::Role, std::set<std::string>> of, areas;
  for (const demo::SignIn& one : town_->people) {
    of[one.role].insert(one.of);
    areas[one.role].insert(one.area);
  }
  EXPECT_GE(of[policy::v1::ROLE_SITE_MANAGER].size(), 2u) << "of two companies";
  EXPECT_EQ(areas[policy::v1::ROLE_REPORTER].size(), 2u) << "of two areas";
  for (const auto role : {policy::v1::ROLE_COORDINATOR, policy::v1::ROLE_POLICE,
                          policy::v1::ROLE_COUNCIL, policy::v1::ROLE_DPO}) {
    EXPECT_THAT(of[role], SizeIs(1)) << policy::v1::Role_Name(role);
  }
}

TEST_F(DemoTownTest, SameSeedSameTown) {
  DemoWorld again;
  const auto town = again.Make();
  ASSERT_THAT(town, IsOk());
  EXPECT_EQ(Story(*town, again), Story(*town_, *world_));
}

}  // namespace
}  // namespace smarthub
