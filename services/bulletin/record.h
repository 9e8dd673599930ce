// Between a bulletin and its stored record: facts for policy, index entries, retention, and where
// it stands at a moment. README.md lists the indexes. Pure functions; thread-safe.
#ifndef SERVICES_BULLETIN_RECORD_H_
#define SERVICES_BULLETIN_RECORD_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/base/uuid.h"
#include "platform/rpc/caller.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "policies/standing/bulletin.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

using bulletin::v1::BulletinState;
using bulletin::v1::StoredBulletin;
// What a bulletin says of itself is the same in every room.
using standing::FirstPublished;
using standing::StateAt;
using standing::Waits;
using standing::WasPublished;

// The indexes of this room alone (platform/store/indexes.h has those that others read); partitions
// and prefixes are made by Settle.
inline constexpr std::string_view kByGallery = "gallery";
inline constexpr std::string_view kPublished = "published";
inline constexpr std::string_view kWaiting = "waiting";
inline constexpr std::string_view kOver = "over";
inline constexpr std::string_view kAcknowledged = "acknowledged";
inline constexpr std::string_view kAcknowledgementsOf = "acknowledgement_of";
inline constexpr std::string_view kSightings = "sighting";
inline constexpr std::string_view kIdentifications = "identification";

// The approval or signature is the caller's, of this revision.
bool IsBy(const rpc::Caller& caller, const bulletin::v1::StoredApproval& approval,
          const StoredBulletin& body);
// Where it stands in every list, newest first: when it was published, or else proposed.
absl::Time Since(const StoredBulletin& body);

// The caller's words are in it from now on.
void AddAuthor(const rpc::Caller& caller, StoredBulletin& body);

// The caller had a part in putting it up, whatever becomes of this revision.
void AddPutUpBy(const rpc::Caller& caller, StoredBulletin& body);
// Takes approval and signature away; whoever gave them had a part in it still, also where it was
// stored before that was kept.
void TakeApprovalAway(StoredBulletin& body);

// Brings facts, indexes and retention into line with the body and seals the body into `content`:
// called before every Stage. `content.facts` keeps what it says of sites and ages. INTERNAL where
// the policy has no retention rule for it.
absl::Status Settle(const policy::Policy& policy, absl::Time now, const StoredBulletin& body,
                    store::Content& content);

// Facts for an audience: on a BULLETIN, and on what it was when it went from somebody's page.
void SetAudience(const bulletin::v1::Audience& audience, store::v1::RecordFacts& facts);
// Adds whoever is in `more`.
void Widen(const bulletin::v1::Audience& more, bulletin::v1::Audience& audience);

// What answers a bulletin goes with it.
void TakeRetention(const store::Content& bulletin, store::Content& content);

// One acknowledgement a site and bulletin, whoever sends it how often: its id is made from both.
Uuid AcknowledgementId(const Uuid& bulletin, const Uuid& site);

// Id text as bytes in ours, and back. The text has been checked.
std::string BytesOf(std::string_view id_text);
// Empty where the bytes are no id.
std::string TextOf(std::string_view id_bytes);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_RECORD_H_
