// A record's bytes: how content becomes the fields of a Redis hash and back
// (docs/formats/record.md). Pure but for randomness; thread-safe as far as its arguments are.
#ifndef PLATFORM_STORE_RECORD_H_
#define PLATFORM_STORE_RECORD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/store/keyring.h"
#include "platform/store/resp.h"
#include "platform/store/store.h"

namespace smarthub::store {

struct RawAppearance {
  std::string sealed;
  std::string wrap;
};

// The fields of a record's hash.
struct RawRecord {
  uint64_t version = 0;
  std::string header;
  std::string wrap;
  std::string facts;
  std::string body;
  std::map<Uuid, RawAppearance> appearances;

  size_t size() const;
  // Epochs that some key here is wrapped under.
  std::set<uint32_t> Epochs() const;
};

// A wrap is its format byte, the epoch (big-endian), and the sealed key. 0: not a wrap.
uint32_t EpochOfWrap(std::string_view wrap);
std::string EpochTag(uint32_t epoch);

// The keys of a slot under which one commit seals. `active` is in the keyring.
struct SealingKeys {
  std::string_view slot;
  uint32_t active = 0;
  const Keyring& keyring;
  Random& random;
};

// Seals all segments for `version`. Keys of `replaced` (null: none) are kept, those under an older
// epoch wrapped again; appearances that `content` has no more lose theirs. DATA_LOSS where a key of
// `replaced` cannot be opened.
absl::StatusOr<RawRecord> SealRecord(const SealingKeys& keys, const Key& key, uint64_t version,
                                     const Content& content, const RawRecord* replaced);

// From HGETALL: null where there is no record; DATA_LOSS where fields are missing.
absl::StatusOr<std::shared_ptr<const RawRecord>> ParseRecord(ReplyView fields);

// What Store::Read gives out.
std::unique_ptr<Sealed> MakeSealed(std::string slot, Key key,
                                   std::shared_ptr<const RawRecord> record,
                                   std::shared_ptr<const Keyring> keyring);

// The index entries in a stored header.
absl::StatusOr<std::vector<IndexEntry>> IndexesOfHeader(std::string_view header);

// One text under a key of its own that is wrapped beside it: for kept answers. `name` is what it
// belongs to.
std::string SealAlone(const SealingKeys& keys, std::string_view name, std::string_view text);
absl::StatusOr<std::string> OpenAlone(std::string_view slot, const Keyring& keyring,
                                      std::string_view name, std::string_view sealed);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_RECORD_H_
