// The audit logs of every slot of this hub, and the background work that keeps them.
//
// Start() before the doors open: it makes each log's signed size the floor of its slot. Run() in
// the background. One Loop's thread.
#ifndef SERVICES_AUDIT_AUDIT_LOGS_H_
#define SERVICES_AUDIT_AUDIT_LOGS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/crypto/key_provider.h"
#include "platform/rpc/leaf_seal.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/telemetry/log.h"
#include "services/audit/files.h"
#include "services/audit/sequencer.h"

namespace smarthub::audit {

class AuditLogs {
 public:
  // Nothing is owned; all outlives this.
  struct Options {
    // DATA/audit, absolute; one folder a slot below it.
    std::string directory;
    Loop* loop = nullptr;
    store::Store* store = nullptr;
    crypto::KeyProvider* keys = nullptr;
    Random* random = nullptr;
    Log* log = nullptr;
    // Null: the machine's own.
    Files* files = nullptr;
    // A pass is made when this much time went by or so many entries wait.
    absl::Duration interval = absl::Seconds(1);
    uint64_t waiting = 256;
  };
  explicit AuditLogs(Options options);

  // Opens the log of every slot that has a folder or had a commit, and makes a first pass. A slot
  // whose log contradicts the store is stopped (its commits are refused) and said by Health; others
  // are served. An error: the logs cannot be opened at all.
  Task<absl::Status> Start();
  // Until `cancellation`. Errors go to the log and are tried again.
  Task<void> Run(Cancellation* cancellation);

  // The slot's, opened where it is not yet. UNAVAILABLE / AUDIT_AWAY where it cannot be.
  Task<absl::StatusOr<Sequencer*>> Of(std::string slot);
  // OK, or the first slot's trouble.
  absl::Status Health() const;
  rpc::LeafSeal& seal() { return seal_; }
  Loop& loop() { return *options_.loop; }
  std::vector<std::string> Slots() const;

 private:
  Task<absl::Status> OpenSlot(std::string slot);
  Task<absl::Status> OpenNewSlots();
  Task<void> Round(bool due);

  const Options options_;
  const std::unique_ptr<Files> own_files_;
  rpc::LeafSeal seal_;
  std::map<std::string, std::unique_ptr<Sequencer>> sequencers_;
  // Set while a slot is being opened.
  std::shared_ptr<Event> opening_;
  absl::Status open_health_;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_AUDIT_LOGS_H_
