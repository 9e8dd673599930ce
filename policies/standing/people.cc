#include "policies/standing/people.h"

#include "platform/base/times.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::standing {
namespace {

using incident::v1::AgeBand;

// Notice was given, or is exempt still.
bool Told(const subject::v1::StoredSubject& subject, absl::Time now) {
  if (!subject.notice_done()) return false;
  return !subject.has_notice_done_until() || now < FromProto(subject.notice_done_until());
}

}  // namespace

namespace {

AgeBand LooksOf(const bulletin::v1::StoredPerson& person, const store::Content& bulletin) {
  const auto id = Uuid::FromBytes(person.appearance_id());
  if (!id.ok()) return incident::v1::AGE_BAND_UNSPECIFIED;
  const auto words = bulletin.appearances.find(*id);
  bulletin::v1::StoredBulletinPerson stored;
  if (words == bulletin.appearances.end() || !stored.ParseFromString(words->second)) {
    return incident::v1::AGE_BAND_UNSPECIFIED;
  }
  return stored.suspect().about_how_old();
}

}  // namespace

bool Young(AgeBand said) {
  return said == incident::v1::AGE_BAND_UNDER_10 || said == incident::v1::AGE_BAND_10_TO_17;
}

void People::Add(const store::Content& subject, absl::Time now) {
  subject::v1::StoredSubject body;
  if (!body.ParseFromString(subject.body)) {
    body.Clear();
    body.set_anybody_under_10(true);
    body.set_challenged(true);
    under_18_.Is(true);
  }
  Add(subject.facts, body, now);
}

void People::Add(const store::v1::RecordFacts& facts, const subject::v1::StoredSubject& body,
                 absl::Time now) {
  under_18_.Is(facts.under_18());
  under_10_.Is(body.anybody_under_10());
  told_.Is(Told(body, now));
  restricted_.Is(facts.restricted());
  frozen_.Is(facts.frozen());
  challenged_.Is(body.challenged());
}

void People::AddNobody() {
  whole_ = false;
  for (Anybody* each : {&under_18_, &restricted_, &frozen_, &challenged_}) each->IsUnknown();
  told_.IsUnknown();
}

void People::AddLooks(const bulletin::v1::StoredPerson& person, const store::Content& bulletin) {
  const AgeBand said = LooksOf(person, bulletin);
  const bool stated = said != incident::v1::AGE_BAND_UNSPECIFIED;
  age_stated_.Is(stated);
  if (!stated) AddUnreadReports();
  AddReported(said);
}

void People::AddReported(AgeBand said) {
  under_10_.Is(said == incident::v1::AGE_BAND_UNDER_10);
  under_18_.Is(Young(said));
}

void People::AddUnreadReports() {
  under_10_.IsUnknown();
  under_18_.IsUnknown();
}

void People::AddPicture(const bulletin::v1::StoredPerson& shown, const store::Content* photo) {
  if (shown.photo_id().empty()) return;
  if (photo == nullptr) {
    owner_agreed_.IsUnknown();
    return;
  }
  evidence::v1::StoredPhoto body;
  const bool read = body.ParseFromString(photo->body);
  const bool taken_back = photo->facts.withdrawn() || body.authority().has_withdrawn_at();
  // Of this picture: another under the same id is not what they agreed to.
  const bool same = body.original_sha256() == shown.photo_sha256();
  owner_agreed_.Is(read && body.state() == evidence::v1::PHOTO_STATE_READY && same &&
                   body.authority().has_stated_at() && !taken_back);
}

void People::Set(policy::PublicationFacts& facts) const {
  age_stated_.Set(policy::v1::PUBLICATION_FACT_AGE_STATED, facts);
  under_18_.Set(policy::v1::PUBLICATION_FACT_UNDER_18, facts);
  under_10_.Set(policy::v1::PUBLICATION_FACT_UNDER_10, facts);
  told_.Set(policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION, facts);
  owner_agreed_.Set(policy::v1::PUBLICATION_FACT_OWNER_AGREED, facts);
  restricted_.Set(policy::v1::PUBLICATION_FACT_ANYBODY_RESTRICTED, facts);
  frozen_.Set(policy::v1::PUBLICATION_FACT_ANYBODY_FROZEN, facts);
  challenged_.Set(policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE, facts);
}

}  // namespace smarthub::standing
