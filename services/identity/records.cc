#include "services/identity/records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "services/identity/tokens.h"

namespace smarthub::identity {
namespace {

// What this room's classes are counted from. Standing records are kept while they are in use.
policy::v1::Clock ClockOf(policy::v1::RetentionClass retention) {
  switch (retention) {
    case policy::v1::RETENTION_CLASS_MEMBER:
      return policy::v1::CLOCK_LEAVING;
    case policy::v1::RETENTION_CLASS_SHORT_LIVED:
      return policy::v1::CLOCK_CREATION;
    default:
      return policy::v1::CLOCK_NONE;
  }
}

store::Content Pack(const google::protobuf::Message& body, policy::v1::RetentionClass retention) {
  store::Content content;
  content.body = body.SerializeAsString();
  content.retention_class = retention;
  content.retention_clock = ClockOf(retention);
  return content;
}

void Index(store::Content& content, std::string_view index, std::string_view partition) {
  content.indexes.push_back({std::string(index), std::string(partition), ""});
}

// A record holds one person at most, under the record's own id.
void SetPerson(store::Content& content, const Uuid& appearance, const v1::StoredPerson& person) {
  if (person.login().empty() && person.name().empty()) return;
  content.appearances[appearance] = person.SerializeAsString();
}

store::Key Named(store::RecordKind kind, std::string_view what, std::string_view name) {
  const std::string hash = crypto::Sha256(absl::StrCat(ToAbsl(what), "/", ToAbsl(name)));
  return {kind, IdFromHash(hash)};
}

}  // namespace

store::Key SchemeKey(std::string_view scheme) { return Named(label::v1::SCHEME, "scheme", scheme); }
store::Key TermsKey(std::string_view version) { return Named(label::v1::TERMS, "terms", version); }
store::Key KeyOf(store::RecordKind kind, const Uuid& id) { return {kind, id}; }
store::Key SessionKey(std::string_view token_sha256) {
  return {label::v1::SESSION, IdFromHash(token_sha256)};
}
store::Key InvitationKey(std::string_view token_sha256) {
  return {label::v1::INVITATION, IdFromHash(token_sha256)};
}

store::Range In(std::string_view index, std::string_view partition, int limit) {
  store::Range range;
  range.index = std::string(index);
  range.partition = std::string(partition);
  range.limit = limit;
  return range;
}
store::Range Everything(std::string_view index, int limit) { return In(index, kAll, limit); }

std::string RolePartition(policy::v1::Role role) { return absl::StrCat(static_cast<int>(role)); }

Uuid IdOf(std::string_view bytes) {
  const auto id = Uuid::FromBytes(bytes);
  return id.ok() ? *id : Uuid();
}

store::Content PackRoster(const v1::StoredRoster& roster) {
  return Pack(roster, policy::v1::RETENTION_CLASS_STANDING);
}

store::Content PackScheme(const v1::StoredScheme& scheme) {
  store::Content content = Pack(scheme, policy::v1::RETENTION_CLASS_STANDING);
  Index(content, kSchemes, kAll);
  return content;
}

store::Content PackTerms(const v1::StoredTerms& terms) {
  return Pack(terms, policy::v1::RETENTION_CLASS_STANDING);
}

store::Content PackArea(const Uuid& id, const v1::StoredArea& area) {
  store::Content content = Pack(area, policy::v1::RETENTION_CLASS_STANDING);
  content.facts.set_area_id(std::string(id.bytes()));
  Index(content, kAreas, kAll);
  return content;
}

store::Content PackSite(const Uuid& id, const v1::StoredSite& site) {
  store::Content content = Pack(site, policy::v1::RETENTION_CLASS_STANDING);
  content.facts.add_site_ids(std::string(id.bytes()));
  content.facts.set_area_id(site.area_id());
  content.facts.set_organisation_id(site.organisation_id());
  Index(content, kSites, kAll);
  return content;
}

store::Content PackOrganisation(const Uuid& id, const v1::StoredOrganisation& organisation) {
  store::Content content = Pack(organisation, policy::v1::RETENTION_CLASS_STANDING);
  content.facts.set_organisation_id(std::string(id.bytes()));
  Index(content, kOrganisations, kAll);
  return content;
}

store::Content PackCertificate(const v1::StoredCertificate& certificate) {
  store::Content content = Pack(certificate, policy::v1::RETENTION_CLASS_STANDING);
  content.facts.set_organisation_id(certificate.organisation_id());
  Index(content, kAllCertificates, kAll);
  Index(content, kCertificates, certificate.sha256());
  return content;
}

store::Content PackLogin(const v1::StoredLogin& login) {
  return Pack(login, policy::v1::RETENTION_CLASS_MEMBER);
}

store::Content PackAccount(const Uuid& person_id, const v1::StoredAccount& account,
                           const v1::StoredPerson& person) {
  store::Content content = Pack(account, policy::v1::RETENTION_CLASS_MEMBER);
  content.facts.set_person_id(std::string(person_id.bytes()));
  SetPerson(content, person_id, person);
  return content;
}

bool IsUnproved(const v1::StoredAccount& account) {
  // Of places, a leaver who is coming back has some.
  return account.state() == v1::ACCOUNT_STATE_PENDING && account.places().empty();
}

store::Content PackUnproved(const Uuid& person_id, const v1::StoredAccount& account,
                            const v1::StoredPerson& person, absl::Time link_ends) {
  store::Content content = PackAccount(person_id, account, person);
  content.retention_class = policy::v1::RETENTION_CLASS_SHORT_LIVED;
  content.retention_clock = ClockOf(content.retention_class);
  content.retention_due = link_ends;
  return content;
}

store::Content PackSession(const v1::StoredSession& session, absl::Time due) {
  store::Content content = Pack(session, policy::v1::RETENTION_CLASS_SHORT_LIVED);
  content.retention_started = FromProto(session.started());
  content.retention_due = due;
  content.facts.set_person_id(session.person_id());
  Index(content, kSessions, session.person_id());
  return content;
}

store::Content PackInvitation(const v1::StoredInvitation& invitation,
                              const v1::StoredPerson& person) {
  store::Content content = Pack(invitation, policy::v1::RETENTION_CLASS_SHORT_LIVED);
  content.retention_due = FromProto(invitation.ends());
  content.facts.set_person_id(invitation.person_id());
  SetPerson(content, IdFromHash(invitation.token_sha256()), person);
  Index(content, kInvitations, kAll);
  Index(content, kInvitationsFor, invitation.membership_id());
  return content;
}

store::Content PackMembership(const LoginKeys& logins, std::string_view slot,
                              const Uuid& membership_id, const v1::StoredMembership& membership,
                              const v1::StoredPerson& person, std::optional<absl::Time> due) {
  store::Content content = Pack(membership, policy::v1::RETENTION_CLASS_MEMBER);
  if (due.has_value()) content.retention_started = FromProto(membership.since());
  content.retention_due = due;
  content.facts.set_person_id(membership.person_id());
  content.facts.set_organisation_id(membership.organisation_id());
  *content.facts.mutable_site_ids() = membership.site_ids();
  SetPerson(content, membership_id, person);
  Index(content, kPeople, kAll);
  if (!membership.person_id().empty()) Index(content, kPersons, membership.person_id());
  if (const auto login = NormaliseLogin(person.login(), "login"); login.ok()) {
    Index(content, kLogins, logins.InSlot(slot, *login));
  }
  if (membership.state() == v1::MEMBERSHIP_STATE_ACTIVE) {
    Index(content, kActiveRoles, RolePartition(membership.role()));
  }
  return content;
}

v1::StoredPerson PersonIn(const store::Content& content) {
  v1::StoredPerson person;
  if (!content.appearances.empty()) person.ParseFromString(content.appearances.begin()->second);
  return person;
}

}  // namespace smarthub::identity
