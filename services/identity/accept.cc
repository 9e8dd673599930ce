// Taking an invitation up: a password and a code first, in the hub; then the membership becomes
// active, in the scheme.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

constexpr absl::Duration kLookAgain = absl::Milliseconds(50);
// A link that is older than this and not there was replaced, not held up.
constexpr absl::Duration kSecondHalfComes = absl::Minutes(2);
constexpr size_t kTotpSecret = 20;

absl::Status InvitationEnded() {
  return Error(StatusCode::kFailedPrecondition, error::v1::REASON_INVITATION_ENDED,
               "This invitation has ended. Ask for a new link.");
}

absl::Status Wrong(std::string_view text) {
  return Error(StatusCode::kUnauthenticated, error::v1::REASON_WRONG_CREDENTIALS, text);
}

std::string Percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return out;
}

std::string TotpUri(std::string_view issuer, std::string_view login, std::string_view secret) {
  const std::string who = Percent(issuer);
  return absl::StrCat("otpauth://totp/", who, ":", Percent(login), "?secret=", ToAbsl(secret),
                      "&issuer=", who, "&algorithm=SHA1&digits=6&period=30");
}

// Who takes it up: said by the invitation, or, of a scheme's first coordinator, by the caller.
absl::StatusOr<StoredPerson> WhoTakesUp(const StoredInvitation& invitation,
                                        const StoredPerson& named,
                                        const AcceptInvitationRequest& request) {
  if (!invitation.asks_login()) {
    const bool said = !request.login().empty() || !request.name().empty();
    if (!said) return named;
    return InvalidField(request.login().empty() ? "name" : "login", error::v1::REASON_UNKNOWN_VALUE,
                        "The invitation says who it is for.");
  }
  StoredPerson person;
  ASSIGN_OR_RETURN(const std::string login, NormaliseLogin(request.login(), "login"));
  RETURN_IF_ERROR(CheckText(request.name(), {.at_most = 80}, "name"));
  person.set_login(login);
  person.set_name(request.name());
  return person;
}

}  // namespace

Task<absl::StatusOr<Opened<StoredInvitation>>> Service::FindInvitation(Context& context,
                                                                       std::string token) {
  if (token.empty()) {
    co_return InvalidField("invitation_token", error::v1::REASON_REQUIRED, "Open the link again.");
  }
  const std::optional<absl::Time> ends = parts().invitations.Ends(token);
  if (!ends.has_value()) co_return NotFound();
  if (context.now() >= *ends) co_return InvitationEnded();
  const std::string hash = InvitationTokens::Hash(token);
  const store::Key key = InvitationKey(hash);
  CO_ASSIGN_OR_RETURN(auto found, co_await LoadAs<StoredInvitation>(context, key));
  // One of our own links that is not in the hub yet: its second half is on its way.
  const bool coming = context.now() - (*ends - limits().invitation) < kSecondHalfComes;
  for (absl::Duration waited; coming && !found.has_value() && waited < limits().second_half_wait;
       waited += kLookAgain) {
    CO_RETURN_IF_ERROR(co_await context.loop().Sleep(kLookAgain, context.cancellation()));
    CO_ASSIGN_OR_RETURN(found, co_await LoadAs<StoredInvitation>(context, key));
  }
  if (!found.has_value() && !coming) co_return InvitationEnded();
  if (!found.has_value()) {
    co_return Error(StatusCode::kUnavailable, error::v1::REASON_STARTING,
                    "This invitation is being set up. Try again in a moment.");
  }
  if (!crypto::EqualInConstantTime(found->body.token_sha256(), hash)) co_return NotFound();
  if (found->body.state() == INVITATION_STATE_USED) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_INVITATION_USED,
                    "This invitation has been taken up. Sign in.");
  }
  co_return *std::move(found);
}

Task<absl::StatusOr<Service::Known>> Service::FindAccount(Context& context, std::string login) {
  Known known;
  const Uuid login_id = parts().logins.LoginId(login);
  const store::Key login_key = KeyOf(label::v1::LOGIN, login_id);
  CO_ASSIGN_OR_RETURN(auto claim, co_await LoadAs<StoredLogin>(context, login_key));
  // An unknown login costs the same two reads as a known one.
  Uuid person_id = login_id;
  if (claim.has_value()) {
    known.login_version = claim->version;
    person_id = IdOf(claim->body.person_id());
  }
  const store::Key account_key = KeyOf(label::v1::ACCOUNT, person_id);
  CO_ASSIGN_OR_RETURN(known.account, co_await LoadAs<StoredAccount>(context, account_key));
  co_return known;
}

Task<absl::Status> Service::CheckPassword(Context& context, std::string login, std::string phc,
                                          std::string password) {
  const std::string by_login = parts().logins.ForLockout(login);
  const std::string peer = context.credentials().peer;
  // Counted before the slow part, so that many at once get no more tries than one after the other.
  CO_RETURN_IF_ERROR(parts().by_login.Try(by_login, context.now()));
  if (absl::Status status = parts().by_peer.Try(peer, context.now()); !status.ok()) {
    parts().by_login.TakeBack(by_login);
    co_return status;
  }
  PasswordHasher* hasher = &parts().hasher;
  auto verify = [hasher, phc = std::move(phc), password = std::move(password)] {
    return hasher->Verify(phc, password);
  };
  const bool right = co_await context.loop().Offload(std::move(verify));
  if (!right) co_return Wrong("The e-mail address or the password is wrong.");
  parts().by_login.TakeBack(by_login);
  parts().by_peer.TakeBack(peer);
  co_return absl::OkStatus();
}

Answered<GetInvitationResponse> Service::GetInvitation(Context& context,
                                                       const GetInvitationRequest& request) {
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await FindInvitation(context, request.invitation_token()));
  GetInvitationResponse response;
  response.set_scheme_name(invitation.body.scheme_name());
  response.set_role(invitation.body.role());
  response.set_asks_login(invitation.body.asks_login());
  if (!invitation.body.asks_login()) {
    CO_ASSIGN_OR_RETURN(auto known, co_await FindAccount(context, invitation.person.login()));
    response.set_has_account(known.active());
  }
  co_return response;
}

Answered<AcceptInvitationResponse> Service::AcceptInvitation(
    Context& context, const AcceptInvitationRequest& request) {
  CO_RETURN_IF_ERROR(CheckTypedPassword(request.password(), "password"));
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await FindInvitation(context, request.invitation_token()));
  CO_ASSIGN_OR_RETURN(const StoredPerson person,
                      WhoTakesUp(invitation.body, invitation.person, request));
  CO_ASSIGN_OR_RETURN(Known known, co_await FindAccount(context, person.login()));
  AcceptInvitationResponse response;
  Uuid person_id = known.account.has_value() ? known.account->key.id : Uuid::Make(context.random());
  if (known.active()) {
    // A person with an account keeps its password and phone; this proves that it is theirs.
    CO_RETURN_IF_ERROR(co_await CheckPassword(context, person.login(),
                                              known.account->body.password(), request.password()));
  } else {
    CO_RETURN_IF_ERROR(
        CheckNewPassword(request.password(), person.login(), person.name(), "password"));
    PasswordHasher* hasher = &parts().hasher;
    auto hash = [hasher, password = request.password()] { return hasher->Hash(password); };
    CO_ASSIGN_OR_RETURN(const std::string phc, co_await context.loop().Offload(std::move(hash)));
    StoredAccount account = known.account.has_value() ? known.account->body : StoredAccount();
    account.set_state(ACCOUNT_STATE_PENDING);
    account.set_password(phc);
    account.set_totp_secret(context.random().Bytes(kTotpSecret));
    account.clear_last_totp_step();
    account.clear_recovery_sha256();
    for (int i = 0; i < limits().recovery_codes; ++i) {
      const std::string code = MakeRecoveryCode(context.random());
      account.add_recovery_sha256(RecoveryHash(code));
      response.add_recovery_codes(code);
    }
    *account.mutable_made() = ToProto(context.now());
    response.set_totp_secret(crypto::Base32(account.totp_secret()));
    response.set_totp_uri(TotpUri(parts().deps.issuer, person.login(), response.totp_secret()));
    context.Stage(KeyOf(label::v1::ACCOUNT, person_id),
                  known.account.has_value() ? known.account->version : 0,
                  PackAccount(person_id, account, person));
    StoredLogin claim;
    claim.set_person_id(std::string(person_id.bytes()));
    context.Stage(KeyOf(label::v1::LOGIN, parts().logins.LoginId(person.login())),
                  known.login_version, PackLogin(claim));
  }
  invitation.body.set_state(INVITATION_STATE_TAKEN_UP);
  invitation.body.set_person_id(std::string(person_id.bytes()));
  context.Stage(invitation.key, invitation.version, PackInvitation(invitation.body, person));
  co_return response;
}

Answered<ConfirmTotpResponse> Service::ConfirmTotp(Context& context,
                                                   const ConfirmTotpRequest& request) {
  CO_RETURN_IF_ERROR(CheckTotpCode(request.code(), "code"));
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await FindInvitation(context, request.invitation_token()));
  if (invitation.body.state() != INVITATION_STATE_TAKEN_UP) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "Set a password first.");
  }
  const Uuid person_id = IdOf(invitation.body.person_id());
  const store::Key key = KeyOf(label::v1::ACCOUNT, person_id);
  CO_ASSIGN_OR_RETURN(auto account, co_await LoadAs<StoredAccount>(context, key));
  if (!account.has_value()) co_return InvitationEnded();
  const std::string who(person_id.bytes());
  CO_RETURN_IF_ERROR(parts().by_person.Try(who, context.now()));
  const int64_t step =
      crypto::MatchTotp(account->body.totp_secret(), request.code(), context.now());
  if (step < 0 || step <= account->body.last_totp_step()) {
    co_return Wrong("This code is wrong. Wait for the next one.");
  }
  parts().by_person.Succeeded(who);
  account->body.set_last_totp_step(step);
  account->body.set_state(ACCOUNT_STATE_ACTIVE);
  AddPlace(invitation.body, account->body);
  context.Stage(key, account->version, PackAccount(person_id, account->body, account->person));
  invitation.body.set_state(INVITATION_STATE_USED);
  context.Stage(invitation.key, invitation.version,
                PackInvitation(invitation.body, invitation.person));
  context.Tell(invitation.key);
  co_return ConfirmTotpResponse();
}

void AddPlace(const StoredInvitation& invitation, StoredAccount& account) {
  for (const auto& place : account.places()) {
    if (place.membership_id() == invitation.membership_id()) return;
  }
  StoredPlace* place = account.add_places();
  place->set_scheme(invitation.scheme());
  place->set_membership_id(invitation.membership_id());
  place->set_role(invitation.role());
  place->set_state(MEMBERSHIP_STATE_ACTIVE);
}

Answered<CarryAcceptanceResponse> Service::CarryAcceptance(Context& context,
                                                           const CarryAcceptanceRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid person_id,
                      RequireId(request.has_person_id(), request.person_id(), "person_id"));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  CO_ASSIGN_OR_RETURN(auto member, co_await LoadMember(context, request.has_membership_id(),
                                                       request.membership_id().value()));
  // Done before, or ended meanwhile: the carrier tells the hub where the membership stands.
  if (member.body.state() != MEMBERSHIP_STATE_INVITED) co_return CarryAcceptanceResponse();
  const Role role = member.body.role();
  // Invited by login, and the same person may have come under another one.
  const store::Range own = In(kPersons, person_id.bytes(), 32);
  CO_ASSIGN_OR_RETURN(auto others, co_await ListAs<StoredMembership>(context, own));
  for (const auto& other : others) {
    const auto& held = other.body.roles_held();
    const bool conflict = std::any_of(held.begin(), held.end(), [role](int was) {
      return RolesConflict(role, static_cast<Role>(was));
    });
    if (conflict || other.body.state() != MEMBERSHIP_STATE_LEFT) {
      // Never taken up: the membership ends here, and the carrier takes it back from the account.
      member.body.set_state(MEMBERSHIP_STATE_LEFT);
      *member.body.mutable_since() = ToProto(context.now());
      StageMember(context, member, context.caller().scheme());
      Serialise(context, roster);
      co_return CarryAcceptanceResponse();
    }
  }
  std::vector<Uuid> sites;
  for (const auto& site : member.body.site_ids()) sites.push_back(IdOf(site));
  CO_ASSIGN_OR_RETURN(
      auto post, co_await CheckPost(context, role, IdOf(member.body.organisation_id()), sites));
  member.body.set_state(MEMBERSHIP_STATE_ACTIVE);
  member.body.set_person_id(std::string(person_id.bytes()));
  *member.body.mutable_since() = ToProto(context.now());
  member.body.clear_invitation_sha256();
  if (member.person.login().empty()) member.person.set_login(request.login());
  if (member.person.name().empty()) member.person.set_name(request.name());
  StageMember(context, member, context.caller().scheme());
  Serialise(context, roster);
  CO_RETURN_IF_ERROR(co_await StageDirectoryLine(context, person_id, member.person.name(), role,
                                                 post.site_names, post.organisation.body.name()));
  parts().directory.DistrustPerson(person_id);
  co_return CarryAcceptanceResponse();
}

}  // namespace smarthub::identity
