#include "services/identity/authenticator.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/parts.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

constexpr absl::Duration kLookAgain = absl::Milliseconds(50);

absl::Status NoMembership() {
  return Error(StatusCode::kPermissionDenied, error::v1::REASON_NO_MEMBERSHIP,
               "You are not a member of this scheme.");
}

void Fill(rpc::CallerFacts& facts, const Standing& standing) {
  facts.person_id = standing.person_id;
  facts.membership_id = standing.key.id;
  facts.organisation_id = standing.organisation_id;
  facts.role = standing.role;
  for (const auto& [site, name] : standing.sites) facts.sites.push_back(site);
  facts.areas = standing.areas;
  facts.membership_current = standing.state == v1::MEMBERSHIP_STATE_ACTIVE;
  facts.terms_current = standing.terms_current;
  facts.agreement_current = standing.agreement_current;
}

}  // namespace

Task<absl::StatusOr<rpc::Caller>> SessionAuthenticator::Authenticate(
    const rpc::Credentials& credentials, Cancellation* cancellation) {
  const std::string scheme = credentials.scheme;
  // A certificate is asked for on the agency host name only; whoever shows one speaks for it.
  if (!credentials.certificate_sha256.empty()) {
    co_return co_await ByCertificate(credentials.certificate_sha256, scheme,
                                     credentials.on_behalf_of, cancellation);
  }
  if (credentials.session_token.empty()) co_return rpc::Caller::Nobody();
  const Use use = credentials.unattended ? Use::kUnattended : Use::kCall;
  co_return co_await BySession(credentials.session_token, scheme, use, cancellation);
}

Task<absl::StatusOr<rpc::Caller>> SessionAuthenticator::BySession(std::string token,
                                                                  std::string scheme, Use use,
                                                                  Cancellation* cancellation) {
  Identity::Parts& parts = identity_->parts();
  const std::optional<std::string> hash = SessionHash(token);
  if (!hash.has_value()) {
    co_return Error(StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
                    "You have been signed out. Sign in again.");
  }
  CO_ASSIGN_OR_RETURN(auto person, co_await parts.directory.BySession(*hash, use, cancellation));
  rpc::CallerFacts facts;
  facts.person_id = person->person_id;
  facts.session_id = person->session_id;
  facts.session = person->session_hash.substr(0, 8);
  if (scheme.empty()) co_return Admit("", std::move(facts));

  const Standing* standing = person->In(scheme);
  // Somebody who has just taken up an invitation: the scheme learns of it within moments.
  for (absl::Duration waited;
       standing != nullptr && standing->state == v1::MEMBERSHIP_STATE_INVITED &&
       waited < parts.deps.limits.second_half_wait;
       waited += kLookAgain) {
    CO_RETURN_IF_ERROR(co_await parts.deps.loop->Sleep(kLookAgain, cancellation));
    parts.directory.DistrustPerson(person->person_id);
    CO_ASSIGN_OR_RETURN(person, co_await parts.directory.BySession(*hash, use, cancellation));
    standing = person->In(scheme);
  }
  if (standing == nullptr) co_return NoMembership();
  switch (standing->state) {
    case v1::MEMBERSHIP_STATE_ACTIVE:
      Fill(facts, *standing);
      co_return Admit(std::move(scheme), std::move(facts));
    case v1::MEMBERSHIP_STATE_SUSPENDED:
      co_return Error(StatusCode::kPermissionDenied, error::v1::REASON_SUSPENDED,
                      "Your membership is suspended. Ask your scheme's coordinator.");
    case v1::MEMBERSHIP_STATE_INVITED:
      co_return Error(StatusCode::kUnavailable, error::v1::REASON_STARTING,
                      "Your membership is being set up. Try again in a moment.");
    default:
      co_return NoMembership();
  }
}

Task<absl::StatusOr<rpc::Caller>> SessionAuthenticator::ByCertificate(std::string sha256,
                                                                      std::string scheme,
                                                                      std::string officer,
                                                                      Cancellation* cancellation) {
  // Certificates belong to the scheme that issued them: without its name nobody can vouch for one.
  if (sha256.size() != 32 || !CheckScheme(scheme, "scheme").ok()) {
    co_return Error(StatusCode::kUnauthenticated, error::v1::REASON_BAD_CERTIFICATE,
                    "This client certificate is not one that the scheme accepts.");
  }
  // What is no login is nobody's: the call then names no officer.
  const absl::StatusOr<std::string> login = NormaliseLogin(officer, "smarthub-on-behalf-of");
  std::string named = login.ok() ? *login : "";
  Identity::Parts& parts = identity_->parts();
  CO_ASSIGN_OR_RETURN(auto agency, co_await parts.directory.ByCertificate(
                                       scheme, std::move(sha256), std::move(named), cancellation));
  rpc::CallerFacts facts;
  if (agency->officer != nullptr) {
    Fill(facts, *agency->officer);
  } else {
    facts.organisation_id = agency->organisation_id;
    facts.role = agency->role;
    facts.membership_current = true;
    facts.officer_named = false;
  }
  facts.agreement_current = agency->agreement_current;
  facts.agency_certificate_id = agency->certificate_id;
  co_return Admit(std::move(scheme), std::move(facts));
}

}  // namespace smarthub::identity
