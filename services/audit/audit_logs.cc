#include "services/audit/audit_logs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"

namespace smarthub::audit {
namespace {

// How often it is asked whether many entries wait.
constexpr int kLooksPerInterval = 4;

}  // namespace

AuditLogs::AuditLogs(Options options)
    : options_(std::move(options)),
      own_files_(DiskFiles()),
      seal_(options_.keys, options_.random) {}

Task<absl::Status> AuditLogs::OpenSlot(std::string slot) {
  while (opening_ != nullptr) {
    const std::shared_ptr<Event> other = opening_;
    const absl::Status waited = co_await other->Wait();
    CO_RETURN_IF_ERROR(waited);
  }
  if (sequencers_.contains(slot)) co_return absl::OkStatus();
  opening_ = std::make_shared<Event>(*options_.loop);
  Sequencer::Shared shared;
  shared.loop = options_.loop;
  shared.store = options_.store;
  shared.files = options_.files != nullptr ? options_.files : own_files_.get();
  shared.seal = &seal_;
  shared.keys = options_.keys;
  std::string directory = absl::StrCat(options_.directory, "/", slot);
  absl::StatusOr<std::unique_ptr<Sequencer>> opened =
      co_await Sequencer::Open(shared, slot, std::move(directory));
  std::exchange(opening_, nullptr)->Set();
  open_health_ = opened.status();
  CO_RETURN_IF_ERROR(opened.status());
  sequencers_[slot] = *std::move(opened);
  co_return absl::OkStatus();
}

Task<absl::Status> AuditLogs::OpenNewSlots() {
  const absl::StatusOr<std::vector<std::string>> slots = co_await options_.store->Slots();
  CO_RETURN_IF_ERROR(slots.status());
  for (const std::string& slot : *slots) {
    if (sequencers_.contains(slot)) continue;
    const absl::Status opened = co_await OpenSlot(slot);
    CO_RETURN_IF_ERROR(opened);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> AuditLogs::Start() {
  // A store that lost a whole slot no longer names it; its folder does.
  auto list = [this]() -> absl::StatusOr<std::vector<std::string>> {
    RETURN_IF_ERROR(own_files_->MakeDirectories(options_.directory));
    return SlotFolders(*own_files_, options_.directory);
  };
  const absl::StatusOr<std::vector<std::string>> folders = co_await options_.loop->Offload(list);
  CO_RETURN_IF_ERROR(folders.status());
  for (const std::string& slot : *folders) {
    const absl::Status opened = co_await OpenSlot(slot);
    CO_RETURN_IF_ERROR(opened);
  }
  const absl::Status opened = co_await OpenNewSlots();
  CO_RETURN_IF_ERROR(opened);
  co_await Round(/*due=*/true);
  co_return absl::OkStatus();
}

Task<void> AuditLogs::Round(bool due) {
  const absl::Status opened = co_await OpenNewSlots();
  if (!opened.ok()) options_.log->Error("audit.logs_not_opened", {{"status", opened}});
  for (const std::string& slot : Slots()) {
    Sequencer& sequencer = *sequencers_[slot];
    const bool was_well = sequencer.health().ok();
    const absl::Status passed = co_await sequencer.PassIfWaiting(due ? 1 : options_.waiting);
    if (!passed.ok() && was_well) {
      options_.log->Error("audit.pass_failed", {{"status", sequencer.health()}});
    }
  }
}

Task<void> AuditLogs::Run(Cancellation* cancellation) {
  for (int look = 0;; look = (look + 1) % kLooksPerInterval) {
    const absl::Status slept =
        co_await options_.loop->Sleep(options_.interval / kLooksPerInterval, cancellation);
    if (!slept.ok()) co_return;
    co_await Round(/*due=*/look == 0);
  }
}

Task<absl::StatusOr<Sequencer*>> AuditLogs::Of(std::string slot) {
  if (auto found = sequencers_.find(slot); found != sequencers_.end()) {
    co_return found->second.get();
  }
  const absl::Status opened = co_await OpenSlot(slot);
  if (!opened.ok()) {
    co_return Error(absl::StatusCode::kUnavailable, error::v1::REASON_AUDIT_AWAY,
                    "The audit log is not available. Try again in a minute.");
  }
  co_return sequencers_[slot].get();
}

absl::Status AuditLogs::Health() const {
  if (!open_health_.ok()) return open_health_;
  for (const auto& [slot, sequencer] : sequencers_) {
    if (!sequencer->health().ok()) return sequencer->health();
  }
  return absl::OkStatus();
}

std::vector<std::string> AuditLogs::Slots() const {
  std::vector<std::string> slots;
  for (const auto& [slot, sequencer] : sequencers_) slots.push_back(slot);
  return slots;
}

}  // namespace smarthub::audit
