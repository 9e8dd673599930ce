// Records lately read or written, as stored: sealed bytes and wrapped keys, nothing opened. A
// commit that replaces a record needs its wraps and index entries, and mostly finds them here
// instead of asking again; the version tells whether they are still right. Bounded. Not
// thread-safe.
#ifndef PLATFORM_STORE_RECORD_CACHE_H_
#define PLATFORM_STORE_RECORD_CACHE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "platform/store/record.h"

namespace smarthub::store {

class RecordCache {
 public:
  using Record = std::shared_ptr<const RawRecord>;

  // Null where it is not here at this version.
  Record Find(std::string_view slot, const Key& key, uint64_t version) {
    const Name name{std::string(slot), key};
    auto found = young_.find(name);
    if (found == young_.end()) {
      found = old_.find(name);
      if (found == old_.end()) return nullptr;
    }
    return found->second->version == version ? found->second : nullptr;
  }

  void Put(std::string_view slot, const Key& key, Record record) {
    // Two generations: cheaper than a list of uses, and as good for what was read a moment ago.
    if (bytes_ > kGenerationBytes) {
      old_ = std::move(young_);
      young_.clear();
      bytes_ = 0;
    }
    bytes_ += record->size();
    Name name{std::string(slot), key};
    old_.erase(name);
    young_.insert_or_assign(std::move(name), std::move(record));
  }

  void Drop(std::string_view slot, const Key& key) {
    const Name name{std::string(slot), key};
    young_.erase(name);
    old_.erase(name);
  }

 private:
  static constexpr size_t kGenerationBytes = 4 << 20;
  using Name = std::pair<std::string, Key>;
  absl::flat_hash_map<Name, Record> young_;
  absl::flat_hash_map<Name, Record> old_;
  size_t bytes_ = 0;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_RECORD_CACHE_H_
