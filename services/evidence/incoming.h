// Photos on their way in: pieces as they came, each sealed, in one file that only grows. What was
// acknowledged is durable; what a power cut tore off was not. docs/formats/photos.md: the bytes.
//
// Blocking: Offload it. Thread-safe: two pieces of one photo at once take turns.
#ifndef SERVICES_EVIDENCE_INCOMING_H_
#define SERVICES_EVIDENCE_INCOMING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/crypto.h"
#include "services/evidence/blobs.h"
#include "services/evidence/image_process.h"

namespace smarthub::evidence {

class Incoming {
 public:
  // In `directory`, made (0700) where there is none. `clock` and `random` outlive it.
  static absl::StatusOr<Incoming> Open(std::string directory, Clock& clock, Random& random);

  // How much of it is there.
  absl::StatusOr<int64_t> Size(std::string_view name, const crypto::Key& key) const;
  // Adds `piece` where `offset` is the end of what is there; else changes nothing. Returns how much
  // is there then, durably.
  absl::StatusOr<int64_t> Append(std::string_view name, const crypto::Key& key, int64_t offset,
                                 std::string_view piece) const;
  // All of it.
  absl::StatusOr<std::string> Read(std::string_view name, const crypto::Key& key) const;
  // OK where there is none.
  absl::Status Remove(std::string_view name) const;
  absl::StatusOr<std::vector<BlobFile>> List() const;

 private:
  Incoming(std::string directory, Clock& clock, Random& random)
      : directory_(std::move(directory)), clock_(&clock), random_(&random) {}
  std::string PathOf(std::string_view name) const;

  std::string directory_;
  Clock* clock_;
  Random* random_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_INCOMING_H_
