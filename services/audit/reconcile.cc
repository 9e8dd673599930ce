#include "services/audit/reconcile.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace smarthub::audit {
namespace {

using TailEntries = std::vector<store::Store::TailEntry>;

constexpr int kBatch = 2048;

Task<absl::StatusOr<TailEntries>> WholeTail(store::Store* store, std::string slot) {
  TailEntries all;
  uint64_t from = 0;
  for (;;) {
    absl::StatusOr<TailEntries> some = co_await store->ReadTail(slot, from, kBatch);
    CO_RETURN_IF_ERROR(some.status());
    if (some->empty()) co_return all;
    from = some->back().leaf_index + 1;
    std::move(some->begin(), some->end(), std::back_inserter(all));
  }
}

v1::Leaf NewLeaf(const char* action, Clock& clock, Random& random) {
  v1::Leaf leaf;
  leaf.set_entry_id(std::string(Uuid::Make(random).bytes()));
  const absl::Time now = clock.Now();
  leaf.mutable_at()->set_seconds(absl::ToUnixSeconds(now));
  leaf.mutable_at()->set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(now - absl::FromUnixSeconds(absl::ToUnixSeconds(now)))));
  leaf.set_operation(label::v1::NONE);
  leaf.set_action(action);
  leaf.set_outcome(v1::OUTCOME_ALLOWED);
  return leaf;
}

// The blocking half: compares, and writes to the log.
class Repair {
 public:
  Repair(const Sequencer::Shared& shared, Clock& clock, Random& random, std::string slot)
      : shared_(shared), clock_(clock), random_(random), slot_(std::move(slot)) {}

  absl::Status Open(const std::string& directory) {
    ASSIGN_OR_RETURN(lock_, DirectoryLock::Take(directory));
    ASSIGN_OR_RETURN(const crypto::Key key,
                     LogKey(*shared_.keys, *shared_.files, slot_, directory));
    ASSIGN_OR_RETURN(log_, TileLog::Open(*shared_.files, directory, slot_, key));
    return absl::OkStatus();
  }

  absl::Status Run(const TailEntries& tail, uint64_t next) {
    const uint64_t size = log_->state()->size();
    what_.set_signed_size(size);
    what_.set_store_next_leaf(next);
    std::vector<std::string> moved;
    bool forked = false;
    for (const store::Store::TailEntry& entry : tail) {
      if (entry.leaf_index < size) {
        ASSIGN_OR_RETURN(const std::string known,
                         log_->ReadEntry(*log_->state(), entry.leaf_index));
        if (known == entry.sealed) continue;
        forked = true;
      }
      moved.push_back(entry.sealed);
    }
    if (next < size || forked) {
      what_.set_cause(v1::RECONCILIATION_CAUSE_STORE_ROLLBACK);
      what_.set_moved(moved.size());
      // An earlier attempt came as far as the log.
      ASSIGN_OR_RETURN(const bool there, EndsWith(moved));
      if (there) return absl::OkStatus();
      RETURN_IF_ERROR(Say("store-rollback"));
      return Append(std::move(moved));
    }
    const uint64_t first_kept = moved.empty() ? next : next - moved.size();
    if (first_kept == size) return absl::OkStatus();
    what_.set_cause(v1::RECONCILIATION_CAUSE_LOG_ROLLBACK);
    what_.set_lost(first_kept - size);
    RETURN_IF_ERROR(Say("log-rollback"));
    return SayLost(first_kept);
  }

  const v1::Reconciliation& what() const { return what_; }
  uint64_t size() const { return log_->state()->size(); }

 private:
  absl::Status Say(const char* reason) {
    v1::Leaf leaf = NewLeaf("audit.reconcile", clock_, random_);
    leaf.set_reason(reason);
    *leaf.mutable_reconciliation() = what_;
    ASSIGN_OR_RETURN(std::string sealed, shared_.seal->Seal(slot_, leaf));
    return Append({std::move(sealed)});
  }

  absl::StatusOr<bool> EndsWith(const std::vector<std::string>& entries) {
    if (entries.empty() || entries.size() > size()) return false;
    const uint64_t first = size() - entries.size();
    for (size_t i = 0; i < entries.size(); ++i) {
      ASSIGN_OR_RETURN(const std::string known, log_->ReadEntry(*log_->state(), first + i));
      if (known != entries[i]) return false;
    }
    return true;
  }

  absl::Status SayLost(uint64_t up_to) {
    while (size() < up_to) {
      std::vector<std::string> sealed;
      for (uint64_t n = std::min<uint64_t>(kBatch, up_to - size()); n > 0; --n) {
        ASSIGN_OR_RETURN(std::string entry,
                         shared_.seal->Seal(slot_, NewLeaf("audit.entry_lost", clock_, random_)));
        sealed.push_back(std::move(entry));
      }
      RETURN_IF_ERROR(Append(std::move(sealed)));
    }
    return absl::OkStatus();
  }

  absl::Status Append(std::vector<std::string> sealed) { return log_->Append(sealed); }

  const Sequencer::Shared shared_;
  Clock& clock_;
  Random& random_;
  const std::string slot_;
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<TileLog> log_;
  v1::Reconciliation what_;
};

}  // namespace

Task<absl::StatusOr<v1::Reconciliation>> Reconcile(Sequencer::Shared shared, Clock* clock,
                                                   Random* random, std::string slot,
                                                   std::string directory) {
  Repair repair(shared, *clock, *random, slot);
  auto open = [&repair, &directory] { return repair.Open(directory); };
  const absl::Status opened = co_await shared.loop->Offload(open);
  CO_RETURN_IF_ERROR(opened);
  const absl::StatusOr<uint64_t> next = co_await shared.store->NextLeaf(slot);
  CO_RETURN_IF_ERROR(next.status());
  const absl::StatusOr<TailEntries> tail = co_await WholeTail(shared.store, slot);
  CO_RETURN_IF_ERROR(tail.status());
  auto run = [&repair, &tail, &next] { return repair.Run(*tail, *next); };
  const absl::Status ran = co_await shared.loop->Offload(run);
  CO_RETURN_IF_ERROR(ran);
  if (repair.what().cause() == v1::RECONCILIATION_CAUSE_STORE_ROLLBACK) {
    // Trimmed first: a tail with entries under signed indexes would be taken for another fork.
    const absl::Status trimmed = co_await shared.store->TrimTail(slot, repair.size());
    CO_RETURN_IF_ERROR(trimmed);
    const absl::Status raised = co_await shared.store->RaiseNextLeaf(slot, repair.size());
    CO_RETURN_IF_ERROR(raised);
  }
  co_return repair.what();
}

}  // namespace smarthub::audit
