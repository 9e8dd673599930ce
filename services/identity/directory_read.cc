// The reading half of the directory: sessions, accounts and memberships out of their two slots.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/rpc/context.h"
#include "services/identity/dates.h"
#include "services/identity/directory.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"

namespace smarthub::identity {
namespace {

absl::Status Ended() {
  return Error(absl::StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
               "You have been signed out. Sign in again.");
}

absl::Status BadCertificate() {
  return Error(absl::StatusCode::kUnauthenticated, error::v1::REASON_BAD_CERTIFICATE,
               "This client certificate is not one that the scheme accepts.");
}

template <typename Message>
struct Opened {
  Message body;
  store::Content content;
  uint64_t version = 0;
};

template <typename Message>
absl::StatusOr<Opened<Message>> OpenAs(const store::Sealed& sealed) {
  Opened<Message> opened;
  ASSIGN_OR_RETURN(opened.content, sealed.Open());
  ASSIGN_OR_RETURN(opened.body, rpc::ParseBody<Message>(opened.content.body));
  opened.version = sealed.version();
  return opened;
}

std::vector<Role> RolesOf(const v1::StoredAccount& account) {
  std::vector<Role> roles;
  for (const auto& place : account.places()) {
    if (place.state() == v1::MEMBERSHIP_STATE_ACTIVE) roles.push_back(place.role());
  }
  return roles;
}

}  // namespace

Task<absl::StatusOr<std::shared_ptr<const Person>>> Directory::ReadPerson(
    std::string token_sha256, Cancellation* cancellation) {
  const absl::Time now = clock_.Now();
  const std::vector<store::Key> session_keys = {SessionKey(token_sha256)};
  CO_ASSIGN_OR_RETURN(auto sessions, co_await store_.Read(kHub, session_keys, cancellation));
  if (sessions[0] == nullptr) co_return Ended();
  CO_ASSIGN_OR_RETURN(auto session, OpenAs<v1::StoredSession>(*sessions[0]));
  if (!crypto::EqualInConstantTime(session.body.token_sha256(), token_sha256)) co_return Ended();

  auto person = std::make_shared<Person>();
  person->read_at = now;
  person->session_hash = token_sha256;
  person->session_id = session_keys[0].id;
  person->person_id = IdOf(session.body.person_id());
  person->account_key = KeyOf(label::v1::ACCOUNT, person->person_id);
  const std::vector<store::Key> account_keys = {person->account_key};
  CO_ASSIGN_OR_RETURN(auto accounts, co_await store_.Read(kHub, account_keys, cancellation));
  if (accounts[0] == nullptr) co_return Ended();
  CO_ASSIGN_OR_RETURN(auto account, OpenAs<v1::StoredAccount>(*accounts[0]));
  if (account.body.state() != v1::ACCOUNT_STATE_ACTIVE) co_return Ended();

  const SessionLimits limits = LimitsFor(RolesOf(account.body), limits_);
  const absl::Time seen = FromProto(session.body.seen());
  if (now >= FromProto(session.body.started()) + limits.absolute || now >= seen + limits.idle) {
    co_return Ended();
  }
  person->touch_due = seen + std::max(limits_.touch_at_most_every, limits.idle / 20);

  const v1::StoredPerson names = PersonIn(account.content);
  person->login = names.login();
  person->name = names.name();
  person->account_facts = account.content.facts;
  person->recovery_codes_left = account.body.recovery_sha256_size();
  for (const auto& place : account.body.places()) {
    if (place.state() == v1::MEMBERSHIP_STATE_LEFT) continue;
    CO_ASSIGN_OR_RETURN(
        auto standing,
        co_await ReadStanding(place.scheme(), IdOf(place.membership_id()), cancellation));
    if (standing == nullptr || standing->state == v1::MEMBERSHIP_STATE_LEFT) continue;
    // Until the second half of an acceptance has come there is nobody in the membership yet.
    const bool coming = standing->state == v1::MEMBERSHIP_STATE_INVITED;
    if (coming || standing->person_id == person->person_id) person->standings.push_back(*standing);
  }
  co_return std::shared_ptr<const Person>(std::move(person));
}

Task<absl::StatusOr<std::shared_ptr<const Standing>>> Directory::ReadStanding(
    std::string scheme, Uuid membership_id, Cancellation* cancellation) {
  std::shared_ptr<const Standing> nobody;
  const absl::Time now = clock_.Now();
  const std::vector<store::Key> first = {KeyOf(label::v1::MEMBERSHIP, membership_id),
                                         SchemeKey(scheme)};
  CO_ASSIGN_OR_RETURN(auto records, co_await store_.Read(scheme, first, cancellation));
  if (records[0] == nullptr || records[1] == nullptr) co_return nobody;
  CO_ASSIGN_OR_RETURN(auto member, OpenAs<v1::StoredMembership>(*records[0]));
  CO_ASSIGN_OR_RETURN(auto roster, OpenAs<v1::StoredRoster>(*records[1]));

  auto standing = std::make_shared<Standing>();
  standing->scheme = scheme;
  standing->key = first[0];
  standing->facts = member.content.facts;
  standing->version = member.version;
  standing->state = member.body.state();
  standing->role = member.body.role();
  standing->person_id = IdOf(member.body.person_id());
  standing->organisation_id = IdOf(member.body.organisation_id());
  standing->scheme_name = roster.body.name();
  standing->scheme_notice = roster.body.notice();
  const auto policy = policies_(scheme);
  const policy::v1::Period valid_for =
      policy == nullptr ? policy::v1::Period() : policy->bundle().terms_valid_for();
  standing->terms_current = member.body.has_terms_accepted() &&
                            member.body.terms_version() == roster.body.terms_version() &&
                            now < TermsEnd(FromProto(member.body.terms_accepted()), valid_for);

  std::vector<store::Key> second = {KeyOf(label::v1::ORGANISATION, standing->organisation_id)};
  for (const auto& site : member.body.site_ids()) {
    second.push_back(KeyOf(label::v1::SITE, IdOf(site)));
  }
  CO_ASSIGN_OR_RETURN(auto around, co_await store_.Read(scheme, second, cancellation));
  if (around[0] != nullptr) {
    CO_ASSIGN_OR_RETURN(auto organisation, OpenAs<v1::StoredOrganisation>(*around[0]));
    standing->organisation_name = organisation.body.name();
    standing->organisation_kind = organisation.body.kind();
    standing->agreement_current = AgreementCurrent(organisation.body.agreement_ends(), now);
  }
  for (size_t i = 1; i < around.size(); ++i) {
    if (around[i] == nullptr) continue;
    CO_ASSIGN_OR_RETURN(auto site, OpenAs<v1::StoredSite>(*around[i]));
    standing->sites.emplace_back(second[i].id, site.body.name());
    const Uuid area = IdOf(site.body.area_id());
    auto& areas = standing->areas;
    if (std::find(areas.begin(), areas.end(), area) == areas.end()) areas.push_back(area);
  }
  co_return std::shared_ptr<const Standing>(std::move(standing));
}

Task<absl::StatusOr<std::shared_ptr<const Agency>>> Directory::ReadAgency(
    std::string scheme, std::string certificate_sha256, std::string officer,
    Cancellation* cancellation) {
  const absl::Time now = clock_.Now();
  const store::Range by_hash = In(kCertificates, certificate_sha256, 2);
  CO_ASSIGN_OR_RETURN(auto page, co_await store_.List(scheme, by_hash, cancellation));
  if (page.records.size() != 1) co_return BadCertificate();
  CO_ASSIGN_OR_RETURN(auto certificate, OpenAs<v1::StoredCertificate>(*page.records[0]));
  if (certificate.body.revoked() || now >= FromProto(certificate.body.ends()) ||
      certificate.body.sha256() != certificate_sha256) {
    co_return BadCertificate();
  }
  auto agency = std::make_shared<Agency>();
  agency->read_at = now;
  agency->certificate_id = page.records[0]->key().id;
  agency->organisation_id = IdOf(certificate.body.organisation_id());
  const std::vector<store::Key> keys = {KeyOf(label::v1::ORGANISATION, agency->organisation_id)};
  CO_ASSIGN_OR_RETURN(auto organisations, co_await store_.Read(scheme, keys, cancellation));
  if (organisations[0] == nullptr) co_return BadCertificate();
  CO_ASSIGN_OR_RETURN(auto organisation, OpenAs<v1::StoredOrganisation>(*organisations[0]));
  agency->role = RoleOfAgency(organisation.body.kind());
  if (agency->role == policy::v1::ROLE_UNSPECIFIED) co_return BadCertificate();
  agency->agreement_current = AgreementCurrent(organisation.body.agreement_ends(), now);
  if (officer.empty()) co_return std::shared_ptr<const Agency>(std::move(agency));

  CO_ASSIGN_OR_RETURN(auto found, co_await FindOfficer(scheme, officer, cancellation));
  if (found != nullptr && found->organisation_id == agency->organisation_id &&
      found->role == agency->role) {
    agency->officer = found;
  }
  co_return std::shared_ptr<const Agency>(std::move(agency));
}

Task<absl::StatusOr<std::shared_ptr<const Standing>>> Directory::FindOfficer(
    std::string scheme, std::string login, Cancellation* cancellation) {
  std::shared_ptr<const Standing> nobody;
  const store::Range by_login = In(kLogins, logins_.InSlot(scheme, login), 16);
  CO_ASSIGN_OR_RETURN(auto page, co_await store_.List(scheme, by_login, cancellation));
  for (const auto& sealed : page.records) {
    CO_ASSIGN_OR_RETURN(auto member, OpenAs<v1::StoredMembership>(*sealed));
    if (member.body.state() != v1::MEMBERSHIP_STATE_ACTIVE) continue;
    const Uuid id = sealed->key().id;
    CO_ASSIGN_OR_RETURN(auto standing, co_await ReadStanding(scheme, id, cancellation));
    co_return standing;
  }
  co_return nobody;
}

}  // namespace smarthub::identity
