// RedisStore's commit.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/keys.h"
#include "platform/store/redis_store.h"

namespace smarthub::store {
namespace {

// An epoch changes once a month; a commit that meets the change twice meets a mistake.
constexpr int kAttempts = 3;

absl::Status AuditAway() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_AUDIT_AWAY,
               "The audit log cannot take entries just now, so nothing is done.");
}

}  // namespace

absl::Status Conflict() {
  return Error(absl::StatusCode::kAborted, error::v1::REASON_CONFLICT,
               "Somebody else changed this at the same moment. Try again.");
}

absl::Status RedisStore::CheckRoom(bool essential) const {
  return Admit(gauge_->load, /*changes_something=*/true, essential);
}

Task<absl::StatusOr<Committed>> RedisStore::Commit(Batch batch) {
  CO_RETURN_IF_ERROR(ValidateBatch(batch));
  bool lose_reply = false;
  CO_RETURN_IF_ERROR(TakeFault(&Faults::commits, lose_reply));
  CO_RETURN_IF_ERROR(Admit(gauge_->load, !batch.changes.empty(), batch.essential));
  absl::StatusOr<Committed> committed = absl::InternalError("a slot's epoch changes all the time");
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    bool epoch_changed = false;
    committed = co_await TryCommit(batch, epoch_changed);
    if (!epoch_changed) break;
    active_.erase(batch.slot);
  }
  if (committed.ok() && lose_reply) co_return OutcomeUnknown();
  co_return committed;
}

Task<absl::StatusOr<std::optional<RedisStore::Replaced>>> RedisStore::FindReplaced(
    const Batch& batch) {
  Replaced replaced;
  std::vector<Key> missing;
  std::vector<RecordPtr> found;
  for (const Change& change : batch.changes) {
    if (change.expected_version == 0) continue;
    RecordPtr record = cache_.Find(batch.slot, change.key, change.expected_version);
    if (record == nullptr) {
      missing.push_back(change.key);
    } else {
      found.push_back(record);
      replaced[change.key] = std::move(record);
    }
  }
  CO_RETURN_IF_ERROR(co_await FetchKeysOf(batch.slot, found));
  if (!missing.empty()) {
    auto records = co_await ReadRaw(batch.slot, missing, nullptr);
    CO_RETURN_IF_ERROR(records.status());
    for (size_t i = 0; i < missing.size(); ++i) replaced[missing[i]] = (*records)[i];
  }
  for (const Change& change : batch.changes) {
    if (change.expected_version == 0) continue;
    const RecordPtr& record = replaced[change.key];
    if (record == nullptr || record->version != change.expected_version) {
      co_return std::optional<Replaced>();
    }
  }
  co_return std::optional<Replaced>(std::move(replaced));
}

// A version is not as expected, but a request that was done before gets its first answer: its own
// first run may be what changed the version.
Task<absl::StatusOr<Committed>> RedisStore::KeptOrConflict(const Batch& batch) {
  if (batch.idempotency) {
    auto kept = co_await FindAnswer(batch.slot, batch.idempotency->key);
    CO_RETURN_IF_ERROR(kept.status());
    if (kept->has_value()) co_return Committed{0, **std::move(kept)};
  }
  co_return Conflict();
}

Task<absl::StatusOr<Committed>> RedisStore::TryCommit(const Batch& batch, bool& epoch_changed) {
  const auto epoch = co_await ActiveEpoch(batch.slot, true);
  CO_RETURN_IF_ERROR(epoch.status());
  auto replaced = co_await FindReplaced(batch);
  CO_RETURN_IF_ERROR(replaced.status());
  if (!replaced->has_value()) co_return co_await KeptOrConflict(batch);
  const SealingKeys keys{batch.slot, *epoch, *keyring_, *options_.random};
  auto prepared = PrepareCommit(keys, batch, **replaced, options_.outbox_length);
  CO_RETURN_IF_ERROR(prepared.status());
  Command command = std::move(prepared->command);
  auto reply = co_await client_->Run(prepared->script, std::move(command), CallKind::kWrite);
  CO_RETURN_IF_ERROR(reply.status());
  if (static_cast<CommitCode>(reply->view()[0].integer()) == CommitCode::kKept) {
    // Sealed under an older epoch, perhaps.
    const std::string sealed(reply->view()[1].text());
    std::set<uint32_t> wanted = {EpochOfWrap(sealed)};
    CO_RETURN_IF_ERROR(co_await FetchKeys(batch.slot, std::move(wanted)));
    auto kept = OpenAnswer(batch.slot, *keyring_, batch.idempotency->key, sealed);
    CO_RETURN_IF_ERROR(kept.status());
    co_return Committed{0, *std::move(kept)};
  }
  co_return ReadVerdict(batch, *prepared, reply->view(), epoch_changed);
}

absl::StatusOr<Committed> RedisStore::ReadVerdict(const Batch& batch,
                                                  const PreparedCommit& prepared, ReplyView reply,
                                                  bool& epoch_changed) {
  if (reply.size() != 2) return absl::InternalError("the commit script answered nonsense");
  switch (static_cast<CommitCode>(reply[0].integer())) {
    case CommitCode::kDone:
      for (const auto& [key, record] : prepared.records) {
        if (record == nullptr) {
          cache_.Drop(batch.slot, key);
        } else {
          cache_.Put(batch.slot, key, record);
        }
      }
      return Committed{static_cast<uint64_t>(reply[1].integer()), std::nullopt};
    case CommitCode::kConflict:
      return Conflict();
    case CommitCode::kEpoch:
      epoch_changed = true;
      return Conflict();
    case CommitCode::kBehindFloor:
    case CommitCode::kLogAhead:
      return AuditAway();
    case CommitCode::kTooLarge:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_TOO_LARGE,
                   "This is more than can be stored in one step.");
    case CommitCode::kKept:
      break;
  }
  return absl::InternalError("the commit script answered nonsense");
}

Task<absl::StatusOr<std::optional<KeptAnswer>>> RedisStore::FindAnswer(std::string_view slot,
                                                                       std::string_view key) {
  const std::string name(slot);
  const std::string request(key);
  if (!IsSlotName(name)) co_return absl::InternalError("a slot with a bad name");
  Command get("GET");
  get.Add(AnswerKey(name, request));
  auto reply = co_await client_->Call(std::move(get), CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  if (reply->view().is_nil()) co_return std::optional<KeptAnswer>();
  const std::string sealed(reply->view().text());
  std::set<uint32_t> wanted = {EpochOfWrap(sealed)};
  CO_RETURN_IF_ERROR(co_await FetchKeys(name, std::move(wanted)));
  auto kept = OpenAnswer(name, *keyring_, request, sealed);
  CO_RETURN_IF_ERROR(kept.status());
  co_return std::optional<KeptAnswer>(*std::move(kept));
}

}  // namespace smarthub::store
