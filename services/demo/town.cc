#include "services/demo/town.h"

#include "absl/strings/ascii.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/uuid.h"
#include "platform/crypto/crypto.h"

namespace smarthub::demo {
namespace {

constexpr int kTries = 4;
// One code signs in once: the next sign-in is in the next step.
constexpr absl::Duration kTotpStep = absl::Seconds(30);

constexpr std::string_view kSignIn = "identity.v1.IdentityService/SignIn";

}  // namespace

std::string Town::RequestId() { return Uuid::Make(random_).ToString(); }

std::string Town::NextCode(const Person& person) {
  MoveTo(now() + kTotpStep);
  const auto secret = crypto::FromBase32(person.sign_in.totp_secret);
  if (!secret.ok()) return "";
  return crypto::TotpCode(*secret, absl::ToUnixSeconds(now()) / 30);
}

Task<rpc::Answer> Town::Once(Person* person, std::string_view method, const rpc::Message& request) {
  const std::string path = "/smarthub." + std::string(method);
  const rpc::Method* found = tools_.hub->Find(path);
  if (found == nullptr) {
    rpc::Answer none;
    none.status = absl::NotFoundError("no method " + path);
    co_return none;
  }
  rpc::Call call;
  call.credentials.scheme = scheme_;
  if (person != nullptr) {
    call.credentials.session_token = person->session;
    call.credentials.purpose = person->purpose;
  }
  ++calls_;
  co_return co_await tools_.hub->Unary(*found, std::move(call), request);
}

Task<absl::StatusOr<std::unique_ptr<rpc::Message>>> Town::Send(Person* person,
                                                               std::string_view method,
                                                               const rpc::Message& request) {
  absl::Status refused;
  for (int i = 0; i < kTries; ++i) {
    rpc::Answer answer = co_await Once(person, method, request);
    if (answer.status.ok()) co_return std::move(answer.reply);
    refused = std::move(answer.status);
    if (person == nullptr) break;
    CO_ASSIGN_OR_RETURN(const bool again, co_await PutRight(*person, refused));
    if (!again) break;
  }
  // Which call it was; the text of an error never holds data.
  co_return absl::Status(refused.code(), std::string(method) + ": " +
                                             std::string(refused.message()) + " (" +
                                             error::v1::Reason_Name(ReasonOf(refused)) + ")");
}

Task<absl::StatusOr<bool>> Town::PutRight(Person& person, absl::Status refused) {
  const Reason reason = ReasonOf(refused);
  if (absl::IsUnauthenticated(refused)) {
    CO_RETURN_IF_ERROR(co_await SignInAs(person));
    co_return true;
  }
  if (reason == error::v1::REASON_TERMS_NOT_ACCEPTED) {
    CO_RETURN_IF_ERROR(co_await AcceptTerms(person));
    co_return true;
  }
  if (absl::IsUnavailable(refused) || reason == error::v1::REASON_NO_MEMBERSHIP) {
    CO_RETURN_IF_ERROR(co_await tools_.settle());
    // What authentication knows may be some seconds old.
    MoveTo(now() + absl::Seconds(10));
    co_return true;
  }
  co_return false;
}

Task<absl::Status> Town::SignInAs(Person& person) {
  using identity::v1::SignInResponse;
  identity::v1::SignInRequest first;
  first.mutable_password()->set_login(person.sign_in.login);
  first.mutable_password()->set_password(person.sign_in.password);
  CO_ASSIGN_OR_RETURN(const auto asked, co_await Public<SignInResponse>(kSignIn, first));
  identity::v1::SignInRequest second;
  second.mutable_totp()->set_continuation(asked.continuation());
  second.mutable_totp()->set_code(NextCode(person));
  CO_ASSIGN_OR_RETURN(const auto done, co_await Public<SignInResponse>(kSignIn, second));
  person.session = done.session_token();
  if (person.session.empty()) co_return absl::InternalError("signed in without a session");
  co_return absl::OkStatus();
}

Task<absl::Status> Town::AcceptTerms(Person& person) {
  const identity::v1::GetTermsRequest ask;
  CO_ASSIGN_OR_RETURN(const auto terms, co_await As<identity::v1::GetTermsResponse>(
                                            person, "identity.v1.IdentityService/GetTerms", ask));
  identity::v1::AcceptTermsRequest accept;
  accept.mutable_request_id()->set_value(RequestId());
  accept.set_version(terms.version());
  CO_ASSIGN_OR_RETURN(const auto accepted,
                      co_await As<identity::v1::AcceptTermsResponse>(
                          person, "identity.v1.IdentityService/AcceptTerms", accept));
  (void)accepted;
  co_return absl::OkStatus();
}

Task<absl::Status> Town::TakeUp(Person& person, std::string invitation, bool says_who) {
  // 80 bits: nobody guesses it, and it can be typed.
  person.sign_in.password =
      absl::AsciiStrToLower(ToAbsl(crypto::Base32(tools_.secrets->Bytes(10))));
  identity::v1::AcceptInvitationRequest accept;
  accept.mutable_request_id()->set_value(RequestId());
  accept.set_invitation_token(invitation);
  accept.set_password(person.sign_in.password);
  if (says_who) {
    accept.set_login(person.sign_in.login);
    accept.set_name(person.sign_in.name);
  }
  CO_ASSIGN_OR_RETURN(const auto accepted,
                      co_await Public<identity::v1::AcceptInvitationResponse>(
                          "identity.v1.IdentityService/AcceptInvitation", accept));
  person.sign_in.totp_secret = accepted.totp_secret();
  identity::v1::ConfirmTotpRequest confirm;
  confirm.mutable_request_id()->set_value(RequestId());
  confirm.set_invitation_token(invitation);
  confirm.set_code(NextCode(person));
  CO_ASSIGN_OR_RETURN(const auto confirmed,
                      co_await Public<identity::v1::ConfirmTotpResponse>(
                          "identity.v1.IdentityService/ConfirmTotp", confirm));
  (void)confirmed;
  co_return co_await tools_.settle();
}

}  // namespace smarthub::demo
