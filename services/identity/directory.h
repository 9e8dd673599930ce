// What authentication and WhoAmI know of a person: read from the store, believed for three seconds.
//
// A hit costs one lookup in memory: no I/O, no decryption. After a change made through this process
// the person (or everybody of the scheme) is not believed from memory for a while, so that a change
// is seen by the very next call. Belongs to one loop's thread.
#ifndef SERVICES_IDENTITY_DIRECTORY_H_
#define SERVICES_IDENTITY_DIRECTORY_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/rpc/policy_book.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "services/identity/limits.h"
#include "services/identity/login.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::identity {

// A membership with what its scheme says around it, as of one reading.
struct Standing {
  std::string scheme;
  store::Key key;
  store::v1::RecordFacts facts;
  uint64_t version = 0;
  v1::MembershipState state = v1::MEMBERSHIP_STATE_UNSPECIFIED;
  policy::v1::Role role = policy::v1::ROLE_UNSPECIFIED;
  Uuid person_id;
  Uuid organisation_id;
  std::vector<std::pair<Uuid, std::string>> sites;  // with names
  std::vector<Uuid> areas;
  bool terms_current = false;
  bool agreement_current = false;
  std::string organisation_name;
  v1::OrganisationKind organisation_kind = v1::ORGANISATION_KIND_UNSPECIFIED;
  std::string scheme_name;
  std::string scheme_notice;
};

// A signed-in person.
struct Person {
  Uuid person_id;
  Uuid session_id;
  std::string session_hash;
  store::Key account_key;
  store::v1::RecordFacts account_facts;
  std::string login;
  std::string name;
  int recovery_codes_left = 0;
  // Not those that were left. One per scheme at most.
  std::vector<Standing> standings;
  absl::Time read_at;
  // A use from then on is to be noted.
  absl::Time touch_due;

  const Standing* In(std::string_view scheme) const;
};

// An agency's system, and the officer it acts for.
struct Agency {
  Uuid certificate_id;
  Uuid organisation_id;
  policy::v1::Role role = policy::v1::ROLE_UNSPECIFIED;
  bool agreement_current = false;
  // Set where the officer named is an active member for that organisation in that role.
  std::shared_ptr<const Standing> officer;
  absl::Time read_at;
};

// Why a session is looked up: somebody calls, or nobody does (rpc::Credentials::unattended).
enum class Use { kCall, kUnattended };

class Directory {
 public:
  // All outlive the directory.
  Directory(store::Store& store, Clock& clock, rpc::PolicyLookup policies, LoginKeys logins,
            Limits limits);

  // UNAUTHENTICATED / SESSION_ENDED: no such session, or it has ended. Only a call keeps a session
  // from going idle, whoever had it read.
  Task<absl::StatusOr<std::shared_ptr<const Person>>> BySession(std::string token_sha256, Use use,
                                                                Cancellation* cancellation);
  // UNAUTHENTICATED / BAD_CERTIFICATE: not issued by that scheme, revoked, or ended.
  Task<absl::StatusOr<std::shared_ptr<const Agency>>> ByCertificate(std::string scheme,
                                                                    std::string certificate_sha256,
                                                                    std::string officer,
                                                                    Cancellation* cancellation);

  // From now on, for Limits::distrust, nothing from before is believed of the person...
  void DistrustPerson(const Uuid& person_id);
  // ... or of anybody in the scheme.
  void DistrustScheme(std::string_view scheme);

  // Sessions whose use is due to be noted, each once; the carrier writes them down.
  std::vector<std::pair<Uuid, absl::Time>> TakeTouches();

 private:
  Task<absl::StatusOr<std::shared_ptr<const Person>>> ReadPerson(std::string token_sha256,
                                                                 Cancellation* cancellation);
  Task<absl::StatusOr<std::shared_ptr<const Agency>>> ReadAgency(std::string scheme,
                                                                 std::string certificate_sha256,
                                                                 std::string officer,
                                                                 Cancellation* cancellation);
  // nullptr: there is no such membership.
  Task<absl::StatusOr<std::shared_ptr<const Standing>>> ReadStanding(std::string scheme,
                                                                     Uuid membership_id,
                                                                     Cancellation* cancellation);
  Task<absl::StatusOr<std::shared_ptr<const Standing>>> FindOfficer(std::string scheme,
                                                                    std::string login,
                                                                    Cancellation* cancellation);
  void Distrust(std::string whom);
  bool Distrusted(std::string_view whom, absl::Time now) const;
  bool Fresh(const Person& person, absl::Time now) const;

  struct Known {
    std::shared_ptr<const Person> person;
    // A use was noted since this reading.
    bool noted = false;
  };
  void NoteUse(Known& known, Use use, absl::Time now);

  store::Store& store_;
  Clock& clock_;
  rpc::PolicyLookup policies_;
  LoginKeys logins_;
  Limits limits_;
  absl::flat_hash_map<std::string, Known> by_session_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Agency>> by_certificate_;
  absl::flat_hash_map<std::string, absl::Time> distrusted_until_;
  absl::flat_hash_map<Uuid, absl::Time> touches_;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_DIRECTORY_H_
