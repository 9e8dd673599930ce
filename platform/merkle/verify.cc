// The verifying half of proof.h, from RFC 9162's iterative descriptions (2.1.3.2, 2.1.4.2): of
// another shape than the recursion that builds, so that one cannot share a mistake of the other.
#include "platform/merkle/proof.h"

namespace smarthub::merkle {
namespace {

absl::Status NotProven() { return absl::DataLossError("the proof does not prove it"); }

}  // namespace

absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf_hash,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) return NotProven();
  uint64_t fn = index;
  uint64_t sn = size - 1;
  Hash r = leaf_hash;
  for (const Hash& p : proof) {
    if (sn == 0) return NotProven();
    if ((fn & 1) != 0 || fn == sn) {
      r = NodeHash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = NodeHash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root ? absl::OkStatus() : NotProven();
}

absl::Status VerifyConsistency(uint64_t from, const Hash& from_root, uint64_t to,
                               const Hash& to_root, absl::Span<const Hash> proof) {
  if (from > to) return NotProven();
  if (from == to) return proof.empty() && from_root == to_root ? absl::OkStatus() : NotProven();
  if (from == 0) {
    // Everything grows out of nothing.
    return proof.empty() && from_root == EmptyRoot() ? absl::OkStatus() : NotProven();
  }
  uint64_t fn = from - 1;
  uint64_t sn = to - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  size_t next = 0;
  Hash start = from_root;
  // A whole left subtree is its own first node; otherwise the proof begins with that node.
  if (fn != 0) {
    if (proof.empty()) return NotProven();
    start = proof[next++];
  }
  Hash fr = start;
  Hash sr = start;
  for (; next < proof.size(); ++next) {
    const Hash& c = proof[next];
    if (sn == 0) return NotProven();
    if ((fn & 1) != 0 || fn == sn) {
      fr = NodeHash(c, fr);
      sr = NodeHash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = NodeHash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == from_root && sr == to_root ? absl::OkStatus() : NotProven();
}

}  // namespace smarthub::merkle
