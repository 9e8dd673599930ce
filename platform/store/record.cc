#include "platform/store/record.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/store/associated_data.h"

namespace smarthub::store {
namespace {

constexpr size_t kWrapHead = 5;

absl::Status Unreadable() { return absl::DataLossError("a stored record does not authenticate"); }

std::string HeaderBytes(const Key& key, uint64_t version, const Content& content) {
  store::v1::RecordHeader header;
  header.set_kind(key.kind);
  header.set_id(std::string(key.id.bytes()));
  header.set_version(version);
  for (const IndexEntry& entry : content.indexes) {
    store::v1::IndexEntry* added = header.add_index_entries();
    added->set_index(entry.index);
    added->set_partition(entry.partition);
    added->set_prefix(entry.prefix);
  }
  header.set_retention_class(content.retention_class);
  header.set_retention_clock(content.retention_clock);
  if (content.retention_started) {
    header.mutable_retention_started()->set_seconds(
        absl::ToUnixSeconds(*content.retention_started));
  }
  if (content.retention_due) {
    header.mutable_retention_due()->set_seconds(absl::ToUnixSeconds(*content.retention_due));
  }
  std::string out(1, kRecordFormat);
  header.AppendToString(&out);
  return out;
}

std::string SealSegment(const crypto::Key& key, std::string_view data, std::string_view text,
                        Random& random) {
  return std::string(1, kRecordFormat) + crypto::Seal(key, data, text, random);
}

std::string Wrap(const SealingKeys& keys, std::string_view data, const crypto::Key& key) {
  std::string out(1, kRecordFormat);
  AppendBigEndian(out, keys.active, 4);
  out += crypto::WrapKey(*keys.keyring.Find(keys.slot, keys.active), data, key, keys.random);
  return out;
}

struct KeyAndWrap {
  crypto::Key key;
  std::string wrap;
};

KeyAndWrap MakeKey(const SealingKeys& keys, std::string_view data) {
  const crypto::Key key = crypto::Key::Make(keys.random);
  return {key, Wrap(keys, data, key)};
}

absl::StatusOr<crypto::Key> Unwrap(std::string_view slot, const Keyring& keyring,
                                   std::string_view data, std::string_view wrap) {
  const crypto::Key* under = keyring.Find(slot, EpochOfWrap(wrap));
  if (under == nullptr) return Unreadable();
  return crypto::UnwrapKey(*under, data, wrap.substr(kWrapHead));
}

// The key that is there, under the active epoch; a new one where `wrap` is empty.
absl::StatusOr<KeyAndWrap> KeepKey(const SealingKeys& keys, std::string_view data,
                                   std::string_view wrap) {
  if (wrap.empty()) return MakeKey(keys, data);
  ASSIGN_OR_RETURN(crypto::Key key, Unwrap(keys.slot, keys.keyring, data, wrap));
  if (EpochOfWrap(wrap) == keys.active) return KeyAndWrap{key, std::string(wrap)};
  return KeyAndWrap{key, Wrap(keys, data, key)};
}

}  // namespace

size_t RawRecord::size() const {
  size_t size = header.size() + wrap.size() + facts.size() + body.size();
  for (const auto& [id, each] : appearances) size += 36 + each.sealed.size() + each.wrap.size();
  return size;
}

std::set<uint32_t> RawRecord::Epochs() const {
  std::set<uint32_t> epochs = {EpochOfWrap(wrap)};
  for (const auto& [id, each] : appearances) epochs.insert(EpochOfWrap(each.wrap));
  return epochs;
}

uint32_t EpochOfWrap(std::string_view wrap) {
  if (wrap.size() < kWrapHead || wrap[0] != kRecordFormat) return 0;
  uint32_t epoch = 0;
  for (size_t i = 1; i < kWrapHead; ++i) epoch = epoch << 8 | static_cast<uint8_t>(wrap[i]);
  return epoch;
}

std::string EpochTag(uint32_t epoch) {
  std::string tag;
  AppendBigEndian(tag, epoch, 4);
  return tag;
}

absl::StatusOr<RawRecord> SealRecord(const SealingKeys& keys, const Key& key, uint64_t version,
                                     const Content& content, const RawRecord* replaced) {
  RawRecord record;
  record.version = version;
  record.header = HeaderBytes(key, version, content);
  const crypto::Digest header = crypto::Sha256Of(record.header);
  ASSIGN_OR_RETURN(KeyAndWrap own, KeepKey(keys, WrapData(keys.slot, key, 'w'),
                                           replaced == nullptr ? "" : replaced->wrap));
  record.wrap = std::move(own.wrap);
  const auto seal = [&](const crypto::Key& with, char letter, std::string_view appearance,
                        std::string_view text) {
    return SealSegment(with, SegmentData(keys.slot, key, version, header, letter, appearance), text,
                       keys.random);
  };
  record.facts = seal(own.key, 'f', {}, content.facts.SerializeAsString());
  record.body = seal(own.key, 'b', {}, content.body);
  for (const auto& [id, text] : content.appearances) {
    std::string_view wrap;
    if (replaced != nullptr) {
      const auto kept = replaced->appearances.find(id);
      if (kept != replaced->appearances.end()) wrap = kept->second.wrap;
    }
    ASSIGN_OR_RETURN(KeyAndWrap its,
                     KeepKey(keys, WrapData(keys.slot, key, 'k', id.bytes()), wrap));
    record.appearances[id] = {seal(its.key, 'a', id.bytes(), text), std::move(its.wrap)};
  }
  return record;
}

absl::StatusOr<std::shared_ptr<const RawRecord>> ParseRecord(ReplyView fields) {
  if (fields.size() == 0) return nullptr;
  auto record = std::make_shared<RawRecord>();
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    const std::string_view name = fields[i].text();
    const std::string_view value = fields[i + 1].text();
    if (name == "v") {
      if (!absl::SimpleAtoi(ToAbsl(value), &record->version)) return Unreadable();
    } else if (name == "h") {
      record->header = value;
    } else if (name == "w") {
      record->wrap = value;
    } else if (name == "f") {
      record->facts = value;
    } else if (name == "b") {
      record->body = value;
    } else if (name.substr(0, 2) == "a:" || name.substr(0, 2) == "k:") {
      ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(name.substr(2)));
      RawAppearance& appearance = record->appearances[id];
      (name[0] == 'a' ? appearance.sealed : appearance.wrap) = value;
    } else {
      return Unreadable();
    }
  }
  if (record->version == 0 || record->header.empty() || record->wrap.empty()) return Unreadable();
  return record;
}

std::string SealAlone(const SealingKeys& keys, std::string_view name, std::string_view text) {
  const KeyAndWrap own = MakeKey(keys, name);
  return own.wrap + SealSegment(own.key, name, text, keys.random);
}

absl::StatusOr<std::string> OpenAlone(std::string_view slot, const Keyring& keyring,
                                      std::string_view name, std::string_view sealed) {
  // A sealed key is 93 bytes: 1 + 12 + 32 + 32 + 16.
  constexpr size_t kWrap = kWrapHead + 93;
  if (sealed.size() <= kWrap || sealed[kWrap] != kRecordFormat) return Unreadable();
  ASSIGN_OR_RETURN(const crypto::Key key, Unwrap(slot, keyring, name, sealed.substr(0, kWrap)));
  return crypto::Open(key, name, sealed.substr(kWrap + 1));
}

}  // namespace smarthub::store
