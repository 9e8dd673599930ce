// The names of Redis keys (docs/formats/redis-keys.md). Pure functions.
#ifndef PLATFORM_STORE_KEYS_H_
#define PLATFORM_STORE_KEYS_H_

#include <string>
#include <string_view>

#include "platform/store/store.h"

namespace smarthub::store {

// [a-z0-9-], 1 to 32 characters: it stands between braces in every key.
bool IsSlotName(std::string_view slot);
// [a-z0-9_], 1 to 32 characters.
bool IsIndexName(std::string_view index);

// "{melton}:r:": how keys of records begin.
std::string RecordKeyHead(std::string_view slot);
std::string RecordKey(std::string_view slot, const Key& key);
std::string IndexKey(std::string_view slot, std::string_view index, std::string_view partition);
// prefix || kind byte || id.
std::string IndexMember(std::string_view prefix, const Key& key);
// The record that a member stands for; INTERNAL where it is none.
absl::StatusOr<Key> KeyOfMember(std::string_view member);
// ZRANGEBYLEX bounds of a range.
std::string LowerBound(const Range& range);
std::string UpperBound(const Range& range);

std::string EpochKey(std::string_view slot);
// Next leaf index, floor, number of events told.
std::string LogKey(std::string_view slot);
std::string TailKey(std::string_view slot);
// Also the name of the channel.
std::string OutboxKey(std::string_view slot);
std::string CursorsKey(std::string_view slot);
// `request` is any bytes; only its hash is in the name.
std::string AnswerKey(std::string_view slot, std::string_view request);
// The registry of slots.
inline constexpr std::string_view kSlotsKey = "{hub}:slots";

// Prefixes of index members by time: 8 bytes, big-endian Unix milliseconds, inverted so that the
// newest sorts first, or as they are.
std::string NewestFirst(absl::Time time);
std::string OldestFirst(absl::Time time);

// In a KeyProvider.
std::string EpochKeyName(std::string_view slot, uint32_t epoch);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_KEYS_H_
