// A scheme on a real store, through the real Guard and the real authenticator, for this room's
// tests. Only the password hash is made up, so that it is fast and can be counted.
#ifndef SERVICES_IDENTITY_TOWN_FOR_TEST_H_
#define SERVICES_IDENTITY_TOWN_FOR_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/crypto/crypto.h"
#include "platform/testing/matchers.h"
#include "platform/testing/test_hub.h"
#include "services/identity/carrier.h"
#include "services/identity/identity.h"
#include "services/identity/parts.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::identity {

using namespace v1;         // the contract's messages
using namespace error::v1;  // Reason values
using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;

// A PHC string that costs nothing, and a count of how often it was asked for.
class CountingHasher final : public PasswordHasher {
 public:
  absl::StatusOr<std::string> Hash(std::string_view password,
                                   const crypto::PasswordParameters& parameters) override;
  std::atomic<int> hashed = 0;
  // Hashes as another time did: at another cost, under another key.
  std::optional<crypto::PasswordParameters> other_time;
};

class TownForTest : public ::testing::Test {
 protected:
  static constexpr char kPassword[] = "gravel otter nine";

  // Somebody who has signed up.
  struct Somebody {
    std::string login;
    std::string secret;  // raw bytes
    std::vector<std::string> recovery_codes;
    std::string membership_id;
    std::string session;
  };

  explicit TownForTest(bool with_town = true) : hub(MakeOptions()) {
    StartProcess();
    if (with_town) BeginTown();
  }

  // A process of the hub: what is in its memory is new, what is in the store stays.
  void StartProcess() {
    IdentityDeps deps;
    deps.store = &*hub.store();
    deps.keys = &hub.keys();
    deps.clock = &hub.clock();
    deps.random = &hub.random();
    deps.loop = &hub.loop();
    deps.policies = [this](std::string_view) { return policy_; };
    deps.hasher = &hasher;
    deps.issue_certificate = [this](std::string_view name, absl::Time, absl::Time not_after) {
      tls::ClientCertificate made;
      made.pair.certificate_pem = absl::StrCat("certificate of ", std::string(name));
      made.pair.private_key_pem = "private";
      made.sha256 = crypto::Sha256(absl::StrCat("certificate ", ++certificates_));
      made.not_after = not_after;
      return absl::StatusOr<tls::ClientCertificate>(std::move(made));
    };
    auto made = Identity::Make(std::move(deps));
    ASSERT_TRUE(made.ok()) << made.status();
    identity = *made;
    if (carrier == nullptr) RegisterIdentity(hub.methods(), identity);
    late_.real = MakeAuthenticator(identity);
    carrier = std::make_unique<Carrier>(
        identity, [this](std::string scheme, std::string_view path, const rpc::Message& request) {
          return hub.guard().RunSystem("system/identity", std::move(scheme), path, request);
        });
  }

  absl::Status Carry() { return hub.Run(carrier->CarryAll()); }

  static std::string Name(std::string_view method) {
    return absl::StrCat("smarthub.identity.v1.IdentityService.", std::string(method));
  }

  rpc::Credentials As(const std::string& session, std::string scheme = "melton") {
    rpc::Credentials credentials;
    credentials.session_token = session;
    credentials.scheme = std::move(scheme);
    credentials.peer = "192.0.2.0";
    return credentials;
  }

  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const rpc::Credentials& credentials,
                             const google::protobuf::Message& request) {
    rpc::Answer answer = hub.SendAs(Name(method), credentials, request);
    if (!answer.status.ok()) return answer.status;
    return std::move(static_cast<Reply&>(*answer.reply));
  }
  template <typename Reply>
  absl::StatusOr<Reply> Call(std::string_view method, const Somebody& who,
                             const google::protobuf::Message& request) {
    return Call<Reply>(method, As(who.session), request);
  }

  template <typename Request>
  Request New() {
    Request request;
    request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
    return request;
  }

  std::string CodeOf(const Somebody& who) {
    return crypto::TotpCode(who.secret, absl::ToUnixSeconds(hub.clock().Now()) / 30);
  }
  // What the hub keeps of a person's account; a failing test where there is none.
  store::Content Kept(const std::string& person_id);
  StoredAccount AccountOf(const std::string& person_id);
  bool HasAccount(const std::string& person_id);
  // Of the invitation that a link opens: who took it up, as text.
  std::string TakenUpBy(const std::string& token);
  // Of a session.
  std::string PersonOf(const std::string& session);
  // A time step in which no code was used yet.
  void NextCode() { hub.clock().Advance(absl::Seconds(90)); }

  std::optional<store::Content> InHub(const store::Key& key);
  absl::StatusOr<std::string> MakeScheme(const std::string& scheme);
  // Takes the invitation up. `login` and `name` where it asks for them.
  absl::StatusOr<Somebody> TakeUp(const std::string& token, std::string login = "",
                                  std::string name = "");
  absl::StatusOr<std::string> Password(const std::string& login, const std::string& password);
  absl::StatusOr<SignInResponse> Second(const std::string& continuation, const std::string& code);
  // Password and code; the session's token.
  absl::StatusOr<std::string> SignIn(const Somebody& who);
  absl::Status AcceptTerms(const Somebody& who, std::string scheme = "melton");

  std::string AddOrganisation(OrganisationKind kind, const std::string& name,
                              const std::string& ends = "2028-12-31");
  std::string AddSite(const std::string& organisation, const std::string& name);
  InvitePersonRequest Invitation(const std::string& login, policy::v1::Role role,
                                 const std::string& organisation,
                                 const std::vector<std::string>& sites = {});
  // Invited, signed up, signed in, terms accepted.
  Somebody Join(const std::string& login, policy::v1::Role role, const std::string& organisation,
                const std::vector<std::string>& sites = {});

  void BeginTown();

  template <typename Request, typename Reply>
  absl::Status Do(std::string_view method, const std::string& membership_id) {
    auto request = New<Request>();
    request.mutable_membership_id()->set_value(membership_id);
    return Call<Reply>(method, coordinator, request).status();
  }
  absl::Status Suspend(const std::string& id) {
    return Do<SuspendPersonRequest, SuspendPersonResponse>("SuspendPerson", id);
  }
  absl::Status Restore(const std::string& id) {
    return Do<RestorePersonRequest, RestorePersonResponse>("RestorePerson", id);
  }
  absl::Status Remove(const std::string& id) {
    return Do<RemovePersonRequest, RemovePersonResponse>("RemovePerson", id);
  }

 private:
  class Late final : public rpc::Authenticator {
   public:
    Task<absl::StatusOr<rpc::Caller>> Authenticate(const rpc::Credentials& credentials,
                                                   Cancellation* cancellation) override {
      return real->Authenticate(credentials, cancellation);
    }
    std::unique_ptr<rpc::Authenticator> real;
  };
  smarthub::testing::TestHub::Options MakeOptions() {
    smarthub::testing::TestHub::Options options;
    options.authenticator = &late_;
    return options;
  }

  Late late_;
  std::shared_ptr<const policy::Policy> policy_ = smarthub::testing::LoadPolicy("melton");
  int certificates_ = 0;

 protected:
  smarthub::testing::TestHub hub;
  CountingHasher hasher;
  std::shared_ptr<Identity> identity;
  std::unique_ptr<Carrier> carrier;
  Somebody coordinator;
  std::string scheme_organisation;
  std::string boots;   // a retailer
  std::string police;  // a force
  std::string area;
  std::string site;  // of boots
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_TOWN_FOR_TEST_H_
