#include "platform/store/keys.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/store/associated_data.h"

namespace smarthub::store {
namespace {

constexpr size_t kLongestName = 32;
constexpr size_t kId = 16;
// Enough that two request ids never meet, short enough to keep by the million.
constexpr size_t kAnswerHash = 20;

std::string Named(std::string_view slot, std::string_view what) {
  return absl::StrCat("{", ToAbsl(slot), "}:", ToAbsl(what));
}

bool IsName(std::string_view name, char extra) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [extra](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == extra;
         });
}

std::string Milliseconds(uint64_t value) {
  std::string bytes;
  AppendBigEndian(bytes, value, 8);
  return bytes;
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(ToAbsl(bytes)); }

// The first text after every text that begins with `prefix`; empty: there is none.
std::string After(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

}  // namespace

bool IsSlotName(std::string_view slot) { return IsName(slot, '-'); }
bool IsIndexName(std::string_view index) { return IsName(index, '_'); }

std::string RecordKeyHead(std::string_view slot) { return Named(slot, "r:"); }

std::string RecordKey(std::string_view slot, const Key& key) {
  return absl::StrCat(RecordKeyHead(slot), static_cast<int>(key.kind), ":", Hex(key.id.bytes()));
}

std::string IndexKey(std::string_view slot, std::string_view index, std::string_view partition) {
  return absl::StrCat("{", ToAbsl(slot), "}:i:", ToAbsl(index), ":", Hex(partition));
}

std::string IndexMember(std::string_view prefix, const Key& key) {
  std::string member(prefix);
  member.push_back(static_cast<char>(key.kind));
  member.append(key.id.bytes());
  return member;
}

absl::StatusOr<Key> KeyOfMember(std::string_view member) {
  if (member.size() < kId + 1) return absl::InternalError("an index member is too short");
  absl::StatusOr<Uuid> id = Uuid::FromBytes(member.substr(member.size() - kId));
  if (!id.ok()) return id.status();
  const auto kind = static_cast<uint8_t>(member[member.size() - kId - 1]);
  return Key{static_cast<RecordKind>(kind), *id};
}

std::string LowerBound(const Range& range) {
  if (!range.after.empty() && range.after >= range.prefix) return "(" + range.after;
  return range.prefix.empty() ? "-" : "[" + range.prefix;
}

std::string UpperBound(const Range& range) {
  const std::string end = After(range.prefix);
  return end.empty() ? "+" : "(" + end;
}

std::string EpochKey(std::string_view slot) { return Named(slot, "epoch"); }
std::string LogKey(std::string_view slot) { return Named(slot, "audit"); }
std::string TailKey(std::string_view slot) { return Named(slot, "audit:tail"); }
std::string OutboxKey(std::string_view slot) { return Named(slot, "outbox"); }
std::string CursorsKey(std::string_view slot) { return Named(slot, "cursors"); }

std::string AnswerKey(std::string_view slot, std::string_view request) {
  return absl::StrCat(Named(slot, "q:"), Hex(crypto::Sha256(request).substr(0, kAnswerHash)));
}

std::string NewestFirst(absl::Time time) {
  return Milliseconds(~static_cast<uint64_t>(absl::ToUnixMillis(time)));
}

std::string OldestFirst(absl::Time time) {
  return Milliseconds(static_cast<uint64_t>(absl::ToUnixMillis(time)));
}

std::string EpochKeyName(std::string_view slot, uint32_t epoch) {
  return absl::StrCat("epoch/", ToAbsl(slot), "/", epoch);
}

}  // namespace smarthub::store
