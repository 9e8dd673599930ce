#include "services/evidence/files_of.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "services/evidence/record.h"

namespace smarthub::evidence {

using evidence::v1::StoredBlob;

absl::Status Told(const absl::Status& status) {
  if (status.ok()) return status;
  if (absl::IsNotFound(status) || absl::IsDataLoss(status)) {
    return absl::InternalError("a photo's file is missing or damaged");
  }
  return PicturesAway();
}

// Arguments of the caller's live in its frame until the work is done (Loop::Offload).

Task<absl::StatusOr<std::string>> ReadBlob(const Evidence& evidence, rpc::Context& context,
                                           StoredBlob blob) {
  CO_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(blob));
  auto bytes =
      co_await context.loop().Offload([&] { return evidence.blobs->Read(blob.name(), key); });
  if (!bytes.ok()) co_return Told(bytes.status());
  co_return bytes;
}

Task<absl::Status> WriteBlob(const Evidence& evidence, rpc::Context& context, StoredBlob blob,
                             const std::string& bytes) {
  CO_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(blob));
  co_return Told(co_await context.loop().Offload(
      [&] { return evidence.blobs->Write(blob.name(), bytes, key); }));
}

Task<absl::StatusOr<int64_t>> IncomingSize(const Evidence& evidence, rpc::Context& context,
                                           StoredBlob blob) {
  CO_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(blob));
  auto size =
      co_await context.loop().Offload([&] { return evidence.incoming.Size(blob.name(), key); });
  if (!size.ok()) co_return Told(size.status());
  co_return size;
}

Task<absl::StatusOr<int64_t>> AppendPiece(const Evidence& evidence, rpc::Context& context,
                                          StoredBlob blob, int64_t offset,
                                          const std::string& piece) {
  CO_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(blob));
  auto size = co_await context.loop().Offload(
      [&] { return evidence.incoming.Append(blob.name(), key, offset, piece); });
  if (!size.ok()) co_return Told(size.status());
  co_return size;
}

Task<absl::StatusOr<Received>> ReadIncoming(const Evidence& evidence, rpc::Context& context,
                                            StoredBlob blob) {
  CO_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(blob));
  // Ten megabytes are long enough to keep other calls waiting: hashed where they are read.
  auto received = co_await context.loop().Offload([&]() -> absl::StatusOr<Received> {
    Received all;
    ASSIGN_OR_RETURN(all.bytes, evidence.incoming.Read(blob.name(), key));
    const bool whole = static_cast<int64_t>(all.bytes.size()) == blob.size_bytes();
    if (whole) all.sha256 = crypto::Sha256(all.bytes);
    return all;
  });
  if (!received.ok()) co_return Told(received.status());
  co_return received;
}

Task<absl::Status> ThrowAway(const Evidence& evidence, rpc::Context& context, StoredBlob blob) {
  co_return Told(
      co_await context.loop().Offload([&] { return evidence.incoming.Remove(blob.name()); }));
}

}  // namespace smarthub::evidence
