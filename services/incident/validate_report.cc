// The bounds of a report and of everybody in it.
#include <initializer_list>
#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "services/incident/validate.h"

namespace smarthub::incident {
namespace {

using incident::v1::Report;
using incident::v1::Suspect;
using incident::v1::Vehicle;

std::string Join(std::string_view path, std::string_view name) {
  return std::string(path).append(".").append(name);
}

// Appearances get their ids here; a phone that sends one is confused.
template <typename Person>
absl::Status CheckNoId(std::string_view path, const Person& person) {
  if (!person.has_appearance_id()) return absl::OkStatus();
  return InvalidField(Join(path, "appearance_id"), error::v1::REASON_BAD_FORMAT,
                      "This is given by the hub, not sent to it.");
}

absl::Status CheckWhen(const Report& report, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time from,
                   CheckTime("report.happened_from",
                             report.has_happened_from() ? &report.happened_from() : nullptr));
  ASSIGN_OR_RETURN(
      const absl::Time to,
      CheckTime("report.happened_to", report.has_happened_to() ? &report.happened_to() : nullptr));
  if (from < now - kOldest) {
    return InvalidField("report.happened_from", error::v1::REASON_TIME_TOO_OLD,
                        "Reports are taken for 31 days.");
  }
  if (from > now + kClockSkew) {
    return InvalidField("report.happened_from", error::v1::REASON_TIME_IN_FUTURE,
                        "This is in the future.");
  }
  if (to > now + kClockSkew) {
    return InvalidField("report.happened_to", error::v1::REASON_TIME_IN_FUTURE,
                        "This is in the future.");
  }
  if (to < from) {
    return InvalidField("report.happened_to", error::v1::REASON_OUT_OF_RANGE,
                        "It ends before it begins.");
  }
  return absl::OkStatus();
}

absl::Status CheckGoods(const Report& report) {
  RETURN_IF_ERROR(CheckCount("report.goods", report.goods_size(), kGoods));
  for (int i = 0; i < report.goods_size(); ++i) {
    const std::string path = At("report.goods", i);
    const auto& goods = report.goods(i);
    RETURN_IF_ERROR(CheckText(Join(path, "what"), goods.what(), 1, kDescription));
    if (goods.has_value_pence() && (goods.value_pence() < 0 || goods.value_pence() > kMaxPence)) {
      return InvalidField(Join(path, "value_pence"), error::v1::REASON_OUT_OF_RANGE,
                          "Between 0 and 1,000,000 pounds.");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSuspect(const std::string& path, const Suspect& suspect) {
  RETURN_IF_ERROR(CheckNoId(path, suspect));
  RETURN_IF_ERROR(CheckText(Join(path, "name"), suspect.name(), 0, kName));
  RETURN_IF_ERROR(CheckCount(Join(path, "aliases"), suspect.aliases_size(), kAliases));
  for (int i = 0; i < suspect.aliases_size(); ++i) {
    RETURN_IF_ERROR(CheckText(At(Join(path, "aliases"), i), suspect.aliases(i), 1, kName));
  }
  RETURN_IF_ERROR(CheckEnum(Join(path, "about_how_old"), suspect.about_how_old(),
                            incident::v1::AgeBand_IsValid, false));
  RETURN_IF_ERROR(
      CheckEnum(Join(path, "height"), suspect.height(), incident::v1::Height_IsValid, false));
  RETURN_IF_ERROR(
      CheckEnum(Join(path, "build"), suspect.build(), incident::v1::Build_IsValid, false));
  RETURN_IF_ERROR(CheckText(Join(path, "hair"), suspect.hair(), 0, kDescription));
  RETURN_IF_ERROR(CheckText(Join(path, "clothing"), suspect.clothing(), 0, kDescription));
  RETURN_IF_ERROR(CheckText(Join(path, "marks"), suspect.marks(), 0, kDescription));
  RETURN_IF_ERROR(CheckEnum(Join(path, "standing"), suspect.standing(),
                            incident::v1::ProofStanding_IsValid, false));
  // Suspicion is not proof: a shop names a suspect. The rest is for courts, and that somebody was
  // excluded for a record of the exclusion, not for whoever reports them.
  if (suspect.standing() == incident::v1::PROOF_STANDING_CHARGED ||
      suspect.standing() == incident::v1::PROOF_STANDING_CONVICTED ||
      suspect.standing() == incident::v1::PROOF_STANDING_EXCLUDED) {
    return InvalidField(Join(path, "standing"), error::v1::REASON_OUT_OF_RANGE,
                        "A report cannot say that somebody was charged, convicted or excluded.");
  }
  return CheckEnum(Join(path, "said_by"), suspect.said_by(), incident::v1::Source_IsValid, false);
}

absl::Status CheckVehicle(const std::string& path, const Vehicle& vehicle) {
  RETURN_IF_ERROR(CheckNoId(path, vehicle));
  RETURN_IF_ERROR(CheckText(Join(path, "plate"), vehicle.plate(), 0, kPlate));
  RETURN_IF_ERROR(CheckText(Join(path, "description"), vehicle.description(), 0, kDescription));
  if (vehicle.plate().empty() && vehicle.description().empty()) {
    return InvalidField(Join(path, "plate"), error::v1::REASON_REQUIRED,
                        "Give the plate or a description.");
  }
  return absl::OkStatus();
}

// Victims, witnesses and staff: a name and a contact, each optional.
template <typename People>
absl::Status CheckPeople(std::string_view path, const People& people) {
  RETURN_IF_ERROR(CheckCount(path, people.size(), kPeopleOfEach));
  for (int i = 0; i < people.size(); ++i) {
    const std::string here = At(path, i);
    RETURN_IF_ERROR(CheckNoId(here, people.Get(i)));
    RETURN_IF_ERROR(CheckText(Join(here, "name"), people.Get(i).name(), 0, kName));
    RETURN_IF_ERROR(CheckText(Join(here, "contact"), people.Get(i).contact(), 0, kDescription));
  }
  return absl::OkStatus();
}

absl::Status CheckEverybody(const Report& report) {
  RETURN_IF_ERROR(CheckCount("report.suspects", report.suspects_size(), kPeopleOfEach));
  for (int i = 0; i < report.suspects_size(); ++i) {
    RETURN_IF_ERROR(CheckSuspect(At("report.suspects", i), report.suspects(i)));
  }
  RETURN_IF_ERROR(CheckPeople("report.victims", report.victims()));
  for (int i = 0; i < report.victims_size(); ++i) {
    RETURN_IF_ERROR(CheckText(Join(At("report.victims", i), "description"),
                              report.victims(i).description(), 0, kVictimDescription));
  }
  RETURN_IF_ERROR(CheckPeople("report.witnesses", report.witnesses()));
  RETURN_IF_ERROR(CheckPeople("report.staff", report.staff()));
  RETURN_IF_ERROR(CheckCount("report.vehicles", report.vehicles_size(), kVehicles));
  for (int i = 0; i < report.vehicles_size(); ++i) {
    RETURN_IF_ERROR(CheckVehicle(At("report.vehicles", i), report.vehicles(i)));
  }
  return absl::OkStatus();
}

// A mention slot {p3} must have a third person, or the text would say nothing of anybody.
absl::Status CheckSlots(const Report& report) {
  const int people = report.suspects_size() + report.victims_size() + report.witnesses_size() +
                     report.staff_size();
  std::string_view rest = report.what_happened();
  for (size_t at = rest.find("{p"); at != rest.npos; at = rest.find("{p")) {
    rest.remove_prefix(at + 2);
    int number = 0;
    size_t digits = 0;
    while (digits < rest.size() && digits < 3 && rest[digits] >= '0' && rest[digits] <= '9') {
      number = number * 10 + (rest[digits++] - '0');
    }
    const bool slot = digits > 0 && digits < rest.size() && rest[digits] == '}';
    if (slot && (number < 1 || number > people)) {
      return InvalidField("report.what_happened", error::v1::REASON_OUT_OF_RANGE,
                          "It mentions a person who is not in the report.");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReport(const Report& report, absl::Time now) {
  RETURN_IF_ERROR(Uuid::Parse(report.site_id().value(), "report.site_id").status());
  RETURN_IF_ERROR(CheckEnum("report.type", report.type(), policy::v1::IncidentType_IsValid, true));
  RETURN_IF_ERROR(CheckWhen(report, now));
  RETURN_IF_ERROR(CheckText("report.place", report.place(), 0, kPlace));
  RETURN_IF_ERROR(CheckGoods(report));
  RETURN_IF_ERROR(CheckText("report.what_happened", report.what_happened(), 0, kNarrative));
  RETURN_IF_ERROR(CheckEverybody(report));
  RETURN_IF_ERROR(CheckSlots(report));
  RETURN_IF_ERROR(CheckEnum("report.cctv.state", report.cctv().state(),
                            incident::v1::CctvState_IsValid, false));
  RETURN_IF_ERROR(CheckText("report.cctv.owner", report.cctv().owner(), 0, kDescription));
  return CheckRecipients("report.wanted_recipients", report.wanted_recipients(), 0);
}

}  // namespace smarthub::incident
