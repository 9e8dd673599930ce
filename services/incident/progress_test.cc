// Random histories of moves by random roles, against a slow model that reads the state table row by
// row, written from docs and not from the engine. The table is Melton's own.
#include "services/incident/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "platform/base/error.h"
#include "platform/base/times.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::incident {
namespace {

using policy::v1::IncidentFlow;
using policy::v1::ROLE_UNSPECIFIED;
using ::testing::AnyOf;
using ::testing::ElementsAre;

std::shared_ptr<const policy::Policy> Melton() {
  const auto bundle = policy::LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  const auto actions = policy::AllActions();
  auto policy = policy::Policy::Compile(*bundle, actions);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

// One track of the model: the scheme's own (to == UNSPECIFIED) or a hand-over.
struct Track {
  IncidentState state = policy::v1::INCIDENT_STATE_UNSPECIFIED;
  IncidentState before = policy::v1::INCIDENT_STATE_UNSPECIFIED;
  Role waiting = ROLE_UNSPECIFIED;
};

// The slow model: a map of tracks and the table, read from the top for every question.
class Model {
 public:
  explicit Model(const IncidentFlow& flow) : flow_(flow) {}

  bool Report(Role role, bool urgent, const std::vector<Role>& to) {
    if (!Step(role, "incident.report", ROLE_UNSPECIFIED)) return false;
    if (urgent) {
      for (const Role agency : to) Step(role, "incident.report", agency);
    }
    return true;
  }

  bool Pass(Role role, Role to) {
    if (tracks_.count(to) != 0) return false;
    if (!Step(role, "incident.pass", ROLE_UNSPECIFIED)) return false;
    return Step(role, "incident.pass", to);
  }

  bool Move(Role role, const std::string& action) {
    bool moved = false;
    const auto tracks = tracks_;
    for (const auto& [to, track] : tracks) {
      const bool agency = role == policy::v1::ROLE_POLICE || role == policy::v1::ROLE_COUNCIL;
      if (agency && to != role) continue;
      moved |= Step(role, action, to);
    }
    return moved;
  }

  const std::map<Role, Track>& tracks() const { return tracks_; }

 private:
  bool Step(Role role, const std::string& action, Role to) {
    const Track at = tracks_.count(to) != 0 ? tracks_[to] : Track();
    for (const auto& row : flow_.transitions()) {
      bool fits = row.action() == action;
      fits &= Has(row.roles(), role);
      fits &= row.of_handover() == (to != ROLE_UNSPECIFIED);
      fits &= row.handover_to() == ROLE_UNSPECIFIED || row.handover_to() == to;
      fits &= row.from().empty() ? at.state == 0 : Has(row.from(), at.state);
      const bool taken = to != ROLE_UNSPECIFIED && at.before == policy::v1::INCIDENT_STATE_TAKEN;
      fits &= !taken || row.to() != policy::v1::INCIDENT_STATE_WITHDRAWN;
      if (!fits) continue;
      Track next;
      next.state = row.to_previous() ? at.before : row.to();
      if (next.state == policy::v1::INCIDENT_STATE_RETURNED) next.before = at.state;
      if (row.has_next_due()) next.waiting = row.waiting_for();
      tracks_[to] = next;
      return true;
    }
    return false;
  }

  template <typename List>
  static bool Has(const List& list, int value) {
    for (const int one : list) {
      if (one == value) return true;
    }
    return false;
  }

  const IncidentFlow& flow_;
  std::map<Role, Track> tracks_;
};

std::map<Role, Track> TracksOf(const StoredIncident& incident) {
  const auto track = [](const StoredTrack& of) {
    Track track;
    track.state = of.state();
    track.before = of.returned_from();
    track.waiting = of.waiting_for();
    return track;
  };
  std::map<Role, Track> tracks;
  tracks[ROLE_UNSPECIFIED] = track(incident.own());
  for (const auto& handover : incident.handovers()) tracks[handover.to()] = track(handover.track());
  return tracks;
}

bool operator==(const Track& a, const Track& b) {
  return a.state == b.state && a.before == b.before && a.waiting == b.waiting;
}

constexpr Role kRoles[] = {policy::v1::ROLE_REPORTER,    policy::v1::ROLE_SITE_MANAGER,
                           policy::v1::ROLE_COORDINATOR, policy::v1::ROLE_BOARD_MEMBER,
                           policy::v1::ROLE_POLICE,      policy::v1::ROLE_COUNCIL,
                           policy::v1::ROLE_DPO,         policy::v1::ROLE_SYSTEM};
constexpr const char* kActions[] = {"incident.return",  "incident.complete", "incident.accept",
                                    "incident.decline", "incident.take",     "incident.ask_back",
                                    "incident.answer",  "incident.close",    "incident.withdraw",
                                    "incident.read",    "incident.pass"};

class ProgressTest : public ::testing::Test {
 protected:
  std::shared_ptr<const policy::Policy> policy_ = Melton();

  StoredIncident Reported(bool urgent = false) {
    StoredIncident incident;
    const incident::Move move("incident.report", policy::v1::ROLE_REPORTER, kStart);
    EXPECT_TRUE(Begin(*policy_, move, incident).ok());
    if (urgent) {
      EXPECT_TRUE(HandTo(*policy_, move, {policy::v1::ROLE_POLICE}, incident).ok());
    }
    return incident;
  }
  absl::Status Do(StoredIncident& incident, std::string_view action, Role role) {
    return Apply(*policy_, incident::Move(action, role, kStart), incident);
  }
};

// Somebody is waited for until a time, or it is over: there is no third way for a report to lie.
void ExpectNeverLost(const StoredIncident& incident) {
  const IncidentState state = Overall(incident);
  EXPECT_NE(state, policy::v1::INCIDENT_STATE_UNSPECIFIED);
  if (Finished(incident)) {
    EXPECT_THAT(state,
                AnyOf(policy::v1::INCIDENT_STATE_DECLINED, policy::v1::INCIDENT_STATE_ANSWERED,
                      policy::v1::INCIDENT_STATE_CLOSED, policy::v1::INCIDENT_STATE_WITHDRAWN))
        << incident.DebugString();
  }
  for (const Waiting& waiting : WaitingFor(incident)) {
    EXPECT_NE(waiting.role, ROLE_UNSPECIFIED);
    EXPECT_LT(waiting.due, absl::InfiniteFuture());
  }
}

TEST_F(ProgressTest, RandomHistoriesFollowTheTableAndNothingElse) {
  std::mt19937 random(20261123);
  const auto pick = [&random](const auto& from) { return from[random() % std::size(from)]; };
  int moved = 0;
  std::set<IncidentState> seen;
  for (int history = 0; history < 3000; ++history) {
    StoredIncident incident;
    Model model(policy_->bundle().flow());
    absl::Time now = kStart;
    const bool urgent = random() % 3 == 0;
    const std::vector<Role> to = {
        pick(std::vector<Role>{policy::v1::ROLE_POLICE, policy::v1::ROLE_COUNCIL})};
    const incident::Move report("incident.report", policy::v1::ROLE_REPORTER, now);
    ASSERT_TRUE(Begin(*policy_, report, incident).ok());
    if (urgent) ASSERT_TRUE(HandTo(*policy_, report, to, incident).ok());
    ASSERT_TRUE(model.Report(report.role, urgent, to));

    for (int step = 0; step < 12; ++step) {
      now += absl::Hours(1);
      const Role role = pick(kRoles);
      // Half of the time something that is offered, or the histories would hardly move.
      const auto offers = AllowedActions(*policy_, role, incident);
      const bool willing = !offers.empty() && random() % 2 == 0;
      const std::string action = willing ? pick(offers) : std::string(pick(kActions));
      const incident::Move move(action, role, now);
      const bool offered = [&] {
        const auto allowed = AllowedActions(*policy_, role, incident);
        return std::find(allowed.begin(), allowed.end(), action) != allowed.end();
      }();
      const std::string before = incident.SerializeAsString();
      bool expected = false;
      absl::Status got;
      if (action == "incident.pass") {
        const Role agency = random() % 2 == 0 ? policy::v1::ROLE_POLICE : policy::v1::ROLE_COUNCIL;
        StoredIncident copy = incident;
        got = HandTo(*policy_, move, {agency}, copy);
        if (got.ok()) incident = copy;
        Model tried = model;
        expected = tried.Pass(role, agency);
        if (expected) model.Pass(role, agency);
      } else {
        got = Apply(*policy_, move, incident);
        expected = model.Move(role, action);
        EXPECT_EQ(offered, expected) << action << " " << role << "\n" << incident.DebugString();
      }
      ASSERT_EQ(got.ok(), expected) << action << " " << policy::v1::Role_Name(role) << "\n"
                                    << incident.DebugString();
      if (expected) {
        ++moved;
        seen.insert(Overall(incident));
      } else {
        EXPECT_EQ(incident.SerializeAsString(), before) << "refused, and yet something changed";
        EXPECT_TRUE(absl::IsFailedPrecondition(got)) << got;
      }
      ASSERT_TRUE(TracksOf(incident) == model.tracks()) << incident.DebugString();
      ExpectNeverLost(incident);
    }
  }
  EXPECT_GT(moved, 3000) << "the histories hardly move";
  EXPECT_EQ(seen.size(), 9u) << "every state but draft is met";
}

TEST_F(ProgressTest, UrgentReachesTheAgencyAtOnceAndTheCoordinatorInParallel) {
  const StoredIncident incident = Reported(/*urgent=*/true);
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_PASSED);
  const auto waiting = WaitingFor(incident);
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0].role, policy::v1::ROLE_POLICE);
  EXPECT_EQ(waiting[1].role, policy::v1::ROLE_COORDINATOR);
  EXPECT_THAT(AllowedActions(*policy_, policy::v1::ROLE_COORDINATOR, incident),
              ::testing::Contains("incident.accept"));
}

TEST_F(ProgressTest, EachAgencyHasItsOwnStateAndTheSlowestSpeaksForTheWhole) {
  StoredIncident incident = Reported();
  const Role coordinator = policy::v1::ROLE_COORDINATOR;
  ASSERT_TRUE(Do(incident, "incident.accept", coordinator).ok());
  const incident::Move pass("incident.pass", coordinator, kStart);
  ASSERT_TRUE(
      HandTo(*policy_, pass, {policy::v1::ROLE_POLICE, policy::v1::ROLE_COUNCIL}, incident).ok());
  ASSERT_TRUE(Do(incident, "incident.take", policy::v1::ROLE_POLICE).ok());
  ASSERT_TRUE(Do(incident, "incident.answer", policy::v1::ROLE_POLICE).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_PASSED) << "the council has not begun";
  ASSERT_TRUE(Do(incident, "incident.take", policy::v1::ROLE_COUNCIL).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_TAKEN);
  ASSERT_TRUE(Do(incident, "incident.ask_back", policy::v1::ROLE_COUNCIL).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_RETURNED) << "only the shop can go on";
  ASSERT_TRUE(Do(incident, "incident.complete", policy::v1::ROLE_REPORTER).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_TAKEN) << "back to where it came from";
  ASSERT_TRUE(Do(incident, "incident.answer", policy::v1::ROLE_COUNCIL).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_ANSWERED);
  EXPECT_TRUE(Finished(incident));
  EXPECT_THAT(AllowedActions(*policy_, policy::v1::ROLE_REPORTER, incident),
              ElementsAre("incident.withdraw"));
}

TEST_F(ProgressTest, AWrongStateIsNamed) {
  StoredIncident incident = Reported();
  const absl::Status status = Do(incident, "incident.complete", policy::v1::ROLE_REPORTER);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_EQ(ReasonOf(status), error::v1::REASON_WRONG_STATE);
  EXPECT_EQ(DetailOf(status)->state(), policy::v1::INCIDENT_STATE_SUBMITTED);
}

TEST_F(ProgressTest, PassedTwiceToTheSameIsSaid) {
  StoredIncident incident = Reported(/*urgent=*/true);
  const incident::Move pass("incident.pass", policy::v1::ROLE_COORDINATOR, kStart);
  EXPECT_EQ(ReasonOf(HandTo(*policy_, pass, {policy::v1::ROLE_POLICE}, incident)),
            error::v1::REASON_ALREADY_PASSED);
}

TEST_F(ProgressTest, WithdrawnAfterTakingStaysWithTheAgency) {
  StoredIncident incident = Reported(/*urgent=*/true);
  ASSERT_TRUE(Do(incident, "incident.take", policy::v1::ROLE_POLICE).ok());
  ASSERT_TRUE(Do(incident, "incident.withdraw", policy::v1::ROLE_REPORTER).ok());
  EXPECT_EQ(Overall(incident), policy::v1::INCIDENT_STATE_WITHDRAWN);
  EXPECT_EQ(incident.handovers(0).track().state(), policy::v1::INCIDENT_STATE_TAKEN);
  EXPECT_TRUE(Do(incident, "incident.answer", policy::v1::ROLE_POLICE).ok());
}

// A question that is open is no way for the shop to end what the police have taken.
TEST_F(ProgressTest, WithdrawnWhileAnAgencyWaitsForAnAnswerStaysWithTheAgency) {
  StoredIncident incident = Reported(/*urgent=*/true);
  ASSERT_TRUE(Do(incident, "incident.take", policy::v1::ROLE_POLICE).ok());
  ASSERT_TRUE(Do(incident, "incident.ask_back", policy::v1::ROLE_POLICE).ok());
  ASSERT_TRUE(Do(incident, "incident.withdraw", policy::v1::ROLE_REPORTER).ok());
  EXPECT_EQ(incident.handovers(0).track().state(), policy::v1::INCIDENT_STATE_RETURNED);
  ASSERT_TRUE(Do(incident, "incident.take", policy::v1::ROLE_POLICE).ok()) << "goes on without it";
  EXPECT_EQ(incident.handovers(0).track().state(), policy::v1::INCIDENT_STATE_TAKEN);
  EXPECT_TRUE(Do(incident, "incident.answer", policy::v1::ROLE_POLICE).ok());
}

TEST_F(ProgressTest, ReadByIsSetAtTheFirstOpeningOnly) {
  StoredIncident incident = Reported(/*urgent=*/true);
  EXPECT_TRUE(Unopened(policy::v1::ROLE_COORDINATOR, incident));
  EXPECT_TRUE(MarkRead(policy::v1::ROLE_COORDINATOR, kStart, incident));
  EXPECT_FALSE(MarkRead(policy::v1::ROLE_COORDINATOR, kStart, incident));
  EXPECT_FALSE(Unopened(policy::v1::ROLE_COORDINATOR, incident));
  EXPECT_EQ(incident.steps_size(), 2) << "that the scheme has looked is no step of the report";
  EXPECT_TRUE(Unopened(policy::v1::ROLE_POLICE, incident));
  EXPECT_FALSE(Unopened(policy::v1::ROLE_COUNCIL, incident));
  EXPECT_FALSE(MarkRead(policy::v1::ROLE_REPORTER, kStart, incident));
  EXPECT_FALSE(MarkRead(policy::v1::ROLE_COUNCIL, kStart, incident)) << "it was not passed to them";
  EXPECT_TRUE(MarkRead(policy::v1::ROLE_POLICE, kStart, incident));
  EXPECT_FALSE(MarkRead(policy::v1::ROLE_POLICE, kStart + absl::Hours(1), incident));
  EXPECT_FALSE(Unopened(policy::v1::ROLE_POLICE, incident));
  EXPECT_EQ(FromProto(incident.handovers(0).first_read_at()), kStart);
  EXPECT_EQ(incident.steps(incident.steps_size() - 1).action(), "read");
}

}  // namespace
}  // namespace smarthub::incident
