// Every bound, at its edge and one beyond, with the exact path and the stable reason.
#include "services/incident/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "platform/base/error.h"
#include "platform/base/times.h"

namespace smarthub::incident {
namespace {

using incident::v1::Report;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

Report Good() {
  Report report;
  report.mutable_site_id()->set_value("3f0e9a5c-2b1d-4c8e-9a77-0123456789ab");
  report.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
  *report.mutable_happened_from() = ToProto(kNow - absl::Hours(2));
  *report.mutable_happened_to() = ToProto(kNow - absl::Hours(1));
  auto* goods = report.add_goods();
  goods->set_what("four packs of bacon");
  goods->set_value_pence(1800);
  report.add_suspects()->set_clothing("blue coat");
  report.set_what_happened("{p1} left without paying.");
  return report;
}

// Changes a good report and says what is wrong with it: "path REASON", or "" for nothing.
std::string Wrong(const std::function<void(Report&)>& change) {
  Report report = Good();
  change(report);
  const absl::Status status = CheckReport(report, kNow);
  if (status.ok()) return "";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto detail = DetailOf(status);
  if (!detail) return "no detail";
  return detail->field() + " " + error::v1::Reason_Name(detail->reason());
}

// `characters` times a character of three bytes.
std::string Long(size_t characters) {
  std::string text;
  for (size_t i = 0; i < characters; ++i) text += "\xE2\x82\xAC";
  return text;
}

TEST(Validate, AGoodReportIsGood) {
  EXPECT_EQ(Wrong([](Report&) {}), "");
}

TEST(Validate, LengthIsCountedInCharactersNotBytes) {
  struct Bound {
    const char* path;
    size_t most;
    std::string* (*field)(Report&);
  };
  const Bound bounds[] = {
      {"report.place", 200, [](Report& r) { return r.mutable_place(); }},
      {"report.what_happened", 4000, [](Report& r) { return r.mutable_what_happened(); }},
      {"report.goods[0].what", 120, [](Report& r) { return r.mutable_goods(0)->mutable_what(); }},
      {"report.suspects[0].name", 120,
       [](Report& r) { return r.mutable_suspects(0)->mutable_name(); }},
      {"report.suspects[0].aliases[1]", 120,
       [](Report& r) {
         r.mutable_suspects(0)->add_aliases("Bob");
         return r.mutable_suspects(0)->add_aliases();
       }},
      {"report.suspects[0].hair", 120,
       [](Report& r) { return r.mutable_suspects(0)->mutable_hair(); }},
      {"report.suspects[0].clothing", 120,
       [](Report& r) { return r.mutable_suspects(0)->mutable_clothing(); }},
      {"report.suspects[0].marks", 120,
       [](Report& r) { return r.mutable_suspects(0)->mutable_marks(); }},
      {"report.victims[0].name", 120, [](Report& r) { return r.add_victims()->mutable_name(); }},
      {"report.victims[0].contact", 120,
       [](Report& r) { return r.add_victims()->mutable_contact(); }},
      {"report.victims[0].description", 200,
       [](Report& r) { return r.add_victims()->mutable_description(); }},
      {"report.witnesses[0].name", 120,
       [](Report& r) { return r.add_witnesses()->mutable_name(); }},
      {"report.witnesses[0].contact", 120,
       [](Report& r) { return r.add_witnesses()->mutable_contact(); }},
      {"report.staff[0].name", 120, [](Report& r) { return r.add_staff()->mutable_name(); }},
      {"report.staff[0].contact", 120, [](Report& r) { return r.add_staff()->mutable_contact(); }},
      {"report.vehicles[0].plate", 12, [](Report& r) { return r.add_vehicles()->mutable_plate(); }},
      {"report.vehicles[0].description", 120,
       [](Report& r) { return r.add_vehicles()->mutable_description(); }},
      {"report.cctv.owner", 120, [](Report& r) { return r.mutable_cctv()->mutable_owner(); }},
  };
  for (const Bound& bound : bounds) {
    const std::string path = bound.path;
    EXPECT_EQ(Wrong([&](Report& r) { *bound.field(r) = Long(bound.most); }), "") << path;
    EXPECT_EQ(Wrong([&](Report& r) { *bound.field(r) = Long(bound.most + 1); }),
              path + " REASON_TOO_LONG");
    EXPECT_EQ(Wrong([&](Report& r) { *bound.field(r) = "a\xFF"; }), path + " REASON_NOT_UTF8");
    EXPECT_EQ(Wrong([&](Report& r) { *bound.field(r) = "a\x01"; }), path + " REASON_BAD_FORMAT");
    EXPECT_EQ(Wrong([&](Report& r) {
                *bound.field(r) =
                    "a\xE2\x80\xAE"
                    "b";
              }),
              path + " REASON_BAD_FORMAT")
        << "a text that reads backwards";
  }
}

TEST(Validate, EveryListHasItsMost) {
  struct Bound {
    const char* path;
    int most;
    void (*add)(Report&);
  };
  const Bound bounds[] = {
      {"report.goods", 20, [](Report& r) { r.add_goods()->set_what("x"); }},
      {"report.suspects", 10, [](Report& r) { r.add_suspects(); }},
      {"report.suspects[0].aliases", 5, [](Report& r) { r.mutable_suspects(0)->add_aliases("x"); }},
      {"report.victims", 10, [](Report& r) { r.add_victims(); }},
      {"report.witnesses", 10, [](Report& r) { r.add_witnesses(); }},
      {"report.staff", 10, [](Report& r) { r.add_staff(); }},
      {"report.vehicles", 5, [](Report& r) { r.add_vehicles()->set_plate("x"); }},
  };
  for (const Bound& bound : bounds) {
    const auto with = [&bound](int extra) {
      return Wrong([&](Report& r) {
        r.clear_goods();
        r.clear_what_happened();
        if (std::string(bound.path) == "report.suspects") r.clear_suspects();
        for (int i = 0; i < bound.most + extra; ++i) bound.add(r);
      });
    };
    EXPECT_EQ(with(0), "") << bound.path;
    EXPECT_EQ(with(1), std::string(bound.path) + " REASON_TOO_MANY");
  }
}

TEST(Validate, WhatMustBeThere) {
  EXPECT_EQ(Wrong([](Report& r) { r.clear_type(); }), "report.type REASON_REQUIRED");
  EXPECT_EQ(Wrong([](Report& r) { r.clear_site_id(); }), "report.site_id REASON_BAD_FORMAT");
  EXPECT_EQ(Wrong([](Report& r) { r.mutable_goods(0)->set_what(" \n"); }),
            "report.goods[0].what REASON_REQUIRED");
  EXPECT_EQ(Wrong([](Report& r) { r.add_vehicles(); }), "report.vehicles[0].plate REASON_REQUIRED");
}

TEST(Validate, ChoicesThatAreNotKnown) {
  EXPECT_EQ(Wrong([](Report& r) { r.set_type(static_cast<policy::v1::IncidentType>(99)); }),
            "report.type REASON_UNKNOWN_VALUE");
  EXPECT_EQ(Wrong([](Report& r) {
              r.mutable_suspects(0)->set_about_how_old(static_cast<incident::v1::AgeBand>(9));
            }),
            "report.suspects[0].about_how_old REASON_UNKNOWN_VALUE");
  EXPECT_EQ(Wrong([](Report& r) {
              r.mutable_cctv()->set_state(static_cast<incident::v1::CctvState>(9));
            }),
            "report.cctv.state REASON_UNKNOWN_VALUE");
  EXPECT_EQ(Wrong([](Report& r) { r.add_wanted_recipients(policy::v1::ROLE_BOARD_MEMBER); }),
            "report.wanted_recipients[0] REASON_UNKNOWN_VALUE");
  EXPECT_EQ(Wrong([](Report& r) {
              r.add_wanted_recipients(policy::v1::ROLE_POLICE);
              r.add_wanted_recipients(policy::v1::ROLE_POLICE);
            }),
            "report.wanted_recipients[1] REASON_DUPLICATE_FIELD");
}

// Suspicion is not proof.
TEST(Validate, AShopCannotSayThatSomebodyWasConvictedOrExcluded) {
  for (const auto standing :
       {incident::v1::PROOF_STANDING_CHARGED, incident::v1::PROOF_STANDING_CONVICTED,
        incident::v1::PROOF_STANDING_EXCLUDED}) {
    EXPECT_EQ(Wrong([&](Report& r) { r.mutable_suspects(0)->set_standing(standing); }),
              "report.suspects[0].standing REASON_OUT_OF_RANGE");
  }
  EXPECT_EQ(Wrong([](Report& r) {
              r.mutable_suspects(0)->set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
            }),
            "");
}

TEST(Validate, TimesAreARangeInTheLast31Days) {
  const auto range = [](absl::Time from, absl::Time to) {
    return Wrong([&](Report& r) {
      *r.mutable_happened_from() = ToProto(from);
      *r.mutable_happened_to() = ToProto(to);
    });
  };
  EXPECT_EQ(range(kNow - kOldest, kNow), "");
  EXPECT_EQ(range(kNow - kOldest - absl::Seconds(1), kNow),
            "report.happened_from REASON_TIME_TOO_OLD");
  EXPECT_EQ(range(kNow, kNow + kClockSkew), "") << "a phone's clock may be a little ahead";
  EXPECT_EQ(range(kNow, kNow + kClockSkew + absl::Seconds(1)),
            "report.happened_to REASON_TIME_IN_FUTURE");
  EXPECT_EQ(range(kNow + absl::Hours(1), kNow + absl::Hours(2)),
            "report.happened_from REASON_TIME_IN_FUTURE");
  EXPECT_EQ(range(kNow, kNow - absl::Seconds(1)), "report.happened_to REASON_OUT_OF_RANGE");
  EXPECT_EQ(Wrong([](Report& r) { r.clear_happened_to(); }), "report.happened_to REASON_REQUIRED");
  EXPECT_EQ(Wrong([](Report& r) { r.mutable_happened_from()->set_seconds(INT64_MIN); }),
            "report.happened_from REASON_OUT_OF_RANGE");
  EXPECT_EQ(Wrong([](Report& r) { r.mutable_happened_from()->set_nanos(-1); }),
            "report.happened_from REASON_OUT_OF_RANGE");
}

TEST(Validate, ValueIsPenceFromNothingToAMillionPounds) {
  const auto value = [](int64_t pence) {
    return Wrong([&](Report& r) { r.mutable_goods(0)->set_value_pence(pence); });
  };
  EXPECT_EQ(value(0), "");
  EXPECT_EQ(value(kMaxPence), "");
  EXPECT_EQ(value(-1), "report.goods[0].value_pence REASON_OUT_OF_RANGE");
  EXPECT_EQ(value(kMaxPence + 1), "report.goods[0].value_pence REASON_OUT_OF_RANGE");
}

TEST(Validate, AMentionNeedsItsPerson) {
  const auto text = [](const std::string& said) {
    return Wrong([&](Report& r) { r.set_what_happened(said); });
  };
  EXPECT_EQ(text("{p1} ran"), "");
  EXPECT_EQ(text("{p2} ran"), "report.what_happened REASON_OUT_OF_RANGE");
  EXPECT_EQ(text("{p0} ran"), "report.what_happened REASON_OUT_OF_RANGE");
  EXPECT_EQ(text("{price} and {p"), "") << "not a slot";
}

TEST(Validate, IdsOfPeopleAreGivenByTheHub) {
  EXPECT_EQ(
      Wrong([](Report& r) { r.mutable_suspects(0)->mutable_appearance_id()->set_value("x"); }),
      "report.suspects[0].appearance_id REASON_BAD_FORMAT");
}

// DOMAIN: under 10 is refused for bulletins; a report about a child is still a report.
TEST(Validate, AReportAboutAChildIsTaken) {
  EXPECT_EQ(Wrong([](Report& r) {
              r.mutable_suspects(0)->set_about_how_old(incident::v1::AGE_BAND_UNDER_10);
            }),
            "");
}

TEST(Validate, AnAnswerThatEndsItSaysWhy) {
  incident::v1::AnswerIncidentRequest request;
  EXPECT_EQ(ReasonOf(CheckAnswer(request)), error::v1::REASON_REQUIRED);
  request.set_outcome(incident::v1::OUTCOME_GROUP_NO_FURTHER_ACTION);
  EXPECT_EQ(DetailOf(CheckAnswer(request))->field(), "note");
  request.set_note("Nobody could be identified.");
  EXPECT_TRUE(CheckAnswer(request).ok());
  request.set_reference(Long(41));
  EXPECT_EQ(DetailOf(CheckAnswer(request))->field(), "reference");
  request.set_reference(Long(40));
  request.set_agency_note(Long(1001));
  EXPECT_EQ(DetailOf(CheckAnswer(request))->field(), "agency_note");
}

TEST(Validate, ARequestToSeeMoreIsBounded) {
  incident::v1::RequestIncidentsRequest request;
  request.mutable_site_id()->set_value("3f0e9a5c-2b1d-4c8e-9a77-0123456789ab");
  *request.mutable_from() = ToProto(kNow - absl::Hours(24 * 92));
  *request.mutable_to() = ToProto(kNow);
  request.set_reason("Linked series");
  EXPECT_TRUE(CheckIncidentRequest(request, kNow).ok());
  request.set_reason("too short");
  EXPECT_EQ(ReasonOf(CheckIncidentRequest(request, kNow)), error::v1::REASON_TOO_SHORT);
  request.set_reason("Linked series");
  *request.mutable_from() = ToProto(kNow - absl::Hours(24 * 92) - absl::Seconds(1));
  EXPECT_EQ(DetailOf(CheckIncidentRequest(request, kNow))->field(), "to");
}

TEST(Validate, PagesAreOneToFifty) {
  EXPECT_EQ(*CheckPageSize(0), 20);
  EXPECT_EQ(*CheckPageSize(50), 50);
  EXPECT_FALSE(CheckPageSize(51).ok());
  EXPECT_FALSE(CheckPageSize(-1).ok());
}

}  // namespace
}  // namespace smarthub::incident
