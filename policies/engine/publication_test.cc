// What a bulletin lacks, galleries, audiences and challenges: of small bundles, and of Melton's.
#include "policies/engine/publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "policies/engine/actions.h"
#include "policies/engine/lifecycle.h"
#include "policies/engine/load.h"

namespace smarthub::policy {
namespace {

using testing::ElementsAre;
using enum v1::BulletinKind;
using enum v1::PublicationFact;
using enum v1::PublicationItem;

std::shared_ptr<const Policy> Of(const std::string& text) {
  v1::Bundle bundle;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString("name: 'n' version: '1' " + text, &bundle));
  auto policy = Policy::Compile(bundle, {});
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.ok() ? *policy : nullptr;
}

std::shared_ptr<const Policy> Melton() {
  const auto bundle = LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  auto policy = Policy::Compile(*bundle, AllActions());
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *policy;
}

absl::Time At(const Policy& policy, absl::CivilSecond second) {
  return policy.zone().At(second).pre;
}

constexpr char kRule[] =
    "publication { id: 'sign' because: 't' kinds: BULLETIN_KIND_ID_SOUGHT "
    "when { fact: PUBLICATION_FACT_UNDER_18 is: true } "
    "needs { fact: PUBLICATION_FACT_AGE_SIGNED_OFF is: true } "
    "needs { fact: PUBLICATION_FACT_UNDER_10 is: false } "
    "item: PUBLICATION_ITEM_AGE_SIGN_OFF } ";

// Of every combination of what is true, false and unknown: missing unless known not to speak, or
// known to be satisfied.
TEST(Missing, WhatIsNotKnownIsMissing) {
  const auto policy = Of(kRule);
  for (int combination = 0; combination < 27; ++combination) {
    PublicationFacts facts;
    const int truths[] = {combination % 3, combination / 3 % 3, combination / 9};
    const v1::PublicationFact names[] = {PUBLICATION_FACT_UNDER_18, PUBLICATION_FACT_AGE_SIGNED_OFF,
                                         PUBLICATION_FACT_UNDER_10};
    for (int i = 0; i < 3; ++i) {
      if (truths[i] != 2) facts.Set(names[i], truths[i] == 1);
    }
    const bool silent = truths[0] == 0;
    const bool satisfied = truths[1] == 1 && truths[2] == 0;
    const Missing missing = MissingItems(*policy, BULLETIN_KIND_ID_SOUGHT, facts);
    EXPECT_EQ(missing.nothing(), silent || satisfied) << combination;
    EXPECT_EQ(missing.rules.empty(), missing.nothing()) << combination;
    EXPECT_TRUE(MissingItems(*policy, BULLETIN_KIND_NEWS, facts).nothing());
  }
}

TEST(Missing, TheLastWordCounts) {
  PublicationFacts facts;
  facts.Set(PUBLICATION_FACT_UNDER_18, true);
  facts.Set(PUBLICATION_FACT_UNDER_18, false);
  EXPECT_TRUE(facts.Known(PUBLICATION_FACT_UNDER_18));
  EXPECT_FALSE(facts.True(PUBLICATION_FACT_UNDER_18));
}

TEST(Missing, EachItemOnceInTheOrderOfTheEnum) {
  const auto policy = Of(
      "publication { id: 'b' because: 't' needs { fact: PUBLICATION_FACT_APPROVED is: true } "
      "item: PUBLICATION_ITEM_SECOND_PERSON } "
      "publication { id: 'a' because: 't' needs { fact: PUBLICATION_FACT_CCTV_CHECKED is: true } "
      "item: PUBLICATION_ITEM_CHECKLIST } "
      "publication { id: 'c' because: 't' needs { fact: PUBLICATION_FACT_PAID_FOR_CHECKED "
      "is: true } item: PUBLICATION_ITEM_CHECKLIST } ");
  const Missing all = MissingItems(*policy, BULLETIN_KIND_ALERT, {});
  EXPECT_THAT(all.items, ElementsAre(PUBLICATION_ITEM_CHECKLIST, PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(all.rules, ElementsAre("b", "a", "c"));
  const Missing one =
      MissingItems(*policy, BULLETIN_KIND_ALERT, {}, PUBLICATION_ITEM_SECOND_PERSON);
  EXPECT_THAT(one.items, ElementsAre(PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(one.rules, ElementsAre("b"));
  EXPECT_TRUE(MissingItems(*policy, BULLETIN_KIND_ALERT, {}, PUBLICATION_ITEM_NOTICE).nothing());
}

TEST(Galleries, EndWithTheirLastDay) {
  const auto policy = Melton();
  EXPECT_EQ(Galleries(*policy).size(), 4);
  EXPECT_EQ(FindGallery(*policy, "nothing"), nullptr);
  const v1::Gallery* sought = FindGallery(*policy, "id-sought");
  ASSERT_NE(sought, nullptr);
  const absl::Time from = At(*policy, absl::CivilSecond(2026, 8, 31, 10, 30, 0));
  EXPECT_EQ(LiveUntil(*sought, from, false, policy->zone()),
            At(*policy, absl::CivilSecond(2027, 3, 1)));
  EXPECT_EQ(LiveUntil(*sought, from, true, policy->zone()),
            At(*policy, absl::CivilSecond(2026, 9, 29)));
  EXPECT_EQ(LiveUntil(*FindGallery(*policy, "alerts"), from, false, policy->zone()),
            At(*policy, absl::CivilSecond(2026, 9, 8)));
}

TEST(Galleries, OfAlertsAndNewsShowNobodyUnder18) {
  const auto policy = Melton();
  for (const char* id : {"alerts", "news"}) {
    EXPECT_EQ(LiveUntil(*FindGallery(*policy, id), absl::UnixEpoch(), true, policy->zone()),
              std::nullopt)
        << id;
  }
}

// What members still see has not been erased meanwhile, whenever it went up.
TEST(Galleries, AreLiveNoLongerThanTheyAreKept) {
  const auto policy = Melton();
  for (const v1::Gallery& gallery : Galleries(*policy)) {
    for (int day = 0; day < 366; ++day) {
      const absl::Time from =
          At(*policy, absl::CivilSecond(2027, 12, 1, 23, 59, 0)) + day * absl::Hours(24);
      for (const bool under_18 : {false, true}) {
        const auto until = LiveUntil(gallery, from, under_18, policy->zone());
        const auto kept = RetentionDue(*policy, gallery.retention_class(), v1::CLOCK_PUBLICATION,
                                       from, under_18, from);
        ASSERT_TRUE(kept.ok()) << kept.status();
        EXPECT_TRUE(!until.has_value() || *until <= kept->due) << gallery.id() << " " << from;
      }
    }
  }
}

// A kind is published in one of the galleries or not at all.
TEST(Galleries, ThereIsNoneForExclusionsYet) {
  const auto policy = Melton();
  for (const v1::Gallery& gallery : Galleries(*policy)) {
    EXPECT_NE(gallery.kind(), BULLETIN_KIND_EXCLUSION);
  }
}

TEST(Audience, IsWithinTheProposersLimit) {
  const auto policy = Melton();
  const auto* manager = AudienceLimitOf(*policy, v1::ROLE_SITE_MANAGER, BULLETIN_KIND_ID_SOUGHT);
  const auto* coordinator = AudienceLimitOf(*policy, v1::ROLE_COORDINATOR, BULLETIN_KIND_ID_SOUGHT);
  const std::vector<Role> managers = {v1::ROLE_SITE_MANAGER, v1::ROLE_POLICE};
  const std::vector<Role> staff = {v1::ROLE_SITE_MANAGER, v1::ROLE_REPORTER};
  EXPECT_TRUE(WithinLimit(manager, {managers, false, true}));
  EXPECT_FALSE(WithinLimit(manager, {staff, false, true}));
  EXPECT_FALSE(WithinLimit(manager, {managers, false, false}));
  EXPECT_FALSE(WithinLimit(manager, {managers, true, true}));
  EXPECT_FALSE(WithinLimit(manager, {{}, false, true}));
  EXPECT_TRUE(WithinLimit(coordinator, {staff, true, false}));
  EXPECT_TRUE(WithinLimit(coordinator, {staff, false, false}));
  const std::vector<Role> board = {v1::ROLE_BOARD_MEMBER};
  EXPECT_FALSE(WithinLimit(coordinator, {board, true, false}));
}

TEST(Audience, WhoeverHasNoLimitProposesNothing) {
  const auto policy = Melton();
  const std::vector<Role> police = {v1::ROLE_POLICE};
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    for (int kind = 0; kind < v1::BulletinKind_ARRAYSIZE; ++kind) {
      const auto* limit =
          AudienceLimitOf(*policy, static_cast<Role>(role), static_cast<v1::BulletinKind>(kind));
      const bool coordinator =
          role == v1::ROLE_COORDINATOR && kind != 0 && kind != BULLETIN_KIND_EXCLUSION;
      const bool manager = role == v1::ROLE_SITE_MANAGER &&
                           (kind == BULLETIN_KIND_ID_SOUGHT || kind == BULLETIN_KIND_KNOWN_PERSON ||
                            kind == BULLETIN_KIND_ALERT);
      EXPECT_EQ(limit != nullptr, coordinator || manager) << role << " " << kind;
    }
  }
  EXPECT_FALSE(WithinLimit(nullptr, {police, false, true}));
}

// A risk of mistaken identity freezes whatever the challenger ticked: the ground is a layman's
// choice.
TEST(Challenges, FreezeAsTheirGroundSays) {
  const auto policy = Melton();
  struct Expected {
    v1::ChallengeGround ground;
    bool confirmed;
    bool risk;
  };
  const Expected table[] = {
      {v1::CHALLENGE_GROUND_MISTAKEN_IDENTITY, true, true},
      {v1::CHALLENGE_GROUND_INACCURATE, true, true},
      {v1::CHALLENGE_GROUND_OBJECTION, true, true},
      {v1::CHALLENGE_GROUND_ERASURE, false, true},
      {v1::CHALLENGE_GROUND_ACCESS, false, true},
      {v1::CHALLENGE_GROUND_APPEAL, false, true},
      {v1::CHALLENGE_GROUND_COMPLAINT, false, true},
  };
  for (const Expected& row : table) {
    const v1::ChallengeRule* rule = ChallengeRuleFor(*policy, row.ground);
    ASSERT_NE(rule, nullptr) << row.ground;
    EXPECT_EQ(Freezes(*rule, true, false), row.confirmed) << row.ground;
    EXPECT_EQ(Freezes(*rule, false, true), row.risk) << row.ground;
    EXPECT_EQ(Freezes(*rule, true, true), row.confirmed || row.risk) << row.ground;
    EXPECT_FALSE(Freezes(*rule, false, false)) << row.ground;
    EXPECT_EQ(rule->answer_within().days(), row.ground == v1::CHALLENGE_GROUND_COMPLAINT ? 30 : 0);
    EXPECT_EQ(rule->answer_within().months(), row.ground == v1::CHALLENGE_GROUND_COMPLAINT ? 0 : 1);
  }
  EXPECT_EQ(ChallengeRuleFor(*policy, v1::CHALLENGE_GROUND_UNSPECIFIED), nullptr);
  EXPECT_FALSE(Freezes(v1::ChallengeRule(), true, true))
      << "a rule that says nothing freezes nobody";
}

// What the issue lists, read back from the bundle: none of it without a rule of its own.
TEST(Melton, SaysItsPeriods) {
  const v1::Bundle bundle = Melton()->bundle();
  EXPECT_EQ(bundle.young_account().days(), 30);
  EXPECT_EQ(bundle.notice_within().months(), 1);
  for (const v1::Gallery& gallery : bundle.galleries()) {
    if (gallery.has_live_under_18()) {
      EXPECT_LE(gallery.live_under_18().days(), 28);
      EXPECT_EQ(gallery.live_under_18().months(), 0);
    }
  }
}

TEST(Up, AChildIsUpWithASignatureAndForFourWeeks) {
  const auto policy = Melton();
  const absl::Time start = At(*policy, absl::CivilSecond(2026, 3, 1, 12, 0, 0));
  Up up;
  up.kind = BULLETIN_KIND_KNOWN_PERSON;
  up.gallery = "known";
  up.shows_person = true;
  up.first_published = start;
  EXPECT_TRUE(StaysUp(*policy, up, start + absl::Hours(24 * 40)));
  EXPECT_FALSE(StaysUp(*policy, up, start + absl::Hours(24 * 370)));
  up.under_18 = true;
  EXPECT_FALSE(StaysUp(*policy, up, start)) << "nobody signed";
  up.signed_off = true;
  EXPECT_TRUE(StaysUp(*policy, up, start + absl::Hours(24 * 27)));
  EXPECT_FALSE(StaysUp(*policy, up, start + absl::Hours(24 * 40)));
  up.gallery = "no such gallery";
  EXPECT_FALSE(StaysUp(*policy, up, start));
}

// Whoever was signed for as "10 to 17" may turn out to be younger.
TEST(Up, AChildUnder10IsNotUpWhoeverSigned) {
  const auto policy = Melton();
  Up up;
  up.kind = BULLETIN_KIND_ID_SOUGHT;
  up.gallery = "id-sought";
  up.shows_person = true;
  up.signed_off = true;
  up.first_published = At(*policy, absl::CivilSecond(2026, 3, 1, 12, 0, 0));
  for (const bool under_18 : {true, false}) {
    up.under_18 = under_18;
    up.under_10 = false;
    EXPECT_TRUE(StaysUp(*policy, up, up.first_published));
    up.under_10 = true;
    EXPECT_FALSE(StaysUp(*policy, up, up.first_published)) << "under_18: " << under_18;
  }
}

}  // namespace
}  // namespace smarthub::policy
