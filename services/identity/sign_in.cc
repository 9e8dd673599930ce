// Signing in, step by step. A wrong password and an unknown login are one answer at one cost.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
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

constexpr std::string_view kContinuation = "identity.sign-in";
constexpr size_t kIdSize = 16;

absl::Status BeginAgain() {
  return Error(StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
               "This took too long. Sign in from the beginning.");
}

absl::Status WrongCode() {
  return Error(StatusCode::kUnauthenticated, error::v1::REASON_WRONG_CREDENTIALS,
               "This code is wrong or was used. Wait for the next one.");
}

// person || nonce || unix seconds at which it ends.
struct Continuation {
  Uuid person_id;
  std::string nonce;
  absl::Time ends;
};

std::string Pack(const Continuation& continuation) {
  return absl::StrCat(ToAbsl(continuation.person_id.bytes()), continuation.nonce,
                      absl::ToUnixSeconds(continuation.ends));
}

absl::StatusOr<Continuation> Unpack(std::string_view text) {
  Continuation continuation;
  int64_t ends = 0;
  if (text.size() <= 2 * kIdSize || !absl::SimpleAtoi(ToAbsl(text.substr(2 * kIdSize)), &ends)) {
    return BeginAgain();
  }
  continuation.person_id = IdOf(text.substr(0, kIdSize));
  continuation.nonce = std::string(text.substr(kIdSize, kIdSize));
  continuation.ends = absl::FromUnixSeconds(ends);
  return continuation;
}

std::vector<Role> ActiveRoles(const StoredAccount& account) {
  std::vector<Role> roles;
  for (const auto& place : account.places()) {
    if (place.state() == MEMBERSHIP_STATE_ACTIVE) roles.push_back(place.role());
  }
  return roles;
}

// Uses up what was typed; false: it is wrong, or was used before.
bool UseCode(StoredAccount& account, std::string_view code, absl::Time now) {
  const int64_t step = crypto::MatchTotp(account.totp_secret(), code, now);
  if (step < 0 || step <= account.last_totp_step()) return false;
  account.set_last_totp_step(step);
  return true;
}

bool UseRecoveryCode(StoredAccount& account, std::string_view code) {
  const std::string hash = RecoveryHash(code);
  auto& left = *account.mutable_recovery_sha256();
  for (int i = 0; i < left.size(); ++i) {
    if (!crypto::EqualInConstantTime(left.Get(i), hash)) continue;
    left.DeleteSubrange(i, 1);
    return true;
  }
  return false;
}

}  // namespace

Answered<SignInResponse> Service::SignIn(Context& context, const SignInRequest& request) {
  switch (request.step_case()) {
    case SignInRequest::kPassword:
      co_return co_await PasswordStep(context, request.password().login(),
                                      request.password().password());
    case SignInRequest::kTotp:
      CO_RETURN_IF_ERROR(CheckTotpCode(request.totp().code(), "totp.code"));
      co_return co_await SecondStep(context, request.totp().continuation(), request.totp().code(),
                                    "");
    case SignInRequest::kRecovery:
      CO_RETURN_IF_ERROR(
          CheckText(request.recovery().recovery_code(), {.at_most = 40}, "recovery.recovery_code"));
      co_return co_await SecondStep(context, request.recovery().continuation(), "",
                                    request.recovery().recovery_code());
    default:
      co_return InvalidField("step", error::v1::REASON_REQUIRED, "Say which step this is.");
  }
}

Answered<SignInResponse> Service::PasswordStep(Context& context, std::string login,
                                               std::string password) {
  CO_ASSIGN_OR_RETURN(const std::string normalised, NormaliseLogin(login, "password.login"));
  CO_RETURN_IF_ERROR(CheckTypedPassword(password, "password.password"));
  CO_ASSIGN_OR_RETURN(const Tried tried,
                      co_await TryPassword(context, normalised, std::move(password)));
  if (!tried.account.has_value()) co_return WrongPassword();

  Continuation continuation;
  continuation.person_id = tried.account->key.id;
  continuation.nonce = context.random().Bytes(kIdSize);
  continuation.ends = context.now() + limits().continuation;
  SignInResponse response;
  response.set_next(NEXT_STEP_TOTP);
  response.set_continuation(context.SealToken(kContinuation, Pack(continuation)));
  co_return response;
}

Answered<SignInResponse> Service::SecondStep(Context& context, std::string sealed, std::string code,
                                             std::string recovery_code) {
  const std::string field = code.empty() ? "recovery.continuation" : "totp.continuation";
  if (sealed.empty()) {
    co_return InvalidField(field, error::v1::REASON_REQUIRED, "Begin with the password.");
  }
  CO_ASSIGN_OR_RETURN(const std::string text, context.OpenToken(kContinuation, sealed, field));
  CO_ASSIGN_OR_RETURN(const Continuation continuation, Unpack(text));
  if (context.now() >= continuation.ends) co_return BeginAgain();
  const std::string who(continuation.person_id.bytes());
  CO_RETURN_IF_ERROR(parts().by_person.Try(who, context.now()));
  if (absl::Status tried = parts().by_continuation.Try(continuation.nonce, context.now());
      !tried.ok()) {
    parts().by_person.TakeBack(who);
    co_return BeginAgain();
  }
  const store::Key key = KeyOf(label::v1::ACCOUNT, continuation.person_id);
  CO_ASSIGN_OR_RETURN(auto account, co_await LoadAs<StoredAccount>(context, key));
  if (!account.has_value() || account->body.state() != ACCOUNT_STATE_ACTIVE) co_return WrongCode();
  const bool right = code.empty() ? UseRecoveryCode(account->body, recovery_code)
                                  : UseCode(account->body, code, context.now());
  if (!right) co_return WrongCode();
  parts().by_person.Succeeded(who);
  if (const auto login = NormaliseLogin(account->person.login(), "login"); login.ok()) {
    parts().by_login.Succeeded(parts().logins.ForLockout(*login));
  }

  context.Stage(key, account->version,
                PackAccount(continuation.person_id, account->body, account->person));
  const SessionLimits session_limits = LimitsFor(ActiveRoles(account->body), limits());
  CO_RETURN_IF_ERROR(co_await EndOldSessions(context, continuation.person_id, session_limits));
  const std::string token = MakeSessionToken(context.random());
  const std::string hash = *SessionHash(token);
  StoredSession session;
  session.set_token_sha256(hash);
  session.set_person_id(who);
  *session.mutable_started() = ToProto(context.now());
  *session.mutable_seen() = ToProto(context.now());
  const absl::Time ends = context.now() + session_limits.absolute;
  context.Stage(SessionKey(hash), 0, PackSession(session, ends));

  SignInResponse response;
  response.set_next(NEXT_STEP_DONE);
  response.set_session_token(token);
  *response.mutable_session_ends() = ToProto(ends);
  co_return response;
}

Task<absl::Status> Service::EndOldSessions(Context& context, Uuid person_id,
                                           SessionLimits session_limits) {
  const store::Range all = In(kSessions, person_id.bytes(), 50);
  CO_ASSIGN_OR_RETURN(auto sessions, co_await ListAs<StoredSession>(context, all));
  std::sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) {
    return FromProto(a.body.seen()) > FromProto(b.body.seen());
  });
  int kept = 0;
  for (const auto& session : sessions) {
    const bool over =
        context.now() >= FromProto(session.body.started()) + session_limits.absolute ||
        context.now() >= FromProto(session.body.seen()) + session_limits.idle;
    // One place is for the session that is about to begin.
    if (!over && ++kept < limits().sessions_per_person) continue;
    context.StageErase(session.key, session.version);
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::identity
