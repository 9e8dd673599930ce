#include "services/bulletin/of_people.h"

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/bulletin/anybody.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredBulletinPerson;
using bulletin::v1::StoredPerson;
using incident::v1::AgeBand;

// What is asked of each person in it.
struct OfPeople {
  Everybody age_stated;
  Anybody under_18;
  Anybody under_10;
  Everybody told;
  Everybody owner_agreed;
  Anybody restricted;
  Anybody frozen;
  Anybody challenged;

  void Set(policy::PublicationFacts& facts) const {
    age_stated.Set(policy::v1::PUBLICATION_FACT_AGE_STATED, facts);
    under_18.Set(policy::v1::PUBLICATION_FACT_UNDER_18, facts);
    under_10.Set(policy::v1::PUBLICATION_FACT_UNDER_10, facts);
    told.Set(policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION, facts);
    owner_agreed.Set(policy::v1::PUBLICATION_FACT_OWNER_AGREED, facts);
    restricted.Set(policy::v1::PUBLICATION_FACT_ANYBODY_RESTRICTED, facts);
    frozen.Set(policy::v1::PUBLICATION_FACT_ANYBODY_FROZEN, facts);
    challenged.Set(policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE, facts);
  }
};

// Looks as they say, or is known to be: `known_young` is of everybody it is linked with.
void AskAge(AgeBand said, bool known_young, OfPeople& of) {
  const bool stated = said != incident::v1::AGE_BAND_UNSPECIFIED;
  of.age_stated.Is(stated);
  if (!stated) {
    of.under_10.IsUnknown();
    if (!known_young) of.under_18.IsUnknown();
  }
  of.under_10.Is(said == incident::v1::AGE_BAND_UNDER_10);
  of.under_18.Is(known_young || Young(said));
}

// Nothing is known of somebody whose record is gone.
void AskNobody(OfPeople& of) {
  of.under_18.IsUnknown();
  of.told.IsUnknown();
  of.restricted.IsUnknown();
  of.frozen.IsUnknown();
  of.challenged.IsUnknown();
}

bool Told(const subject::v1::StoredSubject& subject, absl::Time now) {
  if (!subject.notice_done()) return false;
  return !subject.has_notice_done_until() || now < FromProto(subject.notice_done_until());
}

// As anybody who reported them saw them: the youngest counts.
absl::Status AskEverybodyLinked(const Linked& linked, OfPeople& of) {
  if (!linked.whole) {
    of.under_10.IsUnknown();
    of.under_18.IsUnknown();
  }
  for (const LinkedReport& each : linked.reports) {
    if (!each.report.has_value()) continue;
    for (const Uuid& appearance : each.appearances) {
      const auto found = each.report->content.appearances.find(appearance);
      if (found == each.report->content.appearances.end()) continue;
      ASSIGN_OR_RETURN(const auto stored,
                       rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
      const AgeBand said = stored.suspect().about_how_old();
      of.under_10.Is(said == incident::v1::AGE_BAND_UNDER_10);
      of.under_18.Is(Young(said));
    }
  }
  return absl::OkStatus();
}

absl::Status AskSubject(const Linked& linked, AgeBand said, absl::Time now, OfPeople& of) {
  if (!linked.subject.has_value()) {
    AskNobody(of);
    AskAge(said, false, of);
    return absl::OkStatus();
  }
  const store::v1::RecordFacts& facts = linked.subject->facts;
  AskAge(said, facts.under_18(), of);
  of.under_10.Is(linked.subject->body.anybody_under_10());
  of.told.Is(Told(linked.subject->body, now));
  of.restricted.Is(facts.restricted());
  of.frozen.Is(facts.frozen());
  of.challenged.Is(linked.subject->body.challenged());
  return AskEverybodyLinked(linked, of);
}

absl::Status AskPhoto(const StoredPerson& person, const std::optional<rpc::RuleView>& view,
                      OfPeople& of) {
  if (person.photo_id().empty()) return absl::OkStatus();
  if (!view.has_value()) {
    of.owner_agreed.IsUnknown();
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto photo, rpc::ParseBody<evidence::v1::StoredPhoto>(view->content.body));
  const bool stated = photo.authority().has_stated_at();
  const bool taken_back = view->content.facts.withdrawn() || photo.authority().has_withdrawn_at();
  // Of this picture: another under the same id is not what they agreed to.
  const bool same = photo.original_sha256() == person.photo_sha256();
  of.owner_agreed.Is(photo.state() == evidence::v1::PHOTO_STATE_READY && same && stated &&
                     !taken_back);
  return absl::OkStatus();
}

}  // namespace

bool Young(AgeBand said) {
  return said == incident::v1::AGE_BAND_UNDER_10 || said == incident::v1::AGE_BAND_10_TO_17;
}

absl::Status AddPeople(const bulletin::v1::StoredBulletin& body, const store::Content& content,
                       const Ground& ground, absl::Time now, policy::PublicationFacts& facts) {
  OfPeople of;
  bool photo = false;
  for (int i = 0; i < body.persons_size(); ++i) {
    const StoredPerson& person = body.persons(i);
    const PersonGround& known = ground[static_cast<size_t>(i)];
    ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(person.appearance_id()));
    AgeBand said = incident::v1::AGE_BAND_UNSPECIFIED;
    const auto words = content.appearances.find(appearance);
    if (words != content.appearances.end()) {
      ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<StoredBulletinPerson>(words->second));
      said = stored.suspect().about_how_old();
    }
    photo |= !person.photo_id().empty();
    RETURN_IF_ERROR(AskSubject(known.linked, said, now, of));
    RETURN_IF_ERROR(AskPhoto(person, known.photo, of));
  }
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PERSON, !body.persons().empty());
  facts.Set(policy::v1::PUBLICATION_FACT_SHOWS_PHOTO, photo);
  of.Set(facts);
  return absl::OkStatus();
}

}  // namespace smarthub::bulletin
