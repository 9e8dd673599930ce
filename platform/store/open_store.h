// Opens the store on a running Redis.
#ifndef PLATFORM_STORE_OPEN_STORE_H_
#define PLATFORM_STORE_OPEN_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/crypto/key_provider.h"
#include "platform/store/faults.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::store {

// Pointers are not owned and outlive the store.
struct StoreOptions {
  // A unix socket; or, where empty, host and port.
  std::string socket_path;
  std::string host;
  uint16_t port = 0;
  // Two to four: one alone costs a third of the throughput.
  int connections = 2;
  // Holds "epoch/<slot>/<n>". Called on the loop's blocking pool.
  crypto::KeyProvider* keys = nullptr;
  Random* random = nullptr;
  // How long OpenStore waits for a Redis that is starting or loading.
  absl::Duration connect_within = absl::Seconds(30);
  // A connection whose oldest call waits longer is given up.
  absl::Duration reply_within = absl::Seconds(30);
  // Events kept for consumers of the outbox, per slot; older ones are trimmed.
  int64_t outbox_length = 100000;
  // Bytes free where Redis writes; called on the loop's thread every `watch_every`. Null: the disk
  // is not watched.
  std::function<int64_t()> disk_free;
  // Below low audited reads are refused, below critical all but reports and erasures, below a
  // sixteenth of critical everything.
  int64_t disk_low = int64_t{2} << 30;
  int64_t disk_critical = int64_t{1} << 30;
  absl::Duration watch_every = absl::Seconds(1);
  // Null outside tests.
  Faults* faults = nullptr;
  // One line for the operator: away, back, refused. No personal data. May be null.
  std::function<void(std::string_view)> log;
};

// FAILED_PRECONDITION with a text for the operator where Redis guarantees less than the hub needs
// (append-only file on and fsynced always, no eviction, version 7 or newer, a primary). UNAVAILABLE
// where it could not be reached in time. Once open, the store reconnects by itself, and checks the
// same again each time. Destroy it on the loop's thread, before the loop and after its last call.
Task<absl::StatusOr<std::unique_ptr<Store>>> OpenStore(StoreOptions options, Loop& loop);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_OPEN_STORE_H_
