// A session's life after signing in.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/service.h"

namespace smarthub::identity {
namespace {

// The contract's version, as tagged (contract-1).
constexpr std::string_view kContract = "1";

void ShowMembership(const Standing& standing, const policy::Policy* policy, MyMembership& shown) {
  shown.mutable_membership_id()->set_value(standing.key.id.ToString());
  shown.mutable_scheme()->set_value(standing.scheme);
  shown.set_scheme_name(standing.scheme_name);
  shown.set_scheme_notice(standing.scheme_notice);
  shown.set_role(standing.role);
  shown.set_terms_needed(!standing.terms_current);
  shown.set_agreement_current(standing.agreement_current);
  shown.set_organisation_name(standing.organisation_name);
  for (const auto& [id, name] : standing.sites) {
    SiteSummary* site = shown.add_sites();
    site->mutable_site_id()->set_value(id.ToString());
    site->set_name(name);
  }
  if (policy == nullptr) return;
  for (const auto& of_role : policy->bundle().purposes()) {
    if (of_role.role() != standing.role) continue;
    for (const int purpose : of_role.purposes()) {
      shown.add_purposes(static_cast<policy::v1::Purpose>(purpose));
    }
  }
}

}  // namespace

Answered<SignOutResponse> Service::SignOut(Context& context, const SignOutRequest&) {
  const rpc::CallerFacts& caller = context.caller().facts();
  const store::Key key = KeyOf(label::v1::SESSION, caller.session_id);
  CO_ASSIGN_OR_RETURN(auto session, co_await LoadAs<StoredSession>(context, key));
  if (session.has_value()) context.StageErase(key, session->version);
  parts().directory.DistrustPerson(caller.person_id);
  co_return SignOutResponse();
}

Answered<WhoAmIResponse> Service::WhoAmI(Context& context, const WhoAmIRequest&) {
  const std::optional<std::string> hash = SessionHash(context.credentials().session_token);
  if (!hash.has_value()) {
    co_return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_NOT_ALLOWED,
                    "An agency's system is nobody; its officers sign in themselves.");
  }
  // The same reading that authentication has just believed: no I/O where it is fresh.
  CO_ASSIGN_OR_RETURN(
      auto person, co_await parts().directory.BySession(*hash, Use::kCall, context.cancellation()));
  WhoAmIResponse response;
  response.set_contract(std::string(kContract));
  const auto own = co_await context.DiscloseOutside(person->account_key, person->account_facts);
  CO_RETURN_IF_ERROR(own.status());
  Account* account = response.mutable_account();
  account->mutable_person_id()->set_value(person->person_id.ToString());
  account->set_login(person->login);
  account->set_name(person->name);
  account->set_recovery_codes_left(person->recovery_codes_left);
  for (const Standing& standing : person->standings) {
    if (standing.state != MEMBERSHIP_STATE_ACTIVE) continue;
    const auto shown = co_await context.DiscloseOutside(standing.key, standing.facts);
    CO_RETURN_IF_ERROR(shown.status());
    const auto policy = parts().deps.policies(standing.scheme);
    ShowMembership(standing, policy.get(), *response.add_memberships());
  }
  co_return response;
}

Answered<TouchSessionResponse> Service::TouchSession(Context& context,
                                                     const TouchSessionRequest& request) {
  const store::Key key = KeyOf(label::v1::SESSION, IdOf(request.session_id()));
  CO_ASSIGN_OR_RETURN(auto session, co_await LoadAs<StoredSession>(context, key));
  if (!session.has_value()) co_return TouchSessionResponse();
  if (FromProto(request.seen()) <= FromProto(session->body.seen())) {
    co_return TouchSessionResponse();
  }
  *session->body.mutable_seen() = request.seen();
  const absl::Time due = FromProto(session->body.started()) + limits().phone.absolute;
  context.Stage(key, session->version, PackSession(session->body, due));
  co_return TouchSessionResponse();
}

}  // namespace smarthub::identity
