// The bytes of an audit entry: what Guard commits, what services/audit writes to disk and what
// `smarthub audit verify` hashes.
//
//   0x01 || month "YYYY-MM" in UTC (7 bytes, clear) || crypto::Seal(leaf message)
//
// sealed under the key "audit/<slot>/<month>", associated data "smarthub audit leaf
// 1\n<slot>\n<month>". The month is clear so that a reader knows which key to ask for, and so that
// destroying one key takes a whole month beyond reach; an entry moved to another slot or month does
// not open.
//
// Thread-safe. Blocks on the KeyProvider once per slot and month, never otherwise.
#ifndef PLATFORM_RPC_LEAF_SEAL_H_
#define PLATFORM_RPC_LEAF_SEAL_H_

#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/crypto/key.h"
#include "platform/crypto/key_provider.h"
#include "smarthub/audit/v1/audit.pb.h"

namespace smarthub::rpc {

inline constexpr char kLeafFormat = 1;

class LeafSeal {
 public:
  // Neither is owned; both outlive this.
  LeafSeal(crypto::KeyProvider* keys, Random* random) : keys_(keys), random_(random) {}

  // Makes the month's key where there is none yet. The month is that of `leaf.at`.
  absl::StatusOr<std::string> Seal(std::string_view slot, const audit::v1::Leaf& leaf);
  // NOT_FOUND where the month's key is gone (erased by schedule); DATA_LOSS for anything that is
  // not an entry of this slot.
  absl::StatusOr<audit::v1::Leaf> Open(std::string_view slot, std::string_view sealed);

  // "YYYY-MM"; DATA_LOSS where the bytes do not begin as an entry does.
  static absl::StatusOr<std::string> MonthOf(std::string_view sealed);
  static std::string MonthOf(absl::Time at);
  static std::string KeyName(std::string_view slot, std::string_view month);

 private:
  absl::StatusOr<crypto::Key> KeyFor(std::string_view slot, std::string_view month, bool make);

  crypto::KeyProvider* keys_;
  Random* random_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, crypto::Key> cache_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_LEAF_SEAL_H_
