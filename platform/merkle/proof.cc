#include "platform/merkle/proof.h"

#include <bit>
#include <utility>

#include "platform/base/status_macros.h"

namespace smarthub::merkle {
namespace {

// The largest power of two below n (RFC 6962's k). n > 1.
uint64_t Split(uint64_t n) { return std::bit_floor(n - 1); }

// MTH(D[lo:hi]); lo is a multiple of the smallest power of two >= hi - lo, as in every split.
absl::StatusOr<Hash> RangeHash(uint64_t lo, uint64_t hi, const ReadNode& read) {
  const uint64_t n = hi - lo;
  if (std::has_single_bit(n)) {
    const int level = std::countr_zero(n);
    return read(level, lo >> level);
  }
  const uint64_t k = Split(n);
  ASSIGN_OR_RETURN(const Hash left, RangeHash(lo, lo + k, read));
  ASSIGN_OR_RETURN(const Hash right, RangeHash(lo + k, hi, read));
  return NodeHash(left, right);
}

absl::Status AddRange(uint64_t lo, uint64_t hi, const ReadNode& read, std::vector<Hash>& out) {
  ASSIGN_OR_RETURN(const Hash hash, RangeHash(lo, hi, read));
  out.push_back(hash);
  return absl::OkStatus();
}

// PATH(m, D[lo:hi]), m counted from lo.
absl::Status Path(uint64_t m, uint64_t lo, uint64_t hi, const ReadNode& read,
                  std::vector<Hash>& out) {
  if (hi - lo == 1) return absl::OkStatus();
  const uint64_t k = Split(hi - lo);
  if (m < k) {
    RETURN_IF_ERROR(Path(m, lo, lo + k, read, out));
    return AddRange(lo + k, hi, read, out);
  }
  RETURN_IF_ERROR(Path(m - k, lo + k, hi, read, out));
  return AddRange(lo, lo + k, read, out);
}

// SUBPROOF(m, D[lo:hi], known): `known` while D[lo:lo+m] is the old tree, whose root the verifier
// has.
absl::Status Subproof(uint64_t m, uint64_t lo, uint64_t hi, bool known, const ReadNode& read,
                      std::vector<Hash>& out) {
  if (m == hi - lo) return known ? absl::OkStatus() : AddRange(lo, hi, read, out);
  const uint64_t k = Split(hi - lo);
  if (m <= k) {
    RETURN_IF_ERROR(Subproof(m, lo, lo + k, known, read, out));
    return AddRange(lo + k, hi, read, out);
  }
  RETURN_IF_ERROR(Subproof(m - k, lo + k, hi, false, read, out));
  return AddRange(lo, lo + k, read, out);
}

}  // namespace

absl::StatusOr<Hash> Root(uint64_t size, const ReadNode& read) {
  if (size == 0) return EmptyRoot();
  return RangeHash(0, size, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const ReadNode& read) {
  if (index >= size) return absl::InvalidArgumentError("the leaf is not in the tree");
  std::vector<Hash> out;
  RETURN_IF_ERROR(Path(index, 0, size, read, out));
  return out;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t from, uint64_t to,
                                                   const ReadNode& read) {
  if (from > to) return absl::InvalidArgumentError("the earlier tree is the larger one");
  std::vector<Hash> out;
  if (from == 0 || from == to) return out;
  RETURN_IF_ERROR(Subproof(from, 0, to, true, read, out));
  return out;
}

}  // namespace smarthub::merkle
