// How one record stands, made into the call that says so to the other slot.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/context.h"
#include "services/identity/carrier.h"
#include "services/identity/parts.h"
#include "services/identity/records.h"

namespace smarthub::identity {
namespace {

template <typename Body>
struct Stands {
  Body body;
  v1::StoredPerson person;
  uint64_t version = 0;
};

// nullopt: there is no such record any more.
template <typename Body>
Task<absl::StatusOr<std::optional<Stands<Body>>>> ReadAs(store::Store& store, std::string slot,
                                                         store::Key key) {
  const std::vector<store::Key> keys = {key};
  CO_ASSIGN_OR_RETURN(auto records, co_await store.Read(slot, keys));
  if (records[0] == nullptr) co_return std::optional<Stands<Body>>();
  CO_ASSIGN_OR_RETURN(const store::Content content, records[0]->Open());
  Stands<Body> stands;
  CO_ASSIGN_OR_RETURN(stands.body, rpc::ParseBody<Body>(content.body));
  stands.person = PersonIn(content);
  stands.version = records[0]->version();
  co_return std::optional<Stands<Body>>(std::move(stands));
}

}  // namespace

Task<absl::Status> Carrier::Call(std::string scheme, std::string method,
                                 const rpc::Message& request) {
  const std::string path = absl::StrCat("/smarthub.identity.v1.IdentityService/", method);
  const rpc::Answer answer = co_await run_(std::move(scheme), path, request);
  if (answer.status.ok()) ++counts_.carried;
  co_return answer.status;
}

Task<absl::Status> Carrier::CarryRecord(std::string slot, store::Key key) {
  if (slot == kHub) {
    if (key.kind == label::v1::SCHEME) co_return co_await CarryNewScheme(key);
    if (key.kind == label::v1::INVITATION) co_return co_await CarryTakenUp(key);
  } else if (key.kind == label::v1::MEMBERSHIP) {
    co_return co_await CarryMembership(slot, key);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Carrier::CarryNewScheme(store::Key key) {
  CO_ASSIGN_OR_RETURN(auto scheme,
                      co_await ReadAs<v1::StoredScheme>(store_, std::string(kHub), key));
  if (!scheme.has_value()) co_return absl::OkStatus();
  const v1::StoredScheme& body = scheme->body;
  v1::CarrySchemeRequest request;
  request.mutable_scheme()->set_value(body.scheme());
  request.set_scheme_name(body.name());
  request.set_notice(body.notice());
  request.mutable_organisation_id()->set_value(IdOf(body.organisation_id()).ToString());
  request.mutable_membership_id()->set_value(IdOf(body.membership_id()).ToString());
  co_return co_await Call(body.scheme(), "CarryScheme", request);
}

Task<absl::Status> Carrier::CarryTakenUp(store::Key key) {
  CO_ASSIGN_OR_RETURN(auto invitation,
                      co_await ReadAs<v1::StoredInvitation>(store_, std::string(kHub), key));
  if (!invitation.has_value()) co_return absl::OkStatus();
  const v1::StoredInvitation& body = invitation->body;
  if (body.state() != v1::INVITATION_STATE_USED) co_return absl::OkStatus();
  const Uuid membership_id = IdOf(body.membership_id());
  v1::CarryAcceptanceRequest request;
  request.mutable_invitation_id()->set_value(key.id.ToString());
  request.mutable_membership_id()->set_value(membership_id.ToString());
  request.mutable_person_id()->set_value(IdOf(body.person_id()).ToString());
  request.set_login(invitation->person.login());
  request.set_name(invitation->person.name());
  CO_RETURN_IF_ERROR(co_await Call(body.scheme(), "CarryAcceptance", request));

  // The membership may have ended meanwhile, or be somebody else's: then the account has none.
  const store::Key member_key = KeyOf(label::v1::MEMBERSHIP, membership_id);
  CO_ASSIGN_OR_RETURN(auto member,
                      co_await ReadAs<v1::StoredMembership>(store_, body.scheme(), member_key));
  if (!member.has_value()) co_return absl::OkStatus();
  const bool theirs = member->body.person_id() == body.person_id();
  if (theirs && member->body.state() != v1::MEMBERSHIP_STATE_LEFT) co_return absl::OkStatus();
  v1::CarryStandingRequest over;
  over.mutable_scheme()->set_value(body.scheme());
  over.mutable_membership_id()->set_value(membership_id.ToString());
  over.mutable_person_id()->set_value(IdOf(body.person_id()).ToString());
  over.set_role(body.role());
  over.set_state(v1::MEMBERSHIP_STATE_LEFT);
  over.set_version(member->version);
  co_return co_await Call("", "CarryStanding", over);
}

Task<absl::Status> Carrier::CarryMembership(std::string scheme, store::Key key) {
  CO_ASSIGN_OR_RETURN(auto member, co_await ReadAs<v1::StoredMembership>(store_, scheme, key));
  if (!member.has_value()) co_return absl::OkStatus();
  const v1::StoredMembership& body = member->body;
  if (!body.person_id().empty()) {
    v1::CarryStandingRequest request;
    request.mutable_scheme()->set_value(scheme);
    request.mutable_membership_id()->set_value(key.id.ToString());
    request.mutable_person_id()->set_value(IdOf(body.person_id()).ToString());
    request.set_role(body.role());
    request.set_state(body.state());
    request.set_version(member->version);
    co_return co_await Call("", "CarryStanding", request);
  }
  // The first coordinator's invitation was made in the hub.
  if (body.first() && body.state() == v1::MEMBERSHIP_STATE_INVITED) co_return absl::OkStatus();
  v1::CarryInvitationRequest request;
  request.mutable_scheme()->set_value(scheme);
  request.mutable_membership_id()->set_value(key.id.ToString());
  if (body.state() == v1::MEMBERSHIP_STATE_INVITED) {
    CO_ASSIGN_OR_RETURN(auto roster,
                        co_await ReadAs<v1::StoredRoster>(store_, scheme, SchemeKey(scheme)));
    if (roster.has_value()) request.set_scheme_name(roster->body.name());
    request.set_token_sha256(body.invitation_sha256());
    *request.mutable_ends() = body.invitation_ends();
    request.set_role(body.role());
    request.set_login(member->person.login());
    request.set_name(member->person.name());
  }
  co_return co_await Call("", "CarryInvitation", request);
}

}  // namespace smarthub::identity
