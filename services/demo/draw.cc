#include "services/demo/draw.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/time/civil_time.h"
#include "platform/base/strings.h"
#include "platform/base/uuid.h"
#include "services/demo/cast.h"
#include "services/demo/plan.h"
#include "services/demo/texts.h"

namespace smarthub::demo {
namespace {

using incident::v1::Report;
using insight::v1::ReferenceRow;
using policy::v1::IncidentType;

// How many in a hundred rows of a recorded type were also reported by a member (assumption: less
// than half of thefts are reported at all, and of the rest little happens in shops), and as what.
struct Kind {
  std::string_view recorded;
  int in_hundred;
  IncidentType type;
};
constexpr Kind kKinds[] = {
    {"Shoplifting", 60, policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP},
    {"Robbery", 30, policy::v1::INCIDENT_TYPE_ROBBERY_BUSINESS},
    {"Burglary", 4, policy::v1::INCIDENT_TYPE_BURGLARY_BUSINESS},
    {"Criminal damage and arson", 3, policy::v1::INCIDENT_TYPE_CRIMINAL_DAMAGE},
    {"Violence and sexual offences", 1, policy::v1::INCIDENT_TYPE_ASSAULT},
    {"Public order", 3, policy::v1::INCIDENT_TYPE_ABUSE},
    {"Anti-social behaviour", 7, policy::v1::INCIDENT_TYPE_ASB_NUISANCE},
};

// Reports of the last two days that nobody has looked at yet (but the first).
constexpr size_t kNew = 6;

// The shop at that street where there is one; else any, but always the same for one street, so that
// a busy street makes a busy shop.
size_t ShopAt(const std::string& street, Dice& dice) {
  std::vector<size_t> here;
  for (size_t i = 0; i < std::size(kSites); ++i) {
    if (kSites[i].address == street) here.push_back(i);
  }
  if (!here.empty()) return dice.Of(here);
  if (street.empty()) return dice.Below(std::size(kSites));
  size_t sum = 0;
  for (const char c : street) sum = sum * 31 + static_cast<unsigned char>(c);
  return sum % std::size(kSites);
}

void SetTime(google::protobuf::Timestamp& to, absl::Time time) {
  to.set_seconds(absl::ToUnixSeconds(time));
}

void AddSuspect(Report& report, Dice& dice) {
  auto& suspect = *report.add_suspects();
  suspect.set_about_how_old(dice.Chance(12)
                                ? incident::v1::AGE_BAND_10_TO_17
                                : static_cast<incident::v1::AgeBand>(dice.Between(3, 5)));
  suspect.set_height(static_cast<incident::v1::Height>(dice.Between(1, 3)));
  suspect.set_build(static_cast<incident::v1::Build>(dice.Between(1, 3)));
  suspect.set_hair(std::string(dice.Of(kHair)));
  suspect.set_clothing(std::string(dice.Of(kClothing)));
  suspect.set_marks(std::string(dice.Of(kMarks)));
  suspect.set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
  suspect.set_said_by(dice.Chance(60) ? incident::v1::SOURCE_SAW_IT
                                      : incident::v1::SOURCE_CCTV_CHECKED);
  if (dice.Chance(15)) suspect.set_name(std::string(dice.Of(kSuspectNames)));
  report.mutable_urgency()->set_under_18(suspect.about_how_old() ==
                                         incident::v1::AGE_BAND_10_TO_17);
}

void AddGoods(Report& report, Trade trade, Dice& dice) {
  std::vector<GoodsData> stock;
  std::copy_if(std::begin(kGoods), std::end(kGoods), std::back_inserter(stock),
               [trade](const GoodsData& goods) { return goods.trade == trade; });
  const int items = dice.Between(1, 2);
  for (int i = 0; i < items; ++i) {
    const GoodsData goods = dice.Of(stock);
    auto& item = *report.add_goods();
    item.set_what(std::string(goods.what));
    item.set_value_pence(goods.pence);
    item.set_recovered(dice.Chance(10));
  }
}

// What happened, by type.
void Tell(IncidentType type, Trade trade, Report& report, Dice& dice) {
  report.set_type(type);
  switch (type) {
    case policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP:
    case policy::v1::INCIDENT_TYPE_ROBBERY_BUSINESS:
      AddSuspect(report, dice);
      AddGoods(report, trade, dice);
      if (type == policy::v1::INCIDENT_TYPE_ROBBERY_BUSINESS) {
        report.mutable_urgency()->set_violence(true);
        report.set_what_happened(std::string(dice.Of(kAssaults)));
        break;
      }
      if (trade == Trade::kFuel && dice.Chance(15)) {
        report.set_type(policy::v1::INCIDENT_TYPE_MAKING_OFF_WITHOUT_PAYMENT);
        report.set_what_happened(std::string(dice.Of(kDriveOffs)));
        report.add_vehicles()->set_description(dice.Chance(50) ? "silver estate" : "blue van");
        break;
      }
      report.set_what_happened(std::string(dice.Of(kThefts)));
      report.mutable_urgency()->set_known_prolific(dice.Chance(12));
      report.mutable_urgency()->set_offender_detained(dice.Chance(4));
      break;
    case policy::v1::INCIDENT_TYPE_ASSAULT:
      AddSuspect(report, dice);
      report.add_victims()->set_description("Member of staff");
      report.mutable_urgency()->set_violence(true);
      report.set_what_happened(std::string(dice.Of(kAssaults)));
      break;
    case policy::v1::INCIDENT_TYPE_ABUSE:
      AddSuspect(report, dice);
      report.mutable_urgency()->set_threat(dice.Chance(30));
      report.mutable_urgency()->set_hate(dice.Chance(8));
      report.set_what_happened(std::string(dice.Of(kAbuse)));
      break;
    case policy::v1::INCIDENT_TYPE_CRIMINAL_DAMAGE:
      report.set_what_happened(std::string(dice.Of(kDamage)));
      break;
    case policy::v1::INCIDENT_TYPE_BURGLARY_BUSINESS:
      AddGoods(report, trade, dice);
      report.set_what_happened(std::string(dice.Of(kBreakIns)));
      break;
    default:
      report.set_what_happened(std::string(dice.Of(kNuisance)));
  }
  const int cctv = dice.Between(1, 3);
  report.mutable_cctv()->set_state(static_cast<incident::v1::CctvState>(cctv));
  if (cctv == incident::v1::CCTV_STATE_YES) report.mutable_cctv()->set_owner("the shop");
  report.set_place(std::string(dice.Of(kPlaces)));
}

Planned DrawOne(const ReferenceRow& row, IncidentType type, absl::Time happened, Dice& dice) {
  Planned planned;
  planned.shop = ShopAt(row.street(), dice);
  planned.incident_id = Uuid::Make(dice.random()).ToString();
  Tell(type, kSites[planned.shop].trade, planned.report, dice);
  SetTime(*planned.report.mutable_happened_from(), happened);
  const absl::Time until = happened + dice.Minutes(2, 30);
  SetTime(*planned.report.mutable_happened_to(), until);
  const auto& urgency = planned.report.urgency();
  planned.urgent = urgency.violence() || urgency.weapon() || urgency.offender_detained();
  planned.reported = until + (planned.urgent ? dice.Minutes(2, 10) : dice.Minutes(5, 600));
  PlanWay(row, dice, planned);
  return planned;
}

// Nothing lies about for half a year, not even in a demonstration.
void Forgive(absl::Time now, Planned& planned) {
  if (now - planned.reported < absl::Hours(24 * 25)) return;
  planned.left = false;
  planned.silent = false;
  if (now - planned.reported < absl::Hours(24 * 60)) return;
  for (AgencyPlan& plan : planned.agencies) plan.take_after = std::max(plan.take_after, 0);
}

}  // namespace

absl::StatusOr<int> MonthsToMove(const Recorded& recorded, absl::Time now) {
  absl::CivilMonth newest;
  if (recorded.empty() || !absl::ParseCivilTime(ToAbsl(recorded.rbegin()->first), &newest)) {
    return absl::InvalidArgumentError("there is no recorded crime to draw a town from");
  }
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) {
    return absl::InternalError("no time zone data (package tzdata)");
  }
  const absl::CivilMonth last = absl::ToCivilMonth(now, london) - 1;
  return static_cast<int>(last - newest);
}

std::vector<Planned> Draw(const DemoOptions& options, int move, Dice& dice) {
  absl::TimeZone london;
  absl::LoadTimeZone("Europe/London", &london);
  std::vector<Planned> all;
  std::vector<const ReferenceRow*> newest;
  const int skip = std::max<int>(0, static_cast<int>(options.recorded.size()) - options.months);
  auto month = std::next(options.recorded.begin(), skip);
  for (; month != options.recorded.end(); ++month) {
    absl::CivilMonth civil;
    if (!absl::ParseCivilTime(ToAbsl(month->first), &civil)) continue;
    const absl::CivilMonth moved = civil + move;
    const int days = static_cast<int>(absl::CivilDay(moved + 1) - absl::CivilDay(moved));
    newest.clear();
    for (const ReferenceRow& row : month->second) {
      for (const Kind& kind : kKinds) {
        if (row.crime_type() != kind.recorded || !dice.Chance(kind.in_hundred)) continue;
        const absl::CivilDay day = absl::CivilDay(moved) + dice.Between(0, days - 1);
        const absl::CivilMinute at(day.year(), day.month(), day.day(), dice.Between(8, 20),
                                   dice.Between(0, 59));
        all.push_back(DrawOne(row, kind.type, absl::FromCivil(at, london), dice));
        if (kind.recorded == "Shoplifting") newest.push_back(&row);
      }
    }
  }
  // The month that runs has no recorded crime yet, but a town has: as many as the newest month had
  // by this day, so that work is under way, and some of the last days, so that something is new.
  const absl::CivilDay today = absl::ToCivilDay(options.now, london);
  const size_t by_today = newest.size() * static_cast<size_t>(today.day()) / 31;
  for (size_t i = 0; i <= by_today + kNew && !newest.empty(); ++i) {
    const bool fresh = i < kNew;
    absl::Duration ago =
        fresh ? dice.Minutes(60, 48 * 60) : dice.Minutes(48 * 60, (today.day() + 1) * 24 * 60);
    // One of them should have been looked at by now.
    if (i == 1) ago = absl::Hours(24 * 4);
    // And one waits for an answer of the shop.
    const bool asked = i == kNew;
    if (asked) ago = absl::Hours(24 * 5);
    Planned planned = DrawOne(*dice.Of(newest), policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP,
                              options.now - ago, dice);
    planned.reported = std::min(planned.reported, options.now - dice.Minutes(1, 20));
    planned.left = fresh && i > 0;
    if (asked) {
      planned.declined = planned.withdrawn = false;
      planned.returned = planned.silent = true;
    }
    all.push_back(std::move(planned));
  }
  for (Planned& one : all) Forgive(options.now, one);
  std::erase_if(all, [&](const Planned& one) { return one.reported > options.now; });
  std::sort(all.begin(), all.end(), [](const Planned& a, const Planned& b) {
    return std::tie(a.reported, a.incident_id) < std::tie(b.reported, b.incident_id);
  });
  return all;
}

}  // namespace smarthub::demo
