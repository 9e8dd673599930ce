#include "policies/engine/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::policy {
namespace {

using namespace policy::v1;  // NOLINT: states, roles and types are what this file is about
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class FlowTest : public testing::Test {
 protected:
  std::optional<Move> Next(Role role, std::string_view action, IncidentState state,
                           Role handover_to = ROLE_UNSPECIFIED,
                           IncidentState returned_from = INCIDENT_STATE_UNSPECIFIED) {
    return NextMove(*policy_, role, action, {state, returned_from, handover_to}, now_);
  }
  IncidentState To(const std::optional<Move>& move) {
    return move ? move->to : INCIDENT_STATE_UNSPECIFIED;
  }

  const std::shared_ptr<const Policy> policy_ =
      *Policy::Compile(*LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton"), AllActions());
  // A Monday morning in winter: London is UTC.
  const absl::Time now_ = absl::FromCivil(absl::CivilHour(2026, 11, 23, 9), policy_->zone());
};

TEST_F(FlowTest, AReportGoesRound) {
  auto move = Next(ROLE_REPORTER, "incident.report", INCIDENT_STATE_UNSPECIFIED);
  EXPECT_EQ(To(move), INCIDENT_STATE_SUBMITTED);
  EXPECT_EQ(move->waiting_for, ROLE_COORDINATOR);
  EXPECT_EQ(move->due, absl::FromCivil(absl::CivilDay(2026, 11, 25), policy_->zone()))
      << "until the end of tomorrow";
  EXPECT_EQ(To(Next(ROLE_COORDINATOR, "incident.accept", move->to)), INCIDENT_STATE_ACCEPTED);
  move = Next(ROLE_COORDINATOR, "incident.pass", INCIDENT_STATE_ACCEPTED);
  EXPECT_EQ(To(move), INCIDENT_STATE_PASSED);
  EXPECT_FALSE(move->due.has_value()) << "the hand-overs have the clocks now";
  for (Role agency : {ROLE_POLICE, ROLE_COUNCIL}) {
    move = Next(ROLE_COORDINATOR, "incident.pass", INCIDENT_STATE_UNSPECIFIED, agency);
    EXPECT_EQ(To(move), INCIDENT_STATE_PASSED);
    EXPECT_EQ(move->waiting_for, agency);
    EXPECT_EQ(To(Next(agency, "incident.take", move->to, agency)), INCIDENT_STATE_TAKEN);
    EXPECT_EQ(To(Next(agency, "incident.answer", INCIDENT_STATE_TAKEN, agency)),
              INCIDENT_STATE_ANSWERED);
    EXPECT_EQ(To(Next(agency, "incident.close", INCIDENT_STATE_ANSWERED, agency)),
              INCIDENT_STATE_CLOSED);
  }
}

TEST_F(FlowTest, WhatIsReturnedGoesBackToWhereItCameFrom) {
  for (auto from : {INCIDENT_STATE_PASSED, INCIDENT_STATE_TAKEN}) {
    const auto returned = Next(ROLE_POLICE, "incident.return", from, ROLE_POLICE);
    EXPECT_EQ(To(returned), INCIDENT_STATE_RETURNED);
    EXPECT_EQ(returned->waiting_for, ROLE_REPORTER);
    EXPECT_EQ(
        To(Next(ROLE_REPORTER, "incident.complete", INCIDENT_STATE_RETURNED, ROLE_POLICE, from)),
        from);
  }
  EXPECT_EQ(To(Next(ROLE_REPORTER, "incident.complete", INCIDENT_STATE_RETURNED, ROLE_UNSPECIFIED,
                    INCIDENT_STATE_SUBMITTED)),
            INCIDENT_STATE_SUBMITTED);
  EXPECT_FALSE(Next(ROLE_REPORTER, "incident.complete", INCIDENT_STATE_RETURNED, ROLE_POLICE))
      << "nobody knows where back is";
}

TEST_F(FlowTest, NobodyMovesWhatIsNotTheirs) {
  EXPECT_FALSE(Next(ROLE_REPORTER, "incident.accept", INCIDENT_STATE_SUBMITTED));
  EXPECT_FALSE(Next(ROLE_COORDINATOR, "incident.take", INCIDENT_STATE_PASSED, ROLE_POLICE));
  EXPECT_FALSE(Next(ROLE_COUNCIL, "incident.take", INCIDENT_STATE_PASSED, ROLE_POLICE));
  EXPECT_FALSE(Next(ROLE_POLICE, "incident.take", INCIDENT_STATE_PASSED))
      << "not the report itself";
  EXPECT_FALSE(Next(ROLE_POLICE, "incident.answer", INCIDENT_STATE_PASSED, ROLE_POLICE))
      << "take it first";
  EXPECT_FALSE(Next(ROLE_DPO, "incident.close", INCIDENT_STATE_PASSED));
  EXPECT_FALSE(Next(ROLE_COORDINATOR, "incident.nothing", INCIDENT_STATE_SUBMITTED));
}

// Whatever the rows say: the hand-over to the other agency is not an agency's to move.
TEST_F(FlowTest, AnAgencyMovesItsOwnHandoverOnly) {
  v1::Bundle bundle = policy_->bundle();
  for (Transition& row : *bundle.mutable_flow()->mutable_transitions()) {
    if (row.action() != "incident.take") continue;
    row.clear_handover_to();
    row.add_roles(row.roles(0) == ROLE_POLICE ? ROLE_COUNCIL : ROLE_POLICE);
    // One row for both now; the other would be a second answer.
    if (row.waiting_for() == ROLE_COUNCIL) row.set_action("incident.ask_back");
  }
  auto& rows = *bundle.mutable_flow()->mutable_transitions();
  for (int i = rows.size() - 1; i >= 0; --i) {
    if (rows.Get(i).action() == "incident.ask_back") rows.DeleteSubrange(i, 1);
  }
  const auto policy = Policy::Compile(bundle, AllActions());
  ASSERT_TRUE(policy.ok()) << policy.status();
  for (Role agency : {ROLE_POLICE, ROLE_COUNCIL}) {
    const Role other = agency == ROLE_POLICE ? ROLE_COUNCIL : ROLE_POLICE;
    const Position own = {INCIDENT_STATE_PASSED, INCIDENT_STATE_UNSPECIFIED, agency};
    EXPECT_TRUE(NextMove(**policy, agency, "incident.take", own, now_));
    EXPECT_FALSE(NextMove(**policy, other, "incident.take", own, now_));
  }
}

TEST_F(FlowTest, NothingMovesAfterTheEnd) {
  for (auto end : {INCIDENT_STATE_DECLINED, INCIDENT_STATE_CLOSED, INCIDENT_STATE_WITHDRAWN}) {
    for (int role = 1; role < Role_ARRAYSIZE; ++role) {
      for (Role handover : {ROLE_UNSPECIFIED, ROLE_POLICE, ROLE_COUNCIL}) {
        EXPECT_THAT(ActionsFrom(*policy_, static_cast<Role>(role),
                                {end, INCIDENT_STATE_SUBMITTED, handover}),
                    IsEmpty());
      }
    }
  }
}

// Whatever waits, waits for somebody who can do something about it.
TEST_F(FlowTest, WhoeverIsWaitedForHasAMove) {
  for (const Transition& row : policy_->bundle().flow().transitions()) {
    if (!row.has_next_due()) continue;
    for (int from : row.from().empty() ? std::vector<int>{INCIDENT_STATE_UNSPECIFIED}
                                       : std::vector<int>(row.from().begin(), row.from().end())) {
      const auto to = row.to_previous() ? INCIDENT_STATE_SUBMITTED : row.to();
      if (row.to_previous() && row.of_handover()) continue;  // its own row speaks of PASSED, TAKEN
      const Position there = {to, static_cast<IncidentState>(from), row.handover_to()};
      EXPECT_FALSE(ActionsFrom(*policy_, row.waiting_for(), there).empty())
          << row.ShortDebugString();
    }
  }
}

TEST_F(FlowTest, ActionsOfAPosition) {
  EXPECT_THAT(ActionsFrom(*policy_, ROLE_COORDINATOR, {INCIDENT_STATE_SUBMITTED}),
              UnorderedElementsAre("incident.return", "incident.accept", "incident.decline",
                                   "incident.withdraw"));
  EXPECT_THAT(ActionsFrom(*policy_, ROLE_POLICE,
                          {INCIDENT_STATE_PASSED, INCIDENT_STATE_UNSPECIFIED, ROLE_POLICE}),
              UnorderedElementsAre("incident.take", "incident.return"));
}

TEST_F(FlowTest, Routes) {
  EXPECT_THAT(Recipients(*policy_, INCIDENT_TYPE_THEFT_FROM_SHOP), ElementsAre(ROLE_POLICE));
  EXPECT_THAT(Recipients(*policy_, INCIDENT_TYPE_ASB_NUISANCE), ElementsAre(ROLE_COUNCIL));
  EXPECT_THAT(Recipients(*policy_, INCIDENT_TYPE_ASB_PERSONAL),
              ElementsAre(ROLE_COUNCIL, ROLE_POLICE));
  EXPECT_THAT(Recipients(*policy_, INCIDENT_TYPE_UNSPECIFIED), IsEmpty());
}

TEST_F(FlowTest, SomeTypesAreViolenceByThemselves) {
  EXPECT_TRUE(IsUrgent(*policy_, INCIDENT_TYPE_ASSAULT));
  EXPECT_TRUE(IsUrgent(*policy_, INCIDENT_TYPE_ROBBERY_BUSINESS));
  EXPECT_FALSE(IsUrgent(*policy_, INCIDENT_TYPE_THEFT_FROM_SHOP));
}

// A wrong tick loses nobody help, and sends nothing further than somebody has decided.
TEST_F(FlowTest, AnUrgentReportGoesToThePoliceWhateverWasTicked) {
  EXPECT_THAT(UrgentRecipients(*policy_, INCIDENT_TYPE_ASB_NUISANCE, {}),
              ElementsAre(ROLE_POLICE, ROLE_COUNCIL));
  EXPECT_THAT(UrgentRecipients(*policy_, INCIDENT_TYPE_ASB_NUISANCE, {ROLE_COUNCIL}),
              ElementsAre(ROLE_POLICE, ROLE_COUNCIL));
  EXPECT_THAT(UrgentRecipients(*policy_, INCIDENT_TYPE_ASB_NUISANCE, {ROLE_POLICE}),
              ElementsAre(ROLE_POLICE))
      << "the shop did not want the council to have it";
  EXPECT_THAT(UrgentRecipients(*policy_, INCIDENT_TYPE_THEFT_FROM_SHOP, {ROLE_COUNCIL}),
              ElementsAre(ROLE_POLICE))
      << "the council, which only the shop wished for, waits for the coordinator";
  EXPECT_THAT(UrgentRecipients(*policy_, INCIDENT_TYPE_UNSPECIFIED, {}), ElementsAre(ROLE_POLICE));
}

}  // namespace
}  // namespace smarthub::policy
