// Golden redactions of a message that holds whatever can go wrong in a reply.
#include "platform/rpc/redactor.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/rpc/testdata/toy_policy.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_caller.h"
#include "toy.pb.h"

namespace smarthub::rpc {
namespace {

using smarthub::testing::EqualsProto;
using smarthub::testing::Id;
using smarthub::testing::IsOk;
using smarthub::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;
using toy::v1::ToyRequest;
using toy::v1::ToyResponse;

Task<absl::StatusOr<ToyResponse>> Nothing(Context&, const ToyRequest&) { co_return ToyResponse(); }

class RedactorTest : public ::testing::Test {
 protected:
  RedactorTest() : redactor_(Table()), policies_([this](std::string_view) { return policy_; }) {}

  static MethodTable Table() {
    MethodTable table;
    table.Unary<ToyRequest, ToyResponse>("smarthub.toy.v1.ToyService.Read", Nothing);
    return table;
  }

  // $name in the text is the id of that name.
  static ToyResponse Parse(std::string text) {
    for (const char* name : {"red", "green", "williams", "site"}) {
      text = absl::StrReplaceAll(text, {{absl::StrCat("$", name), Id(name).ToString()}});
    }
    ToyResponse response;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response)) << text;
    return response;
  }

  void Open(store::RecordKind kind, const char* name, std::initializer_list<label::v1::Label> shown,
            std::initializer_list<std::string_view> rules = {}) {
    Disclosed disclosed;
    disclosed.version = 1;
    disclosed.decision.allowed = true;
    disclosed.decision.shown = policy::DefaultShown();
    for (const label::v1::Label label : shown) disclosed.decision.shown.Add(label);
    for (size_t i = 0; i < policy_->rule_count(); ++i) {
      for (const std::string_view rule : rules) {
        if (policy_->RuleId(i) == rule) disclosed.decision.rules.push_back(i);
      }
    }
    disclosures_[{kind, Id(name)}] = disclosed;
  }
  void OpenApple(const char* name, std::initializer_list<label::v1::Label> shown,
                 std::initializer_list<std::string_view> rules = {}) {
    Open(label::v1::INCIDENT, name, shown, rules);
  }

  void ExpectRedacted(const std::string& before, const std::string& after) {
    ToyResponse reply = Parse(before);
    EXPECT_THAT(redactor_.Redact(reply, disclosures_, *policies_.For("melton")), IsOk());
    EXPECT_THAT(reply, EqualsProto(Parse(after)));
  }
  absl::Status Fails(const std::string& before) {
    ToyResponse reply = Parse(before);
    return redactor_.Redact(reply, disclosures_, *policies_.For("melton")).status();
  }

  std::shared_ptr<const policy::Policy> policy_ = CompileToy(kToyBundle);
  Redactor redactor_;
  PolicyBook policies_;
  Disclosures disclosures_;
};

TEST_F(RedactorTest, WhatIsNotShownIsClearedAndNamedEvenWhereThereWasNothing) {
  OpenApple("red", {label::v1::SUSPECT_NAME});
  ExpectRedacted(
      R"pb(apple {
             apple_id { value: "$red" }
             state: "taken"
             who: "Ann"
             aliases: [ "A", "B" ]
             hate: true
             at { seconds: 5 }
             sites { value: "$site" }
             notes { key: "k" value: "v" }
           })pb",
      R"pb(apple {
             apple_id { value: "$red" }
             state: "taken"
             who: "Ann"
             aliases: [ "A", "B" ]
             withheld {
               paths: [ "sites", "at", "hate", "notes", "plate", "goods" ]
               reasons: "default"
             }
           })pb");
}

// If only what held something were named, a hidden "yes" would differ from a hidden "no".
TEST_F(RedactorTest, TheNamesDoNotTellWhatThereWas) {
  OpenApple("red", {});
  ToyResponse yes = Parse(R"pb(apple {
                                 apple_id { value: "$red" }
                                 hate: true
                                 who: "Ann"
                               })pb");
  ToyResponse no = Parse(R"pb(apple { apple_id { value: "$red" } })pb");
  ASSERT_THAT(redactor_.Redact(yes, disclosures_, *policies_.For("melton")), IsOk());
  ASSERT_THAT(redactor_.Redact(no, disclosures_, *policies_.For("melton")), IsOk());
  EXPECT_EQ(yes.SerializeAsString(), no.SerializeAsString());
}

TEST_F(RedactorTest, EachRecordGoesByItsOwnDecision) {
  OpenApple("red", {label::v1::SUSPECT_NAME, label::v1::VEHICLE_PLATE, label::v1::GOODS,
                    label::v1::INCIDENT_TIME, label::v1::INCIDENT_CLASS, label::v1::AGENCY_NOTE,
                    label::v1::MEMBER_STANDING});
  OpenApple("green", {});
  Open(label::v1::INCIDENT_REQUEST, "williams", {label::v1::AGENCY_NOTE});
  ExpectRedacted(
      R"pb(apples {
             apple_id { value: "$red" }
             who: "Ann"
             inside {
               apple_id { value: "$green" }
               who: "Bob"
             }
             pears {
               pear_id { value: "$williams" }
               note: "n"
               answer: "a"
             }
           }
           apples {
             apple_id { value: "$green" }
             who: "Bob"
           })pb",
      R"pb(apples {
             apple_id { value: "$red" }
             who: "Ann"
             inside {
               apple_id { value: "$green" }
               withheld {
                 paths: [ "who", "aliases", "sites", "at", "hate", "notes", "plate", "goods" ]
                 reasons: "default"
               }
             }
             pears {
               pear_id { value: "$williams" }
               note: "n"
               withheld { paths: "answer" reasons: "default" }
             }
           }
           apples {
             apple_id { value: "$green" }
             withheld {
               paths: [ "who", "aliases", "sites", "at", "hate", "notes", "plate", "goods" ]
               reasons: "default"
             }
           })pb");
}

TEST_F(RedactorTest, PathsHaveDotsAndNoIndexesAndRecursionEnds) {
  OpenApple("red", {label::v1::SUSPECT_NAME, label::v1::NARRATIVE, label::v1::INCIDENT_TIME,
                    label::v1::INCIDENT_CLASS, label::v1::AGENCY_NOTE, label::v1::VEHICLE_PLATE,
                    label::v1::GOODS, label::v1::MEMBER_STANDING});
  ExpectRedacted(
      R"pb(apple {
             apple_id { value: "$red" }
             bruises {
               where: "left"
               by: "Vic"
               under { by: "Vic" }
             }
             bruises { by: "Tim" }
           })pb",
      R"pb(apple {
             apple_id { value: "$red" }
             bruises {
               where: "left"
               under {}
             }
             bruises {}
             withheld {
               paths: [ "bruises.by", "bruises.under.by" ]
               reasons: "default"
             }
           })pb");
}

TEST_F(RedactorTest, ReasonsNameTheRuleThatHidAndDefaultForTheRest) {
  OpenApple("red", {label::v1::INCIDENT_TIME}, {"police-see", "no-names-of-restricted"});
  ToyResponse reply = Parse(R"pb(apple {
                                   apple_id { value: "$red" }
                                   who: "Ann"
                                 })pb");
  ASSERT_THAT(redactor_.Redact(reply, disclosures_, *policies_.For("melton")), IsOk());
  EXPECT_THAT(reply.apple().withheld().reasons(),
              ::testing::ElementsAre("no-names-of-restricted", "default"));
}

TEST_F(RedactorTest, HandlersDoNotWriteWithheld) {
  OpenApple("red", {label::v1::SUSPECT_NAME, label::v1::NARRATIVE, label::v1::INCIDENT_TIME,
                    label::v1::INCIDENT_CLASS, label::v1::AGENCY_NOTE, label::v1::VEHICLE_PLATE,
                    label::v1::GOODS, label::v1::MEMBER_STANDING});
  ExpectRedacted(
      R"pb(apple {
             apple_id { value: "$red" }
             withheld { paths: "lie" }
           })pb",
      R"pb(apple { apple_id { value: "$red" } })pb");
}

TEST_F(RedactorTest, RecordNotOpenedForDisclosureFailsTheCall) {
  OpenApple("red", {label::v1::SUSPECT_NAME});
  EXPECT_THAT(Fails(R"pb(apple { apple_id { value: "$green" } })pb"),
              StatusIs(absl::StatusCode::kInternal));
  // The id of an opened record of another kind is another record.
  EXPECT_THAT(Fails(R"pb(pear { pear_id { value: "$red" } })pb"),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Fails(R"pb(apple {
                           apple_id { value: "$red" }
                           inside { who: "Bob" }
                         })pb"),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Fails(R"pb(apple {})pb"), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(RedactorTest, DeniedRecordFailsTheCall) {
  Open(label::v1::INCIDENT, "red", {label::v1::SUSPECT_NAME});
  disclosures_[{label::v1::INCIDENT, Id("red")}].decision.allowed = false;
  EXPECT_THAT(Fails(R"pb(apple { apple_id { value: "$red" } })pb"),
              StatusIs(absl::StatusCode::kInternal));
}

TEST_F(RedactorTest, OutsideOfRecordsOnlyWhatHarmsNobody) {
  ExpectRedacted(R"pb(number: 3
                      state: "open"
                      person { value: "$red" }
                      token: "for you"
                      count { thefts: 3 })pb",
                 R"pb(number: 3
                      state: "open"
                      person { value: "$red" }
                      token: "for you"
                      count { thefts: 3 })pb");
  EXPECT_THAT(Fails(R"pb(loose: "Ann did it")pb"), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Fails(R"pb(loose_bruise { by: "Vic" })pb"), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Fails(R"pb(unlabelled: "x")pb"), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(RedactorTest, SecretsAndUnlabelledFieldsAreInNoRecord) {
  OpenApple("red", {label::v1::CREDENTIAL});
  for (const char* field :
       {"secret: \"s\"", "unlabelled: \"u\"", "unlabelled_map { key: \"k\" value { by: \"Vic\" } }",
        "count { token: \"t\" }"}) {
    EXPECT_THAT(Fails(absl::StrCat("apple { apple_id { value: \"$red\" } ", field, "}")),
                StatusIs(absl::StatusCode::kInternal))
        << field;
  }
}

TEST_F(RedactorTest, AnAggregateInARecordIsStillTheRecords) {
  OpenApple("red", {});
  ToyResponse reply = Parse(R"pb(apple {
                                   apple_id { value: "$red" }
                                   count { thefts: 3 }
                                 })pb");
  ASSERT_THAT(redactor_.Redact(reply, disclosures_, *policies_.For("melton")), IsOk());
  EXPECT_EQ(reply.apple().count().thefts(), 0);
  EXPECT_THAT(reply.apple().withheld().paths(), ::testing::Contains("count.thefts"));
}

TEST_F(RedactorTest, FieldsOfANewerContractAreDropped) {
  OpenApple("red", {});
  ToyResponse reply = Parse(R"pb(apple {
                                   apple_id { value: "$red" }
                                   bruises {}
                                 })pb");
  const auto hide = [](google::protobuf::Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(999, "Ann");
  };
  hide(reply);
  hide(*reply.mutable_apple());
  hide(*reply.mutable_apple()->mutable_bruises(0));
  ASSERT_THAT(redactor_.Redact(reply, disclosures_, *policies_.For("melton")), IsOk());
  EXPECT_THAT(reply.SerializeAsString(), Not(HasSubstr("Ann")));
}

TEST_F(RedactorTest, NotesWhichLabelsWereLeft) {
  OpenApple("red", {label::v1::SUSPECT_NAME, label::v1::INCIDENT_TIME});
  ToyResponse reply = Parse(R"pb(token: "t"
                                 apple {
                                   apple_id { value: "$red" }
                                   who: "Ann"
                                   hate: true
                                 })pb");
  auto redacted = redactor_.Redact(reply, disclosures_, *policies_.For("melton"));
  ASSERT_THAT(redacted, IsOk());
  EXPECT_TRUE(redacted->holds_secret);
  policy::LabelSet expected;
  expected.Add(label::v1::RECORD_ID);
  expected.Add(label::v1::SUSPECT_NAME);  // the time was shown but there was none
  EXPECT_EQ((disclosures_[{label::v1::INCIDENT, Id("red")}].in_reply.bits()), expected.bits());
}

TEST_F(RedactorTest, ErrorsNameFieldsNeverData) {
  EXPECT_THAT(std::string(Fails(R"pb(loose: "Ann did it")pb").message()),
              ::testing::AllOf(HasSubstr("loose"), Not(HasSubstr("Ann"))));
}

TEST_F(RedactorTest, NestingHasABottom) {
  OpenApple("red", {label::v1::NARRATIVE});
  ToyResponse reply = Parse(R"pb(apple {
                                   apple_id { value: "$red" }
                                   bruises {}
                                 })pb");
  toy::v1::Bruise* bruise = reply.mutable_apple()->mutable_bruises(0);
  for (int i = 0; i < 100; ++i) bruise = bruise->mutable_under();
  EXPECT_THAT(redactor_.Redact(reply, disclosures_, *policies_.For("melton")),
              StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace smarthub::rpc
