// Every bound, at its edge and one beyond, with the exact path and the stable reason.
#include "services/bulletin/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "platform/base/error.h"
#include "platform/base/times.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::AmendBulletinRequest;
using bulletin::v1::AnswerIdSoughtRequest;
using bulletin::v1::ListBulletinsRequest;
using bulletin::v1::ProposeBulletinRequest;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
constexpr char kId[] = "3f0e9a5c-2b1d-4c8e-9a77-0123456789ab";
constexpr char kOther[] = "3f0e9a5c-2b1d-4c8e-9a77-0123456789ac";

std::string Said(const absl::Status& status) {
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

ProposeBulletinRequest Good() {
  ProposeBulletinRequest request;
  request.set_gallery("known");
  request.set_title("Seen at the till");
  auto& person = *request.add_persons();
  person.mutable_subject_id()->set_value(kId);
  person.mutable_incident_id()->set_value(kId);
  person.mutable_appearance_id()->set_value(kId);
  request.mutable_audience()->add_roles(policy::v1::ROLE_SITE_MANAGER);
  request.mutable_audience()->set_everywhere(true);
  return request;
}

std::string Wrong(const std::function<void(ProposeBulletinRequest&)>& change) {
  ProposeBulletinRequest request = Good();
  change(request);
  return Said(CheckPropose(request, kNow));
}

TEST(Validate, TextsHaveBounds) {
  EXPECT_EQ(Wrong([](auto&) {}), "");
  EXPECT_EQ(Wrong([](auto& r) { r.set_title(Long(120)); }), "");
  EXPECT_EQ(Wrong([](auto& r) { r.set_title(Long(121)); }), "title REASON_TOO_LONG");
  EXPECT_EQ(Wrong([](auto& r) { r.set_title(" "); }), "title REASON_REQUIRED");
  EXPECT_EQ(Wrong([](auto& r) { r.set_text(Long(2000)); }), "");
  EXPECT_EQ(Wrong([](auto& r) { r.set_text(Long(2001)); }), "text REASON_TOO_LONG");
  EXPECT_EQ(Wrong([](auto& r) { r.set_text("\xff"); }), "text REASON_NOT_UTF8");
  EXPECT_EQ(Wrong([](auto& r) { r.set_gallery(""); }), "gallery REASON_REQUIRED");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_checklist()->set_who_saw_it(Long(200)); }), "");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_checklist()->set_who_saw_it(Long(201)); }),
            "checklist.who_saw_it REASON_TOO_LONG");
}

TEST(Validate, PeopleAreAtMostFourEachOnce) {
  const auto more = [](int count) {
    return [count](ProposeBulletinRequest& request) {
      for (int i = 1; i < count; ++i) {
        auto& person = *request.add_persons();
        person = request.persons(0);
        std::string id = kId;
        id.back() = static_cast<char>('0' + i);
        person.mutable_subject_id()->set_value(id);
      }
    };
  };
  EXPECT_EQ(Wrong(more(4)), "");
  EXPECT_EQ(Wrong(more(5)), "persons REASON_TOO_MANY");
  EXPECT_EQ(Wrong([](auto& r) { *r.add_persons() = r.persons(0); }),
            "persons[1].subject_id REASON_DUPLICATE_FIELD");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_persons(0)->clear_incident_id(); }),
            "persons[0].incident_id REASON_BAD_FORMAT");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_persons(0)->mutable_photo_id()->set_value("x"); }),
            "persons[0].photo_id REASON_BAD_FORMAT");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_persons(0)->set_caption(Long(200)); }), "");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_persons(0)->set_caption(Long(201)); }),
            "persons[0].caption REASON_TOO_LONG");
}

TEST(Validate, AnAudienceIsSomebodySomewhere) {
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_audience()->clear_roles(); }),
            "audience.roles REASON_REQUIRED");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_audience()->add_roles(policy::v1::ROLE_DPO); }),
            "audience.roles[1] REASON_UNKNOWN_VALUE");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_audience()->add_roles(policy::v1::ROLE_SITE_MANAGER); }),
            "audience.roles[1] REASON_DUPLICATE_FIELD");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_audience()->set_everywhere(false); }),
            "audience.areas REASON_REQUIRED");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_audience()->add_areas()->set_value(kId); }),
            "audience.areas REASON_OUT_OF_RANGE");
  const auto areas = [](auto& request) -> auto& {
    request.mutable_audience()->set_everywhere(false);
    request.mutable_audience()->add_areas()->set_value(kId);
    return *request.mutable_audience();
  };
  EXPECT_EQ(Wrong([&](auto& r) { areas(r); }), "");
  EXPECT_EQ(Wrong([&](auto& r) { areas(r).add_areas()->set_value(kId); }),
            "audience.areas[1] REASON_DUPLICATE_FIELD");
  EXPECT_EQ(Wrong([&](auto& r) { areas(r).add_areas()->set_value("x"); }),
            "audience.areas[1] REASON_BAD_FORMAT");
  EXPECT_EQ(Wrong([&](auto& r) {
              auto& audience = areas(r);
              for (int i = 0; i < 50; ++i) audience.add_areas()->set_value(kOther);
            }),
            "audience.areas REASON_TOO_MANY");
}

TEST(Validate, ItsEndIsInTheFuture) {
  EXPECT_EQ(Wrong([](auto& r) { *r.mutable_live_until() = ToProto(kNow + absl::Seconds(1)); }), "");
  EXPECT_EQ(Wrong([](auto& r) { *r.mutable_live_until() = ToProto(kNow); }),
            "live_until REASON_OUT_OF_RANGE");
  EXPECT_EQ(Wrong([](auto& r) { r.mutable_live_until()->set_nanos(-1); }),
            "live_until REASON_OUT_OF_RANGE");
}

TEST(Validate, AnAmendmentNeedNotSayTheReportAgain) {
  AmendBulletinRequest request;
  request.mutable_bulletin_id()->set_value(kId);
  request.set_title("Seen at the till");
  request.add_persons()->mutable_subject_id()->set_value(kId);
  *request.mutable_audience() = Good().audience();
  EXPECT_EQ(Said(CheckAmend(request, kNow)), "");
  request.mutable_persons(0)->mutable_incident_id()->set_value("x");
  EXPECT_EQ(Said(CheckAmend(request, kNow)), "persons[0].incident_id REASON_BAD_FORMAT");
  request.mutable_bulletin_id()->set_value("x");
  EXPECT_EQ(Said(CheckAmend(request, kNow)), "bulletin_id REASON_BAD_FORMAT");
}

TEST(Validate, AnswersAndReasons) {
  AnswerIdSoughtRequest answer;
  answer.set_name(Long(120));
  answer.set_how_known(Long(300));
  answer.set_said_by(incident::v1::SOURCE_SAW_IT);
  EXPECT_EQ(Said(CheckAnswer(answer)), "");
  answer.clear_said_by();
  EXPECT_EQ(Said(CheckAnswer(answer)), "said_by REASON_REQUIRED");
  answer.set_how_known(Long(301));
  EXPECT_EQ(Said(CheckAnswer(answer)), "how_known REASON_TOO_LONG");
  answer.set_name(Long(121));
  EXPECT_EQ(Said(CheckAnswer(answer)), "name REASON_TOO_LONG");
  answer.clear_name();
  EXPECT_EQ(Said(CheckAnswer(answer)), "name REASON_REQUIRED");
  EXPECT_EQ(Said(CheckReason(Long(500), 1)), "");
  EXPECT_EQ(Said(CheckReason(Long(501), 1)), "reason REASON_TOO_LONG");
  EXPECT_EQ(Said(CheckReason("", 1)), "reason REASON_REQUIRED");
  EXPECT_EQ(Said(CheckReason(Long(9), kLeastSignOffReason)), "reason REASON_TOO_SHORT");
}

TEST(Validate, Lists) {
  const auto wrong = [](const std::function<void(ListBulletinsRequest&)>& change) {
    ListBulletinsRequest request;
    change(request);
    return Said(CheckList(request));
  };
  EXPECT_EQ(wrong([](auto&) {}), "");
  EXPECT_EQ(wrong([](auto& r) { r.set_page_size(50); }), "");
  EXPECT_EQ(wrong([](auto& r) { r.set_page_size(51); }), "page_size REASON_OUT_OF_RANGE");
  EXPECT_EQ(wrong([](auto& r) { r.set_page_size(-1); }), "page_size REASON_OUT_OF_RANGE");
  EXPECT_EQ(wrong([](auto& r) { r.mutable_area_id()->set_value("x"); }),
            "area_id REASON_BAD_FORMAT");
  EXPECT_EQ(wrong([](auto& r) { r.set_filter(static_cast<bulletin::v1::BulletinFilter>(9)); }),
            "filter REASON_UNKNOWN_VALUE");
  EXPECT_EQ(wrong([](auto& r) { r.set_height(static_cast<incident::v1::Height>(9)); }),
            "height REASON_UNKNOWN_VALUE");
  EXPECT_EQ(wrong([](auto& r) { r.mutable_since()->set_seconds(-9'000'000'000); }),
            "since REASON_OUT_OF_RANGE");
  EXPECT_EQ(wrong([](auto& r) { r.set_gallery(Long(65)); }), "gallery REASON_TOO_LONG");
}

}  // namespace
}  // namespace smarthub::bulletin
