// The whole way of a report, through the real Guard, policy and store.
#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "services/incident/town_for_test.h"

namespace smarthub::incident {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kPolice = policy::v1::ROLE_POLICE;
constexpr auto kCouncil = policy::v1::ROLE_COUNCIL;

class JourneyTest : public TownTest {};

TEST_F(JourneyTest, FromShopToBothAgenciesAndBack) {
  const auto reply = Report(ann, Theft("t"));
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->state(), policy::v1::INCIDENT_STATE_SUBMITTED);
  EXPECT_EQ(reply->waiting_for(), policy::v1::ROLE_COORDINATOR);
  EXPECT_GT(FromProto(reply->due()), hub.clock().Now());
  const std::string id = Id("t").ToString();

  ASSERT_THAT(Accept(cora, id), IsOk());
  ASSERT_THAT(Pass(cora, id, {kPolice, kCouncil}), IsOk());
  hub.clock().Advance(absl::Minutes(30));
  EXPECT_FALSE(Get(ann, id)->handovers(0).has_first_read_at());
  ASSERT_THAT(Get(police, id), IsOk());
  ASSERT_THAT(Take(police, id), IsOk());
  ASSERT_THAT(Answer(police, id, "We have the recording.",
                     incident::v1::OUTCOME_GROUP_NO_SUSPECT_IDENTIFIED),
              IsOk());

  auto seen = Get(ann, id);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_PASSED) << "the council has not begun";
  EXPECT_TRUE(seen->handovers(0).has_first_read_at());
  EXPECT_EQ(seen->handovers(0).answer().note(), "We have the recording.");
  EXPECT_EQ(seen->handovers(0).agency_note(), "") << "notes between agencies are not for shops";
  EXPECT_EQ(seen->waiting_for(), kCouncil);

  ASSERT_THAT(Take(council, id), IsOk());
  ASSERT_THAT(Ask(council, id, "Does it happen in the evening?"), IsOk());
  seen = Get(ann, id);
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_RETURNED);
  ASSERT_EQ(seen->questions_size(), 1);
  EXPECT_EQ(seen->questions(0).text(), "Does it happen in the evening?");
  EXPECT_EQ(seen->questions(0).asked_by(), kCouncil);
  EXPECT_EQ(FromProto(seen->questions(0).asked_at()), hub.clock().Now());
  EXPECT_EQ(seen->waiting_for(), policy::v1::ROLE_REPORTER);
  ASSERT_THAT(Complete(ann, id, "Yes, after six."), IsOk());
  ASSERT_THAT(
      Answer(council, id, "The patrol comes by now.", incident::v1::OUTCOME_GROUP_COUNCIL_ACTION),
      IsOk());
  seen = Get(ann, id);
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_ANSWERED);
  EXPECT_FALSE(seen->has_due());
  EXPECT_THAT(seen->what_happened(), HasSubstr("Yes, after six."));
  ASSERT_THAT(Close(cora, id, "Answered by both."), IsOk());
  seen = Get(ann, id);
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_CLOSED);

  std::vector<std::string> line;
  for (const auto& step : seen->steps()) line.push_back(step.action());
  EXPECT_THAT(line, ElementsAre("incident.report", "incident.accept", "incident.pass",
                                "incident.pass", "read", "incident.take", "incident.answer",
                                "incident.take", "incident.ask_back", "incident.complete",
                                "incident.answer", "incident.close"));
  EXPECT_EQ(seen->site_name(), "The Larder");
  EXPECT_EQ(seen->reporter_name(), "Ann Example");
}

TEST_F(JourneyTest, ViolenceReachesThePoliceAtOnceAndTheCoordinatorInParallel) {
  auto request = Theft("v");
  request.mutable_report()->mutable_urgency()->set_violence(true);
  const auto reply = Report(ann, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->passed_at_once(), ElementsAre(kPolice));
  const std::string id = Id("v").ToString();
  EXPECT_THAT(Take(police, id), IsOk()) << "before anybody at the scheme has looked";
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), ElementsAre(id));
  ASSERT_THAT(Accept(cora, id), IsOk());
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), IsEmpty())
      << "accepted, and nothing left to pass";
  EXPECT_THAT(Pass(cora, id, {kCouncil}), IsOk());
}

// A wrong tick must lose nobody help.
TEST_F(JourneyTest, ViolenceReachesThePoliceWhateverTypeOrRecipientWasTicked) {
  auto nuisance = Theft("nuisance");
  nuisance.mutable_report()->set_type(policy::v1::INCIDENT_TYPE_ASB_NUISANCE);
  auto chosen = Theft("chosen");
  chosen.mutable_report()->set_type(policy::v1::INCIDENT_TYPE_ASB_NUISANCE);
  chosen.mutable_report()->add_wanted_recipients(kCouncil);
  for (auto* request : {&nuisance, &chosen}) {
    request->mutable_report()->mutable_urgency()->set_weapon(true);
    const auto reply = Report(ann, *request);
    ASSERT_THAT(reply, IsOk());
    EXPECT_THAT(reply->passed_at_once(), ElementsAre(kPolice, kCouncil));
    EXPECT_THAT(Take(police, request->incident_id().value()), IsOk());
    EXPECT_THAT(Take(council, request->incident_id().value()), IsOk());
  }
}

TEST_F(JourneyTest, WhatOnlyTheShopWishedForWaitsForTheCoordinator) {
  auto request = Theft("wish");
  request.mutable_report()->mutable_urgency()->set_offender_detained(true);
  request.mutable_report()->add_wanted_recipients(kCouncil);
  const auto reply = Report(ann, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->passed_at_once(), ElementsAre(kPolice));
  const std::string id = request.incident_id().value();
  EXPECT_THAT(Get(council, id), HasReason(error::v1::REASON_NOT_FOUND)) << "nobody has looked yet";
  EXPECT_THAT(Get(cora, id)->suggested_recipients(), ElementsAre(kPolice, kCouncil));
  ASSERT_THAT(Accept(cora, id), IsOk());
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), ElementsAre(id))
      << "the shop's wish is still to be passed";
  ASSERT_THAT(Pass(cora, id, {kCouncil}), IsOk());
  EXPECT_THAT(Get(council, id), IsOk());
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), IsEmpty());
}

// The coordinator need not follow the wish: closing says why, and the police go on.
TEST_F(JourneyTest, AWishThatIsNotFollowedIsClosedWithAReason) {
  auto request = Theft("no");
  request.mutable_report()->mutable_urgency()->set_violence(true);
  request.mutable_report()->add_wanted_recipients(kCouncil);
  ASSERT_THAT(Report(ann, request), IsOk());
  const std::string id = request.incident_id().value();
  ASSERT_THAT(Accept(cora, id), IsOk());
  ASSERT_THAT(Close(cora, id, "Not for the council."), IsOk());
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), IsEmpty());
  EXPECT_EQ(Get(ann, id)->state(), policy::v1::INCIDENT_STATE_PASSED);
  EXPECT_THAT(Take(police, id), IsOk());
}

// Not urgent: as the shop chose, after acceptance.
TEST_F(JourneyTest, WithoutUrgencyTheShopsChoiceIsTheSuggestion) {
  auto request = Theft("quiet");
  request.mutable_report()->add_wanted_recipients(kCouncil);
  const auto reply = Report(ann, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->passed_at_once(), IsEmpty());
  EXPECT_THAT(Get(cora, request.incident_id().value())->suggested_recipients(),
              ElementsAre(kCouncil));
}

TEST_F(JourneyTest, ReturnedAndCompletedGoesBackToWhereItCameFrom) {
  const std::string id = Reported("r");
  ASSERT_THAT(Return(cora, id, "Which till?"), IsOk());
  EXPECT_THAT(Accept(cora, id), HasReason(error::v1::REASON_WRONG_STATE));
  ASSERT_THAT(Complete(ann, id, "The second."), IsOk());
  EXPECT_EQ(Get(ann, id)->state(), policy::v1::INCIDENT_STATE_SUBMITTED);
  EXPECT_THAT(Get(ann, id)->questions(), IsEmpty());
}

// The coordinator's question and the agency's, asked while the other was open: each is answered on
// its own, and nobody is told that theirs was when it was not.
TEST_F(JourneyTest, TwoQuestionsAtOnceAreAnsweredOneByOne) {
  const std::string id = Urgent("two");
  ASSERT_THAT(Take(police, id), IsOk());
  ASSERT_THAT(Ask(police, id, "Which way did he go?"), IsOk());
  ASSERT_THAT(Return(cora, id, "Which till?"), IsOk());
  for (const TestCaller& caller : {ann, cora, police}) {
    const auto seen = Get(caller, id);
    ASSERT_THAT(seen, IsOk());
    ASSERT_EQ(seen->questions_size(), 2);
    EXPECT_EQ(seen->questions(0).text(), "Which till?");
    EXPECT_EQ(seen->questions(0).asked_by(), policy::v1::ROLE_COORDINATOR);
    EXPECT_EQ(seen->questions(1).text(), "Which way did he go?");
    EXPECT_EQ(seen->questions(1).asked_by(), kPolice);
  }
  const absl::Status which = Complete(ann, id, "To the car park.");
  EXPECT_THAT(which, HasReason(error::v1::REASON_REQUIRED));
  EXPECT_EQ(DetailOf(which)->field(), "answers");
  EXPECT_THAT(Complete(ann, id, "Who?", kCouncil), HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_THAT(Complete(ann, id, "Who?", static_cast<policy::v1::Role>(99)),
              HasReason(error::v1::REASON_UNKNOWN_VALUE));

  ASSERT_THAT(Complete(ann, id, "To the car park.", kPolice), IsOk());
  auto seen = Get(ann, id);
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_RETURNED) << "the coordinator still waits";
  EXPECT_EQ(seen->handovers(0).state(), policy::v1::INCIDENT_STATE_TAKEN);
  ASSERT_EQ(seen->questions_size(), 1);
  EXPECT_EQ(seen->questions(0).asked_by(), policy::v1::ROLE_COORDINATOR);
  EXPECT_EQ(seen->steps().rbegin()->to_role(), kPolice) << "the line of time says whose it was";
  EXPECT_THAT(Complete(ann, id, "Again.", kPolice), HasReason(error::v1::REASON_WRONG_STATE));

  ASSERT_THAT(Complete(ann, id, "The second."), IsOk()) << "one question needs no naming";
  seen = Get(ann, id);
  EXPECT_THAT(seen->questions(), IsEmpty());
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_TAKEN);
}

TEST_F(JourneyTest, BothAgenciesMayAskAtOnce) {
  const std::string id = Passed("both", {kPolice, kCouncil});
  for (const TestCaller& agency : {police, council}) {
    ASSERT_THAT(Take(agency, id), IsOk());
    ASSERT_THAT(Ask(agency, id, "When?"), IsOk());
  }
  ASSERT_THAT(Complete(ann, id, "At six.", kCouncil), IsOk());
  const auto seen = Get(ann, id);
  EXPECT_EQ(seen->handovers(0).state(), policy::v1::INCIDENT_STATE_RETURNED);
  EXPECT_EQ(seen->handovers(1).state(), policy::v1::INCIDENT_STATE_TAKEN);
}

TEST_F(JourneyTest, ANoteForAgenciesIsReadByBothAndByNobodyElse) {
  const std::string id = Passed("notes", {kPolice, kCouncil});
  ASSERT_THAT(Take(police, id), IsOk());
  ASSERT_THAT(Answer(police, id, "We have the recording."), IsOk());
  const auto own = Get(police, id);
  EXPECT_EQ(own->handovers(0).agency_note(), "For colleagues only.");
  const auto others = Get(council, id);
  ASSERT_THAT(others, IsOk());
  EXPECT_EQ(others->handovers(0).state(), policy::v1::INCIDENT_STATE_ANSWERED);
  EXPECT_EQ(others->handovers(0).answer().note(), "We have the recording.");
  EXPECT_EQ(others->handovers(0).agency_note(), "For colleagues only.");
  EXPECT_EQ(Get(cora, id)->handovers(0).agency_note(), "");
}

TEST_F(JourneyTest, WithdrawnAfterPassingTellsTheAgencyAndDeletesNothing) {
  const std::string id = Passed("w", {kPolice});
  ASSERT_THAT(Withdraw(ann, id, "Found in the store room."), IsOk());
  const auto seen = Get(police, id);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->state(), policy::v1::INCIDENT_STATE_WITHDRAWN);
  EXPECT_THAT(seen->what_happened(), Not(IsEmpty()));
  const auto events = hub.Run(hub.store()->ReadOutbox("melton", "", 100));
  ASSERT_THAT(events, IsOk());
  bool told = false;
  for (const auto& item : *events) told |= item.event.reason == "incident.withdraw";
  EXPECT_TRUE(told);
}

TEST_F(JourneyTest, AWrongStateIsNamed) {
  const std::string id = Reported("s");
  const absl::Status status = Pass(cora, id, {kPolice});
  EXPECT_THAT(status, HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_EQ(DetailOf(status)->state(), policy::v1::INCIDENT_STATE_SUBMITTED);
  ASSERT_THAT(Decline(cora, id, "A bill, no theft."), IsOk());
  EXPECT_EQ(DetailOf(Accept(cora, id))->state(), policy::v1::INCIDENT_STATE_DECLINED);
  const std::string twice = Passed("p", {kPolice});
  EXPECT_THAT(Pass(cora, twice, {kPolice}), HasReason(error::v1::REASON_ALREADY_PASSED));
}

TEST_F(JourneyTest, TheSameReportAgainGetsTheFirstAnswer) {
  const auto request = Theft("i");
  const auto first = Report(ann, request);
  ASSERT_THAT(first, IsOk());
  hub.clock().Advance(absl::Hours(2));
  const auto again = Report(ann, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(Get(cora, Id("i").ToString())->steps_size(), 1);
}

// A phone that was away for days sends its report once more: Guard's first answer has gone.
TEST_F(JourneyTest, TheSameReportDaysLaterGetsWhereItStands) {
  const auto request = Theft("i");
  const std::string id = request.incident_id().value();
  ASSERT_THAT(Report(ann, request), IsOk());
  ASSERT_THAT(Accept(cora, id), IsOk());
  const auto forget = [&] {
    const std::string kept = std::string(ann.person_id().bytes()) + std::string(Id("i").bytes());
    hub.store().redis().Call({"DEL", store::AnswerKey("melton", kept)});
  };
  forget();
  hub.clock().Advance(absl::Hours(40 * 24));
  const auto again = Report(ann, request);
  ASSERT_THAT(again, IsOk()) << "also when it is too old to be reported for the first time";
  EXPECT_EQ(again->state(), policy::v1::INCIDENT_STATE_ACCEPTED);
  EXPECT_EQ(again->waiting_for(), policy::v1::ROLE_COORDINATOR);
  EXPECT_LT(FromProto(again->received_at()), hub.clock().Now() - absl::Hours(24));
  EXPECT_EQ(Get(cora, id)->steps_size(), 2) << "nothing was changed by it";

  forget();
  auto other = request;
  other.mutable_report()->set_place("somewhere else");
  EXPECT_THAT(Report(ann, other), HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  forget();
  auto recent = request;
  *recent.mutable_report()->mutable_happened_from() = ToProto(hub.clock().Now() - absl::Hours(1));
  *recent.mutable_report()->mutable_happened_to() = ToProto(hub.clock().Now());
  EXPECT_THAT(Report(ben, recent), HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  EXPECT_THAT(Report(mia, recent), HasReason(error::v1::REASON_REQUEST_ID_REUSED))
      << "another person's id, although of the same site";
  const TestCaller moved = TestCaller::Reporter("ann").At({bakery});
  ASSERT_EQ(moved.person_id(), ann.person_id());
  EXPECT_THAT(Report(moved, request), HasReason(error::v1::REASON_REQUEST_ID_REUSED))
      << "who no longer works there learns nothing of it";
}

TEST_F(JourneyTest, AnAssaultReachesThePoliceAlthoughNobodyTickedViolence) {
  auto request = Theft("assault");
  request.mutable_report()->set_type(policy::v1::INCIDENT_TYPE_ASSAULT);
  const auto reply = Report(ann, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->passed_at_once(), ElementsAre(kPolice));
  EXPECT_THAT(Get(police, request.incident_id().value()), IsOk());
}

TEST_F(JourneyTest, AnUrgentReportSentAgainSaysWhomItReachedAtOnce) {
  auto request = Theft("u");
  request.mutable_report()->mutable_urgency()->set_violence(true);
  ASSERT_THAT(Report(ann, request), IsOk());
  ASSERT_THAT(Accept(cora, request.incident_id().value()), IsOk());
  ASSERT_THAT(Pass(cora, request.incident_id().value(), {kCouncil}), IsOk());
  const std::string kept = std::string(ann.person_id().bytes()) + std::string(Id("u").bytes());
  hub.store().redis().Call({"DEL", store::AnswerKey("melton", kept)});
  const auto again = Report(ann, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->passed_at_once(), ElementsAre(kPolice));
}

TEST_F(JourneyTest, AnotherReportUnderTheSameIdIsRefused) {
  const auto request = Theft("i");
  ASSERT_THAT(Report(ann, request), IsOk());
  auto other = request;
  other.mutable_report()->set_place("somewhere else");
  EXPECT_THAT(Report(ann, other), HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  // Nor by somebody else, whose request ids never meet Ann's.
  auto bens = request;
  bens.mutable_report()->mutable_site_id()->set_value(bakery.ToString());
  const size_t before = hub.Leaves().size();
  const auto refused = Report(ben, bens);
  EXPECT_THAT(refused, HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  EXPECT_TRUE(absl::IsAlreadyExists(refused.status()));
  ASSERT_EQ(hub.Leaves().size(), before + 1) << "trying ids leaves a trace";
  EXPECT_EQ(hub.Leaves().back().outcome(), audit::v1::OUTCOME_DENIED);
  // What would not be taken anyway learns nothing of the id.
  bens.mutable_report()->clear_happened_from();
  EXPECT_TRUE(absl::IsInvalidArgument(Report(ben, bens).status()));
}

TEST_F(JourneyTest, FreeTextIsScannedBeforeItIsSent) {
  auto request = Theft("f");
  request.mutable_report()->set_what_happened("Ring me on 07700 900123");
  const auto warned = Report(ann, request);
  EXPECT_THAT(warned, HasReason(error::v1::REASON_SCAN_FOUND_SOMETHING));
  EXPECT_EQ(DetailOf(warned.status())->field(), "report.what_happened");
  request.set_scan_acknowledged(true);
  EXPECT_THAT(Report(ann, request), IsOk());
}

TEST_F(JourneyTest, AnAnswerForShopsNamesNoSuspect) {
  const std::string id = Passed("n", {kPolice});
  ASSERT_THAT(Take(police, id), IsOk());
  auto request = On<incident::v1::AnswerIncidentRequest>(id);
  request.set_outcome(incident::v1::OUTCOME_GROUP_UNDER_INVESTIGATION);
  request.set_note("We spoke to Thrussington.");
  request.set_scan_acknowledged(true);
  const auto refused =
      Call<incident::v1::AnswerIncidentResponse>("AnswerIncident", police, request);
  EXPECT_THAT(refused, HasReason(error::v1::REASON_SCAN_FOUND_SOMETHING));
  EXPECT_EQ(DetailOf(refused.status())->field(), "note");
}

TEST_F(JourneyTest, EveryChangeCarriesItsRetention) {
  const std::string id = Reported("k");
  const store::Key key{label::v1::INCIDENT, Id("k")};
  const auto stored = [&] {
    auto read = hub.Run(hub.store()->Read("melton", {&key, 1}));
    return *read->front()->Open();
  };
  EXPECT_EQ(stored().retention_class, policy::v1::RETENTION_CLASS_INCIDENT);
  EXPECT_EQ(stored().retention_clock, policy::v1::CLOCK_END_OF_MONTH_HAPPENED);
  EXPECT_TRUE(stored().retention_started.has_value());
  const absl::Time unpassed = stored().retention_due.value();
  ASSERT_THAT(Accept(cora, id), IsOk());
  ASSERT_THAT(Pass(cora, id, {kPolice}), IsOk());
  EXPECT_EQ(stored().retention_class, policy::v1::RETENTION_CLASS_INCIDENT_PASSED);
  EXPECT_EQ(stored().retention_clock, policy::v1::CLOCK_PASSED);
  EXPECT_GT(stored().retention_due.value(), unpassed) << "36 months from passing";
  ASSERT_THAT(Take(police, id), IsOk());
  ASSERT_THAT(Answer(police, id, "", incident::v1::OUTCOME_GROUP_CHARGED_OR_SUMMONSED), IsOk());
  EXPECT_LT(stored().retention_due.value(), unpassed) << "12 months from the outcome";
}

TEST_F(JourneyTest, NothingASuspectIsCalledLeavesTheSealedRecord) {
  auto request = Theft("c");
  smarthub::testing::FillWith("Kanarienvogel", *request.mutable_report()->mutable_suspects(0));
  request.mutable_report()->mutable_suspects(0)->clear_appearance_id();
  request.mutable_report()->set_what_happened("{p1} Kanarienvogel");
  ASSERT_THAT(Report(ann, request), IsOk());
  ASSERT_THAT(Get(cora, Id("c").ToString()), IsOk());
  hub.ExpectNowhere("Kanarienvogel");
}

}  // namespace
}  // namespace smarthub::incident
