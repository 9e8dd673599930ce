// Who calls, for what, in which scheme. Only authentication can make one.
#ifndef PLATFORM_RPC_CALLER_H_
#define PLATFORM_RPC_CALLER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/uuid.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::rpc {

// What a door saw of a call, before anybody is believed.
struct Credentials {
  // From the cookie or `authorization: Bearer`; empty: none.
  std::string session_token;
  // SHA-256 of the client certificate presented on the agency host name; empty: none.
  std::string certificate_sha256;
  // `smarthub-on-behalf-of`: the officer's login or collar number, with a certificate only.
  std::string on_behalf_of;
  // `smarthub-scheme` and `smarthub-purpose` as sent ("investigation" or "PURPOSE_INVESTIGATION");
  // purpose empty: the role's default.
  std::string scheme;
  std::string purpose;
  // Nobody is at the keyboard: an open stream asks whether it may go on, or a page reads again by
  // itself (`smarthub-unattended: 1`). The session is not in use by it. Whoever says so falsely
  // only ends their own session sooner.
  bool unattended = false;
  // For rate limits: client address, coarsened by the door. Never logged, never audited.
  std::string peer;
};

// Everything authentication knows of a caller. A plain value; filled by an Authenticator only.
struct CallerFacts {
  Uuid person_id;
  Uuid membership_id;
  Uuid organisation_id;
  policy::v1::Role role = policy::v1::ROLE_UNSPECIFIED;
  // Left unspecified by authentication: Guard takes it from the call and the scheme's bundle.
  policy::v1::Purpose purpose = policy::v1::PURPOSE_UNSPECIFIED;
  std::vector<Uuid> sites;
  std::vector<Uuid> areas;
  bool membership_current = false;
  bool terms_current = false;
  bool agreement_current = false;
  // First 8 bytes of the session's hash, for the audit.
  std::string session;
  Uuid session_id;
  Uuid agency_certificate_id;
  bool officer_named = true;
};

class Caller {
 public:
  // Nobody is signed in.
  static Caller Nobody() { return Caller(); }
  // The hub's own work; `name` as "system/identity".
  static Caller System(std::string name, std::string scheme);
  // The same caller acting for `purpose`, which Guard checked against the role's purposes.
  Caller WithPurpose(policy::v1::Purpose purpose) const;

  bool signed_in() const { return signed_in_; }
  bool system() const { return !system_name_.empty(); }
  // In a scheme, with a role there.
  bool member() const { return signed_in_ && facts_.role != policy::v1::ROLE_UNSPECIFIED; }
  const std::string& scheme() const { return scheme_; }
  const std::string& system_name() const { return system_name_; }
  const CallerFacts& facts() const { return facts_; }
  policy::v1::Role role() const { return facts_.role; }
  policy::v1::Purpose purpose() const { return facts_.purpose; }
  const Uuid& person_id() const { return facts_.person_id; }

 private:
  friend class Authenticator;
  Caller() = default;
  bool signed_in_ = false;
  std::string system_name_;
  std::string scheme_;
  CallerFacts facts_;
};

// Turns credentials into a caller. Implemented by services/identity; main gives it to the Guard.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // No credentials: Nobody. Bad ones: UNAUTHENTICATED. A scheme named that the person is not a
  // member of: PERMISSION_DENIED / NO_MEMBERSHIP. Results may be up to 3 s old, so that suspension
  // bites within 5.
  virtual Task<absl::StatusOr<Caller>> Authenticate(const Credentials& credentials,
                                                    Cancellation* cancellation) = 0;

 protected:
  // The only maker of signed-in callers.
  static Caller Admit(std::string scheme, CallerFacts facts);
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_CALLER_H_
