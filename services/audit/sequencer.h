// Moves one slot's audit entries from the store's hot tail into its log on disk: reads, appends,
// signs, raises the store's floor, forgets behind it, indexes. Any step may be the last one before
// a crash; the next pass goes on from what is signed.
#ifndef SERVICES_AUDIT_SEQUENCER_H_
#define SERVICES_AUDIT_SEQUENCER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "services/audit/files.h"
#include "services/audit/index.h"
#include "services/audit/tile_log.h"

namespace smarthub::audit {

// One Loop's thread. The sequencer owns its directory for as long as it lives.
class Sequencer {
 public:
  struct Shared {
    Loop* loop = nullptr;
    store::Store* store = nullptr;
    Files* files = nullptr;
    rpc::LeafSeal* seal = nullptr;
    crypto::KeyProvider* keys = nullptr;
  };

  // Takes the lock, opens log and index, and makes the signed size the store's floor: until that is
  // done no commit of the slot may be accepted. FAILED_PRECONDITION: the directory is in use.
  // DATA_LOSS: the log does not fit its checkpoint.
  static Task<absl::StatusOr<std::unique_ptr<Sequencer>>> Open(Shared shared, std::string slot,
                                                               std::string directory);

  // When it returns OK, everything committed before the call is signed, and in the index.
  // UNAVAILABLE / AUDIT_AWAY otherwise; health() says why.
  Task<absl::Status> Pass();
  // A pass if at least `waiting` entries wait, the last one failed or there was none; otherwise
  // asks only NextLeaf.
  Task<absl::Status> PassIfWaiting(uint64_t waiting);

  // How the last pass ended. FAILED_PRECONDITION: store and log contradict each other; the slot
  // serves nothing until `smarthub audit reconcile`.
  const absl::Status& health() const { return health_; }
  const std::string& slot() const { return slot_; }
  TileLog& log() { return *log_; }
  Index& index() { return *index_; }

 private:
  Sequencer(Shared shared, std::string slot) : shared_(shared), slot_(std::move(slot)) {}
  Task<absl::Status> PassAlone();
  Task<absl::Status> Move(uint64_t next);
  // FAILED_PRECONDITION where a signed index is another entry's.
  absl::StatusOr<size_t> CountSigned(absl::Span<const store::Store::TailEntry> tail);
  absl::Status Append(absl::Span<const store::Store::TailEntry> waiting);
  // Says that store and log contradict each other, and stops the slot.
  Task<absl::Status> Stop(const char* why);

  const Shared shared_;
  const std::string slot_;
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<TileLog> log_;
  std::unique_ptr<Index> index_;
  // Set while a pass runs; others wait for it.
  std::shared_ptr<Event> running_;
  uint64_t started_ = 0;
  uint64_t finished_ = 0;
  bool settled_ = false;  // the first pass went well
  bool stopped_ = false;
  absl::Status health_;
};

// The slot's signing key. Never made up where there is a log already.
absl::StatusOr<crypto::Key> LogKey(crypto::KeyProvider& keys, Files& files, std::string_view slot,
                                   const std::string& directory);

// Adds what the index lacks from the bundles. Blocking.
absl::Status IndexUpTo(TileLog& log, Index& index, rpc::LeafSeal& seal, std::string_view slot);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_SEQUENCER_H_
