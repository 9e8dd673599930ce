#include "services/identity/directory.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::identity {

const Standing* Person::In(std::string_view scheme) const {
  for (const Standing& standing : standings) {
    if (standing.scheme == scheme) return &standing;
  }
  return nullptr;
}

Directory::Directory(store::Store& store, Clock& clock, rpc::PolicyLookup policies,
                     LoginKeys logins, Limits limits)
    : store_(store),
      clock_(clock),
      policies_(std::move(policies)),
      logins_(std::move(logins)),
      limits_(limits) {}

bool Directory::Distrusted(std::string_view whom, absl::Time now) const {
  if (distrusted_until_.empty()) return false;
  const auto found = distrusted_until_.find(std::string(whom));
  return found != distrusted_until_.end() && now < found->second;
}

void Directory::Distrust(std::string whom) {
  const absl::Time now = clock_.Now();
  absl::erase_if(distrusted_until_, [now](const auto& entry) { return entry.second <= now; });
  distrusted_until_[std::move(whom)] = now + limits_.distrust;
}

void Directory::DistrustPerson(const Uuid& person_id) {
  Distrust(absl::StrCat("person/", ToAbsl(person_id.bytes())));
}

void Directory::DistrustScheme(std::string_view scheme) {
  Distrust(absl::StrCat("scheme/", ToAbsl(scheme)));
}

bool Directory::Fresh(const Person& person, absl::Time now) const {
  // A clock that went back proves nothing about age.
  if (now < person.read_at || now - person.read_at >= limits_.facts_age) return false;
  if (distrusted_until_.empty()) return true;
  if (Distrusted(absl::StrCat("person/", ToAbsl(person.person_id.bytes())), now)) return false;
  return std::none_of(person.standings.begin(), person.standings.end(), [&](const Standing& in) {
    return Distrusted(absl::StrCat("scheme/", in.scheme), now);
  });
}

Task<absl::StatusOr<std::shared_ptr<const Person>>> Directory::BySession(
    std::string token_sha256, Use use, Cancellation* cancellation) {
  const absl::Time now = clock_.Now();
  const auto found = by_session_.find(token_sha256);
  if (found != by_session_.end()) {
    if (Fresh(*found->second.person, now)) {
      NoteUse(found->second, use, now);
      co_return found->second.person;
    }
    by_session_.erase(found);
  }
  CO_ASSIGN_OR_RETURN(std::shared_ptr<const Person> person,
                      co_await ReadPerson(token_sha256, cancellation));
  // Who signed in and stays away is of no use here; a full memory begins anew.
  if (by_session_.size() >= static_cast<size_t>(limits_.cached_sessions)) by_session_.clear();
  Known known{person};
  NoteUse(known, use, now);
  by_session_[token_sha256] = std::move(known);
  co_return person;
}

void Directory::NoteUse(Known& known, Use use, absl::Time now) {
  if (use != Use::kCall || known.noted || now < known.person->touch_due) return;
  touches_[known.person->session_id] = now;
  known.noted = true;
}

Task<absl::StatusOr<std::shared_ptr<const Agency>>> Directory::ByCertificate(
    std::string scheme, std::string certificate_sha256, std::string officer,
    Cancellation* cancellation) {
  const absl::Time now = clock_.Now();
  const std::string name =
      absl::StrCat(scheme, "/", certificate_sha256, "/", logins_.InSlot(scheme, officer));
  const auto known = by_certificate_.find(name);
  if (known != by_certificate_.end()) {
    const Agency& agency = *known->second;
    const bool fresh =
        now >= agency.read_at && now - agency.read_at < limits_.facts_age &&
        !Distrusted(absl::StrCat("scheme/", scheme), now) &&
        (agency.officer == nullptr ||
         !Distrusted(absl::StrCat("person/", ToAbsl(agency.officer->person_id.bytes())), now));
    if (fresh) co_return known->second;
    by_certificate_.erase(known);
  }
  CO_ASSIGN_OR_RETURN(std::shared_ptr<const Agency> agency,
                      co_await ReadAgency(scheme, certificate_sha256, officer, cancellation));
  if (by_certificate_.size() >= static_cast<size_t>(limits_.cached_sessions)) {
    by_certificate_.clear();
  }
  by_certificate_[name] = agency;
  co_return agency;
}

std::vector<std::pair<Uuid, absl::Time>> Directory::TakeTouches() {
  std::vector<std::pair<Uuid, absl::Time>> due(touches_.begin(), touches_.end());
  touches_.clear();
  return due;
}

}  // namespace smarthub::identity
