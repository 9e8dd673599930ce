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

using TailEntry = store::Store::TailEntry;

// Entries in one append: bounds memory and the work between two checkpoints.
constexpr int kMaxBatch = 2048;

absl::Status Away() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_AUDIT_AWAY,
               "The audit log is not available. Try again in a minute.");
}

// Contiguous from `first`, or not what the log can go on with.
bool Follows(absl::Span<const TailEntry> tail, uint64_t first) {
  for (const TailEntry& entry : tail) {
    if (entry.leaf_index != first++) return false;
  }
  return true;
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
  // A pass that began before this call may have looked before the caller's commit; the next one has
  // not, whoever makes it. So many callers share one, and nobody waits for more than two.
  const uint64_t needed = started_ + 1;
  while (finished_ < needed) {
    if (running_ != nullptr) {
      const std::shared_ptr<Event> other = running_;
      const absl::Status waited = co_await other->Wait();
      CO_RETURN_IF_ERROR(waited);
      continue;
    }
    running_ = std::make_shared<Event>(*shared_.loop);
    ++started_;
    health_ = co_await PassAlone();
    finished_ = started_;
    std::exchange(running_, nullptr)->Set();
  }
  co_return health_.ok() ? absl::OkStatus() : Away();
}

Task<absl::Status> Sequencer::PassIfWaiting(uint64_t waiting) {
  const absl::StatusOr<uint64_t> next = co_await shared_.store->NextLeaf(slot_);
  CO_RETURN_IF_ERROR(next.status());
  const uint64_t size = log_->state()->size();
  const bool few = *next >= size && *next - size < waiting;
  if (few && settled_ && health_.ok()) co_return absl::OkStatus();
  co_return co_await Pass();
}

Task<absl::Status> Sequencer::PassAlone() {
  const absl::StatusOr<uint64_t> next = co_await shared_.store->NextLeaf(slot_);
  CO_RETURN_IF_ERROR(next.status());
  if (*next < log_->state()->size()) {
    co_return co_await Stop("the store is behind the signed log");
  }
  const absl::Status moved = co_await Move(*next);
  CO_RETURN_IF_ERROR(moved);
  if (stopped_) {
    // Store and log agree again (the store's newest copy is back): commits may go on.
    const absl::Status floor = co_await shared_.store->SetAuditFloor(slot_, log_->state()->size());
    CO_RETURN_IF_ERROR(floor);
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

Task<absl::Status> Sequencer::Move(uint64_t next) {
  // The tail is read from its very beginning: all that is signed was forgotten, so whatever is
  // still (or again) under a signed index is compared before it is forgotten too.
  for (bool look = !settled_; look || log_->state()->size() < next;) {
    look = false;
    const auto tail = co_await shared_.store->ReadTail(slot_, 0, kMaxBatch);
    CO_RETURN_IF_ERROR(tail.status());
    auto compare = [this, &tail] { return CountSigned(*tail); };
    const absl::StatusOr<size_t> known = co_await shared_.loop->Offload(compare);
    if (absl::IsFailedPrecondition(known.status())) {
      co_return co_await Stop("the store gave a signed index to another entry");
    }
    CO_RETURN_IF_ERROR(known.status());
    const absl::Span<const TailEntry> waiting = absl::MakeConstSpan(*tail).subspan(*known);
    const bool more_to_come = log_->state()->size() < next;
    if (waiting.empty() && *known == 0) {
      if (!more_to_come) co_return absl::OkStatus();
      co_return co_await Stop("the store no longer has entries that the log never got");
    }
    if (!waiting.empty()) {
      if (!Follows(waiting, log_->state()->size())) {
        co_return co_await Stop("the store no longer has entries that the log never got");
      }
      auto append = [this, waiting] { return Append(waiting); };
      const absl::Status appended = co_await shared_.loop->Offload(append);
      CO_RETURN_IF_ERROR(appended);
    }
    const uint64_t size = log_->state()->size();
    const absl::Status floor = co_await shared_.store->SetAuditFloor(slot_, size);
    CO_RETURN_IF_ERROR(floor);
    const absl::Status trimmed = co_await shared_.store->TrimTail(slot_, size);
    CO_RETURN_IF_ERROR(trimmed);
    look = !settled_ && waiting.empty();
  }
  co_return absl::OkStatus();
}

// How many entries at the tail's beginning are signed already, as they are in the log.
absl::StatusOr<size_t> Sequencer::CountSigned(absl::Span<const TailEntry> tail) {
  const std::shared_ptr<const LogState> state = log_->state();
  size_t count = 0;
  for (const TailEntry& entry : tail) {
    if (entry.leaf_index >= state->size()) break;
    ASSIGN_OR_RETURN(const std::string known, log_->ReadEntry(*state, entry.leaf_index));
    if (known != entry.sealed) return absl::FailedPreconditionError("a fork");
    ++count;
  }
  return count;
}

absl::Status Sequencer::Append(absl::Span<const TailEntry> waiting) {
  std::vector<std::string> sealed;
  for (const TailEntry& entry : waiting) sealed.push_back(entry.sealed);
  return log_->Append(sealed);
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
