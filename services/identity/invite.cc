// Inviting somebody: first half in the scheme (the membership, in state INVITED), second half in
// the hub (the invitation that the link opens).
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/sites_left.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

constexpr int kMostSites = 20;

absl::Status RolesConflictError() {
  return Error(StatusCode::kFailedPrecondition, error::v1::REASON_ROLES_CONFLICT,
               "The data protection officer's account is never that of a coordinator, a police or "
               "a council officer.",
               "role");
}

absl::Status CheckRole(Role role) {
  if (role == policy::v1::ROLE_UNSPECIFIED) {
    return InvalidField("role", error::v1::REASON_REQUIRED, "Say in which role.");
  }
  if (!IsPersonsRole(role)) {
    return InvalidField("role", error::v1::REASON_UNKNOWN_VALUE, "No person has this role.");
  }
  return absl::OkStatus();
}

template <typename Ids>
absl::StatusOr<std::vector<Uuid>> SiteIds(const Ids& sites) {
  if (sites.size() > kMostSites) {
    return InvalidField("sites", error::v1::REASON_TOO_MANY, "At most 20 sites.");
  }
  std::vector<Uuid> ids;
  for (int i = 0; i < sites.size(); ++i) {
    ASSIGN_OR_RETURN(const Uuid id, RequireId(true, sites.Get(i), absl::StrCat("sites[", i, "]")));
    ids.push_back(id);
  }
  return ids;
}

void SetPost(StoredMembership& member, Role role, const Uuid& organisation,
             const std::vector<Uuid>& sites) {
  member.set_role(role);
  auto& held = *member.mutable_roles_held();
  if (std::find(held.begin(), held.end(), role) == held.end()) member.add_roles_held(role);
  member.set_organisation_id(std::string(organisation.bytes()));
  member.clear_site_ids();
  for (const Uuid& site : sites) member.add_site_ids(std::string(site.bytes()));
}

bool HeldConflict(Role role, const StoredMembership& member) {
  return std::any_of(member.roles_held().begin(), member.roles_held().end(),
                     [role](int held) { return RolesConflict(role, static_cast<Role>(held)); });
}

}  // namespace

Answered<InvitePersonResponse> Service::InvitePerson(Context& context,
                                                     const InvitePersonRequest& request) {
  CO_ASSIGN_OR_RETURN(const std::string login, NormaliseLogin(request.login(), "login"));
  CO_RETURN_IF_ERROR(CheckText(request.name(), {.at_most = 80}, "name"));
  CO_RETURN_IF_ERROR(CheckRole(request.role()));
  CO_ASSIGN_OR_RETURN(
      const Uuid organisation,
      RequireId(request.has_organisation_id(), request.organisation_id(), "organisation_id"));
  CO_ASSIGN_OR_RETURN(const std::vector<Uuid> sites, SiteIds(request.sites()));
  const std::string scheme = context.caller().scheme();
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  CO_ASSIGN_OR_RETURN(auto post, co_await CheckPost(context, request.role(), organisation, sites));

  // One login, one current membership; and what it ever was here counts for the conflict of roles.
  const store::Range same_login = In(kLogins, parts().logins.InSlot(scheme, login), 32);
  CO_ASSIGN_OR_RETURN(auto known, co_await ListAs<StoredMembership>(context, same_login));
  Opened<StoredMembership> member;
  member.key = KeyOf(label::v1::MEMBERSHIP, Uuid::Make(context.random()));
  for (auto& other : known) {
    const MembershipState state = other.body.state();
    if (state == MEMBERSHIP_STATE_INVITED) {
      member = std::move(other);
      member.body.clear_roles_held();
      continue;
    }
    if (HeldConflict(request.role(), other.body)) co_return RolesConflictError();
    if (state != MEMBERSHIP_STATE_LEFT) {
      co_return Error(StatusCode::kAlreadyExists, error::v1::REASON_NAME_TAKEN,
                      "This person is a member already.", "login");
    }
  }
  for (const auto& other : known) {
    if (other.body.state() == MEMBERSHIP_STATE_LEFT) {
      TakeSitesLeft(context.policy(), other.body, context.now(), member.body);
    }
  }

  const absl::Time ends = context.now() + limits().invitation;
  const std::string token = parts().invitations.Make(ends, context.random());
  SetPost(member.body, request.role(), organisation, sites);
  member.body.set_state(MEMBERSHIP_STATE_INVITED);
  *member.body.mutable_since() = ToProto(context.now());
  member.body.set_invited_by(std::string(context.caller().person_id().bytes()));
  member.body.set_invitation_sha256(InvitationTokens::Hash(token));
  *member.body.mutable_invitation_ends() = ToProto(ends);
  member.person.set_login(login);
  member.person.set_name(request.name());
  StageMember(context, member, scheme);
  context.Tell(member.key);
  Serialise(context, roster);

  InvitePersonResponse response;
  response.mutable_membership_id()->set_value(member.key.id.ToString());
  response.set_invitation_token(token);
  *response.mutable_link_ends() = ToProto(ends);
  co_return response;
}

Answered<CarryInvitationResponse> Service::CarryInvitation(Context& context,
                                                           const CarryInvitationRequest& request) {
  CO_RETURN_IF_ERROR(CheckScheme(request.scheme().value(), "scheme.value"));
  CO_ASSIGN_OR_RETURN(
      const Uuid membership_id,
      RequireId(request.has_membership_id(), request.membership_id(), "membership_id"));
  // A newer link, or none any more, ends the older ones.
  const store::Range older = In(kInvitationsFor, membership_id.bytes(), 32);
  CO_ASSIGN_OR_RETURN(auto known, co_await ListAs<StoredInvitation>(context, older));
  bool there = false;
  for (const auto& invitation : known) {
    if (invitation.body.token_sha256() == request.token_sha256()) {
      there = true;
    } else if (invitation.body.state() != INVITATION_STATE_USED) {
      CO_RETURN_IF_ERROR(co_await EraseUnproved(context, invitation.body.person_id()));
      context.StageErase(invitation.key, invitation.version);
    }
  }
  if (there || request.token_sha256().empty()) co_return CarryInvitationResponse();
  StoredInvitation invitation;
  invitation.set_token_sha256(request.token_sha256());
  invitation.set_scheme(request.scheme().value());
  invitation.set_scheme_name(request.scheme_name());
  invitation.set_membership_id(std::string(membership_id.bytes()));
  invitation.set_role(request.role());
  invitation.set_state(INVITATION_STATE_OPEN);
  *invitation.mutable_ends() = request.ends();
  StoredPerson person;
  person.set_login(request.login());
  person.set_name(request.name());
  context.Stage(InvitationKey(request.token_sha256()), 0, PackInvitation(invitation, person));
  co_return CarryInvitationResponse();
}

Answered<ChangeRoleResponse> Service::ChangeRole(Context& context,
                                                 const ChangeRoleRequest& request) {
  CO_RETURN_IF_ERROR(CheckRole(request.role()));
  CO_ASSIGN_OR_RETURN(const std::vector<Uuid> sites, SiteIds(request.sites()));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  CO_ASSIGN_OR_RETURN(auto member, co_await LoadMember(context, request.has_membership_id(),
                                                       request.membership_id().value()));
  if (member.body.state() != MEMBERSHIP_STATE_ACTIVE &&
      member.body.state() != MEMBERSHIP_STATE_SUSPENDED) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "Only a member's role can be changed. Invite again somebody who was invited "
                    "in the wrong role.");
  }
  if (member.body.person_id() == context.caller().person_id().bytes()) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_SELF,
                    "Nobody changes their own role. Ask another coordinator.");
  }
  Uuid organisation = IdOf(member.body.organisation_id());
  if (request.has_organisation_id()) {
    CO_ASSIGN_OR_RETURN(organisation,
                        RequireId(true, request.organisation_id(), "organisation_id"));
  }
  if (HeldConflict(request.role(), member.body)) co_return RolesConflictError();
  if (request.role() != member.body.role()) {
    CO_RETURN_IF_ERROR(co_await CheckNotLastCoordinator(context, member.body));
  }
  CO_ASSIGN_OR_RETURN(auto post, co_await CheckPost(context, request.role(), organisation, sites));
  LeaveSites(context.policy(), sites, context.now(), member.body);
  SetPost(member.body, request.role(), organisation, sites);
  StageMember(context, member, context.caller().scheme());
  context.Tell(member.key);
  Serialise(context, roster);
  const Uuid person_id = IdOf(member.body.person_id());
  CO_RETURN_IF_ERROR(co_await StageDirectoryLine(context, person_id, member.person.name(),
                                                 request.role(), std::move(post)));
  parts().directory.DistrustPerson(person_id);
  co_return ChangeRoleResponse();
}

}  // namespace smarthub::identity
