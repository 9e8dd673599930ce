#include "services/audit/sequencer.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::audit {
namespace {

// Entries in one append: bounds memory and the work between two checkpoints.
constexpr int kMaxBatch = 2048;

absl::Status Away() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_AUDIT_AWAY,
               "The audit log is not available. Try again in a minute.");
}

// Contiguous from `first`, or not what the log can go on with.
bool Follows(const std::vector<store::Store::TailEntry>& tail, uint64_t first) {
  for (const store::Store::TailEntry& entry : tail) {
    if (entry.leaf_index != first++) return false;
  }
  return !tail.empty();
}

}  // namespace

absl::StatusOr<crypto::Key> LogKey(crypto::KeyProvider& keys, Files& files, std::string_view slot,
                                   const std::string& directory) {
  const std::string name = absl::StrCat("log/", ToAbsl(slot));
  const absl::StatusOr<std::string> checkpoint = files.Read(directory + "/checkpoint");
  if (absl::IsNotFound(checkpoint.status())) return keys.GetOrMake(name);
  RETURN_IF_ERROR(checkpoint.status());
  return keys.Get(name);
}

Task<absl::StatusOr<std::unique_ptr<Sequencer>>> Sequencer::Open(Shared shared, std::string slot,
                                                                 std::string directory) {
  auto sequencer = absl::WrapUnique(new Sequencer(shared, std::move(slot)));
  Sequencer* self = sequencer.get();
  auto open = [self, &directory]() -> absl::Status {
    const Shared& with = self->shared_;
    RETURN_IF_ERROR(with.files->MakeDirectories(directory));
    ASSIGN_OR_RETURN(self->lock_, DirectoryLock::Take(directory));
    ASSIGN_OR_RETURN(const crypto::Key key,
                     LogKey(*with.keys, *with.files, self->slot_, directory));
    ASSIGN_OR_RETURN(self->log_, TileLog::Open(*with.files, directory, self->slot_, key));
    ASSIGN_OR_RETURN(self->index_, Index::Open(directory + "/index"));
    return absl::OkStatus();
  };
  const absl::Status opened = co_await shared.loop->Offload(open);
  CO_RETURN_IF_ERROR(opened);
  const absl::Status floor =
      co_await shared.store->SetAuditFloor(self->slot_, self->log_->state()->size());
  CO_RETURN_IF_ERROR(floor);
  co_return sequencer;
}

Task<absl::Status> Sequencer::Pass() {
  while (running_ != nullptr) {
    const std::shared_ptr<Event> other = running_;
    const absl::Status waited = co_await other->Wait();
    CO_RETURN_IF_ERROR(waited);
  }
  running_ = std::make_shared<Event>(*shared_.loop);
  health_ = co_await PassAlone();
  std::exchange(running_, nullptr)->Set();
  co_return health_.ok() ? absl::OkStatus() : Away();
}

Task<absl::Status> Sequencer::PassIfWaiting(uint64_t waiting) {
  const absl::StatusOr<uint64_t> next = co_await shared_.store->NextLeaf(slot_);
  CO_RETURN_IF_ERROR(next.status());
  const uint64_t size = log_->state()->size();
  if (*next >= size && *next - size < waiting && health_.ok()) co_return absl::OkStatus();
  co_return co_await Pass();
}

Task<absl::Status> Sequencer::PassAlone() {
  const absl::StatusOr<uint64_t> next = co_await shared_.store->NextLeaf(slot_);
  CO_RETURN_IF_ERROR(next.status());
  if (*next < log_->state()->size()) {
    co_return co_await Stop("the store is behind the signed log");
  }
  if (!settled_) {
    const absl::Status same = co_await CheckForFork();
    CO_RETURN_IF_ERROR(same);
  }
  const absl::Status moved = co_await Move(*next);
  CO_RETURN_IF_ERROR(moved);
  if (!settled_ || stopped_) {
    const uint64_t size = log_->state()->size();
    const absl::Status floor = co_await shared_.store->SetAuditFloor(slot_, size);
    CO_RETURN_IF_ERROR(floor);
    const absl::Status trimmed = co_await shared_.store->TrimTail(slot_, size);
    CO_RETURN_IF_ERROR(trimmed);
    stopped_ = false;
  }
  auto tidy = [this]() -> absl::Status {
    // Only now is it known that the signed size is the newest there was.
    if (!settled_) RETURN_IF_ERROR(log_->CleanUp());
    settled_ = true;
    return IndexUpTo(*log_, *index_, *shared_.seal, slot_);
  };
  co_return co_await shared_.loop->Offload(tidy);
}

Task<absl::Status> Sequencer::CheckForFork() {
  const std::shared_ptr<const LogState> state = log_->state();
  uint64_t from = 0;
  for (;;) {
    const auto tail = co_await shared_.store->ReadTail(slot_, from, kMaxBatch);
    CO_RETURN_IF_ERROR(tail.status());
    auto differ = [this, &tail, &state]() -> absl::StatusOr<bool> {
      for (const store::Store::TailEntry& entry : *tail) {
        if (entry.leaf_index >= state->size()) break;
        ASSIGN_OR_RETURN(const std::string known, log_->ReadEntry(*state, entry.leaf_index));
        if (known != entry.sealed) return true;
      }
      return false;
    };
    const absl::StatusOr<bool> forked = co_await shared_.loop->Offload(differ);
    CO_RETURN_IF_ERROR(forked.status());
    if (*forked) co_return co_await Stop("the store gave a signed index to another entry");
    if (tail->empty() || tail->back().leaf_index >= state->size()) co_return absl::OkStatus();
    from = tail->back().leaf_index + 1;
  }
}

Task<absl::Status> Sequencer::Move(uint64_t next) {
  for (uint64_t size = log_->state()->size(); size < next; size = log_->state()->size()) {
    const auto tail = co_await shared_.store->ReadTail(slot_, size, kMaxBatch);
    CO_RETURN_IF_ERROR(tail.status());
    if (!Follows(*tail, size)) {
      co_return co_await Stop("the store no longer has entries that the log never got");
    }
    auto append = [this, &tail]() -> absl::Status {
      std::vector<std::string> sealed;
      for (const store::Store::TailEntry& entry : *tail) sealed.push_back(entry.sealed);
      return log_->Append(sealed);
    };
    const absl::Status appended = co_await shared_.loop->Offload(append);
    CO_RETURN_IF_ERROR(appended);
    const uint64_t now = log_->state()->size();
    const absl::Status floor = co_await shared_.store->SetAuditFloor(slot_, now);
    CO_RETURN_IF_ERROR(floor);
    const absl::Status trimmed = co_await shared_.store->TrimTail(slot_, now);
    CO_RETURN_IF_ERROR(trimmed);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Sequencer::Stop(const char* why) {
  // A floor that no leaf reaches: nothing of this slot commits, so nothing of it is served.
  const absl::Status stopped = co_await shared_.store->SetAuditFloor(
      slot_, static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
  CO_RETURN_IF_ERROR(stopped);
  stopped_ = true;
  co_return absl::FailedPreconditionError(why);
}

absl::Status IndexUpTo(TileLog& log, Index& index, rpc::LeafSeal& seal, std::string_view slot) {
  const std::shared_ptr<const LogState> state = log.state();
  // Ahead of the log: of another history.
  if (index.covered() > state->size()) RETURN_IF_ERROR(index.Clear());
  while (index.covered() < state->size()) {
    const uint64_t first = index.covered();
    ASSIGN_OR_RETURN(const std::vector<std::string> entries, log.ReadBundleFrom(*state, first));
    std::vector<IndexedLeaf> leaves;
    for (size_t i = 0; i < entries.size(); ++i) {
      absl::StatusOr<v1::Leaf> leaf = seal.Open(slot, entries[i]);
      // A month whose key was destroyed stays in the log and out of the index.
      if (leaf.ok()) leaves.push_back({first + i, *std::move(leaf)});
    }
    RETURN_IF_ERROR(index.Add(leaves, first + entries.size()));
  }
  return absl::OkStatus();
}

}  // namespace smarthub::audit
