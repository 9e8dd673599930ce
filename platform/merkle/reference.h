// For tests: RFC 6962 section 2.1 word for word, slow and plain, and random leaves.
#ifndef PLATFORM_MERKLE_REFERENCE_H_
#define PLATFORM_MERKLE_REFERENCE_H_

#include <string>
#include <vector>

#include "platform/merkle/proof.h"

namespace smarthub::merkle {

class Reference {
 public:
  explicit Reference(uint64_t leaves) {
    for (uint64_t i = 0; i < leaves; ++i) hashes_.push_back(LeafHash("leaf " + std::to_string(i)));
  }
  const std::vector<Hash>& leaves() const { return hashes_; }

  Hash Mth(uint64_t lo, uint64_t hi) const {
    if (lo == hi) return EmptyRoot();
    if (hi - lo == 1) return hashes_[lo];
    uint64_t k = 1;
    while (k * 2 < hi - lo) k *= 2;
    return NodeHash(Mth(lo, lo + k), Mth(lo + k, hi));
  }
  ReadNode Nodes() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Hash> {
      const uint64_t lo = index << level;
      const uint64_t hi = (index + 1) << level;
      if (hi > hashes_.size()) return absl::OutOfRangeError("beyond the tree");
      return Mth(lo, hi);
    };
  }

 private:
  std::vector<Hash> hashes_;
};

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_REFERENCE_H_
