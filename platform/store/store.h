// The system of record: sealed records in Redis, changed by one atomic commit that carries its own
// audit entry. A deep module: services know this header and write no Redis.
//
// A *slot* is one scheme ("melton") or "hub"; everything of a slot shares one Redis hash slot, and
// a commit never crosses slots. docs/formats/record.md and redis-keys.md give bytes and keys. One
// Store belongs to one Loop's thread.
#ifndef PLATFORM_STORE_STORE_H_
#define PLATFORM_STORE_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/base/uuid.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "smarthub/label/v1/label.pb.h"
#include "smarthub/policy/v1/policy.pb.h"
#include "smarthub/store/v1/record.pb.h"

namespace smarthub::store {

using label::v1::RecordKind;

struct Key {
  RecordKind kind = label::v1::RECORD_KIND_UNSPECIFIED;
  Uuid id;
  friend auto operator<=>(const Key&, const Key&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Key& key) {
    return H::combine(std::move(h), static_cast<int>(key.kind), key.id);
  }
};

// One membership of an index. `index` is a short literal ("site", "state"); `partition` is what
// policy decides on; `prefix` sorts. The member in Redis is prefix || kind byte || id.
struct IndexEntry {
  std::string index;
  std::string partition;
  std::string prefix;
  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;
};

// What a record holds once opened. Appearances are people in it, each under a key of its own.
struct Content {
  std::vector<IndexEntry> indexes;
  policy::v1::RetentionClass retention_class = policy::v1::RETENTION_CLASS_UNSPECIFIED;
  // From what the class is counted, since when, and when its next step is due.
  policy::v1::Clock retention_clock = policy::v1::CLOCK_UNSPECIFIED;
  std::optional<absl::Time> retention_started;
  std::optional<absl::Time> retention_due;
  store::v1::RecordFacts facts;
  std::string body;
  std::map<Uuid, std::string> appearances;
};

// A record as read: the facts can be opened without opening the body. An appearance whose key was
// erased is absent from `appearances` after Open.
class Sealed {
 public:
  virtual ~Sealed() = default;
  virtual const Key& key() const = 0;
  virtual uint64_t version() const = 0;
  // DATA_LOSS where the bytes do not authenticate.
  virtual absl::StatusOr<store::v1::RecordFacts> OpenFacts() const = 0;
  virtual absl::StatusOr<Content> Open() const = 0;
};

// What a commit does to one record.
struct Change {
  Key key;
  // The version that was read; 0: the record must not exist.
  uint64_t expected_version = 0;
  // Absent: the record is erased, keys first.
  std::optional<Content> content;
};

// Something other rooms may act on, or a stream tells about.
struct OutboxEvent {
  Key key;
  uint64_t version = 0;
  // The action that made it: "incident.pass".
  std::string reason;
};

// The answer kept for a request id.
struct KeptAnswer {
  // HMAC over the canonical request.
  std::string fingerprint;
  // Serialized reply message.
  std::string reply;
};

struct Idempotency {
  // Caller's person id || request id: ids of different people never meet.
  std::string key;
  KeptAnswer answer;
  absl::Duration keep = absl::Hours(48);
};

// A record that a commit rests on and leaves as it is.
struct Unchanged {
  Key key;
  // The version that was read; 0: there was none.
  uint64_t version = 0;
};

// One commit: at most 64 changes, 512 records it rests on, 768 Redis keys in all and 256 KiB, else
// INVALID_ARGUMENT.
struct Batch {
  std::string slot;
  std::vector<Change> changes;
  // None of these is in `changes`.
  std::vector<Unchanged> unchanged;
  std::vector<OutboxEvent> events;
  std::optional<Idempotency> idempotency;
  // The sealed audit leaf. Never empty: what cannot be recorded does not happen.
  std::string audit_entry;
  // Reports and erasures go on where other writes are shed (memory and disk watermarks).
  bool essential = false;
};

struct Committed {
  uint64_t leaf_index = 0;
  // Set where the request id was used before: nothing was changed, this was the first answer.
  std::optional<KeptAnswer> kept;
};

struct Range {
  std::string index;
  std::string partition;
  // Exclusive start inside the partition (a member as returned in Page::next); empty: from the
  // beginning.
  std::string after;
  // Only members whose bytes begin so.
  std::string prefix;
  int limit = 20;
};

struct Page {
  std::vector<std::unique_ptr<Sealed>> records;
  // Members in step with `records`; the last one continues the list.
  std::vector<std::string> members;
  bool more = false;
};

// Outbox entry with its place in the stream, for resuming.
struct OutboxItem {
  std::string cursor;
  OutboxEvent event;
};

class Store {
 public:
  virtual ~Store() = default;

  // In the order asked for; null where there is none. UNAVAILABLE / STORE_AWAY at once while Redis
  // is away. Reads are from one moment.
  virtual Task<absl::StatusOr<std::vector<std::unique_ptr<Sealed>>>> Read(
      std::string_view slot, absl::Span<const Key> keys, Cancellation* cancellation = nullptr) = 0;

  // A page of an index and its records, from one moment.
  virtual Task<absl::StatusOr<Page>> List(std::string_view slot, const Range& range,
                                          Cancellation* cancellation = nullptr) = 0;

  // All or nothing, durable when it returns OK. Once sent it is awaited to its end whatever happens
  // to the caller. ABORTED / CONFLICT: a version was not as expected, of a record it changes or
  // rests on; nothing changed.
  // UNAVAILABLE / OUTCOME_UNKNOWN: the connection went with the commit in flight.
  // RESOURCE_EXHAUSTED / STORE_NEARLY_FULL: shed by a watermark.
  virtual Task<absl::StatusOr<Committed>> Commit(Batch batch) = 0;

  // RESOURCE_EXHAUSTED / STORE_NEARLY_FULL where a watermark would shed a commit that changes
  // something, as last measured. For whoever writes elsewhere on the same disk before they commit.
  virtual absl::Status CheckRoom(bool essential) const = 0;

  // The first answer given under `key`, if it is still kept.
  virtual Task<absl::StatusOr<std::optional<KeptAnswer>>> FindAnswer(std::string_view slot,
                                                                     std::string_view key) = 0;

  // Events after `cursor` (empty: from the beginning; "$": none, but the newest cursor). At most
  // `limit`; returns at once. OUT_OF_RANGE where the outbox was trimmed past the cursor: rescan.
  virtual Task<absl::StatusOr<std::vector<OutboxItem>>> ReadOutbox(std::string_view slot,
                                                                   std::string_view cursor,
                                                                   int limit) = 0;
  virtual Task<absl::StatusOr<std::string>> NewestOutboxCursor(std::string_view slot) = 0;
  // Resumes when something may have been committed in the slot, by any process, or after `at_most`.
  // `after` is the cursor of the last event read: what came since then, unheard, resumes at once.
  virtual Task<absl::Status> AwaitOutbox(std::string_view slot, absl::Duration at_most,
                                         Cancellation* cancellation = nullptr,
                                         std::string_view after = {}) = 0;
  // A consumer's own place, kept in the slot.
  virtual Task<absl::StatusOr<std::string>> LoadCursor(std::string_view slot,
                                                       std::string_view consumer) = 0;
  virtual Task<absl::Status> SaveCursor(std::string_view slot, std::string_view consumer,
                                        std::string_view cursor) = 0;

  // The audit log's hot tail (services/audit drains it to disk).
  struct TailEntry {
    uint64_t leaf_index = 0;
    std::string sealed;
  };
  virtual Task<absl::StatusOr<std::vector<TailEntry>>> ReadTail(std::string_view slot,
                                                                uint64_t from, int limit) = 0;
  // Forgets entries below `below`, which must be durable on disk.
  virtual Task<absl::Status> TrimTail(std::string_view slot, uint64_t below) = 0;
  // Leaf index that the next commit will get.
  virtual Task<absl::StatusOr<uint64_t>> NextLeaf(std::string_view slot) = 0;
  // Sets the floor that the next leaf index must not be below; commits are refused
  // (UNAVAILABLE / AUDIT_AWAY) while it is.
  virtual Task<absl::Status> SetAuditFloor(std::string_view slot, uint64_t floor) = 0;

  // Reconciling only (services/audit): the next commit gets `to` or later, where it would have got
  // less. Never lowers. The tail below `to` is trimmed before.
  virtual Task<absl::Status> RaiseNextLeaf(std::string_view slot, uint64_t to) = 0;

  // Slots that exist (have ever had a commit).
  virtual Task<absl::StatusOr<std::vector<std::string>>> Slots() = 0;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_STORE_H_
