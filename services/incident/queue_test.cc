// The queue's order, an agency's request for more, and the stream of changes.
#include <gmock/gmock.h>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/incident/town_for_test.h"

namespace smarthub::incident {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto kPolice = policy::v1::ROLE_POLICE;

class QueueTest : public TownTest {
 protected:
  std::string Ask(const TestCaller& caller, absl::Duration back) {
    incident::v1::RequestIncidentsRequest request;
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    request.mutable_site_id()->set_value(larder.ToString());
    *request.mutable_from() = ToProto(hub.clock().Now() - back);
    *request.mutable_to() = ToProto(hub.clock().Now());
    request.set_reason("A series along the street");
    const auto reply =
        Call<incident::v1::RequestIncidentsResponse>("RequestIncidents", caller, request);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() ? reply->incident_request_id().value() : "";
  }
  // How the stream ends.
  absl::Status Watch(const TestCaller& caller, const std::string& from, Cancellation& cancellation,
                     rpc::Stream& stream) {
    hub.authenticator().Know(caller);
    incident::v1::WatchQueueRequest request;
    request.set_resume_token(from);
    rpc::Call call;
    call.credentials = caller.credentials();
    call.cancellation = &cancellation;
    const rpc::Method* method =
        hub.guard().Find("/smarthub.incident.v1.IncidentService/WatchQueue");
    return hub.Run(hub.guard().ServerStream(*method, std::move(call), request, stream));
  }
  absl::StatusOr<incident::v1::DecideIncidentRequestResponse> Decide(
      const std::string& asked, const std::vector<std::string>& grant) {
    incident::v1::DecideIncidentRequestRequest request;
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    request.mutable_incident_request_id()->set_value(asked);
    for (const std::string& id : grant) request.add_grant()->set_value(id);
    request.set_reason("As agreed.");
    return Call<incident::v1::DecideIncidentRequestResponse>("DecideIncidentRequest", cora,
                                                             request);
  }
};

TEST_F(QueueTest, UrgentThenUnopenedThenOverdueThenByDueTime) {
  const std::string late = Reported("late");
  hub.clock().Advance(absl::Hours(24));
  const std::string later = Reported("later");
  ASSERT_THAT(Get(cora, late), IsOk());
  ASSERT_THAT(Get(cora, later), IsOk());
  // The first is overdue by now, the second is not yet; both have been opened.
  hub.clock().Advance(absl::Hours(15));
  const std::string forgotten = Reported("opened by nobody");
  hub.clock().Advance(absl::Hours(24));
  const std::string newest = Reported("newest");
  const std::string seen = Urgent("urgent and opened");
  ASSERT_THAT(Get(cora, seen), IsOk());
  hub.clock().Advance(absl::Minutes(5));
  const std::string urgent = Urgent("urgent");
  const std::vector<std::string> expected = {urgent, seen, forgotten, newest, late, later};
  EXPECT_EQ(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), expected);
  for (const int page : {1, 2, 4}) {
    EXPECT_EQ(Queue(cora, incident::v1::QUEUE_FILTER_WAITING_FOR_ME, page), expected) << page;
  }
  EXPECT_THAT(Queue(police, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), ElementsAre(seen, urgent));
  ASSERT_THAT(Get(police, seen), IsOk());
  EXPECT_THAT(Queue(police, incident::v1::QUEUE_FILTER_WAITING_FOR_ME), ElementsAre(urgent, seen))
      << "each role has its own new";
  EXPECT_TRUE(Get(ann, late)->overdue()) << "the reporter sees it too";
  EXPECT_FALSE(Get(ann, newest)->overdue());
}

TEST_F(QueueTest, UnopenedIsSaidUntilSomebodyOfTheRoleHasOpenedIt) {
  const std::string id = Urgent("u");
  const incident::v1::ListIncidentsRequest all;
  const auto unopened = [&](const TestCaller& caller) {
    const auto reply = Call<incident::v1::ListIncidentsResponse>("ListIncidents", caller, all);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() && reply->incidents_size() == 1 && reply->incidents(0).unopened();
  };
  EXPECT_TRUE(unopened(cora));
  EXPECT_TRUE(unopened(police)) << "a list is no opening";
  ASSERT_THAT(Get(cora, id), IsOk());
  EXPECT_FALSE(unopened(cora));
  EXPECT_TRUE(unopened(police));
  ASSERT_THAT(Get(police, id), IsOk());
  EXPECT_FALSE(unopened(police));
}

TEST_F(QueueTest, OpenAndFinishedAreApart) {
  const std::string open = Passed("open", {kPolice});
  const std::string done = Passed("done", {kPolice});
  ASSERT_THAT(Take(police, done), IsOk());
  ASSERT_THAT(Answer(police, done, "", incident::v1::OUTCOME_GROUP_TRANSFERRED), IsOk());
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_OPEN), ElementsAre(open));
  EXPECT_THAT(Queue(cora, incident::v1::QUEUE_FILTER_FINISHED), ElementsAre(done));
  EXPECT_THAT(Queue(police, incident::v1::QUEUE_FILTER_OPEN), ElementsAre(open));
  EXPECT_THAT(Queue(police, incident::v1::QUEUE_FILTER_FINISHED), ElementsAre(done));
  EXPECT_THAT(Queue(council, incident::v1::QUEUE_FILTER_OPEN), IsEmpty());
}

TEST_F(QueueTest, ATokenIsForItsOwnListAndCaller) {
  Reported("a");
  Reported("b");
  incident::v1::ListIncidentsRequest request;
  request.set_filter(incident::v1::QUEUE_FILTER_OPEN);
  request.set_page_size(1);
  const auto page = Call<incident::v1::ListIncidentsResponse>("ListIncidents", cora, request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  EXPECT_THAT(Call<incident::v1::ListIncidentsResponse>("ListIncidents", police, request),
              HasReason(error::v1::REASON_BAD_FORMAT));
  request.set_filter(incident::v1::QUEUE_FILTER_FINISHED);
  EXPECT_THAT(Call<incident::v1::ListIncidentsResponse>("ListIncidents", cora, request),
              HasReason(error::v1::REASON_BAD_FORMAT));
}

TEST_F(QueueTest, AGrantOpensTheNamedReportForReadingOnly) {
  const std::string named = Reported("named");
  const std::string other = Reported("other");
  const std::string asked = Ask(police, absl::Hours(24));
  incident::v1::ListIncidentRequestsRequest list;
  const auto shown =
      Call<incident::v1::ListIncidentRequestsResponse>("ListIncidentRequests", cora, list);
  ASSERT_THAT(shown, IsOk());
  ASSERT_EQ(shown->incident_requests_size(), 1);
  EXPECT_EQ(shown->incident_requests(0).reason(), "A series along the street");
  ASSERT_THAT(Decide(asked, {named}), IsOk());
  EXPECT_THAT(Get(police, named), IsOk());
  EXPECT_EQ(Get(police, named)->witnesses(0).contact(), "") << "whom to call is not needed";
  EXPECT_THAT(Take(police, named), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Get(police, other), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Get(council, named), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Decide(asked, {other}), HasReason(error::v1::REASON_WRONG_STATE));
  const auto own =
      Call<incident::v1::ListIncidentRequestsResponse>("ListIncidentRequests", police, list);
  ASSERT_THAT(own, IsOk());
  EXPECT_EQ(own->incident_requests(0).state(), incident::v1::INCIDENT_REQUEST_STATE_GRANTED);
}

TEST_F(QueueTest, AGrantShowsNothingThatTheAgencyThatWorksOnItAnsweredOrNoted) {
  const std::string id = Passed("noted", {kPolice});
  ASSERT_THAT(Take(police, id), IsOk());
  ASSERT_THAT(Answer(police, id, "We have the recording."), IsOk());
  const std::string asked = Ask(council, absl::Hours(24));
  ASSERT_THAT(Decide(asked, {id}), IsOk());
  const auto seen = Get(council, id);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->handovers(0).state(), policy::v1::INCIDENT_STATE_ANSWERED);
  EXPECT_EQ(seen->handovers(0).answer().note(), "");
  EXPECT_EQ(seen->handovers(0).agency_note(), "");
}

TEST_F(QueueTest, AGrantIsOfTheSiteAndDaysAskedFor) {
  const std::string old = Reported("old");
  hub.clock().Advance(absl::Hours(48));
  const std::string asked = Ask(police, absl::Hours(24));
  const auto refused = Decide(asked, {old});
  EXPECT_THAT(refused, HasReason(error::v1::REASON_OUT_OF_RANGE));
  EXPECT_EQ(DetailOf(refused.status())->field(), "grant[0]");
  EXPECT_THAT(Get(police, old), HasReason(error::v1::REASON_NOT_FOUND));
  ASSERT_THAT(Decide(asked, {}), IsOk());
}

TEST_F(QueueTest, FiftyReportsCanBeGrantedAtOnce) {
  std::vector<std::string> many;
  for (int i = 0; i < 50; ++i) many.push_back(Reported("many" + std::to_string(i)));
  const std::string asked = Ask(police, absl::Hours(24));
  EXPECT_THAT(Decide(asked, many), IsOk());
  EXPECT_THAT(Get(police, many.back()), IsOk());
}

// Long reports reach the bound of a commit before their number does: that is said, with how many
// fit, and so many do.
TEST_F(QueueTest, LongReportsThatCannotBeGrantedInOneStepAreCounted) {
  std::vector<std::string> many;
  for (int i = 0; i < 30; ++i) {
    auto request = Theft("long" + std::to_string(i));
    std::string text;
    while (text.size() < 10'000) text += "\u20AC\u20AC\u20AC ";
    request.mutable_report()->set_what_happened(text);
    ASSERT_THAT(Report(ann, request), IsOk());
    many.push_back(request.incident_id().value());
  }
  const std::string asked = Ask(police, absl::Hours(24));
  const auto refused = Decide(asked, many);
  EXPECT_THAT(refused, HasReason(error::v1::REASON_TOO_MANY));
  EXPECT_EQ(DetailOf(refused.status())->field(), "grant");
  const std::string said(refused.status().message());
  const size_t number = said.find_first_of("0123456789");
  ASSERT_NE(number, said.npos) << said;
  many.resize(std::stoul(said.substr(number)));
  EXPECT_GT(many.size(), 10u);
  EXPECT_LT(many.size(), 30u);
  EXPECT_THAT(Decide(asked, many), IsOk());
  EXPECT_THAT(Get(police, many.back()), IsOk());
}

// Takes what a stream writes, and ends it after so many messages.
class Taker final : public rpc::Stream {
 public:
  Taker(size_t enough, Cancellation& cancellation) : enough_(enough), cancellation_(cancellation) {}
  Task<absl::Status> Write(const google::protobuf::Message& message) override {
    messages.push_back(static_cast<const incident::v1::WatchQueueResponse&>(message));
    if (messages.size() >= enough_) cancellation_.Cancel(absl::CancelledError("enough"));
    co_return absl::OkStatus();
  }
  std::vector<incident::v1::WatchQueueResponse> messages;

 private:
  size_t enough_;
  Cancellation& cancellation_;
};

TEST_F(QueueTest, TheStreamTellsIdsOfWhatTheCallerMaySeeAndResumes) {
  const auto watch = [&](const TestCaller& caller, const std::string& from, size_t enough) {
    Cancellation cancellation;
    Taker taker(enough, cancellation);
    const absl::Status ended = Watch(caller, from, cancellation, taker);
    EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
    return taker.messages;
  };
  // The first message only says that the stream stands, and where.
  const auto standing = watch(police, "", 1);
  ASSERT_EQ(standing.size(), 1u);
  EXPECT_FALSE(standing[0].has_incident_id());
  const std::string theft = Reported("quiet");
  const std::string urgent = Urgent("loud");
  const auto told = watch(police, standing[0].resume_token(), 2);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[1].incident_id().value(), urgent) << "never the one that was not passed";
  EXPECT_EQ(told[1].reason(), "incident.report");
  ASSERT_THAT(Accept(cora, urgent), IsOk());
  const auto next = watch(police, told[1].resume_token(), 2);
  EXPECT_EQ(next[1].reason(), "incident.accept");
  EXPECT_EQ(next[1].incident_id().value(), urgent);
}

// A client that takes nine seconds for every message; after the first report, `erased` is gone.
class SlowTaker final : public rpc::Stream {
 public:
  SlowTaker(smarthub::testing::TestHub& hub, std::string erased, Cancellation& cancellation)
      : hub_(hub), erased_(std::move(erased)), cancellation_(cancellation) {}
  Task<absl::Status> Write(const google::protobuf::Message& message) override {
    const auto& told = static_cast<const incident::v1::WatchQueueResponse&>(message);
    if (told.has_incident_id()) ids.push_back(told.incident_id().value());
    hub_.clock().Advance(absl::Seconds(9));
    if (ids.size() == 1) CO_RETURN_IF_ERROR(co_await Erase());
    if (ids.size() == 2) cancellation_.Cancel(absl::CancelledError("enough"));
    co_return absl::OkStatus();
  }
  std::vector<std::string> ids;

 private:
  Task<absl::Status> Erase() {
    const store::Key keys[] = {{label::v1::INCIDENT, *Uuid::Parse(erased_)}};
    const auto read = co_await hub_.store()->Read("melton", keys);
    CO_RETURN_IF_ERROR(read.status());
    store::Batch batch;
    batch.slot = "melton";
    batch.audit_entry = "erased";
    batch.changes.push_back({keys[0], (*read)[0]->version(), std::nullopt});
    co_return (co_await hub_.store()->Commit(std::move(batch))).status();
  }

  smarthub::testing::TestHub& hub_;
  std::string erased_;
  Cancellation& cancellation_;
};

// What was read for a stream is decided on when it is told, and that may be much later.
TEST_F(QueueTest, ASlowClientIsNotToldOfWhatChangedWhileItTookTheLast) {
  Cancellation stands;
  Taker standing(1, stands);
  EXPECT_TRUE(absl::IsCancelled(Watch(police, "", stands, standing)));
  const std::string first = Urgent("first");
  const std::string second = Urgent("second");
  const std::string third = Urgent("third");
  Cancellation enough;
  SlowTaker slow(hub, second, enough);
  const absl::Status ended = Watch(police, standing.messages[0].resume_token(), enough, slow);
  EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
  EXPECT_THAT(slow.ids, ElementsAre(first, third));
}

// Open streams hear of what is committed while they wait, all of them, though not in the same
// moment.
TEST_F(QueueTest, EveryOpenStreamHearsOfACommit) {
  constexpr int kStreams = 20;
  constexpr size_t kMany = 1000;
  hub.faults().reads.assign(kMany, store::Fault::kNone);
  Reported("heard by nobody");
  const size_t of_report = kMany - hub.faults().reads.size();
  const rpc::Method* method = hub.guard().Find("/smarthub.incident.v1.IncidentService/WatchQueue");
  hub.authenticator().Know(cora);
  std::vector<std::unique_ptr<Cancellation>> stops;
  std::vector<std::unique_ptr<Taker>> takers;
  const incident::v1::WatchQueueRequest request;
  Event all(hub.loop());
  int open = kStreams;
  const auto follow = [](rpc::Guard& guard, const rpc::Method& watch, const TestCaller& caller,
                         Cancellation& stop, Taker& taker,
                         const incident::v1::WatchQueueRequest& asked, int& left,
                         Event& ended) -> Task<void> {
    rpc::Call call;
    call.credentials = caller.credentials();
    call.cancellation = &stop;
    (void)co_await guard.ServerStream(watch, std::move(call), asked, taker);
    if (--left == 0) ended.Set();
  };
  for (int i = 0; i < kStreams; ++i) {
    stops.push_back(std::make_unique<Cancellation>());
    takers.push_back(std::make_unique<Taker>(2, *stops.back()));
    hub.loop().Spawn(
        follow(hub.guard(), *method, cora, *stops.back(), *takers.back(), request, open, all));
  }
  // The streams stand before anything happens: their first message says so.
  const auto standing = [](const std::vector<std::unique_ptr<Taker>>& list,
                           Loop& loop) -> Task<bool> {
    for (const auto& taker : list) {
      while (taker->messages.empty()) (void)co_await loop.Sleep(absl::Milliseconds(1));
    }
    co_return true;
  };
  ASSERT_TRUE(hub.Run(standing(takers, hub.loop())));
  hub.faults().reads.assign(kMany, store::Fault::kNone);
  const std::string theft = Reported("heard by all");
  ASSERT_TRUE(hub.Run(all.Wait()).ok());
  // What a report itself reads, and one for all streams.
  EXPECT_EQ(kMany - hub.faults().reads.size(), of_report + 1);
  for (const auto& taker : takers) {
    ASSERT_EQ(taker->messages.size(), 2u);
    EXPECT_EQ(taker->messages[1].incident_id().value(), theft);
  }
}

}  // namespace
}  // namespace smarthub::incident
