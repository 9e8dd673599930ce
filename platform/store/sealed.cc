// Opening what was read (the other half of record.cc).
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/store/associated_data.h"
#include "platform/store/record.h"

namespace smarthub::store {
namespace {

constexpr size_t kWrapHead = 5;

absl::Status Unreadable() { return absl::DataLossError("a stored record does not authenticate"); }

absl::StatusOr<store::v1::RecordHeader> ParseHeader(std::string_view bytes) {
  store::v1::RecordHeader header;
  if (bytes.empty() || bytes[0] != kRecordFormat ||
      !header.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1))) {
    return Unreadable();
  }
  return header;
}

std::vector<IndexEntry> EntriesOf(const store::v1::RecordHeader& header) {
  std::vector<IndexEntry> entries;
  for (const auto& entry : header.index_entries()) {
    entries.push_back({entry.index(), entry.partition(), entry.prefix()});
  }
  return entries;
}

class SealedRecord final : public Sealed {
 public:
  SealedRecord(std::string slot, Key key, std::shared_ptr<const RawRecord> record,
               std::shared_ptr<const Keyring> keyring)
      : slot_(std::move(slot)),
        key_(key),
        record_(std::move(record)),
        keyring_(std::move(keyring)),
        header_(crypto::Sha256Of(record_->header)) {}

  const Key& key() const override { return key_; }
  uint64_t version() const override { return record_->version; }

  absl::StatusOr<store::v1::RecordFacts> OpenFacts() const override {
    RETURN_IF_ERROR(Unwrap());
    ASSIGN_OR_RETURN(const std::string bytes, OpenSegment(*own_, 'f', {}, record_->facts));
    store::v1::RecordFacts facts;
    if (!facts.ParseFromString(bytes)) return Unreadable();
    return facts;
  }

  absl::StatusOr<Content> Open() const override {
    ASSIGN_OR_RETURN(const store::v1::RecordHeader header, ParseHeader(record_->header));
    // The header is bound to every segment, so what it says of itself must be what was asked for.
    if (header.version() != record_->version || header.kind() != key_.kind ||
        header.id() != key_.id.bytes()) {
      return Unreadable();
    }
    Content content;
    content.indexes = EntriesOf(header);
    content.retention_class = header.retention_class();
    content.retention_clock = header.retention_clock();
    if (header.has_retention_started()) {
      content.retention_started = absl::FromUnixSeconds(header.retention_started().seconds());
    }
    if (header.has_retention_due()) {
      content.retention_due = absl::FromUnixSeconds(header.retention_due().seconds());
    }
    ASSIGN_OR_RETURN(content.facts, OpenFacts());
    ASSIGN_OR_RETURN(content.body, OpenSegment(*own_, 'b', {}, record_->body));
    for (const auto& [id, appearance] : record_->appearances) {
      // Erasing takes the wrap; sealed bytes that stay behind are nobody's.
      if (appearance.wrap.empty() || appearance.sealed.empty()) continue;
      ASSIGN_OR_RETURN(const crypto::Key key, UnwrapOne('k', id.bytes(), appearance.wrap));
      ASSIGN_OR_RETURN(content.appearances[id],
                       OpenSegment(key, 'a', id.bytes(), appearance.sealed));
    }
    return content;
  }

 private:
  absl::StatusOr<crypto::Key> UnwrapOne(char letter, std::string_view appearance,
                                        std::string_view wrap) const {
    const crypto::Key* under = keyring_->Find(slot_, EpochOfWrap(wrap));
    if (under == nullptr) return Unreadable();
    return crypto::UnwrapKey(*under, WrapData(slot_, key_, letter, appearance),
                             wrap.substr(kWrapHead));
  }

  absl::Status Unwrap() const {
    if (own_) return absl::OkStatus();
    ASSIGN_OR_RETURN(crypto::Key key, UnwrapOne('w', {}, record_->wrap));
    own_ = std::move(key);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> OpenSegment(const crypto::Key& key, char letter,
                                          std::string_view appearance,
                                          std::string_view segment) const {
    if (segment.empty() || segment[0] != kRecordFormat) return Unreadable();
    return crypto::Open(key,
                        SegmentData(slot_, key_, record_->version, header_, letter, appearance),
                        segment.substr(1));
  }

  const std::string slot_;
  const Key key_;
  const std::shared_ptr<const RawRecord> record_;
  const std::shared_ptr<const Keyring> keyring_;
  const crypto::Digest header_;
  mutable std::optional<crypto::Key> own_;
};

}  // namespace

std::unique_ptr<Sealed> MakeSealed(std::string slot, Key key,
                                   std::shared_ptr<const RawRecord> record,
                                   std::shared_ptr<const Keyring> keyring) {
  return std::make_unique<SealedRecord>(std::move(slot), key, std::move(record),
                                        std::move(keyring));
}

absl::StatusOr<std::vector<IndexEntry>> IndexesOfHeader(std::string_view header) {
  ASSIGN_OR_RETURN(const store::v1::RecordHeader parsed, ParseHeader(header));
  return EntriesOf(parsed);
}

}  // namespace smarthub::store
