#include "services/demo/story.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "absl/time/civil_time.h"
#include "platform/base/uuid.h"
#include "services/demo/board.h"
#include "services/demo/people.h"
#include "services/demo/texts.h"

namespace smarthub::demo {
namespace {

// Police answer what is older, and are at work on what is newer.
constexpr int kAnsweredAfterDays = 9;

absl::Time At(absl::Time now, int days, int hour, int minute) {
  absl::TimeZone london;
  absl::LoadTimeZone("Europe/London", &london);
  const absl::CivilDay day = absl::ToCivilDay(now, london) - days;
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                         london);
}

incident::v1::Report Told(const StoryReportData& data, absl::Time happened) {
  incident::v1::Report report;
  report.set_type(data.type);
  report.mutable_happened_from()->set_seconds(absl::ToUnixSeconds(happened));
  report.mutable_happened_to()->set_seconds(absl::ToUnixSeconds(happened + absl::Minutes(10)));
  report.set_what_happened(std::string(data.told));
  auto& goods = *report.add_goods();
  goods.set_what(std::string(data.goods));
  goods.set_value_pence(data.pence);
  const FigureData& figure = kFigures[data.who];
  auto& suspect = *report.add_suspects();
  suspect.set_name(std::string(data.name));
  if (!data.alias.empty()) suspect.add_aliases(std::string(data.alias));
  suspect.set_about_how_old(figure.age);
  suspect.set_height(figure.height);
  suspect.set_build(figure.build);
  suspect.set_hair(std::string(figure.hair));
  suspect.set_clothing(std::string(figure.clothing));
  suspect.set_marks(std::string(figure.marks));
  suspect.set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
  suspect.set_said_by(data.still ? incident::v1::SOURCE_CCTV_CHECKED : incident::v1::SOURCE_SAW_IT);
  report.mutable_urgency()->set_under_18(figure.age == incident::v1::AGE_BAND_10_TO_17);
  if (!data.vehicle.empty()) {
    auto& vehicle = *report.add_vehicles();
    vehicle.set_plate(std::string(data.plate));
    vehicle.set_description(std::string(data.vehicle));
  }
  report.mutable_cctv()->set_state(data.still ? incident::v1::CCTV_STATE_YES
                                              : incident::v1::CCTV_STATE_NO);
  if (data.still) report.mutable_cctv()->set_owner("the shop");
  return report;
}

class Timeline {
 public:
  explicit Timeline(absl::Time now) : now_(now) {}

  // `days` 0: it has not come to that.
  void Add(int days, int hour, int minute, Scene::What what, size_t which) {
    if (days > 0) scenes_.push_back({At(now_, days, hour, minute), what, which});
  }
  std::vector<Scene> Take() {
    std::sort(scenes_.begin(), scenes_.end(), [](const Scene& a, const Scene& b) {
      return std::tie(a.at, a.what, a.which) < std::tie(b.at, b.what, b.which);
    });
    return std::move(scenes_);
  }

 private:
  absl::Time now_;
  std::vector<Scene> scenes_;
};

}  // namespace

void AddStory(absl::Time now, Dice& dice, std::vector<Planned>& plans) {
  for (size_t i = 0; i < std::size(kReported); ++i) {
    const StoryReportData& data = kReported[i];
    const absl::Time happened = At(now, data.days, data.hour, 0);
    Planned& plan = plans.emplace_back();
    plan.story = static_cast<int>(i);
    plan.shop = data.shop;
    plan.reported = happened + absl::Minutes(20);
    plan.report = Told(data, happened);
    plan.incident_id = Uuid::Make(dice.random()).ToString();
    AgencyPlan& police = plan.agencies.emplace_back();
    police.to = policy::v1::ROLE_POLICE;
    police.take_after = 1;
    police.answer_after = kAnsweredAfterDays;
    police.outcome = incident::v1::OUTCOME_GROUP_UNDER_INVESTIGATION;
    police.note = kPoliceNotes[0];
    police.reference = "DEMO-" + std::to_string(70000 + i);
  }
  std::sort(plans.begin(), plans.end(), [](const Planned& a, const Planned& b) {
    return std::tie(a.reported, a.incident_id) < std::tie(b.reported, b.incident_id);
  });
}

// Hours are such that what needs another step comes after it on the same day, too.
std::vector<Scene> Scenes(absl::Time now) {
  using What = Scene::What;
  Timeline line(now);
  line.Add(kReported[0].days, 10, 0, What::kSayWhoWeAre, 0);
  for (size_t i = 0; i < std::size(kReported); ++i) {
    const StoryReportData& data = kReported[i];
    if (data.still) {
      line.Add(data.days, data.hour, 25, What::kSendStill, i);
      line.Add(data.days - 1, 8, 30, What::kAgree, i);
    }
    line.Add(data.opened, 9, 40, What::kOpenPerson, i);
    if (data.same_as != i) line.Add(data.opened, 9, 45, What::kLink, i);
  }
  for (size_t i = 0; i < std::size(kNotices); ++i) {
    line.Add(kNotices[i].days, 9, 50, What::kNotice, i);
  }
  for (size_t i = 0; i < std::size(kBulletins); ++i) {
    line.Add(kBulletins[i].proposed, 10, 0, What::kPropose, i);
    line.Add(kBulletins[i].approved, 14, 30, What::kApprove, i);
    line.Add(kBulletins[i].published, 16, 0, What::kPublish, i);
    line.Add(kBulletins[i].withdrawn, 16, 30, What::kWithdraw, i);
  }
  for (size_t i = 0; i < std::size(kAcknowledged); ++i) {
    line.Add(kAcknowledged[i].days, 9, 15, What::kAcknowledge, i);
  }
  for (size_t i = 0; i < std::size(kSeenAgain); ++i) {
    line.Add(kSeenAgain[i].days, 13, 10, What::kSeenAgain, i);
  }
  for (size_t i = 0; i < std::size(kAnswers); ++i) {
    line.Add(kAnswers[i].days, 12, 5, What::kAnswer, i);
  }
  for (size_t i = 0; i < std::size(kChallenges); ++i) {
    line.Add(kChallenges[i].days, 20, 0, What::kChallenge, i);
    line.Add(kChallenges[i].reviewed, 11, 0, What::kReviewChallenge, i);
    line.Add(kChallenges[i].decided, 11, 30, What::kDecideChallenge, i);
  }
  return line.Take();
}

}  // namespace smarthub::demo
