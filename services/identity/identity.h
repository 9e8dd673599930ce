// The room's front door: what main needs to serve identity.
//
// Identity holds what its handlers, its authenticator and its carrier share: keys, lock-outs, and
// the directory of who is signed in. All of it belongs to one Loop's thread; one Identity per loop.
#ifndef SERVICES_IDENTITY_IDENTITY_H_
#define SERVICES_IDENTITY_IDENTITY_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/key_provider.h"
#include "platform/rpc/caller.h"
#include "platform/rpc/method_table.h"
#include "platform/rpc/policy_book.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "platform/tls/certificates.h"
#include "services/identity/limits.h"
#include "services/identity/passwords.h"

namespace smarthub::identity {

class Directory;

// Signs a client certificate for an agency's system: tls::IssueClientCertificate with the agency
// authority that main has read.
using CertificateIssuer = std::function<absl::StatusOr<tls::ClientCertificate>(
    std::string_view name, absl::Time now, absl::Time not_after)>;

// Nothing is owned; everything outlives the Identity.
struct IdentityDeps {
  store::Store* store = nullptr;
  crypto::KeyProvider* keys = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
  Loop* loop = nullptr;
  // The bundle in force of a scheme, for how long accepted terms hold.
  rpc::PolicyLookup policies;
  // Null: argon2id.
  PasswordHasher* hasher = nullptr;
  // Empty: IssueAgencyCertificate is FAILED_PRECONDITION.
  CertificateIssuer issue_certificate;
  // Shown by the authenticator app beside the login.
  std::string issuer = "SMART Hub";
  Limits limits;
};

class Identity {
 public:
  // Makes the keys "hub/login" and "hub/token" where there are none.
  static absl::StatusOr<std::shared_ptr<Identity>> Make(IdentityDeps deps);
  ~Identity();

  struct Parts;
  Parts& parts() { return *parts_; }

 private:
  explicit Identity(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Every method of IdentityService. The table keeps the Identity alive.
void RegisterIdentity(rpc::MethodTable& methods, std::shared_ptr<Identity> identity);

std::unique_ptr<rpc::Authenticator> MakeAuthenticator(std::shared_ptr<Identity> identity);

// What is said of the hub to whoever has not signed in: the notice of its schemes where all of them
// have the same, else nothing. `store` outlives the task.
Task<absl::StatusOr<std::string>> NoticeOfAll(store::Store& store);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_IDENTITY_H_
