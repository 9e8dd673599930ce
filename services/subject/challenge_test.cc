// What somebody says against being held: nobody is looked up when it comes in, the reference is the
// only way back to it, and what it freezes is frozen at once, everywhere, for as long as it must
// be.
#include "services/subject/challenge.h"

#include <gmock/gmock.h>

#include <set>

#include "platform/base/times.h"
#include "platform/testing/forwarding_store.h"
#include "services/subject/keys.h"
#include "services/subject/town_for_test.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::subject {
namespace {

using policy::v1::CHALLENGE_GROUND_ACCESS;
using policy::v1::CHALLENGE_GROUND_COMPLAINT;
using policy::v1::CHALLENGE_GROUND_INACCURATE;
using policy::v1::CHALLENGE_GROUND_MISTAKEN_IDENTITY;
using policy::v1::CHALLENGE_GROUND_OBJECTION;
using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using smarthub::testing::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr char kRightOne[] = "The till slip has their card.";

class ChallengeTest : public TownTest {
 protected:
  absl::StatusOr<subject::v1::GetChallengeStateResponse> State(const std::string& reference) {
    subject::v1::GetChallengeStateRequest request;
    request.set_reference(reference);
    return Call<subject::v1::GetChallengeStateResponse>("GetChallengeState", nobody, request);
  }
  subject::v1::ListChallengesResponse List(const TestCaller& caller, bool decided = false) {
    subject::v1::ListChallengesRequest request;
    request.set_decided(decided);
    const auto reply = Call<subject::v1::ListChallengesResponse>("ListChallenges", caller, request);
    EXPECT_THAT(reply, IsOk());
    return reply.value_or(subject::v1::ListChallengesResponse());
  }
  static Task<absl::StatusOr<bulletin::v1::GetBulletinResponse>> ComesAlong(rpc::Context& context,
                                                                            store::Key key,
                                                                            bool& there) {
    const auto along = co_await context.LoadAlong(key);
    if (!along.ok()) co_return along.status();
    there = along->has_value();
    co_return bulletin::v1::GetBulletinResponse();
  }
  bool Frozen(const std::string& subject) { return Facts(subject).frozen(); }
};

// ---- from outside ----

// What a call does to the store, without what differs by chance.
class WatchedStore final : public testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  std::vector<std::string> done;

  Task<absl::StatusOr<std::vector<std::unique_ptr<store::Sealed>>>> Read(
      std::string_view slot, absl::Span<const store::Key> keys, Cancellation* cancel) override {
    std::string what = "read";
    for (const store::Key& key : keys) what += " " + label::v1::RecordKind_Name(key.kind);
    done.push_back(std::move(what));
    return ForwardingStore::Read(slot, keys, cancel);
  }
  Task<absl::StatusOr<store::Page>> List(std::string_view slot, const store::Range& range,
                                         Cancellation* cancel) override {
    done.push_back("list " + range.index);
    return ForwardingStore::List(slot, range, cancel);
  }
  Task<absl::StatusOr<store::Committed>> Commit(store::Batch batch) override {
    std::string what = "commit";
    for (const store::Change& change : batch.changes) {
      what += " " + label::v1::RecordKind_Name(change.key.kind) + "@" +
              std::to_string(change.expected_version);
      for (const store::IndexEntry& entry : change.content->indexes) {
        what += " " + entry.index + "/" + entry.partition;
      }
      what += " " + std::to_string(change.content->body.size());
    }
    done.push_back(what + " told " + std::to_string(batch.events.size()) + " entry " +
                   std::to_string(batch.audit_entry.size()));
    return ForwardingStore::Commit(std::move(batch));
  }
};

TEST_F(ChallengeTest, TheAnswerAndTheWorkAreTheSameWhetherOrNotAnybodyIsHeld) {
  WatchedStore watched(*hub.store());
  rpc::GuardOptions options;
  options.methods = &hub.methods();
  options.store = &watched;
  options.authenticator = &hub.authenticator();
  const auto policy = smarthub::testing::LoadPolicy("melton");
  options.policies = [&policy](std::string_view) { return policy; };
  options.keys = &hub.keys();
  options.clock = &hub.clock();
  options.random = &hub.random();
  options.loop = &hub.loop();
  const auto guard = rpc::Guard::Make(std::move(options));
  ASSERT_THAT(guard, IsOk());
  const rpc::Method* method =
      (*guard)->Find(smarthub::testing::TestHub::PathOf(Name("OpenChallenge")));
  const auto send = [&] {
    watched.done.clear();
    rpc::Call call;
    call.credentials = nobody.credentials();
    const auto answer = hub.Run(
        (*guard)->Unary(*method, std::move(call), Challenging(CHALLENGE_GROUND_MISTAKEN_IDENTITY)));
    EXPECT_THAT(answer.status, IsOk());
    auto reply = static_cast<const subject::v1::OpenChallengeResponse&>(*answer.reply);
    EXPECT_EQ(reply.reference().size(), 32u);
    reply.clear_reference();
    return std::make_pair(watched.done, reply.SerializeAsString());
  };
  const auto none_held = send();
  EXPECT_THAT(none_held.first, ElementsAre(::testing::StartsWith("commit CHALLENGE@0")));
  // Now somebody of that very name is held, linked, shown, challenged.
  const std::string a = Opened("a", {.name = "Kip Thrussington"});
  const std::string b = Opened("b", {.name = "Kip Thrussington"});
  ASSERT_THAT(Link(a, b), IsOk());
  ASSERT_THAT(Review(ChallengeOf(Challenged(CHALLENGE_GROUND_OBJECTION)), a, true, true), IsOk());
  EXPECT_EQ(send(), none_held);
}

TEST_F(ChallengeTest, TheReferenceIs128BitsAndKeptNowhere) {
  const std::string reference = Challenged(CHALLENGE_GROUND_ACCESS);
  EXPECT_THAT(reference, MatchesRegex("([A-Z2-7]{4}-){6}[A-Z2-7]{2}"));
  hub.ExpectNowhere(reference);
  std::set<std::string> all;
  for (int i = 0; i < 20; ++i) all.insert(Challenged(CHALLENGE_GROUND_ACCESS));
  EXPECT_EQ(all.size(), 20u);
}

TEST_F(ChallengeTest, WhoeverHasTheReferenceSeesStateAndClockHoweverTheyTypeIt) {
  const std::string reference = Challenged(CHALLENGE_GROUND_ACCESS);
  const auto state = State(reference);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->state(), subject::v1::CHALLENGE_STATE_RECEIVED);
  EXPECT_EQ(state->received_at().seconds(), absl::ToUnixSeconds(hub.clock().Now()));
  std::string typed;
  for (const char c : reference) {
    if (c != '-') typed += c == 'O' ? '0' : static_cast<char>(std::tolower(c));
  }
  EXPECT_THAT(State(" " + typed), IsOk());
  ASSERT_THAT(Review(ChallengeOf(reference), "", false, false), IsOk());
  EXPECT_EQ(State(reference)->state(), subject::v1::CHALLENGE_STATE_UNDER_REVIEW);
  ASSERT_THAT(Decide(ChallengeOf(reference), subject::v1::CHALLENGE_OUTCOME_REFUSED), IsOk());
  EXPECT_EQ(State(reference)->state(), subject::v1::CHALLENGE_STATE_DECIDED);
  for (const std::string& wrong : {std::string(), std::string("AAAA"), reference + "A",
                                   std::string(5000, 'A'), ChallengeOf(reference)}) {
    EXPECT_THAT(State(wrong), HasReason(error::v1::REASON_NOT_FOUND));
  }
}

TEST_F(ChallengeTest, ItIsAnsweredWithinThePolicysTimeOnAWorkingDay) {
  const auto policy = smarthub::testing::LoadPolicy("melton");
  const auto* month = RuleFor(*policy, CHALLENGE_GROUND_ACCESS);
  const auto* days = RuleFor(*policy, CHALLENGE_GROUND_COMPLAINT);
  ASSERT_TRUE(month != nullptr && days != nullptr);
  const auto on = [&](int year, int m, int day) {
    return absl::FromCivil(absl::CivilDay(year, m, day), policy->zone());
  };
  const auto last_day = [&](const policy::v1::ChallengeRule& rule, absl::Time received) {
    const absl::Time end = AnswerBy(*policy, rule, received + absl::Hours(10));
    return absl::FormatTime("%Y-%m-%d %H:%M:%E3S", end - absl::Milliseconds(1), policy->zone());
  };
  EXPECT_EQ(last_day(*month, on(2026, 9, 3)), "2026-10-05 23:59:59.999") << "3 October: Saturday";
  EXPECT_EQ(last_day(*month, on(2026, 9, 4)), "2026-10-05 23:59:59.999") << "4 October: Sunday";
  EXPECT_EQ(last_day(*month, on(2026, 9, 5)), "2026-10-05 23:59:59.999");
  EXPECT_EQ(last_day(*month, on(2026, 1, 30)), "2026-03-02 23:59:59.999") << "28 February";
  EXPECT_EQ(last_day(*days, on(2026, 11, 23)), "2026-12-23 23:59:59.999");
}

TEST_F(ChallengeTest, WhatIsSentIsBoundedAndErrorsHoldNothingOfIt) {
  const auto bad = [&](auto change) {
    auto request = Challenging(CHALLENGE_GROUND_INACCURATE);
    request.set_name("Canary Longtail");
    change(request);
    return Call<subject::v1::OpenChallengeResponse>("OpenChallenge", nobody, request);
  };
  using R = subject::v1::OpenChallengeRequest;
  EXPECT_THAT(bad([](R& r) { r.clear_ground(); }), IsInvalid("ground", error::v1::REASON_REQUIRED));
  EXPECT_THAT(bad([](R& r) { r.set_name(" "); }), IsInvalid("name", error::v1::REASON_REQUIRED));
  EXPECT_THAT(bad([](R& r) { r.set_name("Canary Longtail" + std::string(120, 'x')); }),
              IsInvalid("name", error::v1::REASON_TOO_LONG));
  EXPECT_THAT(bad([](R& r) { r.set_contact("no"); }),
              IsInvalid("contact", error::v1::REASON_TOO_SHORT));
  EXPECT_THAT(bad([](R& r) { r.set_what("Canary Longtail\xff"); }),
              IsInvalid("what", error::v1::REASON_NOT_UTF8));
  EXPECT_THAT(bad([](R& r) { r.clear_request_id(); }),
              IsInvalid("request_id", error::v1::REASON_REQUIRED));
  EXPECT_THAT(bad([](R&) {}), IsOk());
  hub.ExpectNowhere("Canary Longtail");
}

// ---- at the desk ----

TEST_F(ChallengeTest, TheListIsByDueTimeAndSaysWhatIsOverdue) {
  const std::string month = Challenged(CHALLENGE_GROUND_ACCESS);
  hub.clock().Advance(absl::Hours(24 * 4));
  const std::string later = Challenged(CHALLENGE_GROUND_COMPLAINT);
  auto list = List(cora);
  ASSERT_EQ(list.challenges_size(), 2);
  EXPECT_EQ(list.challenges(0).challenge_id().value(), ChallengeOf(month));
  EXPECT_EQ(list.challenges(0).name(), "Kip Thrussington");
  EXPECT_EQ(list.challenges(0).contact(), "kip@example.org");
  EXPECT_FALSE(list.challenges(0).overdue());
  EXPECT_THAT(list.challenges(0).allowed_actions(), ElementsAre("challenge.review"));
  hub.clock().Advance(absl::Hours(24 * 28));
  list = List(dpo);
  EXPECT_TRUE(list.challenges(0).overdue());
  EXPECT_FALSE(list.challenges(1).overdue());
  ASSERT_THAT(Review(ChallengeOf(month), "", false, false), IsOk());
  EXPECT_THAT(List(cora).challenges(0).allowed_actions(),
              ElementsAre("challenge.review", "challenge.decide"));
  ASSERT_THAT(Decide(ChallengeOf(month), subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED), IsOk());
  EXPECT_EQ(List(cora).challenges_size(), 1);
  ASSERT_EQ(List(cora, true).challenges_size(), 1);
  EXPECT_FALSE(List(cora, true).challenges(0).overdue());
  EXPECT_EQ(List(cora, true).challenges(0).decided_by(), "Cora Example");
}

TEST_F(ChallengeTest, OnlyCoordinatorAndDpoReadThemAndNobodyDecidesWhileAuditing) {
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_ACCESS));
  for (const TestCaller& caller : {ann, mia, police, council}) {
    EXPECT_THAT(Call<subject::v1::ListChallengesResponse>("ListChallenges", caller,
                                                          subject::v1::ListChallengesRequest()),
                HasReason(error::v1::REASON_NOT_ALLOWED));
  }
  for (const TestCaller& caller : {ann, mia, police, council, dpo}) {
    auto request = New<subject::v1::DecideChallengeRequest>();
    request.mutable_challenge_id()->set_value(challenge);
    request.set_outcome(subject::v1::CHALLENGE_OUTCOME_REFUSED);
    request.set_decision("Nothing in it.");
    EXPECT_THAT(Call<subject::v1::DecideChallengeResponse>("DecideChallenge", caller, request),
                HasReason(error::v1::REASON_NOT_ALLOWED));
  }
}

TEST_F(ChallengeTest, AConfirmedChallengeFreezesByItsGroundAndARiskAtOnce) {
  const struct {
    policy::v1::ChallengeGround ground;
    bool confirmed;
    bool risk;
    bool freezes;
  } cases[] = {
      {CHALLENGE_GROUND_INACCURATE, false, false, false},
      {CHALLENGE_GROUND_INACCURATE, true, false, true},
      {CHALLENGE_GROUND_INACCURATE, false, true, true},
      {CHALLENGE_GROUND_OBJECTION, true, false, true},
      {CHALLENGE_GROUND_MISTAKEN_IDENTITY, false, true, true},
      {CHALLENGE_GROUND_MISTAKEN_IDENTITY, true, false, true},
      {CHALLENGE_GROUND_ACCESS, true, false, false},
      {CHALLENGE_GROUND_ACCESS, false, true, true},
      {policy::v1::CHALLENGE_GROUND_ERASURE, false, true, true},
      {policy::v1::CHALLENGE_GROUND_APPEAL, false, true, true},
      {CHALLENGE_GROUND_COMPLAINT, false, true, true},
  };
  const std::string person = Opened("a");
  for (const auto& each : cases) {
    const std::string challenge = ChallengeOf(Challenged(each.ground));
    EXPECT_THAT(Review(challenge, person, each.confirmed, each.risk), IsOkAndHolds(each.freezes));
    EXPECT_EQ(Frozen(person), each.freezes) << each.ground;
    EXPECT_TRUE(Body(person).challenged());
    ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED, kRightOne), IsOk());
    EXPECT_FALSE(Frozen(person));
    EXPECT_FALSE(Body(person).challenged());
  }
  // Nobody found: nothing to freeze.
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_MISTAKEN_IDENTITY));
  EXPECT_THAT(Review(challenge, "", true, true), IsOkAndHolds(false));
}

TEST_F(ChallengeTest, FreezingIsOfEverybodyLinkedAndFollowsLinks) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  const std::string c = Opened("c");
  ASSERT_THAT(Link(a, b), IsOk());
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_MISTAKEN_IDENTITY));
  ASSERT_THAT(Review(challenge, a, false, true), IsOk());
  EXPECT_TRUE(Frozen(a) && Frozen(b));
  ASSERT_THAT(Link(b, c), IsOk());
  EXPECT_TRUE(Frozen(c));
  EXPECT_TRUE(Page(c).subject().frozen());
  EXPECT_EQ(Page(c).challenges_size(), 1);
  EXPECT_TRUE(Frozen(a) && Frozen(b) && Frozen(c));
}

TEST_F(ChallengeTest, TwoChallengesFreezeUntilBothAreOver) {
  const std::string person = Opened("a");
  const std::string one = ChallengeOf(Challenged(CHALLENGE_GROUND_INACCURATE));
  const std::string two = ChallengeOf(Challenged(CHALLENGE_GROUND_OBJECTION));
  ASSERT_THAT(Review(one, person, true, false), IsOk());
  ASSERT_THAT(Review(two, person, true, false), IsOk());
  ASSERT_THAT(Decide(one, subject::v1::CHALLENGE_OUTCOME_REFUSED), IsOk());
  EXPECT_TRUE(Frozen(person));
  ASSERT_THAT(Decide(two, subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED), IsOk());
  EXPECT_FALSE(Frozen(person));
  EXPECT_THAT(Decide(two, subject::v1::CHALLENGE_OUTCOME_UPHELD),
              HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_THAT(Review(two, person, true, false), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(ChallengeTest, AnotherPersonAfterAllFreezesThemAndFreesTheFirstWithAReason) {
  const std::string first = Opened("first");
  const std::string second = Opened("second");
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_MISTAKEN_IDENTITY));
  ASSERT_THAT(Review(challenge, first, false, true), IsOk());
  EXPECT_THAT(Review(challenge, second, true, false),
              IsInvalid("not_frozen_because", error::v1::REASON_REQUIRED));
  EXPECT_TRUE(Frozen(first));
  EXPECT_FALSE(Frozen(second));
  ASSERT_THAT(Review(challenge, second, true, false, "Their passport names the second."),
              IsOkAndHolds(true));
  EXPECT_FALSE(Frozen(first));
  EXPECT_TRUE(Frozen(second));
  EXPECT_EQ(List(dpo).challenges(0).not_frozen_because(), "Their passport names the second.");
  ASSERT_THAT(Review(challenge, "", false, false, "The challenger named another shop."), IsOk());
  EXPECT_FALSE(Frozen(second));
  EXPECT_THAT(Page(second).challenges(), IsEmpty());
}

TEST_F(ChallengeTest, ARecordedExemptionKeepsSomebodyShown) {
  const std::string person = Opened("a");
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_OBJECTION));
  EXPECT_THAT(Review(challenge, person, true, false, "too short"),
              IsInvalid("not_frozen_because", error::v1::REASON_TOO_SHORT));
  EXPECT_THAT(Review(challenge, person, true, false, "Wanted for robbery today (Sch 2 para 2)."),
              IsOkAndHolds(false));
  EXPECT_FALSE(Frozen(person));
  const auto shown = List(dpo).challenges(0);
  EXPECT_EQ(shown.not_frozen_because(), "Wanted for robbery today (Sch 2 para 2).");
  // The reason is kept only where the policy would have frozen.
  EXPECT_THAT(Review(challenge, person, false, false, "Nobody asked for this reason."),
              IsOkAndHolds(false));
  EXPECT_EQ(List(dpo).challenges(0).not_frozen_because(), "");
}

TEST_F(ChallengeTest, UpheldStaysFrozenUntilSomebodySaysWhatWasPutRight) {
  const std::string person = Opened("a");
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_MISTAKEN_IDENTITY));
  ASSERT_THAT(Review(challenge, person, true, true), IsOk());
  ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_PARTLY_UPHELD), IsOk());
  EXPECT_TRUE(Frozen(person));
  EXPECT_FALSE(Body(person).challenged());
  ASSERT_EQ(Page(person).challenges_size(), 1);
  EXPECT_THAT(Page(person).challenges(0).allowed_actions(), ElementsAre("challenge.review"));
  EXPECT_THAT(Review(challenge, "", false, false), HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_THAT(Review(challenge, "", false, false, "The wrong picture was taken out."),
              IsOkAndHolds(false));
  EXPECT_FALSE(Frozen(person));
  EXPECT_THAT(Page(person).challenges(), IsEmpty());
  EXPECT_EQ(List(cora, true).challenges(0).not_frozen_because(),
            "The wrong picture was taken out.");
}

TEST_F(ChallengeTest, ACopyThatWasGivenLeavesNobodyFrozen) {
  const std::string person = Opened("a");
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_ACCESS));
  ASSERT_THAT(Review(challenge, person, true, false), IsOk());
  ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_UPHELD), IsOk());
  EXPECT_FALSE(Frozen(person));
}

TEST_F(ChallengeTest, AFrozenPersonIsGoneFromWhatShowsThemAtTheNextRead) {
  // As services/bulletin reads the people of a bulletin, which come along with it.
  bool there = false;
  store::Key shown;
  hub.methods().Unary<bulletin::v1::GetBulletinRequest, bulletin::v1::GetBulletinResponse>(
      "smarthub.bulletin.v1.BulletinService.GetBulletin",
      [&](rpc::Context& context, const bulletin::v1::GetBulletinRequest&) {
        return ComesAlong(context, shown, there);
      });
  const std::string person = Opened("a");
  const std::string linked = Opened("b");
  ASSERT_THAT(Link(linked, person), IsOk());
  shown = SubjectOf(linked);
  const auto look = [&](const TestCaller& caller) {
    EXPECT_THAT(hub.Call<bulletin::v1::GetBulletinResponse>(
                    "smarthub.bulletin.v1.BulletinService.GetBulletin", caller,
                    bulletin::v1::GetBulletinRequest()),
                IsOk());
    return there;
  };
  EXPECT_TRUE(look(ann) && look(police) && look(cora));
  const std::string cursor = *hub.Run(hub.store()->NewestOutboxCursor("melton"));
  const std::string challenge = ChallengeOf(Challenged(CHALLENGE_GROUND_MISTAKEN_IDENTITY));
  ASSERT_THAT(Review(challenge, person, false, true), IsOk());
  EXPECT_FALSE(look(ann) || look(mia) || look(police) || look(council));
  EXPECT_TRUE(look(cora)) << "who decides the challenge";
  // Open pages hear of both.
  std::set<std::string> told;
  const auto items = *hub.Run(hub.store()->ReadOutbox("melton", cursor, 100));
  for (const store::OutboxItem& item : items) {
    if (item.event.reason == "challenge.review") told.insert(item.event.key.id.ToString());
  }
  EXPECT_THAT(told, ::testing::IsSupersetOf({person, linked}));
  ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED, kRightOne), IsOk());
  EXPECT_TRUE(look(ann) && look(police));
}

}  // namespace
}  // namespace smarthub::subject
