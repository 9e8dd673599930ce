// Epoch keys in memory, once fetched from the KeyProvider. Belongs to one loop's thread; shared
// with the records that were read, which may outlive the store.
#ifndef PLATFORM_STORE_KEYRING_H_
#define PLATFORM_STORE_KEYRING_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "platform/crypto/key.h"

namespace smarthub::store {

class Keyring {
 public:
  // Null where it was not fetched, or there is none any more.
  const crypto::Key* Find(std::string_view slot, uint32_t epoch) const {
    const auto in_slot = keys_.find(slot);
    if (in_slot == keys_.end()) return nullptr;
    const auto found = in_slot->second.find(epoch);
    return found == in_slot->second.end() ? nullptr : &found->second;
  }
  void Put(std::string_view slot, uint32_t epoch, crypto::Key key) {
    keys_[std::string(slot)].insert_or_assign(epoch, std::move(key));
  }
  void Forget(std::string_view slot, uint32_t epoch) {
    if (const auto in_slot = keys_.find(slot); in_slot != keys_.end()) in_slot->second.erase(epoch);
  }

 private:
  std::map<std::string, std::map<uint32_t, crypto::Key>, std::less<>> keys_;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_KEYRING_H_
