// The handlers of IdentityService, one member per method, grouped by file. Re-runnable: they read,
// Stage and return; what they count in memory (lock-outs) counts tries, not commits.
#ifndef SERVICES_IDENTITY_SERVICE_H_
#define SERVICES_IDENTITY_SERVICE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/identity/parts.h"
#include "services/identity/roles.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::identity {

using rpc::Context;
using namespace v1;  // the contract's messages, in this room only

template <typename Reply>
using Answered = Task<absl::StatusOr<Reply>>;

// A record opened for a rule, with its body as its message.
template <typename Body>
struct Opened {
  store::Key key;
  uint64_t version = 0;
  Body body;
  StoredPerson person;
  std::optional<absl::Time> retention_started;
  std::optional<absl::Time> retention_due;
};

template <typename Body>
absl::StatusOr<Opened<Body>> OpenView(const rpc::RuleView& view);
// nullopt: there is none.
template <typename Body>
Task<absl::StatusOr<std::optional<Opened<Body>>>> LoadAs(Context& context, store::Key key);
template <typename Body>
Task<absl::StatusOr<std::vector<Opened<Body>>>> ListAs(Context& context, store::Range range);

class Service {
 public:
  explicit Service(std::shared_ptr<Identity> identity) : identity_(std::move(identity)) {}

  // scheme.cc
  Answered<InitResponse> Init(Context&, const InitRequest&);
  Answered<CarrySchemeResponse> CarryScheme(Context&, const CarrySchemeRequest&);
  Answered<GetTermsResponse> GetTerms(Context&, const GetTermsRequest&);
  Answered<AcceptTermsResponse> AcceptTerms(Context&, const AcceptTermsRequest&);
  // sign_in.cc
  Answered<SignInResponse> SignIn(Context&, const SignInRequest&);
  // session.cc
  Answered<SignOutResponse> SignOut(Context&, const SignOutRequest&);
  Answered<WhoAmIResponse> WhoAmI(Context&, const WhoAmIRequest&);
  Answered<TouchSessionResponse> TouchSession(Context&, const TouchSessionRequest&);
  // places.cc
  Answered<AddAreaResponse> AddArea(Context&, const AddAreaRequest&);
  Answered<AddSiteResponse> AddSite(Context&, const AddSiteRequest&);
  Answered<ListPlacesResponse> ListPlaces(Context&, const ListPlacesRequest&);
  // organisations.cc
  Answered<RecordAgreementResponse> RecordAgreement(Context&, const RecordAgreementRequest&);
  Answered<ListOrganisationsResponse> ListOrganisations(Context&, const ListOrganisationsRequest&);
  // invite.cc (ChangeRole too: both put a person in a post)
  Answered<InvitePersonResponse> InvitePerson(Context&, const InvitePersonRequest&);
  Answered<CarryInvitationResponse> CarryInvitation(Context&, const CarryInvitationRequest&);
  Answered<ChangeRoleResponse> ChangeRole(Context&, const ChangeRoleRequest&);
  // accept.cc
  Answered<GetInvitationResponse> GetInvitation(Context&, const GetInvitationRequest&);
  Answered<AcceptInvitationResponse> AcceptInvitation(Context&, const AcceptInvitationRequest&);
  Answered<ConfirmTotpResponse> ConfirmTotp(Context&, const ConfirmTotpRequest&);
  Answered<CarryAcceptanceResponse> CarryAcceptance(Context&, const CarryAcceptanceRequest&);
  // people.cc
  Answered<ListPeopleResponse> ListPeople(Context&, const ListPeopleRequest&);
  Answered<SuspendPersonResponse> SuspendPerson(Context&, const SuspendPersonRequest&);
  Answered<RestorePersonResponse> RestorePerson(Context&, const RestorePersonRequest&);
  Answered<RemovePersonResponse> RemovePerson(Context&, const RemovePersonRequest&);
  Answered<CarryStandingResponse> CarryStanding(Context&, const CarryStandingRequest&);
  // certificates.cc
  Answered<IssueAgencyCertificateResponse> IssueAgencyCertificate(
      Context&, const IssueAgencyCertificateRequest&);
  Answered<RevokeAgencyCertificateResponse> RevokeAgencyCertificate(
      Context&, const RevokeAgencyCertificateRequest&);
  Answered<ListAgencyCertificatesResponse> ListAgencyCertificates(
      Context&, const ListAgencyCertificatesRequest&);

 private:
  Identity::Parts& parts() { return identity_->parts(); }
  const Limits& limits() { return identity_->parts().deps.limits; }

  // ---- sign_in.cc ----
  Answered<SignInResponse> PasswordStep(Context&, std::string login, std::string password);
  // `code` or `recovery_code`, never both.
  Answered<SignInResponse> SecondStep(Context&, std::string continuation, std::string code,
                                      std::string recovery_code);
  // Ends sessions that are over, and the oldest beyond what a person may have.
  Task<absl::Status> EndOldSessions(Context&, Uuid person_id, SessionLimits limits);

  // ---- shared by the scheme's rules (rules.cc) ----
  // The scheme's roster. Whoever changes who belongs to the scheme stages it too (Serialise), so
  // that two such changes cannot pass each other.
  Task<absl::StatusOr<Opened<StoredRoster>>> LoadRoster(Context&);
  static void Serialise(Context&, const Opened<StoredRoster>& roster);
  struct Post {
    Opened<StoredOrganisation> organisation;
    std::vector<std::string> site_names;
  };
  // Checks that a person in `role` may belong to the organisation and work at the sites.
  Task<absl::StatusOr<Post>> CheckPost(Context&, Role role, Uuid organisation,
                                       std::vector<Uuid> sites);
  // NOT_FOUND, or a membership of the caller's scheme.
  Task<absl::StatusOr<Opened<StoredMembership>>> LoadMember(Context&, bool present, std::string id);
  // LAST_COORDINATOR where nobody but `member` is active as coordinator.
  Task<absl::Status> CheckNotLastCoordinator(Context&, StoredMembership member);
  // Who an id in the audit log is: a person and where they are posted, or an organisation.
  Task<absl::Status> StageDirectoryLine(Context&, Uuid person_id, std::string name, Role role,
                                        Post post);
  Task<absl::Status> StageDirectoryLine(Context&, Uuid organisation_id, std::string name);
  void StageMember(Context&, const Opened<StoredMembership>& member, std::string_view slot,
                   std::optional<absl::Time> due = std::nullopt);
  // One change of a member's state, with its rules.
  Task<absl::Status> Move(Context&, bool present, std::string id, MembershipState to);

  // ---- accept.cc ----
  // NOT_FOUND for what is no invitation; FAILED_PRECONDITION / INVITATION_USED or INVITATION_ENDED;
  // UNAVAILABLE / STARTING where its second half has not come yet.
  Task<absl::StatusOr<Opened<StoredInvitation>>> FindInvitation(Context&, std::string token);
  // Erases the account that nobody has proved a phone for, where the invitation names one: it is
  // about to name another, or none.
  Task<absl::Status> EraseUnproved(Context&, std::string person_id);
  // Gives back what making an account on the invitation left as a try.
  void TakeBackMaking(Context&, const StoredInvitation& invitation, std::string_view login);
  // ---- account.cc ----
  struct Known {
    // 0: nobody has the login.
    uint64_t login_version = 0;
    // Those that can sign in, and those that cannot: who left every scheme, or is joining again.
    std::vector<Opened<StoredAccount>> accounts;
    std::vector<Opened<StoredAccount>> ended;
  };
  Task<absl::StatusOr<Known>> FindAccounts(Context&, std::string login);
  struct Tried {
    // The password, hashed for this login.
    std::string phc;
    // What it opens.
    std::optional<Opened<StoredAccount>> account;
    std::vector<Opened<StoredAccount>> ended;
  };
  // accept.cc: a new account that nobody has proved a phone for yet; `invitation` names it from now
  // on.
  Task<absl::StatusOr<AcceptInvitationResponse>> MakeAccount(Context&,
                                                             Opened<StoredInvitation>& invitation,
                                                             StoredPerson person, Tried tried);
  // LOCKED_OUT; otherwise one hash whatever accounts the login has (a read more for each beyond the
  // first). A try until it opens one.
  Task<absl::StatusOr<Tried>> TryPassword(Context&, std::string login, std::string password);
  // The login signs in to the account from now on.
  Task<absl::Status> StageClaim(Context&, Opened<StoredAccount> account);

  std::shared_ptr<Identity> identity_;
};

// The one answer to a wrong password and to an unknown login.
absl::Status WrongPassword();

// The membership that an invitation gives becomes one of the account's places; once.
void AddPlace(const StoredInvitation& invitation, StoredAccount& account);

// ---- templates ----

template <typename Body>
absl::StatusOr<Opened<Body>> OpenView(const rpc::RuleView& view) {
  absl::StatusOr<Body> body = rpc::ParseBody<Body>(view.content.body);
  if (!body.ok()) return body.status();
  Opened<Body> opened;
  opened.key = view.key;
  opened.version = view.version;
  opened.body = *std::move(body);
  opened.retention_started = view.content.retention_started;
  opened.retention_due = view.content.retention_due;
  if (!view.content.appearances.empty()) {
    opened.person.ParseFromString(view.content.appearances.begin()->second);
  }
  return opened;
}

template <typename Body>
Task<absl::StatusOr<std::optional<Opened<Body>>>> LoadAs(Context& context, store::Key key) {
  auto view = co_await context.LoadForRule(key);
  if (!view.ok()) co_return view.status();
  if (!view->has_value()) co_return std::optional<Opened<Body>>();
  absl::StatusOr<Opened<Body>> opened = OpenView<Body>(**view);
  if (!opened.ok()) co_return opened.status();
  co_return std::optional<Opened<Body>>(*std::move(opened));
}

template <typename Body>
Task<absl::StatusOr<std::vector<Opened<Body>>>> ListAs(Context& context, store::Range range) {
  auto views = co_await context.ListForRule(range);
  if (!views.ok()) co_return views.status();
  std::vector<Opened<Body>> all;
  all.reserve(views->size());
  for (const rpc::RuleView& view : *views) {
    absl::StatusOr<Opened<Body>> opened = OpenView<Body>(view);
    if (!opened.ok()) co_return opened.status();
    all.push_back(*std::move(opened));
  }
  co_return all;
}

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_SERVICE_H_
