// Opening a bulletin to change it or to answer it, and saving what has changed.
#ifndef SERVICES_BULLETIN_OPEN_H_
#define SERVICES_BULLETIN_OPEN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/bulletin/record.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::bulletin {

struct Opened {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  StoredBulletin body;
};

// NOT_FOUND for whatever is not the caller's.
Task<absl::StatusOr<Opened>> Open(rpc::Context& context, const id::v1::BulletinId& id);

// FAILED_PRECONDITION / WRONG_STATE where the bulletin does not stand in one of `states` now, or
// was changed since the caller read it.
absl::Status CheckState(const Opened& opened, absl::Time now, std::vector<BulletinState> states);
absl::Status CheckRevision(const Opened& opened, int revision);
// FAILED_PRECONDITION / NOT_READY (or `reason`), naming what is missing.
absl::Status LacksError(error::v1::Reason reason,
                        const std::vector<policy::v1::PublicationItem>& missing);

// Settles, stages and tells.
absl::Status Save(rpc::Context& context, Opened& opened);

// Who is in a bulletin, of those whom the caller may see.
struct Seen {
  // In the order of the body; absent: policy lets this caller see nothing of them now.
  std::vector<std::optional<rpc::Loaded>> people;
  bool everybody() const;
};
Task<absl::StatusOr<Seen>> SeePeople(rpc::Context& context, const StoredBulletin& body);
// Whoever proposed it.
bool IsCallersOwn(const rpc::Context& context, const store::v1::RecordFacts& facts);
// standing::SeesWhatIsDown.
bool SeesWithoutPeople(const rpc::Caller& caller);

// A live bulletin that the caller sees, with everybody in it; NOT_FOUND otherwise. For answers.
Task<absl::StatusOr<Opened>> OpenLive(rpc::Context& context, const id::v1::BulletinId& id);

// The site named, or the caller's only one. INVALID_ARGUMENT on "site_id".
absl::StatusOr<Uuid> CallersSite(const rpc::Caller& caller, bool named, const std::string& id);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_OPEN_H_
