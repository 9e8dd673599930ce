// What Guard promises of every call: what is shown was decided, what happened is recorded, what
// cannot be recorded does not happen.
#include "platform/rpc/guard.h"

#include "platform/rpc/testdata/toy_hub.h"

namespace smarthub::rpc {
namespace {

using audit::v1::Leaf;
using audit::v1::LeafRecord;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using GuardTest = ToyTest;

MATCHER_P3(IsRecord, name, use, version, "") {
  return arg.kind() == label::v1::INCIDENT && arg.id() == Id(name).bytes() && arg.use() == use &&
         arg.version() == static_cast<uint64_t>(version);
}

TEST_F(GuardTest, ReadShowsWhatWasDecidedAndRecordsItFirst) {
  Grow("red", ann);
  const auto before = hub.Leaves().size();
  const Answer answer = hub.Send(Name("Read"), ann, Request({"red"}));
  ASSERT_THAT(answer.status, IsOk());
  const auto& reply = static_cast<const ToyResponse&>(*answer.reply);
  EXPECT_EQ(reply.apples(0).who(), "body of red");
  EXPECT_THAT(reply.apples(0).withheld().paths(), Contains("plate"));

  ASSERT_THAT(hub.Leaves(), SizeIs(before + 1));
  const Leaf leaf = hub.LeafOf(answer.receipt);
  EXPECT_EQ(leaf.action(), "toy.read");
  EXPECT_EQ(leaf.operation(), label::v1::CONSULTATION);
  EXPECT_EQ(leaf.outcome(), audit::v1::OUTCOME_ALLOWED);
  EXPECT_EQ(leaf.person_id(), ann.person_id().bytes());
  EXPECT_EQ(leaf.organisation_id(), ann.facts.organisation_id.bytes());
  EXPECT_EQ(leaf.session(), ann.facts.session);
  EXPECT_EQ(leaf.role(), policy::v1::ROLE_REPORTER);
  EXPECT_EQ(leaf.purpose(), policy::v1::PURPOSE_CRIME_PREVENTION);
  EXPECT_EQ(leaf.at().seconds(), absl::ToUnixSeconds(hub.clock().Now()));
  EXPECT_EQ(leaf.policy_digest().size(), 32u);
  EXPECT_THAT(leaf.rules(), ElementsAre("members-act", "own-apples", "reporter-sees"));
  ASSERT_THAT(leaf.records(), ElementsAre(IsRecord("red", audit::v1::LEAF_USE_SHOWN, 1)));
  policy::LabelSet shown;
  for (const auto label : {label::v1::RECORD_ID, label::v1::PROGRESS, label::v1::SUSPECT_NAME}) {
    shown.Add(label);
  }
  EXPECT_EQ(leaf.records(0).labels_shown(), shown.bits());
}

TEST_F(GuardTest, OneReplyWithTwoRecordsAndOppositeDecisions) {
  Grow("open", ann, /*passed_to_police=*/true);
  Grow("masked", bob, /*passed_to_police=*/true, /*restricted=*/true);
  auto reply = Call("Read", police, Request({"open", "masked"}));
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->apples(0).who(), "body of open");
  EXPECT_EQ(reply->apples(1).who(), "");
  EXPECT_THAT(reply->apples(1).withheld().paths(), Contains("who"));
  EXPECT_THAT(reply->apples(1).withheld().reasons(), Contains("no-names-of-restricted"));
  EXPECT_THAT(reply->apples(0).withheld().paths(), ::testing::Not(Contains("who")));
}

TEST_F(GuardTest, WhatWasNotPassedDoesNotExistAndTheAttemptIsRecorded) {
  Grow("red", ann);
  const Answer answer = hub.Send(Name("Read"), police, Request({"red"}));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_EQ(answer.reply, nullptr);
  const Leaf leaf = hub.LeafOf(answer.receipt);
  EXPECT_EQ(leaf.outcome(), audit::v1::OUTCOME_DENIED);
  EXPECT_EQ(leaf.reason(), "REASON_NOT_FOUND");
  EXPECT_EQ(leaf.person_id(), police.person_id().bytes());
  EXPECT_THAT(leaf.records(), ElementsAre(IsRecord("red", audit::v1::LEAF_USE_DENIED, 1)));
  EXPECT_EQ(leaf.records(0).labels_shown(), 0u);
}

// Otherwise the presence of an entry, or the time it takes, would tell which of the two it was.
TEST_F(GuardTest, WhatDoesNotExistIsTheSameAsWhatIsNotForTheCaller) {
  Grow("red", ann);
  const Answer denied = hub.Send(Name("Read"), police, Request({"red"}));
  const Answer absent = hub.Send(Name("Read"), police, Request({"nowhere"}));
  EXPECT_EQ(denied.status, absent.status);
  const Leaf leaf = hub.LeafOf(absent.receipt);
  EXPECT_THAT(leaf.records(), ElementsAre(IsRecord("nowhere", audit::v1::LEAF_USE_DENIED, 0)));
}

TEST_F(GuardTest, AnotherSchemesRecordDoesNotExist) {
  Grow("red", ann);
  EXPECT_THAT(Call("Read", ann.OfScheme("oakham"), Request({"red"})),
              HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(hub.Leaves("oakham"), SizeIs(1));
}

TEST_F(GuardTest, WhatCannotBeRecordedIsNotShown) {
  Grow("red", ann);
  hub.faults().commits.push_back(store::Fault::kAway);
  const Answer answer = hub.Send(Name("Read"), ann, Request({"red"}));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_STORE_AWAY));
  EXPECT_EQ(answer.reply, nullptr);
  EXPECT_EQ(answer.receipt, "");
  hub.faults().commits.push_back(store::Fault::kAway);
  EXPECT_THAT(Call("Read", police, Request({"red"})), HasReason(error::v1::REASON_STORE_AWAY));
}

TEST_F(GuardTest, LostReplyOfAReadIsNotShownEither) {
  Grow("red", ann);
  hub.faults().commits.push_back(store::Fault::kLoseReply);
  const Answer answer = hub.Send(Name("Read"), ann, Request({"red"}));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(answer.reply, nullptr);
}

TEST_F(GuardTest, RecordThatWasNotLoadedFailsTheCallAndShowsNothing) {
  Grow("red", ann);
  const auto before = hub.Leaves().size();
  handler = [](Context&, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    ToyResponse response;
    *response.mutable_apple()->mutable_apple_id() = request.apples(0);
    response.mutable_apple()->set_who("made up");
    co_return response;
  };
  const Answer answer = hub.Send(Name("Read"), ann, Request({"red"}));
  EXPECT_THAT(answer.status, HasReason(error::v1::REASON_INTERNAL));
  EXPECT_EQ(answer.reply, nullptr);
  EXPECT_THAT(hub.Leaves(), SizeIs(before));
}

TEST_F(GuardTest, RuleViewCannotGetIntoAReply) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    auto id = Uuid::Parse(request.apples(0).value());
    auto view = co_await context.LoadForRule({label::v1::INCIDENT, *id});
    if (!view.ok()) co_return view.status();
    co_return ToyResponse();
  };
  // INCIDENT is not among the kinds that toy.read declares.
  EXPECT_THAT(Call("Read", ann, Request({"red"})), HasReason(error::v1::REASON_INTERNAL));
}

TEST_F(GuardTest, RuleListOfAnUndeclaredKindIsRefused) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    store::Range range;
    range.index = "basket";
    range.partition = "all";
    auto views = co_await context.ListForRule(range);
    if (!views.ok()) co_return views.status();
    co_return ToyResponse();
  };
  EXPECT_THAT(Call("Read", ann, Request({})), HasReason(error::v1::REASON_INTERNAL));
}

TEST_F(GuardTest, RuleReadsOfDeclaredKindsAreRecordedAsSuch) {
  const store::Key site{label::v1::SITE, Id("boots")};
  handler = [site](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
    content.body = "boots";
    content.indexes.push_back({"site", "all", "a"});
    context.Stage(site, 0, content);
    co_return ToyResponse();
  };
  ASSERT_THAT(Call("Change", ann, Request({})), IsOk());
  handler = [site](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    auto view = co_await context.LoadForRule(site);
    if (!view.ok()) co_return view.status();
    EXPECT_TRUE(view->has_value());
    EXPECT_EQ((*view)->content.body, "boots");
    auto none = co_await context.LoadForRule({label::v1::SITE, Id("nowhere")});
    EXPECT_TRUE(none.ok() && !none->has_value());
    store::Range all;
    all.index = "site";
    all.partition = "all";
    auto views = co_await context.ListForRule(all);
    EXPECT_TRUE(views.ok() && views->size() == 1);
    co_return ToyResponse();
  };
  const Answer answer = hub.Send(Name("Read"), ann, Request({}));
  ASSERT_THAT(answer.status, IsOk());
  const Leaf leaf = hub.LeafOf(answer.receipt);
  ASSERT_GE(leaf.records_size(), 1);
  EXPECT_EQ(leaf.records(0).use(), audit::v1::LEAF_USE_RULE);
  EXPECT_EQ(leaf.records(0).kind(), label::v1::SITE);
}

// Somebody changes what the rule rested on, between its read and the commit: the call runs again on
// what is there by then.
TEST_F(GuardTest, WhatTheRulesRestOnStandsWhenTheCommitHappens) {
  const store::Key site{label::v1::SITE, Id("boots")};
  const auto open = [](std::string body) {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
    content.body = std::move(body);
    return content;
  };
  Grow("red", ann);
  for (const bool must_stand : {false, true}) {
    const store::Key other{label::v1::SITE, Id(must_stand ? "co-op" : "spar")};
    std::vector<std::string> read;
    handler = [&](Context& context,
                  const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
      if (must_stand) context.RulesMustStand();
      std::vector<store::Key> keys = {other, site};
      auto views = co_await context.LoadAllForRule(std::move(keys));
      if (!views.ok()) co_return views.status();
      EXPECT_FALSE(views->back().has_value());
      read.push_back(views->front() ? views->front()->content.body : "none");
      if (read.size() == 1) {
        store::Batch meanwhile;
        meanwhile.slot = "melton";
        meanwhile.audit_entry = "somebody else";
        meanwhile.changes.push_back({other, 0, open("opened")});
        auto committed = co_await hub.store()->Commit(std::move(meanwhile));
        EXPECT_TRUE(committed.ok()) << committed.status();
      }
      co_return co_await ChangeApples(context, request);
    };
    ASSERT_THAT(Call("Change", ann, Request({"red"}, must_stand ? "r2" : "r1", "bitten")), IsOk());
    const std::vector<std::string> once = {"none"};
    const std::vector<std::string> twice = {"none", "opened"};
    EXPECT_EQ(read, must_stand ? twice : once);
  }
}

TEST_F(GuardTest, SeveralComeAlongInTheOrderAskedForAndWithoutANote) {
  Grow("red", ann);
  Grow("green", ann);
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    std::vector<store::Key> keys;
    // More than are read at once.
    for (int i = 0; i < 200; ++i) keys.push_back(Apple(absl::StrCat("nowhere ", i).c_str()));
    keys[3] = Apple("green");
    keys[150] = Apple("red");
    auto loaded = co_await context.LoadAllAlong(std::move(keys));
    if (!loaded.ok()) co_return loaded.status();
    EXPECT_EQ(loaded->size(), 200u);
    for (size_t i = 0; i < loaded->size(); ++i) {
      EXPECT_EQ((*loaded)[i].has_value(), i == 3 || i == 150) << i;
    }
    EXPECT_EQ((*loaded)[150]->key, Apple("red"));
    EXPECT_TRUE((co_await context.LoadAllAlong({})).value().empty());
    co_return ToyResponse();
  };
  const Answer answer = hub.Send(Name("Read"), ann, Request({}));
  ASSERT_THAT(answer.status, IsOk());
  const Leaf leaf = hub.LeafOf(answer.receipt);
  EXPECT_EQ(leaf.outcome(), audit::v1::OUTCOME_ALLOWED);
  // Read and not in the reply: nobody was shown anything of them.
  EXPECT_THAT(leaf.records(), UnorderedElementsAre(IsRecord("red", audit::v1::LEAF_USE_RULE, 1),
                                                   IsRecord("green", audit::v1::LEAF_USE_RULE, 1)));
}

// The button on the page and the answer to who presses it are one rule.
TEST_F(GuardTest, WhetherTheCallerMayDoSomethingIsAskedAsGuardAsks) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    auto loaded = co_await context.Load(Apple("red"));
    if (!loaded.ok()) co_return loaded.status();
    const store::v1::RecordFacts& facts = loaded->content.facts;
    EXPECT_TRUE(context.MayDo("toy.change", label::v1::INCIDENT, facts));
    EXPECT_FALSE(context.MayDo("toy.unheard_of", label::v1::INCIDENT, facts));
    co_return ToyResponse();
  };
  ASSERT_THAT(Call("Read", ann, Request({"red"})), IsOk());
}

// How a call fails can tell something of the record it opened, so the failure is recorded too.
TEST_F(GuardTest, ACallThatOpenedARecordAndThenFailedIsRecorded) {
  Grow("red", ann);
  const size_t before = hub.Leaves().size();
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    auto loaded = co_await context.Load(Apple("red"));
    if (!loaded.ok()) co_return loaded.status();
    co_return InvalidField("text", error::v1::REASON_UNKNOWN_VALUE, "This names a suspect.");
  };
  EXPECT_THAT(Call("Change", ann, Request({"red"}, "r1", "x")),
              HasReason(error::v1::REASON_UNKNOWN_VALUE));
  const auto leaves = hub.Leaves();
  ASSERT_EQ(leaves.size(), before + 1);
  EXPECT_EQ(leaves.back().outcome(), audit::v1::OUTCOME_DENIED);
  ASSERT_EQ(leaves.back().records_size(), 1);
  EXPECT_EQ(leaves.back().records(0).id(), Apple("red").id.bytes());
}

// "There is one already" and "this names somebody" tell of a record that was opened for a rule
// only.
TEST_F(GuardTest, ARefusalThatTellsOfARecordIsRecorded) {
  const store::Key site{label::v1::SITE, Id("boots")};
  handler = [site](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_STANDING;
    context.Stage(site, 0, content);
    co_return ToyResponse();
  };
  ASSERT_THAT(Call("Change", ann, Request({"green"}, "r0", "x")), IsOk());
  size_t leaves = hub.Leaves().size();
  absl::Status refusal;
  handler = [site, &refusal](Context& context,
                             const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    // Twice, and noted once.
    for (int i = 0; i < 2; ++i) {
      auto view = co_await context.LoadForRule(site);
      if (!view.ok()) co_return view.status();
    }
    co_return refusal;
  };
  for (const absl::Status& each :
       {Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_REQUEST_ID_REUSED, "Taken."),
        InvalidField("text", error::v1::REASON_SCAN_FOUND_SOMETHING, "This names somebody.")}) {
    refusal = each;
    EXPECT_THAT(Call("Change", ann, Request({"red"}, "r1", "x")), HasReason(ReasonOf(each)));
    ASSERT_EQ(hub.Leaves().size(), ++leaves);
    EXPECT_EQ(hub.Leaves().back().outcome(), audit::v1::OUTCOME_DENIED);
    ASSERT_THAT(hub.Leaves().back().records(), SizeIs(1));
    EXPECT_EQ(hub.Leaves().back().records(0).use(), audit::v1::LEAF_USE_RULE);
  }
}

TEST_F(GuardTest, ChangeIsOneCommitWithItsEntryAndItsEvent) {
  Grow("red", ann);
  handler = ChangeApples;
  const Answer answer = hub.Send(Name("Change"), ann, Request({"red"}, "r1", "bitten"));
  ASSERT_THAT(answer.status, IsOk());
  EXPECT_EQ(Stored("red"), "bitten");
  const Leaf leaf = hub.LeafOf(answer.receipt);
  EXPECT_THAT(leaf.records(), ElementsAre(IsRecord("red", audit::v1::LEAF_USE_WRITTEN, 2)));
  auto events = hub.Run(hub.store()->ReadOutbox("melton", "", 10));
  ASSERT_THAT(events, IsOk());
  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->front().event.key, Apple("red"));
  EXPECT_EQ(events->front().event.version, 2u);
  EXPECT_EQ(events->front().event.reason, "toy.change");
}

TEST_F(GuardTest, FailedChangeChangesNothing) {
  Grow("red", ann);
  const auto before = hub.Leaves().size();
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    auto changed = co_await ChangeApples(context, request);
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE, "No.");
  };
  EXPECT_THAT(Call("Change", ann, Request({"red"}, "r1", "bitten")),
              HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_EQ(Stored("red"), "body of red");
  // Only that it was tried is recorded: nothing says it was written.
  const auto leaves = hub.Leaves();
  ASSERT_THAT(leaves, SizeIs(before + 1));
  for (const auto& record : leaves.back().records()) {
    EXPECT_NE(record.use(), audit::v1::LEAF_USE_WRITTEN);
  }
}

TEST_F(GuardTest, EraseIsRecordedAsErasedWithoutContent) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    auto loaded = co_await context.Load(Apple("red"));
    context.StageErase(loaded->key, loaded->version);
    co_return ToyResponse();
  };
  const Answer answer = hub.Send(Name("Change"), ann, Request({}));
  ASSERT_THAT(answer.status, IsOk());
  EXPECT_EQ(Stored("red"), "");
  EXPECT_THAT(hub.LeafOf(answer.receipt).records(),
              ElementsAre(IsRecord("red", audit::v1::LEAF_USE_ERASED, 2)));
}

TEST_F(GuardTest, StagedTwiceTheLaterCounts) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    auto loaded = co_await context.Load(Apple("red"));
    loaded->content.body = "first";
    context.Stage(loaded->key, loaded->version, loaded->content);
    loaded->content.body = "second";
    context.Stage(loaded->key, loaded->version, loaded->content);
    co_return ToyResponse();
  };
  ASSERT_THAT(Call("Change", ann, Request({})), IsOk());
  EXPECT_EQ(Stored("red"), "second");
}

TEST_F(GuardTest, ConflictRunsTheHandlerAgainWithAFreshReply) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    auto reply = co_await ChangeApples(context, request);
    reply->set_number(reply->number() + 1);
    co_return reply;
  };
  hub.faults().commits = {store::Fault::kConflict, store::Fault::kConflict};
  auto reply = Call("Change", ann, Request({"red"}, "r1", "bitten"));
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->number(), 1);
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Stored("red"), "bitten");
}

TEST_F(GuardTest, ThreeReRunsAreEnough) {
  Grow("red", ann);
  handler = ChangeApples;
  hub.faults().commits.assign(10, store::Fault::kConflict);
  EXPECT_THAT(Call("Change", ann, Request({"red"}, "r1", "bitten")),
              HasReason(error::v1::REASON_CONFLICT));
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(Stored("red"), "body of red");
}

TEST_F(GuardTest, TwoAtOnceBothHappen) {
  Grow("red", ann);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    auto loaded = co_await context.Load(Apple("red"));
    if (!loaded.ok()) co_return loaded.status();
    loaded->content.body += request.text();
    context.Stage(loaded->key, loaded->version, loaded->content);
    co_return ToyResponse();
  };
  const ToyRequest one = Request({}, "r1", "+1");
  const ToyRequest two = Request({}, "r2", "+2");
  Event done(hub.loop());
  Answer first;
  auto run = [](Task<Answer> task, Answer& out, Event& flag) -> Task<void> {
    out = co_await std::move(task);
    flag.Set();
  };
  hub.loop().Spawn(run(hub.Begin(Name("Change"), ann, one), first, done));
  const Answer second = hub.Run(hub.Begin(Name("Change"), ann, two));
  ASSERT_THAT(hub.Run(done.Wait()), IsOk());
  EXPECT_THAT(first.status, IsOk());
  EXPECT_THAT(second.status, IsOk());
  EXPECT_GE(runs, 3);  // they met
  EXPECT_THAT(Stored("red"), ::testing::AnyOf("body of red+1+2", "body of red+2+1"));
}

TEST_F(GuardTest, ListsPassOverWhatIsNotForTheCaller) {
  for (const char* name : {"a1", "a3", "a5", "a7"}) Grow(name, ann);
  for (const char* name : {"a2", "a4", "a6", "a8"}) Grow(name, bob);
  std::vector<std::string> seen;
  std::string after;
  int pages = 0;
  handler = [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    store::Range range;
    range.index = "basket";
    range.partition = "all";
    range.after = after;
    range.limit = 2;
    auto page = co_await context.List(range);
    if (!page.ok()) co_return page.status();
    ToyResponse response;
    for (const Loaded& loaded : page->records) {
      seen.push_back(loaded.content.body);
      response.add_apples()->mutable_apple_id()->set_value(loaded.key.id.ToString());
    }
    after = page->next;
    co_return response;
  };
  do {
    const Answer answer = hub.Send(Name("Read"), ann, Request({}));
    ASSERT_THAT(answer.status, IsOk());
    // Whom the list passed over stays out of the entry: nobody asked for them by name.
    const Leaf leaf = hub.LeafOf(answer.receipt);
    for (const LeafRecord& record : leaf.records()) {
      EXPECT_EQ(record.use(), audit::v1::LEAF_USE_SHOWN);
    }
    ++pages;
  } while (!after.empty() && pages < 10);
  EXPECT_THAT(seen, ElementsAre("body of a1", "body of a3", "body of a5", "body of a7"));
  EXPECT_LE(pages, 3);
}

// What comes along with a record that was asked for is there or not, and nobody is noted as asking.
TEST_F(GuardTest, WhatComesAlongIsShownOrPassedOverWithoutANote) {
  Grow("mine", ann);
  Grow("yours", bob);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    ToyResponse response;
    for (const id::v1::IncidentId& wanted : request.apples()) {
      auto loaded = co_await context.LoadAlong({label::v1::INCIDENT, *Uuid::Parse(wanted.value())});
      if (!loaded.ok()) co_return loaded.status();
      if (!loaded->has_value()) continue;
      toy::v1::Apple* apple = response.add_apples();
      *apple->mutable_apple_id() = wanted;
      apple->set_who((*loaded)->content.body);
    }
    co_return response;
  };
  const Answer answer = hub.Send(Name("Read"), ann, Request({"mine", "yours", "nowhere"}));
  ASSERT_THAT(answer.status, IsOk());
  const auto& reply = static_cast<const ToyResponse&>(*answer.reply);
  ASSERT_THAT(reply.apples(), SizeIs(1));
  EXPECT_EQ(reply.apples(0).who(), "body of mine");
  const Leaf leaf = hub.LeafOf(answer.receipt);
  EXPECT_EQ(leaf.outcome(), audit::v1::OUTCOME_ALLOWED);
  EXPECT_THAT(leaf.records(), ElementsAre(IsRecord("mine", audit::v1::LEAF_USE_SHOWN, 1)));
}

TEST_F(GuardTest, ListsEndAtFourTimesAsManyExamined) {
  for (int i = 0; i < 12; ++i) Grow(("b" + std::to_string(10 + i)).c_str(), bob);
  size_t shown = 99;
  std::string next;
  handler = [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    store::Range range;
    range.index = "basket";
    range.partition = "all";
    range.limit = 2;
    auto page = co_await context.List(range);
    if (!page.ok()) co_return page.status();
    shown = page->records.size();
    next = page->next;
    co_return ToyResponse();
  };
  ASSERT_THAT(Call("Read", ann, Request({})), IsOk());
  EXPECT_EQ(shown, 0u);
  EXPECT_THAT(next, ::testing::StartsWith("b17"));
}

// Who-am-I stands in the hub and shows memberships, which live in their schemes.
TEST_F(GuardTest, OwnRecordsOfOtherSlotsAndNobodyElses) {
  Grow("mine", ann);
  Grow("theirs", bob);
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    auto id = Uuid::Parse(request.apples(0).value());
    auto loaded = co_await context.LoadOwn("melton", {label::v1::INCIDENT, *id});
    if (!loaded.ok()) co_return loaded.status();
    ToyResponse response;
    *response.mutable_apple()->mutable_apple_id() = request.apples(0);
    response.mutable_apple()->set_who(loaded->content.body);
    co_return response;
  };
  auto mine = Call("WhoAmI", ann.Naming(""), Request({"mine"}));
  ASSERT_THAT(mine, IsOk());
  EXPECT_EQ(mine->apple().who(), "");  // no rule of the hub's bundle shows it
  EXPECT_THAT(mine->apple().withheld().paths(), Contains("who"));
  EXPECT_THAT(hub.Leaves("hub"), IsEmpty());
  EXPECT_THAT(Call("WhoAmI", ann.Naming(""), Request({"theirs"})),
              HasReason(error::v1::REASON_NOT_FOUND));
  ASSERT_THAT(hub.Leaves("hub"), SizeIs(1));
  EXPECT_EQ(hub.Leaves("hub")[0].outcome(), audit::v1::OUTCOME_DENIED);
}

TEST_F(GuardTest, FromOutsideTheStoreComeAuditEntriesAndOnesOwnRecordsOnly) {
  absl::Status disclosed;
  label::v1::RecordKind kind = label::v1::INCIDENT;
  TestCaller owner = bob;
  handler = [&](Context& context, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    const store::Key key{kind, Id("entry")};
    store::v1::RecordFacts facts;
    facts.set_person_id(std::string(owner.person_id().bytes()));
    auto shown = co_await context.DiscloseOutside(key, facts);
    disclosed = shown.status();
    if (!shown.ok()) co_return shown.status();
    co_return ToyResponse();
  };
  EXPECT_THAT(Call("Read", ann, Request({})), HasReason(error::v1::REASON_INTERNAL));
  EXPECT_THAT(disclosed, StatusIs(absl::StatusCode::kInternal));
  owner = ann;
  EXPECT_THAT(Call("Read", ann, Request({})), IsOk());
  // No rule of the toys shows audit entries to anybody.
  kind = label::v1::AUDIT_ENTRY;
  EXPECT_THAT(Call("Read", ann, Request({})), HasReason(error::v1::REASON_NOT_FOUND));
}

TEST_F(GuardTest, ReportsOwnIdIsItsRequestId) {
  reporter = [this](Context& context,
                    const ToyReport& report) -> Task<absl::StatusOr<ToyResponse>> {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content.body = report.text();
    context.Stage({label::v1::INCIDENT, *Uuid::Parse(report.apple_id().value())}, 0, content);
    ToyResponse response;
    response.set_number(runs);
    co_return response;
  };
  ToyReport report;
  report.mutable_apple_id()->set_value(Id("red").ToString());
  report.set_text("fell");
  const auto first = hub.Call<ToyResponse>(Name("Report"), ann, report);
  const auto again = hub.Call<ToyResponse>(Name("Report"), ann, report);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->number(), again->number());
  report.set_text("was pushed");
  EXPECT_THAT(hub.Call<ToyResponse>(Name("Report"), ann, report),
              HasReason(error::v1::REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(Stored("red"), "fell");
  // Somebody else's report under the same id: there is one already, and nothing is told of it.
  EXPECT_THAT(hub.Call<ToyResponse>(Name("Report"), bob, report),
              HasReason(error::v1::REASON_CONFLICT));
  EXPECT_EQ(Stored("red"), "fell");
}

TEST_F(GuardTest, NoneOfTheCanaryIsAnywhere) {
  constexpr char kCanary[] = "CANARY-7f3a91";
  handler = [](Context& context, const ToyRequest& request) -> Task<absl::StatusOr<ToyResponse>> {
    store::Content content;
    content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
    content.facts.set_person_id(std::string(context.caller().person_id().bytes()));
    content.body = request.SerializeAsString();
    content.appearances[Id("appearance")] = request.text();
    context.Stage(Apple("red"), 0, std::move(content));
    context.Tell(Apple("red"));
    ToyResponse response;
    response.set_token(request.text());
    co_return response;
  };
  ToyRequest request;
  smarthub::testing::FillWith(kCanary, request);
  *request.mutable_request_id() = Request({}).request_id();
  ASSERT_THAT(Call("Change", ann, request), IsOk());
  ASSERT_THAT(Call("Change", ann, request), IsOk());  // the kept answer
  request.mutable_request_id()->set_value(kCanary);
  EXPECT_FALSE(Call("Change", ann, request).ok());
  handler = [](Context&, const ToyRequest& request_) -> Task<absl::StatusOr<ToyResponse>> {
    ToyResponse leak;
    leak.set_loose(request_.text());
    co_return leak;
  };
  EXPECT_FALSE(Call("Read", ann, request).ok());
  handler = ReadApples;
  EXPECT_FALSE(Call("Read", ann, request).ok());
  hub.ExpectNowhere(kCanary);
}

TEST_F(GuardTest, InternalTextStaysInside) {
  handler = [](Context&, const ToyRequest&) -> Task<absl::StatusOr<ToyResponse>> {
    co_return absl::InternalError("the wiring of the cellar");
  };
  const absl::Status status = Call("Read", ann, Request({})).status();
  EXPECT_THAT(status, HasReason(error::v1::REASON_INTERNAL));
  EXPECT_THAT(std::string(status.message()), ::testing::Not(::testing::HasSubstr("cellar")));
}

}  // namespace
}  // namespace smarthub::rpc
