// Who belongs to the scheme, and the ends of it: suspended, restored, left.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "policies/engine/lifecycle.h"
#include "services/identity/records.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

constexpr std::string_view kPageToken = "identity.people";

bool MayMove(MembershipState from, MembershipState to) {
  switch (to) {
    case MEMBERSHIP_STATE_SUSPENDED:
      return from == MEMBERSHIP_STATE_ACTIVE;
    case MEMBERSHIP_STATE_ACTIVE:
      return from == MEMBERSHIP_STATE_SUSPENDED;
    case MEMBERSHIP_STATE_LEFT:
      return from == MEMBERSHIP_STATE_INVITED || from == MEMBERSHIP_STATE_ACTIVE ||
             from == MEMBERSHIP_STATE_SUSPENDED;
    default:
      return false;
  }
}

absl::StatusOr<std::optional<absl::Time>> DueAfterLeaving(Context& context) {
  ASSIGN_OR_RETURN(const policy::Retention retention,
                   policy::RetentionDue(context.policy(), policy::v1::RETENTION_CLASS_MEMBER,
                                        policy::v1::CLOCK_LEAVING, context.now(),
                                        /*under_18=*/false, context.now()));
  return retention.due;
}

void Show(const rpc::Loaded& loaded, const StoredMembership& stored, Membership& shown) {
  const StoredPerson person = PersonIn(loaded.content);
  shown.mutable_membership_id()->set_value(loaded.key.id.ToString());
  if (!stored.person_id().empty()) {
    shown.mutable_person_id()->set_value(IdOf(stored.person_id()).ToString());
  }
  shown.set_name(person.name());
  shown.set_login(person.login());
  shown.set_role(stored.role());
  shown.mutable_organisation_id()->set_value(IdOf(stored.organisation_id()).ToString());
  for (const auto& site : stored.site_ids()) {
    shown.add_sites()->set_value(IdOf(site).ToString());
  }
  shown.set_state(stored.state());
  *shown.mutable_since() = stored.since();
}

}  // namespace

Answered<ListPeopleResponse> Service::ListPeople(Context& context,
                                                 const ListPeopleRequest& request) {
  if (request.page_size() < 0 || request.page_size() > 200) {
    co_return InvalidField("page_size", error::v1::REASON_OUT_OF_RANGE, "1 to 200.");
  }
  store::Range range = Everything(kPeople, request.page_size() == 0 ? 100 : request.page_size());
  CO_ASSIGN_OR_RETURN(range.after,
                      context.OpenToken(kPageToken, request.page_token(), "page_token"));
  CO_ASSIGN_OR_RETURN(rpc::LoadedPage page, co_await context.List(range));
  ListPeopleResponse response;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(auto stored, rpc::ParseBody<StoredMembership>(loaded.content.body));
    Show(loaded, stored, *response.add_people());
  }
  response.set_next_page_token(context.SealToken(kPageToken, page.next));
  co_return response;
}

Task<absl::Status> Service::Move(Context& context, bool present, std::string id,
                                 MembershipState to) {
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  CO_ASSIGN_OR_RETURN(auto member, co_await LoadMember(context, present, std::move(id)));
  if (!member.body.person_id().empty() &&
      member.body.person_id() == context.caller().person_id().bytes()) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_SELF,
                    "Nobody does this to themselves. Ask another coordinator.");
  }
  if (!MayMove(member.body.state(), to)) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "This membership is not in a state for that.");
  }
  if (to != MEMBERSHIP_STATE_ACTIVE) {
    CO_RETURN_IF_ERROR(co_await CheckNotLastCoordinator(context, member.body));
  }
  member.body.set_state(to);
  *member.body.mutable_since() = ToProto(context.now());
  std::optional<absl::Time> due;
  if (to == MEMBERSHIP_STATE_LEFT) {
    member.body.clear_invitation_sha256();
    CO_ASSIGN_OR_RETURN(due, DueAfterLeaving(context));
  }
  StageMember(context, member, context.caller().scheme(), due);
  context.Tell(member.key);
  Serialise(context, roster);
  parts().directory.DistrustPerson(IdOf(member.body.person_id()));
  co_return absl::OkStatus();
}

Answered<SuspendPersonResponse> Service::SuspendPerson(Context& context,
                                                       const SuspendPersonRequest& request) {
  CO_RETURN_IF_ERROR(co_await Move(context, request.has_membership_id(),
                                   request.membership_id().value(), MEMBERSHIP_STATE_SUSPENDED));
  co_return SuspendPersonResponse();
}

Answered<RestorePersonResponse> Service::RestorePerson(Context& context,
                                                       const RestorePersonRequest& request) {
  CO_RETURN_IF_ERROR(co_await Move(context, request.has_membership_id(),
                                   request.membership_id().value(), MEMBERSHIP_STATE_ACTIVE));
  co_return RestorePersonResponse();
}

Answered<RemovePersonResponse> Service::RemovePerson(Context& context,
                                                     const RemovePersonRequest& request) {
  CO_RETURN_IF_ERROR(co_await Move(context, request.has_membership_id(),
                                   request.membership_id().value(), MEMBERSHIP_STATE_LEFT));
  co_return RemovePersonResponse();
}

Answered<CarryStandingResponse> Service::CarryStanding(Context& context,
                                                       const CarryStandingRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid person_id,
                      RequireId(request.has_person_id(), request.person_id(), "person_id"));
  CO_ASSIGN_OR_RETURN(
      const Uuid membership_id,
      RequireId(request.has_membership_id(), request.membership_id(), "membership_id"));
  const store::Key key = KeyOf(label::v1::ACCOUNT, person_id);
  CO_ASSIGN_OR_RETURN(auto account, co_await LoadAs<StoredAccount>(context, key));
  if (!account.has_value()) co_return CarryStandingResponse();
  bool active = false;
  bool here = false;
  bool changed = false;
  for (auto& place : *account->body.mutable_places()) {
    if (place.membership_id() == membership_id.bytes() && place.version() < request.version()) {
      place.set_role(request.role());
      place.set_state(request.state());
      place.set_version(request.version());
      changed = true;
    }
    active |= place.state() == MEMBERSHIP_STATE_ACTIVE;
    here |= place.state() != MEMBERSHIP_STATE_LEFT;
  }
  if (!changed) co_return CarryStandingResponse();
  std::optional<absl::Time> due;
  if (!here) {
    account->body.set_state(ACCOUNT_STATE_LEFT);
    CO_ASSIGN_OR_RETURN(due, DueAfterLeaving(context));
  }
  store::Content content = PackAccount(person_id, account->body, account->person);
  if (due.has_value()) content.retention_started = context.now();
  content.retention_due = due;
  context.Stage(key, account->version, std::move(content));
  if (!active) {
    const store::Range all = In(kSessions, person_id.bytes(), 50);
    CO_ASSIGN_OR_RETURN(auto sessions, co_await ListAs<StoredSession>(context, all));
    for (const auto& session : sessions) context.StageErase(session.key, session.version);
  }
  parts().directory.DistrustPerson(person_id);
  co_return CarryStandingResponse();
}

}  // namespace smarthub::identity
