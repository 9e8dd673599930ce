// "Who looked?": for one slot, where in the log a record, a person or an entry id is. One SQLite
// file per month of the entries, so that a month can be dropped whole. Holds random ids, times and
// enums; no name, no text. Everything in it can be built again from the bundles.
#ifndef SERVICES_AUDIT_INDEX_H_
#define SERVICES_AUDIT_INDEX_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/audit/sqlite.h"
#include "smarthub/audit/v1/audit.pb.h"

namespace smarthub::audit {

struct IndexedLeaf {
  uint64_t index = 0;
  v1::Leaf leaf;
};

// Which entries; what is not set does not narrow.
struct IndexQuery {
  // Newest first, below this leaf.
  uint64_t before = UINT64_MAX >> 1;
  int limit = 100;
  // Entries that read, showed, changed or were denied this record.
  std::optional<v1::LeafRecord> record;
  // Entries this person made; 16 bytes.
  std::string person_id;
  std::optional<absl::Time> from;
  std::optional<absl::Time> to;
  label::v1::Operation operation = label::v1::OPERATION_UNSPECIFIED;
  bool denied_only = false;
};

// Thread-safe; blocking.
class Index {
 public:
  // Opens what is there. A file that is broken is removed with all others: they are built again.
  static absl::StatusOr<std::unique_ptr<Index>> Open(std::string directory);

  // Leaves below it are in the index.
  uint64_t covered() const;
  // Adds leaves in [covered(), up_to); those that could not be opened are simply not among them.
  // All or nothing; again after a failure.
  absl::Status Add(absl::Span<const IndexedLeaf> leaves, uint64_t up_to);
  // Empties it: for building it again.
  absl::Status Clear();

  // Leaf indexes, newest first.
  absl::StatusOr<std::vector<uint64_t>> Find(const IndexQuery& query);
  absl::StatusOr<std::optional<uint64_t>> FindEntry(std::string_view entry_id);

 private:
  explicit Index(std::string directory) : directory_(std::move(directory)) {}
  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RemoveAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Database*> Month(const std::string& month) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_;
  mutable absl::Mutex mutex_;
  // By "2026-11".
  std::map<std::string, std::unique_ptr<Database>> months_ ABSL_GUARDED_BY(mutex_);
  uint64_t covered_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_INDEX_H_
