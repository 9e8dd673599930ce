// The second half of taking an invitation up: the membership becomes active, in the scheme, and the
// account has a place there.
#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/sites_left.h"
#include "services/identity/validate.h"

namespace smarthub::identity {

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
    TakeSitesLeft(context.policy(), other.body, context.now(), member.body);
  }
  std::vector<Uuid> sites;
  for (const auto& site : member.body.site_ids()) sites.push_back(IdOf(site));
  CO_ASSIGN_OR_RETURN(
      auto post, co_await CheckPost(context, role, IdOf(member.body.organisation_id()), sites));
  member.body.set_state(MEMBERSHIP_STATE_ACTIVE);
  member.body.set_person_id(std::string(person_id.bytes()));
  *member.body.mutable_since() = ToProto(context.now());
  *member.body.mutable_joined() = ToProto(context.now());
  member.body.clear_invitation_sha256();
  if (member.person.login().empty()) member.person.set_login(request.login());
  if (member.person.name().empty()) member.person.set_name(request.name());
  StageMember(context, member, context.caller().scheme());
  Serialise(context, roster);
  CO_RETURN_IF_ERROR(
      co_await StageDirectoryLine(context, person_id, member.person.name(), role, std::move(post)));
  parts().directory.DistrustPerson(person_id);
  co_return CarryAcceptanceResponse();
}

}  // namespace smarthub::identity
