// Where identity's records are and how they are packed: keys, indexes, retention. The one place, so
// that the authenticator, the handlers and the carrier agree. Pure; thread-safe.
#ifndef SERVICES_IDENTITY_RECORDS_H_
#define SERVICES_IDENTITY_RECORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/store.h"
#include "services/identity/login.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::identity {

inline constexpr std::string_view kHub = "hub";

using store::kAll;
using store::kSites;

// Indexes. In a scheme's slot:
inline constexpr std::string_view kAreas = "identity_areas";                  // all
inline constexpr std::string_view kOrganisations = "identity_organisations";  // all
inline constexpr std::string_view kPeople = "identity_people";                // all
inline constexpr std::string_view kLogins = "identity_logins";                // by login, HMAC
inline constexpr std::string_view kPersons = "identity_persons";              // by person
inline constexpr std::string_view kActiveRoles = "identity_active_roles";     // by role
inline constexpr std::string_view kCertificates = "identity_certificates";    // by hash
inline constexpr std::string_view kAllCertificates = "identity_all_certificates";
// In the hub:
inline constexpr std::string_view kSessions = "identity_sessions";               // by person
inline constexpr std::string_view kInvitationsFor = "identity_invitations_for";  // by membership
inline constexpr std::string_view kInvitations = "identity_invitations";         // all
inline constexpr std::string_view kSchemes = "identity_schemes";                 // all

store::Key SchemeKey(std::string_view scheme);
store::Key TermsKey(std::string_view version);
store::Key KeyOf(store::RecordKind kind, const Uuid& id);
// The record found by a token's hash.
store::Key SessionKey(std::string_view token_sha256);
store::Key InvitationKey(std::string_view token_sha256);

store::Range Everything(std::string_view index, int limit);
store::Range In(std::string_view index, std::string_view partition, int limit);
std::string RolePartition(policy::v1::Role role);

// The nil id for anything that is not 16 bytes.
Uuid IdOf(std::string_view bytes);

// ---- packing ----

store::Content PackRoster(const v1::StoredRoster& roster);
store::Content PackScheme(const v1::StoredScheme& scheme);
store::Content PackTerms(const v1::StoredTerms& terms);
store::Content PackArea(const Uuid& id, const v1::StoredArea& area);
store::Content PackSite(const Uuid& id, const v1::StoredSite& site);
store::Content PackOrganisation(const Uuid& id, const v1::StoredOrganisation& organisation);
store::Content PackCertificate(const v1::StoredCertificate& certificate);
store::Content PackLogin(const v1::StoredLogin& login);
store::Content PackAccount(const Uuid& person_id, const v1::StoredAccount& account,
                           const v1::StoredPerson& person);
// One made on a link, and nobody has proved a phone for it yet: it lives as long as the link.
bool IsUnproved(const v1::StoredAccount& account);
store::Content PackUnproved(const Uuid& person_id, const v1::StoredAccount& account,
                            const v1::StoredPerson& person, absl::Time link_ends);
// `due`: when its absolute limit ends it.
store::Content PackSession(const v1::StoredSession& session, absl::Time due);
// `person` without a login while the invitation asks for one.
store::Content PackInvitation(const v1::StoredInvitation& invitation,
                              const v1::StoredPerson& person);
// `slot` is the scheme. `due`: of a leaver.
store::Content PackMembership(const LoginKeys& logins, std::string_view slot,
                              const Uuid& membership_id, const v1::StoredMembership& membership,
                              const v1::StoredPerson& person, std::optional<absl::Time> due);

// The person of an ACCOUNT, INVITATION or MEMBERSHIP; empty where their appearance was erased.
v1::StoredPerson PersonIn(const store::Content& content);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_RECORDS_H_
