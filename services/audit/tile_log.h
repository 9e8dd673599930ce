// One slot's log on disk: entry bundles, hash tiles and the signed checkpoint, as C2SP tlog-tiles
// (docs/formats/audit.md). The checkpoint is written last, so whatever it signs is durable; what
// lies beyond it is the remainder of a pass that did not end, and is written again.
#ifndef SERVICES_AUDIT_TILE_LOG_H_
#define SERVICES_AUDIT_TILE_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "platform/crypto/key.h"
#include "platform/merkle/checkpoint.h"
#include "platform/merkle/edge.h"
#include "platform/merkle/note.h"
#include "services/audit/files.h"

namespace smarthub::audit {

// The log at one signed moment. Full tiles and bundles lie on disk and never change; what changes
// is in here, so a reader is never between two states. Immutable.
struct LogState {
  merkle::Edge edge;
  // Of the last, partial bundle.
  std::string bundle;
  // The signed note; empty while nothing was ever signed.
  std::string checkpoint;

  uint64_t size() const { return edge.size(); }
};

// "smarthub/<slot>": the log's origin and the name of its key.
std::string OriginOf(std::string_view slot);

class TileLog {
 public:
  // Reads and checks the checkpoint against the tiles of its edge. DATA_LOSS where they do not fit:
  // nothing is then written, ever. `files` outlives the log; the caller holds the DirectoryLock.
  static absl::StatusOr<std::unique_ptr<TileLog>> Open(Files& files, std::string directory,
                                                       std::string_view slot,
                                                       const crypto::Key& seed);

  // Thread-safe.
  std::shared_ptr<const LogState> state() const;
  const merkle::NoteVerifier& verifier() const { return verifier_; }
  const std::string& directory() const { return directory_; }

  // Adds sealed entries behind the signed ones and signs; durable when it returns OK, without
  // effect on state() otherwise (call it again with the same entries, or more). One call at a time.
  // RESOURCE_EXHAUSTED: the disk is full.
  absl::Status Append(absl::Span<const std::string> sealed);

  // Removes what a pass that did not end, or an earlier state, left behind. Not before it is known
  // that the signed size is the newest there was.
  absl::Status CleanUp();

  // For readers, thread-safe: what `state` holds. OUT_OF_RANGE beyond it.
  absl::StatusOr<std::string> ReadEntry(const LogState& state, uint64_t index) const;
  // The entries from `first` to the end of its bundle, at least one.
  absl::StatusOr<std::vector<std::string>> ReadBundleFrom(const LogState& state,
                                                          uint64_t first) const;
  absl::StatusOr<std::string> ReadTile(const LogState& state, const merkle::Tile& tile) const;
  merkle::FetchTile Fetch(std::shared_ptr<const LogState> state) const;

 private:
  TileLog(Files& files, std::string directory, std::string origin, const crypto::Key& seed,
          merkle::NoteVerifier verifier);
  absl::Status Load();
  std::string PathOf(const std::string& relative) const { return directory_ + "/" + relative; }
  void RemoveSuperseded(const LogState& before, const LogState& after);

  Files& files_;
  const std::string directory_;
  const std::string origin_;
  const crypto::Key seed_;
  const merkle::NoteVerifier verifier_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const LogState> state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_TILE_LOG_H_
