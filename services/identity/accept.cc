// Taking an invitation up: a password and a code, in the hub; then join.cc, in the scheme.
#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "services/identity/records.h"
#include "services/identity/service.h"
#include "services/identity/totp_uri.h"
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

bool HasPlaceIn(const std::string& scheme, const StoredAccount& account) {
  return std::any_of(account.places().begin(), account.places().end(),
                     [&](const StoredPlace& place) { return place.scheme() == scheme; });
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

Answered<GetInvitationResponse> Service::GetInvitation(Context& context,
                                                       const GetInvitationRequest& request) {
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await FindInvitation(context, request.invitation_token()));
  GetInvitationResponse response;
  response.set_scheme_name(invitation.body.scheme_name());
  response.set_role(invitation.body.role());
  response.set_asks_login(invitation.body.asks_login());
  co_return response;
}

Task<absl::Status> Service::EraseUnproved(Context& context, std::string person_id) {
  const Uuid id = IdOf(person_id);
  if (id.nil()) co_return absl::OkStatus();
  const store::Key key = KeyOf(label::v1::ACCOUNT, id);
  CO_ASSIGN_OR_RETURN(auto account, co_await LoadAs<StoredAccount>(context, key));
  if (account.has_value() && IsUnproved(account->body)) context.StageErase(key, account->version);
  co_return absl::OkStatus();
}

void Service::TakeBackMaking(Context& context, const StoredInvitation& invitation,
                             std::string_view login) {
  parts().by_login.TakeBack(parts().logins.ForLockout(login));
  if (invitation.asks_login()) parts().by_peer.TakeBack(context.credentials().peer);
}

Task<absl::StatusOr<AcceptInvitationResponse>> Service::MakeAccount(
    Context& context, Opened<StoredInvitation>& invitation, StoredPerson person, Tried tried) {
  std::optional<Opened<StoredAccount>> before;
  if (const Uuid taken_up = IdOf(invitation.body.person_id()); !taken_up.nil()) {
    // Taken up again with the same link: nobody has proved a phone for what was made then.
    const store::Key key = KeyOf(label::v1::ACCOUNT, taken_up);
    CO_ASSIGN_OR_RETURN(before, co_await LoadAs<StoredAccount>(context, key));
    if (before.has_value() && before->body.state() != ACCOUNT_STATE_PENDING) before.reset();
  }
  if (before.has_value() && crypto::EqualInConstantTime(before->body.password(), tried.phc)) {
    // The page with the code was closed and opened again: no guess.
    TakeBackMaking(context, invitation.body, person.login());
  }
  for (auto& ended : tried.ended) {
    // Who comes back to the scheme is who they were: their reports are theirs. What other schemes
    // know of the login counts for nothing.
    if (!before.has_value() && HasPlaceIn(invitation.body.scheme(), ended.body)) {
      before = std::move(ended);
    }
  }
  const Uuid person_id = before.has_value() ? before->key.id : Uuid::Make(context.random());
  AcceptInvitationResponse response;
  StoredAccount account = before.has_value() ? before->body : StoredAccount();
  account.set_state(ACCOUNT_STATE_PENDING);
  account.set_password(std::move(tried.phc));
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
  const absl::Time ends = FromProto(invitation.body.ends());
  store::Content content = PackUnproved(person_id, account, person, ends);
  if (!IsUnproved(account)) {
    // A leaver stays due as before until they have come back.
    content = PackAccount(person_id, account, person);
    content.retention_started = before->retention_started;
    content.retention_due = before->retention_due;
  }
  context.Stage(KeyOf(label::v1::ACCOUNT, person_id), before.has_value() ? before->version : 0,
                std::move(content));
  invitation.body.set_person_id(std::string(person_id.bytes()));
  co_return response;
}

Answered<AcceptInvitationResponse> Service::AcceptInvitation(
    Context& context, const AcceptInvitationRequest& request) {
  CO_RETURN_IF_ERROR(CheckTypedPassword(request.password(), "password"));
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await FindInvitation(context, request.invitation_token()));
  CO_ASSIGN_OR_RETURN(const StoredPerson person,
                      WhoTakesUp(invitation.body, invitation.person, request));
  if (!request.has_account()) {
    CO_RETURN_IF_ERROR(
        CheckNewPassword(request.password(), person.login(), person.name(), "password"));
  }
  CO_ASSIGN_OR_RETURN(Tried tried,
                      co_await TryPassword(context, person.login(), request.password()));
  AcceptInvitationResponse response;
  if (tried.account.has_value()) {
    // A person with an account keeps its password and phone; this proved that it is theirs.
    CO_RETURN_IF_ERROR(co_await EraseUnproved(context, invitation.body.person_id()));
    invitation.body.set_person_id(std::string(tried.account->key.id.bytes()));
  } else if (request.has_account()) {
    co_return WrongPassword();
  } else {
    // Of the login it stays a try, or links would be a way to guess; a whole shop joins from here.
    // Whoever holds a link that names nobody tries logins of their choice: that counts.
    if (!invitation.body.asks_login()) parts().by_peer.TakeBack(context.credentials().peer);
    CO_ASSIGN_OR_RETURN(response,
                        co_await MakeAccount(context, invitation, person, std::move(tried)));
  }
  invitation.body.set_state(INVITATION_STATE_TAKEN_UP);
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
    co_return Error(StatusCode::kUnauthenticated, error::v1::REASON_WRONG_CREDENTIALS,
                    "This code is wrong. Wait for the next one.");
  }
  parts().by_person.Succeeded(who);
  account->body.set_last_totp_step(step);
  if (account->body.state() == ACCOUNT_STATE_PENDING) {
    CO_RETURN_IF_ERROR(co_await StageClaim(context, *account));
    // The one of making this account; other passwords that were tried stay tries.
    TakeBackMaking(context, invitation.body, account->person.login());
  }
  account->body.set_state(ACCOUNT_STATE_ACTIVE);
  AddPlace(invitation.body, account->body);
  context.Stage(key, account->version, PackAccount(person_id, account->body, account->person));
  invitation.body.set_state(INVITATION_STATE_USED);
  context.Stage(invitation.key, invitation.version,
                PackInvitation(invitation.body, invitation.person));
  context.Tell(invitation.key);
  co_return ConfirmTotpResponse();
}

}  // namespace smarthub::identity
