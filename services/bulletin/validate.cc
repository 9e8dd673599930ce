#include "services/bulletin/validate.h"

#include <set>
#include <string>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::Audience;
using bulletin::v1::ProposedPerson;
using policy::v1::Role;
using text::At;
using text::CheckCount;
using text::CheckEnum;
using text::CheckText;

std::string Join(std::string_view path, std::string_view name) {
  return std::string(path).append(".").append(name);
}

// Ids of one kind, each once.
absl::Status CheckOnce(std::string_view path, const std::string& id, std::set<std::string>& seen) {
  RETURN_IF_ERROR(Uuid::Parse(id, path).status());
  if (!seen.insert(id).second) {
    return InvalidField(path, error::v1::REASON_DUPLICATE_FIELD, "This is there twice.");
  }
  return absl::OkStatus();
}

// `whole`: report and appearance must be said.
absl::Status CheckPersons(const google::protobuf::RepeatedPtrField<ProposedPerson>& persons,
                          bool whole) {
  RETURN_IF_ERROR(CheckCount("persons", persons.size(), kPersons));
  std::set<std::string> subjects;
  for (int i = 0; i < persons.size(); ++i) {
    const std::string path = At("persons", i);
    const ProposedPerson& person = persons[i];
    RETURN_IF_ERROR(CheckOnce(Join(path, "subject_id"), person.subject_id().value(), subjects));
    if (whole || person.has_incident_id()) {
      RETURN_IF_ERROR(
          Uuid::Parse(person.incident_id().value(), Join(path, "incident_id")).status());
    }
    if (whole || person.has_appearance_id()) {
      RETURN_IF_ERROR(
          Uuid::Parse(person.appearance_id().value(), Join(path, "appearance_id")).status());
    }
    if (person.has_photo_id()) {
      RETURN_IF_ERROR(Uuid::Parse(person.photo_id().value(), Join(path, "photo_id")).status());
    }
    RETURN_IF_ERROR(CheckText(Join(path, "caption"), person.caption(), 0, kCaption));
  }
  return absl::OkStatus();
}

// What Propose and Amend have in common.
template <typename Request>
absl::Status CheckWords(const Request& request, absl::Time now) {
  RETURN_IF_ERROR(CheckText("title", request.title(), 1, kTitle));
  RETURN_IF_ERROR(CheckText("text", request.text(), 0, kText));
  RETURN_IF_ERROR(CheckAudience(request.audience()));
  if (request.has_live_until()) {
    ASSIGN_OR_RETURN(const absl::Time until, text::CheckTime("live_until", &request.live_until()));
    if (until <= now) {
      return InvalidField("live_until", error::v1::REASON_OUT_OF_RANGE, "This is over already.");
    }
  }
  // What it does not say is missing from the bulletin, not wrong with it.
  return CheckText("checklist.who_saw_it", request.checklist().who_saw_it(), 0, kWhoSawIt);
}

bool ReadsBulletins(int role) {
  switch (role) {
    case policy::v1::ROLE_REPORTER:
    case policy::v1::ROLE_SITE_MANAGER:
    case policy::v1::ROLE_COORDINATOR:
    case policy::v1::ROLE_BOARD_MEMBER:
    case policy::v1::ROLE_POLICE:
    case policy::v1::ROLE_COUNCIL:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status CheckAudience(const Audience& audience) {
  if (audience.roles().empty()) {
    return InvalidField("audience.roles", error::v1::REASON_REQUIRED, "Say who shall see it.");
  }
  std::set<int> roles;
  for (int i = 0; i < audience.roles_size(); ++i) {
    const std::string path = At("audience.roles", i);
    if (!ReadsBulletins(audience.roles(i))) {
      return InvalidField(path, error::v1::REASON_UNKNOWN_VALUE, "This choice is not known.");
    }
    if (!roles.insert(audience.roles(i)).second) {
      return InvalidField(path, error::v1::REASON_DUPLICATE_FIELD, "This is there twice.");
    }
  }
  RETURN_IF_ERROR(CheckCount("audience.areas", audience.areas_size(), kAreas));
  if (audience.everywhere() && audience.areas_size() > 0) {
    return InvalidField("audience.areas", error::v1::REASON_OUT_OF_RANGE,
                        "Everywhere needs no areas.");
  }
  if (!audience.everywhere() && audience.areas().empty()) {
    return InvalidField("audience.areas", error::v1::REASON_REQUIRED, "Say where.");
  }
  std::set<std::string> areas;
  for (int i = 0; i < audience.areas_size(); ++i) {
    RETURN_IF_ERROR(CheckOnce(At("audience.areas", i), audience.areas(i).value(), areas));
  }
  return absl::OkStatus();
}

absl::Status CheckPropose(const bulletin::v1::ProposeBulletinRequest& request, absl::Time now) {
  RETURN_IF_ERROR(CheckText("gallery", request.gallery(), 1, kGallery));
  RETURN_IF_ERROR(CheckWords(request, now));
  return CheckPersons(request.persons(), /*whole=*/true);
}

absl::Status CheckAmend(const bulletin::v1::AmendBulletinRequest& request, absl::Time now) {
  RETURN_IF_ERROR(Uuid::Parse(request.bulletin_id().value(), "bulletin_id").status());
  RETURN_IF_ERROR(CheckWords(request, now));
  return CheckPersons(request.persons(), /*whole=*/false);
}

absl::Status CheckAnswer(const bulletin::v1::AnswerIdSoughtRequest& request) {
  RETURN_IF_ERROR(CheckText("name", request.name(), 1, kName));
  RETURN_IF_ERROR(CheckText("how_known", request.how_known(), 1, kHowKnown));
  return CheckEnum("said_by", request.said_by(), incident::v1::Source_IsValid, true);
}

absl::Status CheckList(const bulletin::v1::ListBulletinsRequest& request) {
  RETURN_IF_ERROR(
      CheckEnum("filter", request.filter(), bulletin::v1::BulletinFilter_IsValid, false));
  RETURN_IF_ERROR(CheckText("gallery", request.gallery(), 0, kGallery));
  if (request.has_area_id()) {
    RETURN_IF_ERROR(Uuid::Parse(request.area_id().value(), "area_id").status());
  }
  if (request.has_since()) {
    RETURN_IF_ERROR(text::CheckTime("since", &request.since()).status());
  }
  RETURN_IF_ERROR(
      CheckEnum("about_how_old", request.about_how_old(), incident::v1::AgeBand_IsValid, false));
  RETURN_IF_ERROR(CheckEnum("height", request.height(), incident::v1::Height_IsValid, false));
  RETURN_IF_ERROR(CheckEnum("build", request.build(), incident::v1::Build_IsValid, false));
  return text::CheckPageSize(request.page_size()).status();
}

absl::Status CheckReason(std::string_view reason, size_t least) {
  return CheckText("reason", reason, least, kReason);
}

}  // namespace smarthub::bulletin
