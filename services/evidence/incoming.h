// Photos on their way in: pieces as they came, each sealed, in one file that only grows. What was
// acknowledged is durable; what a power cut tore off was not. docs/formats/photos.md: the bytes.
//
// A file that could not be made durable once is thrown away, and its photo is sent from its
// beginning: the kernel may have dropped what it could not write, and would say yes the next time.
//
// Blocking: Offload it. Thread-safe: of two calls for one photo at once, where either may change
// the file, the second is UNAVAILABLE and asks again; only reading goes on side by side.
#ifndef SERVICES_EVIDENCE_INCOMING_H_
#define SERVICES_EVIDENCE_INCOMING_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/crypto.h"
#include "services/evidence/blobs.h"
#include "services/evidence/files.h"

namespace smarthub::evidence {

class Incoming {
 public:
  // Makes what was written to an open file durable; from any thread.
  using Sync = std::function<absl::Status(int file)>;
  // In `directory`, made (0700) where there is none. `clock` and `random` outlive it. `sync`:
  // fsync, but in a test.
  static absl::StatusOr<Incoming> Open(std::string directory, Clock& clock, Random& random,
                                       Sync sync = &SyncFile);

  // How much of it is there, durably.
  absl::StatusOr<int64_t> Size(std::string_view name, const crypto::Key& key) const;
  // Adds `piece` where `offset` is the end of what is there; else changes nothing. Returns how much
  // is there then, durably.
  absl::StatusOr<int64_t> Append(std::string_view name, const crypto::Key& key, int64_t offset,
                                 std::string_view piece) const;
  // All of it.
  absl::StatusOr<std::string> Read(std::string_view name, const crypto::Key& key) const;
  // OK where there is none.
  absl::Status Remove(std::string_view name) const;
  // The same, but leaves what was written to since it was listed, or is being written to. Whether
  // it went.
  absl::StatusOr<bool> RemoveUntouched(const BlobFile& file) const;
  absl::StatusOr<std::vector<BlobFile>> List() const;

 private:
  Incoming(std::string directory, Clock& clock, Random& random, Sync sync)
      : directory_(std::move(directory)),
        clock_(&clock),
        random_(&random),
        sync_(std::move(sync)) {}
  std::string PathOf(std::string_view name) const;
  absl::Status Settle(const std::string& path, int file, bool with_name) const;

  std::string directory_;
  Clock* clock_;
  Random* random_;
  Sync sync_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_INCOMING_H_
