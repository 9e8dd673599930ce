// The Store over a Client. One file a concern: commit and records here, log and outbox in
// redis_store_log.cc.
#ifndef PLATFORM_STORE_REDIS_STORE_H_
#define PLATFORM_STORE_REDIS_STORE_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/store/client.h"
#include "platform/store/commit.h"
#include "platform/store/keyring.h"
#include "platform/store/open_store.h"
#include "platform/store/record_cache.h"
#include "platform/store/store.h"
#include "platform/store/subscriber.h"
#include "platform/store/watermarks.h"

namespace smarthub::store {

// ABORTED / CONFLICT.
absl::Status Conflict();

class RedisStore final : public Store {
 public:
  RedisStore(StoreOptions options, Loop& loop);
  ~RedisStore() override;

  Task<absl::Status> Open();

  Task<absl::StatusOr<std::vector<std::unique_ptr<Sealed>>>> Read(
      std::string_view slot, absl::Span<const Key> keys, Cancellation* cancellation) override;
  Task<absl::StatusOr<Page>> List(std::string_view slot, const Range& range,
                                  Cancellation* cancellation) override;
  Task<absl::StatusOr<Committed>> Commit(Batch batch) override;
  absl::Status CheckRoom(bool essential) const override;
  Task<absl::StatusOr<std::optional<KeptAnswer>>> FindAnswer(std::string_view slot,
                                                             std::string_view key) override;
  Task<absl::StatusOr<std::vector<OutboxItem>>> ReadOutbox(std::string_view slot,
                                                           std::string_view cursor,
                                                           int limit) override;
  Task<absl::StatusOr<std::string>> NewestOutboxCursor(std::string_view slot) override;
  Task<absl::Status> AwaitOutbox(std::string_view slot, absl::Duration at_most,
                                 Cancellation* cancellation, std::string_view after) override;
  Task<absl::StatusOr<std::string>> LoadCursor(std::string_view slot,
                                               std::string_view consumer) override;
  Task<absl::Status> SaveCursor(std::string_view slot, std::string_view consumer,
                                std::string_view cursor) override;
  Task<absl::StatusOr<std::vector<TailEntry>>> ReadTail(std::string_view slot, uint64_t from,
                                                        int limit) override;
  Task<absl::Status> TrimTail(std::string_view slot, uint64_t below) override;
  Task<absl::StatusOr<uint64_t>> NextLeaf(std::string_view slot) override;
  Task<absl::Status> SetAuditFloor(std::string_view slot, uint64_t floor) override;
  Task<absl::Status> RaiseNextLeaf(std::string_view slot, uint64_t to) override;
  Task<absl::StatusOr<std::vector<std::string>>> Slots() override;

 private:
  using RecordPtr = std::shared_ptr<const RawRecord>;
  using Replaced = std::map<Key, RecordPtr>;

  // Shared with the task that watches memory and disk, which may end after the store.
  struct Gauge {
    Load load = Load::kNormal;
  };
  static Task<void> WatchFullness(std::shared_ptr<Client> client, std::shared_ptr<Gauge> gauge,
                                  StoreOptions options, Loop& loop,
                                  std::shared_ptr<Cancellation> stopping);
  static Task<void> MeasureFullness(Client& client, Gauge& gauge, const StoreOptions& options);

  // The active epoch, its key in the keyring; 0: the slot was never used and `make` is false.
  Task<absl::StatusOr<uint32_t>> ActiveEpoch(std::string slot, bool make);
  Task<absl::StatusOr<uint32_t>> AskEpoch(std::string slot, bool make);
  // A key that is gone is no error here: what it would open does not open.
  Task<absl::Status> FetchKeys(std::string slot, std::set<uint32_t> epochs);
  Task<absl::Status> FetchKeysOf(std::string slot, const std::vector<RecordPtr>& records);

  Task<absl::StatusOr<std::vector<RecordPtr>>> ReadRaw(std::string slot, std::vector<Key> keys,
                                                       Cancellation* cancellation);
  // What the batch replaces, at the versions it expects; nullopt: a version is not as expected.
  Task<absl::StatusOr<std::optional<Replaced>>> FindReplaced(const Batch& batch);
  Task<absl::StatusOr<Committed>> TryCommit(const Batch& batch, bool& epoch_changed);
  Task<absl::StatusOr<Committed>> KeptOrConflict(const Batch& batch);
  absl::StatusOr<Committed> ReadVerdict(const Batch& batch, const PreparedCommit& prepared,
                                        ReplyView reply, bool& epoch_changed);
  // A fault that takes the call's place, as its status.
  absl::Status TakeFault(std::deque<Fault> Faults::* list, bool& lose_reply);

  StoreOptions options_;
  Loop& loop_;
  std::shared_ptr<Client> client_;
  std::shared_ptr<Subscriber> subscriber_;
  std::shared_ptr<Keyring> keyring_ = std::make_shared<Keyring>();
  std::shared_ptr<Gauge> gauge_ = std::make_shared<Gauge>();
  std::shared_ptr<Cancellation> stopping_ = std::make_shared<Cancellation>();
  std::map<std::string, uint32_t> active_;
  RecordCache cache_;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_REDIS_STORE_H_
