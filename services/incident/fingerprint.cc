#include "services/incident/fingerprint.h"

#include "platform/base/canonical.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/rpc/context.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {

absl::StatusOr<std::string> FingerprintOf(const incident::v1::Report& report,
                                          const store::Content& content) {
  std::string key;
  for (const auto& [id, bytes] : content.appearances) {
    ASSIGN_OR_RETURN(const auto appearance, rpc::ParseBody<incident::v1::StoredAppearance>(bytes));
    key += appearance.nonce();
  }
  return crypto::HmacSha256(key, CanonicalBytes(report));
}

}  // namespace smarthub::incident
