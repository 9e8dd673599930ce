// Sessions and agency certificates into callers.
//
// A session names a person; the scheme's own membership says what they are there, now. What is
// believed is at most three seconds old (services/identity/directory.h). The purpose is Guard's.
#ifndef SERVICES_IDENTITY_AUTHENTICATOR_H_
#define SERVICES_IDENTITY_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <utility>

#include "platform/rpc/caller.h"
#include "services/identity/directory.h"
#include "services/identity/identity.h"

namespace smarthub::identity {

// Belongs to one loop's thread.
class SessionAuthenticator final : public rpc::Authenticator {
 public:
  explicit SessionAuthenticator(std::shared_ptr<Identity> identity)
      : identity_(std::move(identity)) {}

  // UNAUTHENTICATED / SESSION_ENDED or BAD_CERTIFICATE; PERMISSION_DENIED / NO_MEMBERSHIP or
  // SUSPENDED. UNAVAILABLE / STARTING: an acceptance is still on its way into the scheme.
  Task<absl::StatusOr<rpc::Caller>> Authenticate(const rpc::Credentials& credentials,
                                                 Cancellation* cancellation) override;

 private:
  Task<absl::StatusOr<rpc::Caller>> BySession(std::string token, std::string scheme, Use use,
                                              Cancellation* cancellation);
  Task<absl::StatusOr<rpc::Caller>> ByCertificate(std::string sha256, std::string scheme,
                                                  std::string officer, Cancellation* cancellation);

  std::shared_ptr<Identity> identity_;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_AUTHENTICATOR_H_
