// Publication, galleries, audiences, challenges: one bad rule rejects the bundle, and the message
// names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {
namespace {

using testing::HasSubstr;

constexpr char kName[] = "name: 'n' version: '1' ";

absl::Status Compiled(const std::string& text) {
  v1::Bundle bundle;
  // Merging lets the later of two values win, so that a test can spoil one field of a good rule.
  if (!google::protobuf::TextFormat::MergeFromString(text, &bundle)) {
    ADD_FAILURE() << "not text format: " << text;
  }
  return Policy::Compile(bundle, {}).status();
}

constexpr char kKeeps[] =
    "lifecycle { id: 'keeps' because: 't' retention_class: RETENTION_CLASS_ID_SOUGHT "
    "step: LIFECYCLE_STEP_ERASE clock: CLOCK_PUBLICATION after { months: 6 } "
    "effective_from: '2026-01-01' } "
    "lifecycle { id: 'waits' because: 't' retention_class: RETENTION_CLASS_ID_SOUGHT "
    "step: LIFECYCLE_STEP_ERASE clock: CLOCK_CREATION after { days: 31 } "
    "effective_from: '2026-01-01' } ";
// A gallery of news, that shows nobody.
std::string Gallery(const std::string& more) {
  return std::string(kKeeps) +
         "galleries { id: 'bad' because: 't' name: 'N' kind: BULLETIN_KIND_NEWS live { days: 7 } "
         "retention_class: RETENTION_CLASS_ID_SOUGHT " +
         more + "} ";
}
// One that shows people, and all that this asks for but the item `without`.
std::string People(const std::string& gallery, v1::PublicationItem without) {
  // The later of two kinds wins.
  std::string text = Gallery("kind: BULLETIN_KIND_ID_SOUGHT " + gallery);
  for (int item = 1; item < v1::PublicationItem_ARRAYSIZE; ++item) {
    if (item == without) continue;
    text += "publication { id: 'p" + std::to_string(item) +
            "' because: 't' needs { fact: PUBLICATION_FACT_APPROVED is: true } item: " +
            v1::PublicationItem_Name(static_cast<v1::PublicationItem>(item)) + " } ";
  }
  return text;
}
constexpr char kChallenges[] =
    "challenges { id: 'all' because: 't' answer_within { months: 1 } "
    "grounds: [CHALLENGE_GROUND_MISTAKEN_IDENTITY, CHALLENGE_GROUND_INACCURATE, "
    "CHALLENGE_GROUND_OBJECTION, CHALLENGE_GROUND_ERASURE, CHALLENGE_GROUND_ACCESS, "
    "CHALLENGE_GROUND_APPEAL, CHALLENGE_GROUND_COMPLAINT] } ";
constexpr char kWhole[] = "young_account { days: 30 } notice_within { months: 1 } ";
std::string Publication(const std::string& fields) {
  return "publication { id: 'bad' because: 't' item: PUBLICATION_ITEM_NOTICE " + fields + "} ";
}
std::string Limit(const std::string& fields) {
  return "audience_limits { id: 'bad' because: 't' proposer: ROLE_COORDINATOR " + fields + "} ";
}

TEST(CheckPublication, TheGoodOnesPass) {
  EXPECT_EQ(Compiled(kName + Gallery("")), absl::OkStatus());
  EXPECT_EQ(Compiled(kName + People("live_under_18 { days: 28 }", {}) + kChallenges + kWhole),
            absl::OkStatus());
  EXPECT_EQ(Compiled(kName + Limit("roles: ROLE_REPORTER")), absl::OkStatus());
  EXPECT_EQ(Compiled(std::string(kName) + kChallenges), absl::OkStatus());
}

// A scheme that shows people has thought of every item; so have the grounds of challenges.
TEST(CheckPublication, NothingIsForgotten) {
  for (int item = 1; item < v1::PublicationItem_ARRAYSIZE; ++item) {
    const auto without = static_cast<v1::PublicationItem>(item);
    EXPECT_THAT(std::string(Compiled(kName + People("", without) + kChallenges + kWhole).message()),
                HasSubstr("no publication rule asks for " + v1::PublicationItem_Name(without)));
  }
  for (const char* kind : {"ID_SOUGHT", "KNOWN_PERSON", "EXCLUSION"}) {
    const std::string gallery = std::string("kind: BULLETIN_KIND_") + kind;
    EXPECT_THAT(std::string(Compiled(kName + Gallery(gallery)).message()),
                HasSubstr("shows people, and no publication rule asks for"));
    EXPECT_EQ(Compiled(kName + People(gallery, {}) + kChallenges + kWhole), absl::OkStatus());
  }
  for (int ground = 1; ground < v1::ChallengeGround_ARRAYSIZE; ++ground) {
    EXPECT_THAT(
        std::string(Compiled(std::string(kName) + "challenges { id: 'one' because: 't' grounds: " +
                             v1::ChallengeGround_Name(static_cast<v1::ChallengeGround>(ground)) +
                             " answer_within { days: 30 } }")
                        .message()),
        HasSubstr("n: no challenge rule for "));
  }
  for (const std::string& part :
       {std::string(kChallenges) + "young_account { days: 30 } ",
        std::string(kChallenges) + "notice_within { months: 1 } ", std::string(kWhole)}) {
    EXPECT_THAT(std::string(Compiled(kName + People("", {}) + part).message()),
                HasSubstr("a bundle that shows people has"));
  }
}

TEST(CheckPublication, EveryMistakeIsNamed) {
  struct Bad {
    std::string text;
    std::string says;
  };
  const std::vector<Bad> mistakes = {
      {std::string(kName) + "young_account { }", "young_account: a period is empty"},
      {std::string(kName) + "notice_within { days: -1 }", "notice_within: a period is negative"},
      {kName + Gallery("because: ''"), "bad: does not say why"},
      {kName + Gallery("id: 'keeps'"), "keeps: id used twice"},
      {kName + Publication("needs { fact: PUBLICATION_FACT_APPROVED } because: ''"),
       "bad: does not say why"},
      {kName + Limit("roles: ROLE_POLICE because: ''"), "bad: does not say why"},
      {std::string(kName) + "challenges { id: 'Bad' because: 't' }", "a-z, 0-9"},
      {kName + Gallery("name: ''"), "has a name"},
      {kName + Gallery("kind: BULLETIN_KIND_UNSPECIFIED"), "of one kind"},
      {kName + Gallery("live { days: -7 }"), "live: a period is negative"},
      {kName + Gallery("live_under_18 { }"), "live_under_18: a period is empty"},
      {kName + Gallery("retention_class: RETENTION_CLASS_PHOTO"), "on CLOCK_CREATION"},
      {std::string(kName) + "galleries { id: 'bad' because: 't' name: 'N' "
                            "kind: BULLETIN_KIND_NEWS }",
       "says how long"},
      {kName + Publication(""), "needs nothing"},
      {kName + Publication("needs { is: true }"), "no such fact"},
      {kName + Publication("when { fact: 99 } needs { fact: PUBLICATION_FACT_APPROVED }"),
       "no such fact"},
      {kName + Publication("when { fact: PUBLICATION_FACT_APPROVED is: true } "
                           "needs { fact: PUBLICATION_FACT_APPROVED is: true }"),
       "asks a fact twice"},
      {kName + Publication("needs { fact: PUBLICATION_FACT_APPROVED } kinds: 77"),
       "BulletinKind 77"},
      {kName + Publication("needs { fact: PUBLICATION_FACT_APPROVED } "
                           "item: PUBLICATION_ITEM_UNSPECIFIED"),
       "names no item"},
      {kName + Limit(""), "an audience of nobody"},
      {kName + Limit("roles: ROLE_REPORTER proposer: ROLE_UNSPECIFIED"), "limits nobody"},
      {kName + Limit("roles: ROLE_DPO"), "nobody's audience"},
      {kName + Limit("roles: ROLE_SYSTEM"), "nobody's audience"},
      {kName + Limit("roles: [ROLE_POLICE, ROLE_POLICE]"), "named twice"},
      {kName + Limit("roles: ROLE_POLICE kinds: BULLETIN_KIND_UNSPECIFIED"), "BulletinKind 0"},
      {kName + Limit("roles: ROLE_POLICE kinds: BULLETIN_KIND_NEWS") +
           Limit("id: 'more' roles: ROLE_POLICE"),
       "more: this role has a limit for this kind already"},
      {std::string(kName) + kChallenges +
           "challenges { id: 'more' because: 't' grounds: CHALLENGE_GROUND_ACCESS "
           "answer_within { months: 1 } }",
       "more: another rule has this ground already"},
      {std::string(kName) + "challenges { id: 'bad' because: 't' answer_within { months: 1 } }",
       "has a ground"},
      {std::string(kName) +
           "challenges { id: 'bad' because: 't' grounds: CHALLENGE_GROUND_ACCESS }",
       "answered in time"},
      {std::string(kName) + "challenges { id: 'bad' because: 't' grounds: CHALLENGE_GROUND_ACCESS "
                            "answer_within { } }",
       "answer_within: a period is empty"},
  };
  for (const Bad& mistake : mistakes) {
    const absl::Status status = Compiled(mistake.text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << mistake.text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(mistake.says)) << mistake.text;
  }
}

}  // namespace
}  // namespace smarthub::policy
