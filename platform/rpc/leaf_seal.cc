#include "platform/rpc/leaf_seal.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::rpc {
namespace {

constexpr size_t kMonthSize = 7;
constexpr size_t kMaxLeaf = 65535;  // of the log's entry bundles: docs/formats/audit.md

std::string AssociatedData(std::string_view slot, std::string_view month) {
  return absl::StrCat("smarthub audit leaf 1\n", ToAbsl(slot), "\n", ToAbsl(month));
}

bool LooksLikeMonth(std::string_view text) {
  if (text.size() != kMonthSize || text[4] != '-') return false;
  for (size_t i = 0; i < kMonthSize; ++i) {
    if (i != 4 && (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

}  // namespace

std::string LeafSeal::MonthOf(absl::Time at) {
  return absl::FormatTime("%Y-%m", at, absl::UTCTimeZone());
}

std::string LeafSeal::KeyName(std::string_view slot, std::string_view month) {
  return absl::StrCat("audit/", ToAbsl(slot), "/", ToAbsl(month));
}

absl::StatusOr<std::string> LeafSeal::MonthOf(std::string_view sealed) {
  if (sealed.size() <= 1 + kMonthSize || sealed[0] != kLeafFormat ||
      !LooksLikeMonth(sealed.substr(1, kMonthSize))) {
    return absl::DataLossError("not an audit entry");
  }
  return std::string(sealed.substr(1, kMonthSize));
}

absl::StatusOr<std::string> LeafSeal::Seal(std::string_view slot, const audit::v1::Leaf& leaf) {
  const absl::Time at =
      absl::FromUnixSeconds(leaf.at().seconds()) + absl::Nanoseconds(leaf.at().nanos());
  const std::string month = MonthOf(at);
  ASSIGN_OR_RETURN(const crypto::Key key, KeyFor(slot, month, /*make=*/true));
  std::string sealed = absl::StrCat(
      absl::string_view(&kLeafFormat, 1), month,
      crypto::Seal(key, AssociatedData(slot, month), leaf.SerializeAsString(), *random_));
  // A longer one would be committed and could then never be written into the log.
  if (sealed.size() > kMaxLeaf) return absl::InternalError("an audit entry is too long");
  return sealed;
}

absl::StatusOr<audit::v1::Leaf> LeafSeal::Open(std::string_view slot, std::string_view sealed) {
  ASSIGN_OR_RETURN(const std::string month, MonthOf(sealed));
  ASSIGN_OR_RETURN(const crypto::Key key, KeyFor(slot, month, /*make=*/false));
  ASSIGN_OR_RETURN(const std::string plain,
                   crypto::Open(key, AssociatedData(slot, month), sealed.substr(1 + kMonthSize)));
  audit::v1::Leaf leaf;
  if (!leaf.ParseFromString(plain)) return absl::DataLossError("an audit entry does not parse");
  return leaf;
}

// A reader never makes a key: one that is gone was destroyed on purpose.
absl::StatusOr<crypto::Key> LeafSeal::KeyFor(std::string_view slot, std::string_view month,
                                             bool make) {
  std::string name = KeyName(slot, month);
  absl::MutexLock lock(&mutex_);
  if (auto found = cache_.find(name); found != cache_.end()) return found->second;
  ASSIGN_OR_RETURN(const crypto::Key key, make ? keys_->GetOrMake(name) : keys_->Get(name));
  cache_.emplace(std::move(name), key);
  return key;
}

}  // namespace smarthub::rpc
