// Photos beside the store: sealed files with random names. The key of each is in the PHOTO record
// that names it and nowhere else, so whoever erases the record has erased the file.
// docs/formats/photos.md gives the bytes.
//
// Blocking: Offload it. Thread-safe. Another place for the files (an object store) is another
// implementation of this interface.
#ifndef SERVICES_EVIDENCE_BLOBS_H_
#define SERVICES_EVIDENCE_BLOBS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/crypto/crypto.h"

namespace smarthub::evidence {

// 16 random bytes.
inline constexpr size_t kBlobNameBytes = 16;

struct BlobFile {
  std::string name;
  // When it was last written, by the clock of whoever wrote it.
  absl::Time written;
};

class Blobs {
 public:
  virtual ~Blobs() = default;
  // Durable, name included, when it returns OK. `name` is new.
  virtual absl::Status Write(std::string_view name, std::string_view bytes,
                             const crypto::Key& key) = 0;
  // NOT_FOUND where there is none; DATA_LOSS where it does not open under `key`.
  virtual absl::StatusOr<std::string> Read(std::string_view name, const crypto::Key& key) = 0;
  // OK where there is none.
  virtual absl::Status Remove(std::string_view name) = 0;
  // Everything whose name begins with that byte, and what an interrupted Write left of such.
  virtual absl::StatusOr<std::vector<BlobFile>> List(uint8_t first) = 0;
};

// In `directory`, made (0700) where there is none. `clock` and `random` outlive it.
absl::StatusOr<std::unique_ptr<Blobs>> OpenDirectoryBlobs(std::string directory, Clock& clock,
                                                          Random& random);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_BLOBS_H_
