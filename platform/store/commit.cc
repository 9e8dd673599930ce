#include "platform/store/commit.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/keys.h"

namespace smarthub::store {
namespace {

constexpr size_t kLongestIndexPart = 64;
constexpr size_t kLongestReason = 64;

absl::Status TooLarge() {
  return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_TOO_LARGE,
               "This is more than can be stored in one step.");
}

absl::Status Mistake(const char* what) { return absl::InternalError(what); }

absl::Status ValidateChange(const Change& change) {
  if (change.key.kind <= 0 || change.key.kind > 255 || change.key.id.nil()) {
    return Mistake("a change without a key");
  }
  if (!change.content) {
    return change.expected_version == 0 ? Mistake("erasing what must not exist") : absl::OkStatus();
  }
  for (const IndexEntry& entry : change.content->indexes) {
    if (!IsIndexName(entry.index) || entry.partition.size() > kLongestIndexPart ||
        entry.prefix.size() > kLongestIndexPart) {
      return Mistake("an index entry out of bounds");
    }
  }
  return absl::OkStatus();
}

// Numbers the keys of a commit as it meets them.
class Keys {
 public:
  explicit Keys(std::vector<std::string> first) : names_(std::move(first)) {}
  void Append(std::string name) { names_.push_back(std::move(name)); }
  size_t NumberOf(std::string name) {
    const auto [found, added] = numbers_.try_emplace(std::move(name), names_.size() + 1);
    if (added) names_.push_back(found->first);
    return found->second;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, size_t> numbers_;
};

void AddRecord(Command& command, uint64_t expected, const RawRecord* record) {
  command.AddInteger(static_cast<int64_t>(expected));
  if (record == nullptr) {
    command.Add("0").Add("0");
    return;
  }
  command.AddInteger(static_cast<int64_t>(record->version));
  command.AddInteger(static_cast<int64_t>(5 + 2 * record->appearances.size()));
  command.Add("v").AddInteger(static_cast<int64_t>(record->version));
  command.Add("h").Add(record->header).Add("w").Add(record->wrap);
  command.Add("f").Add(record->facts).Add("b").Add(record->body);
  for (const auto& [id, appearance] : record->appearances) {
    const std::string name(id.bytes());
    command.Add("a:" + name).Add(appearance.sealed).Add("k:" + name).Add(appearance.wrap);
  }
}

struct IndexChange {
  size_t key;
  bool add;
  std::string member;
};

absl::Status DiffIndexes(std::string_view slot, const Change& change, const RawRecord* replaced,
                         Keys& keys, std::vector<IndexChange>& out) {
  std::set<IndexEntry> before;
  std::set<IndexEntry> after;
  if (replaced != nullptr) {
    ASSIGN_OR_RETURN(const std::vector<IndexEntry> entries, IndexesOfHeader(replaced->header));
    before.insert(entries.begin(), entries.end());
  }
  if (change.content) after.insert(change.content->indexes.begin(), change.content->indexes.end());
  const auto put = [&](const IndexEntry& entry, bool add) {
    out.push_back({keys.NumberOf(IndexKey(slot, entry.index, entry.partition)), add,
                   IndexMember(entry.prefix, change.key)});
  };
  for (const IndexEntry& entry : before) {
    if (!after.contains(entry)) put(entry, false);
  }
  for (const IndexEntry& entry : after) {
    if (!before.contains(entry)) put(entry, true);
  }
  return absl::OkStatus();
}

// Whether it takes something away: such commits run even where Redis has no memory left.
bool Erases(const Change& change, const RawRecord* replaced) {
  if (!change.content) return true;
  if (replaced == nullptr) return false;
  return std::any_of(
      replaced->appearances.begin(), replaced->appearances.end(),
      [&](const auto& each) { return !change.content->appearances.contains(each.first); });
}

std::string SealAnswer(const SealingKeys& keys, const Idempotency& idempotency) {
  store::v1::KeptAnswer answer;
  answer.set_fingerprint(idempotency.answer.fingerprint);
  answer.set_reply(idempotency.answer.reply);
  return SealAlone(keys, AnswerKey(keys.slot, idempotency.key), answer.SerializeAsString());
}

}  // namespace

absl::Status ValidateBatch(const Batch& batch) {
  if (!IsSlotName(batch.slot)) return Mistake("a slot with a bad name");
  if (batch.audit_entry.empty()) return Mistake("a commit without its audit entry");
  if (batch.changes.size() > kMostRecords || batch.events.size() > kMostRecords ||
      batch.unchanged.size() > kMostUnchanged) {
    return TooLarge();
  }
  std::set<Key> seen;
  for (const Change& change : batch.changes) {
    RETURN_IF_ERROR(ValidateChange(change));
    if (!seen.insert(change.key).second) return Mistake("one record twice in a commit");
  }
  for (const Unchanged& each : batch.unchanged) {
    if (!seen.insert(each.key).second) return Mistake("one record twice in a commit");
  }
  for (const OutboxEvent& event : batch.events) {
    if (event.reason.size() > kLongestReason) return Mistake("an event's reason is too long");
  }
  if (batch.idempotency && (batch.idempotency->keep < absl::Milliseconds(1) ||
                            batch.idempotency->keep > absl::Hours(24 * 366))) {
    return Mistake("an answer kept for no time, or for ever");
  }
  return absl::OkStatus();
}

absl::StatusOr<PreparedCommit> PrepareCommit(
    const SealingKeys& keys, const Batch& batch,
    const std::map<Key, std::shared_ptr<const RawRecord>>& replaced, int64_t outbox_length) {
  PreparedCommit prepared;
  const std::string_view slot = keys.slot;
  const std::string epoch = EpochKey(slot);
  // Where no answer is kept its key is never touched; the place is filled with a key of the slot.
  Keys names({epoch, LogKey(slot), TailKey(slot), OutboxKey(slot),
              batch.idempotency ? AnswerKey(slot, batch.idempotency->key) : epoch});
  for (const Change& change : batch.changes) names.Append(RecordKey(slot, change.key));
  for (const Unchanged& each : batch.unchanged) names.Append(RecordKey(slot, each.key));
  std::vector<IndexChange> index_changes;
  for (const Change& change : batch.changes) {
    const auto found = replaced.find(change.key);
    const RawRecord* old = found == replaced.end() ? nullptr : found->second.get();
    RETURN_IF_ERROR(DiffIndexes(slot, change, old, names, index_changes));
    std::shared_ptr<RawRecord> record;
    if (change.content) {
      ASSIGN_OR_RETURN(RawRecord sealed, SealRecord(keys, change.key, change.expected_version + 1,
                                                    *change.content, old));
      record = std::make_shared<RawRecord>(std::move(sealed));
    }
    if (batch.essential && Erases(change, old)) prepared.script = Script::kCommitBeyondMemory;
    prepared.records[change.key] = std::move(record);
  }
  if (names.names().size() > kMostKeys) return TooLarge();

  Command& command = prepared.command;
  command.Add(Sha1Of(prepared.script)).AddInteger(static_cast<int64_t>(names.names().size()));
  for (const std::string& name : names.names()) command.Add(name);
  command.AddInteger(keys.active).Add(EpochTag(keys.active)).Add(batch.audit_entry);
  command.Add(batch.idempotency ? SealAnswer(keys, *batch.idempotency) : std::string());
  command.AddInteger(batch.idempotency ? absl::ToInt64Milliseconds(batch.idempotency->keep) : 1);
  command.AddInteger(outbox_length).AddInteger(static_cast<int64_t>(batch.changes.size()));
  command.AddInteger(static_cast<int64_t>(index_changes.size()));
  command.AddInteger(static_cast<int64_t>(batch.events.size()));
  command.AddInteger(static_cast<int64_t>(batch.unchanged.size()));
  for (const Change& change : batch.changes) {
    AddRecord(command, change.expected_version, prepared.records[change.key].get());
  }
  for (const Unchanged& each : batch.unchanged) {
    command.AddInteger(static_cast<int64_t>(each.version));
  }
  for (const IndexChange& change : index_changes) {
    command.AddInteger(static_cast<int64_t>(change.key)).Add(change.add ? "a" : "r");
    command.Add(change.member);
  }
  for (const OutboxEvent& event : batch.events) {
    command.AddInteger(event.key.kind).Add(event.key.id.bytes());
    command.AddInteger(static_cast<int64_t>(event.version)).Add(event.reason);
  }
  if (command.size() > kMostBytes) return TooLarge();
  return prepared;
}

absl::StatusOr<KeptAnswer> OpenAnswer(std::string_view slot, const Keyring& keyring,
                                      std::string_view request, std::string_view sealed) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   OpenAlone(slot, keyring, AnswerKey(slot, request), sealed));
  store::v1::KeptAnswer answer;
  if (!answer.ParseFromString(bytes)) return absl::DataLossError("a kept answer does not parse");
  return KeptAnswer{answer.fingerprint(), answer.reply()};
}

}  // namespace smarthub::store
