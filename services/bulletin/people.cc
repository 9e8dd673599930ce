#include "services/bulletin/people.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "platform/text/bounds.h"
#include "platform/text/scan.h"
#include "policies/standing/people.h"
#include "services/bulletin/linked.h"
#include "services/bulletin/open.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredPerson;
using incident::v1::Suspect;
using rpc::Context;

// Bulletins that show one person: more than a town ever has.
constexpr int kMostEarlier = 64;

absl::Status Unknown(int index, std::string_view field) {
  return InvalidField(text::At("persons", index).append(".").append(field),
                      error::v1::REASON_NOT_FOUND, "This does not belong together.");
}

// The subject whose own appearance it is: undoing a link later must take the bulletin along.
Task<absl::StatusOr<Uuid>> OwnSubject(Context& context, Uuid appearance, Uuid named, int index) {
  store::Range range;
  range.index = std::string(store::kSubjectOfAppearance);
  range.partition = appearance.ToString();
  range.limit = 1;
  CO_ASSIGN_OR_RETURN(const auto subjects, co_await context.ListForRule(range));
  if (subjects.empty() || subjects.front().key.kind != label::v1::SUBJECT) {
    co_return Unknown(index, "subject_id");
  }
  const Uuid own = subjects.front().key.id;
  if (own == named) co_return own;
  // That two are linked is known to the scheme, and told to nobody by an answer.
  if (!SeesWithoutPeople(context.caller())) co_return Unknown(index, "subject_id");
  CO_ASSIGN_OR_RETURN(const Uuid of_own, co_await SpeaksFor(context, own));
  CO_ASSIGN_OR_RETURN(const Uuid of_named, co_await SpeaksFor(context, named));
  if (of_own != of_named) co_return Unknown(index, "subject_id");
  co_return own;
}

// The digest of one of that person in that report, received whole. Whether its owner agreed is
// asked when it is published.
Task<absl::StatusOr<std::string>> CheckPhoto(Context& context, Uuid photo, Uuid incident,
                                             Uuid appearance, int index) {
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::PHOTO, photo}));
  if (!view.has_value()) co_return Unknown(index, "photo_id");
  CO_ASSIGN_OR_RETURN(const auto body,
                      rpc::ParseBody<evidence::v1::StoredPhoto>(view->content.body));
  const bool fits = body.state() == evidence::v1::PHOTO_STATE_READY &&
                    body.incident_id() == incident.bytes() &&
                    body.appearance_id() == appearance.bytes();
  if (!fits) co_return Unknown(index, "photo_id");
  co_return body.original_sha256();
}

absl::StatusOr<Suspect> SuspectOf(const rpc::Loaded& report, const Uuid& appearance, int index) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(report.content.body));
  const auto found = report.content.appearances.find(appearance);
  const bool suspect = absl::c_linear_search(body.suspects(), appearance.bytes());
  if (!suspect || found == report.content.appearances.end()) {
    return Unknown(index, "appearance_id");
  }
  ASSIGN_OR_RETURN(const auto stored,
                   rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
  return stored.suspect();
}

bool IsOneOf(const google::protobuf::RepeatedPtrField<StoredPerson>& persons,
             const StoredPerson& person) {
  return absl::c_any_of(persons, [&person](const auto& shown) {
    return shown.subject_id() == person.subject_id() && shown.incident_id() == person.incident_id();
  });
}

// When the bulletin began to show somebody; nullopt where it never did.
std::optional<absl::Time> FirstShown(const StoredBulletin& bulletin, const StoredPerson& person) {
  for (const bulletin::v1::StoredOnceShown& shown : bulletin.once_shown()) {
    if (shown.subject_id() == person.subject_id() && shown.incident_id() == person.incident_id()) {
      return FromProto(shown.first_shown());
    }
  }
  // Written before that was kept.
  if (!bulletin.has_published_at() || !IsOneOf(bulletin.persons(), person)) return std::nullopt;
  return FirstPublished(bulletin);
}

}  // namespace

Task<absl::StatusOr<Taken>> TakePerson(Context& context, policy::v1::BulletinKind kind,
                                       bulletin::v1::ProposedPerson proposed, int index,
                                       Uuid appearance) {
  CO_ASSIGN_OR_RETURN(const Uuid named, Uuid::Parse(proposed.subject_id().value()));
  CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::Parse(proposed.incident_id().value()));
  CO_ASSIGN_OR_RETURN(const Uuid source, Uuid::Parse(proposed.appearance_id().value()));
  if (proposed.show_name() && kind == policy::v1::BULLETIN_KIND_ID_SOUGHT) {
    co_return InvalidField(text::At("persons", index) + ".show_name",
                           error::v1::REASON_OUT_OF_RANGE,
                           "Nobody is named where members are asked who this is.");
  }
  CO_ASSIGN_OR_RETURN(const rpc::Loaded report,
                      co_await context.Load({label::v1::INCIDENT, incident}));
  CO_ASSIGN_OR_RETURN(Suspect suspect, SuspectOf(report, source, index));
  CO_ASSIGN_OR_RETURN(const Uuid subject, co_await OwnSubject(context, source, named, index));

  Taken taken;
  taken.person.set_subject_id(std::string(subject.bytes()));
  taken.person.set_appearance_id(std::string(appearance.bytes()));
  taken.person.set_incident_id(std::string(incident.bytes()));
  taken.person.set_source_appearance_id(std::string(source.bytes()));
  if (proposed.has_photo_id()) {
    CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::Parse(proposed.photo_id().value()));
    CO_ASSIGN_OR_RETURN(*taken.person.mutable_photo_sha256(),
                        co_await CheckPhoto(context, photo, incident, source, index));
    taken.person.set_photo_id(std::string(photo.bytes()));
  }
  taken.names.push_back(suspect.name());
  for (const std::string& alias : suspect.aliases()) taken.names.push_back(alias);
  taken.named = proposed.show_name();
  if (!taken.named) {
    suspect.clear_name();
    suspect.clear_aliases();
  }
  suspect.clear_appearance_id();
  *taken.words.mutable_suspect() = std::move(suspect);
  taken.words.set_caption(proposed.caption());
  for (const std::string& site : report.content.facts.site_ids()) taken.site_ids.push_back(site);
  co_return taken;
}

void PutPeople(const std::vector<Taken>& people, StoredBulletin& body, store::Content& content) {
  body.clear_persons();
  content.appearances.clear();
  std::set<std::string> sites;
  bool under_18 = false;
  for (const Taken& taken : people) {
    *body.add_persons() = taken.person;
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(taken.person.appearance_id());
    if (id.ok()) content.appearances[*id] = taken.words.SerializeAsString();
    sites.insert(taken.site_ids.begin(), taken.site_ids.end());
    under_18 |= standing::Young(taken.words.suspect().about_how_old());
  }
  content.facts.set_under_18(under_18);
  if (people.empty()) return;
  content.facts.clear_site_ids();
  for (const std::string& site : sites) content.facts.add_site_ids(site);
}

void AddOnceShown(StoredBulletin& body) {
  const absl::Time first = FirstPublished(body);
  for (const bulletin::v1::StoredPerson& person : body.persons()) {
    bulletin::v1::StoredOnceShown* known = nullptr;
    for (auto& shown : *body.mutable_once_shown()) {
      const bool same =
          shown.subject_id() == person.subject_id() && shown.incident_id() == person.incident_id();
      if (same) known = &shown;
    }
    if (known == nullptr) {
      known = body.add_once_shown();
      known->set_subject_id(person.subject_id());
      known->set_incident_id(person.incident_id());
      known->set_source_appearance_id(person.source_appearance_id());
    } else if (FromProto(known->first_shown()) <= first) {
      continue;
    }
    *known->mutable_first_shown() = ToProto(first);
  }
}

Task<absl::Status> InheritStart(Context& context, StoredBulletin* body) {
  for (const bulletin::v1::StoredPerson& person : body->persons()) {
    store::Range range;
    range.index = std::string(store::kBulletinsOfSubject);
    range.partition = TextOf(person.subject_id());
    range.limit = kMostEarlier;
    CO_ASSIGN_OR_RETURN(const auto earlier, co_await context.ListForRule(range));
    for (const rpc::RuleView& view : earlier) {
      CO_ASSIGN_OR_RETURN(const auto other, rpc::ParseBody<StoredBulletin>(view.content.body));
      const std::optional<absl::Time> start = FirstShown(other, person);
      if (!start.has_value()) continue;
      if (WasPublished(*body) && FirstPublished(*body) <= *start) continue;
      *body->mutable_first_published_at() = ToProto(*start);
    }
  }
  co_return absl::OkStatus();
}

absl::Status CheckNamesNobody(std::string_view path, std::string_view text,
                              const std::vector<Taken>& people, const Taken* but) {
  for (const Taken& taken : people) {
    if (&taken == but && taken.named) continue;
    if (text::NamesSomebody(text, taken.names)) {
      return InvalidField(path, error::v1::REASON_SCAN_FOUND_SOMETHING,
                          "This names somebody in it. A name stands with the person or nowhere.");
    }
  }
  return absl::OkStatus();
}

}  // namespace smarthub::bulletin
