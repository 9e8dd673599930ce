// A scheme's beginning, and its terms.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/identity/dates.h"
#include "services/identity/records.h"
#include "services/identity/service.h"
#include "services/identity/terms.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

// The longest an agreement may run. A scheme's own organisation has one with itself: were it to end
// unseen, nobody could sign in to renew any.
constexpr int kLongestAgreementYears = 5;

StoredOrganisation OrganisationOfScheme(std::string name, absl::Time now) {
  const absl::CivilDay today = LondonDay(now);
  StoredOrganisation organisation;
  organisation.set_kind(ORGANISATION_KIND_SCHEME);
  organisation.set_controller(name);
  organisation.set_name(std::move(name));
  organisation.set_basis("Recognised legitimate interest: crime (UK GDPR Annex 1 paragraph 5)");
  organisation.set_agreement_ends(
      FormatDay(absl::CivilDay(today.year() + kLongestAgreementYears, today.month(), today.day())));
  return organisation;
}

StoredScheme NewScheme(Context& context, const InitRequest& request) {
  StoredScheme scheme;
  scheme.set_scheme(request.scheme().value());
  scheme.set_name(request.scheme_name());
  scheme.set_notice(request.notice());
  scheme.set_organisation_id(std::string(Uuid::Make(context.random()).bytes()));
  scheme.set_membership_id(std::string(Uuid::Make(context.random()).bytes()));
  *scheme.mutable_made() = ToProto(context.now());
  return scheme;
}

}  // namespace

Answered<InitResponse> Service::Init(Context& context, const InitRequest& request) {
  const std::string scheme = request.scheme().value();
  CO_RETURN_IF_ERROR(CheckScheme(scheme, "scheme.value"));
  CO_RETURN_IF_ERROR(CheckText(request.scheme_name(), {.at_most = 80}, "scheme_name"));
  CO_RETURN_IF_ERROR(CheckText(request.notice(), {.at_least = 0, .at_most = 200}, "notice"));
  const absl::Time ends = context.now() + limits().invitation;
  const std::string token = parts().invitations.Make(ends, context.random());
  StoredInvitation invitation;
  CO_ASSIGN_OR_RETURN(auto existing, co_await LoadAs<StoredScheme>(context, SchemeKey(scheme)));
  if (existing.has_value()) {
    // A first link that was lost before anybody used it is made anew; a scheme that has begun is
    // not.
    const store::Range first = In(kInvitationsFor, existing->body.membership_id(), 32);
    CO_ASSIGN_OR_RETURN(auto links, co_await ListAs<StoredInvitation>(context, first));
    const bool begun = std::any_of(links.begin(), links.end(), [](const auto& link) {
      return link.body.state() == INVITATION_STATE_USED;
    });
    if (begun || links.empty()) {
      co_return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_NAME_TAKEN,
                      "There is a scheme of this name already.", "scheme.value");
    }
    for (const auto& link : links) {
      CO_RETURN_IF_ERROR(co_await EraseUnproved(context, link.body.person_id()));
      context.StageErase(link.key, link.version);
    }
    invitation.set_scheme_name(existing->body.name());
    invitation.set_membership_id(existing->body.membership_id());
  } else {
    const StoredScheme stored = NewScheme(context, request);
    context.Stage(SchemeKey(scheme), 0, PackScheme(stored));
    context.Tell(SchemeKey(scheme));
    invitation.set_scheme_name(stored.name());
    invitation.set_membership_id(stored.membership_id());
  }
  invitation.set_token_sha256(InvitationTokens::Hash(token));
  invitation.set_scheme(scheme);
  invitation.set_role(policy::v1::ROLE_COORDINATOR);
  invitation.set_state(INVITATION_STATE_OPEN);
  *invitation.mutable_ends() = ToProto(ends);
  invitation.set_asks_login(true);
  context.Stage(InvitationKey(invitation.token_sha256()), 0,
                PackInvitation(invitation, StoredPerson()));

  InitResponse response;
  response.set_invitation_token(token);
  co_return response;
}

Answered<CarrySchemeResponse> Service::CarryScheme(Context& context,
                                                   const CarrySchemeRequest& request) {
  const std::string scheme = request.scheme().value();
  CO_RETURN_IF_ERROR(CheckScheme(scheme, "scheme.value"));
  CO_ASSIGN_OR_RETURN(
      const Uuid organisation_id,
      RequireId(request.has_organisation_id(), request.organisation_id(), "organisation_id"));
  CO_ASSIGN_OR_RETURN(
      const Uuid membership_id,
      RequireId(request.has_membership_id(), request.membership_id(), "membership_id"));
  CO_ASSIGN_OR_RETURN(auto there, co_await LoadAs<StoredRoster>(context, SchemeKey(scheme)));
  if (there.has_value()) co_return CarrySchemeResponse();

  StoredTerms terms;
  terms.set_version(std::string(kTermsVersion));
  terms.set_text(std::string(kTermsText));
  context.Stage(TermsKey(kTermsVersion), 0, PackTerms(terms));

  StoredRoster roster;
  roster.set_name(request.scheme_name());
  roster.set_notice(request.notice());
  roster.set_terms_version(std::string(kTermsVersion));
  *roster.mutable_made() = ToProto(context.now());
  context.Stage(SchemeKey(scheme), 0, PackRoster(roster));

  context.Stage(KeyOf(label::v1::ORGANISATION, organisation_id), 0,
                PackOrganisation(organisation_id,
                                 OrganisationOfScheme(request.scheme_name(), context.now())));

  StoredMembership first;
  first.set_role(policy::v1::ROLE_COORDINATOR);
  first.add_roles_held(policy::v1::ROLE_COORDINATOR);
  first.set_organisation_id(std::string(organisation_id.bytes()));
  first.set_state(MEMBERSHIP_STATE_INVITED);
  *first.mutable_since() = ToProto(context.now());
  first.set_first(true);
  context.Stage(
      KeyOf(label::v1::MEMBERSHIP, membership_id), 0,
      PackMembership(parts().logins, scheme, membership_id, first, StoredPerson(), std::nullopt));
  co_return CarrySchemeResponse();
}

Answered<GetTermsResponse> Service::GetTerms(Context& context, const GetTermsRequest&) {
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  const std::string version = roster.body.terms_version();
  CO_ASSIGN_OR_RETURN(auto terms, co_await LoadAs<StoredTerms>(context, TermsKey(version)));
  if (!terms.has_value()) co_return absl::InternalError("the running terms are not there");
  GetTermsResponse response;
  response.set_version(terms->body.version());
  response.set_text(terms->body.text());
  co_return response;
}

Answered<AcceptTermsResponse> Service::AcceptTerms(Context& context,
                                                   const AcceptTermsRequest& request) {
  CO_RETURN_IF_ERROR(CheckText(request.version(), {.at_most = 40}, "version"));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  if (roster.body.terms_version() != request.version()) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_TERMS_CHANGED,
                    "These are not the running terms. Read the running ones.", "version");
  }
  const rpc::CallerFacts& caller = context.caller().facts();
  const store::Key key = KeyOf(label::v1::MEMBERSHIP, caller.membership_id);
  CO_ASSIGN_OR_RETURN(auto member, co_await LoadAs<StoredMembership>(context, key));
  // An agency's system has nobody who could accept.
  if (!member.has_value() || member->body.person_id() != caller.person_id.bytes()) {
    co_return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_NO_MEMBERSHIP,
                    "You are not a member of this scheme.");
  }
  member->body.set_terms_version(request.version());
  *member->body.mutable_terms_accepted() = ToProto(context.now());
  StageMember(context, *member, context.caller().scheme());
  parts().directory.DistrustPerson(caller.person_id);
  AcceptTermsResponse response;
  *response.mutable_valid_until() =
      ToProto(TermsEnd(context.now(), context.policy().bundle().terms_valid_for()));
  co_return response;
}

}  // namespace smarthub::identity
