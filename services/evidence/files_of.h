// A photo's files from a handler: on the loop's pool, with errors that a caller may be told.
#ifndef SERVICES_EVIDENCE_FILES_OF_H_
#define SERVICES_EVIDENCE_FILES_OF_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/evidence/evidence.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::evidence {

// UNAVAILABLE / PICTURES_AWAY where the disk is the trouble; INTERNAL where a file that a record
// names is missing or damaged: the log has it.
absl::Status Told(const absl::Status& status);

Task<absl::StatusOr<std::string>> ReadBlob(const Evidence& evidence, rpc::Context& context,
                                           evidence::v1::StoredBlob blob);
Task<absl::Status> WriteBlob(const Evidence& evidence, rpc::Context& context,
                             evidence::v1::StoredBlob blob, const std::string& bytes);
// How much of a photo has come.
Task<absl::StatusOr<int64_t>> IncomingSize(const Evidence& evidence, rpc::Context& context,
                                           evidence::v1::StoredBlob blob);
Task<absl::StatusOr<int64_t>> AppendPiece(const Evidence& evidence, rpc::Context& context,
                                          evidence::v1::StoredBlob blob, int64_t offset,
                                          const std::string& piece);
// What has come of a photo.
struct Received {
  std::string bytes;
  // Empty unless all of it has come.
  std::string sha256;
};
Task<absl::StatusOr<Received>> ReadIncoming(const Evidence& evidence, rpc::Context& context,
                                            evidence::v1::StoredBlob blob);
Task<absl::Status> ThrowAway(const Evidence& evidence, rpc::Context& context,
                             evidence::v1::StoredBlob blob);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_FILES_OF_H_
