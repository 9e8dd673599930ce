// Proofs about an append-only log (RFC 6962 section 2.1, RFC 9162 section 2.1): that an entry is in
// it, and that a later log only grew out of an earlier one.
//
// Building reads the hashes of complete subtrees through a function, so it works over tiles, over a
// map in a test, over anything. Verifying needs nothing but the proof. Pure; thread-safe.
#ifndef PLATFORM_MERKLE_PROOF_H_
#define PLATFORM_MERKLE_PROOF_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/merkle/hash.h"

namespace smarthub::merkle {

// The hash over leaves [index * 2^level, (index + 1) * 2^level), all of which exist.
using ReadNode = std::function<absl::StatusOr<Hash>(int level, uint64_t index)>;

// Of the first `size` leaves.
absl::StatusOr<Hash> Root(uint64_t size, const ReadNode& read);

// Nearest the leaf first. INVALID_ARGUMENT unless index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const ReadNode& read);
// INVALID_ARGUMENT unless from <= to. Empty where from is 0 or equals to.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t from, uint64_t to,
                                                   const ReadNode& read);

// OK, or DATA_LOSS: the proof does not prove it.
absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf_hash,
                             absl::Span<const Hash> proof, const Hash& root);
absl::Status VerifyConsistency(uint64_t from, const Hash& from_root, uint64_t to,
                               const Hash& to_root, absl::Span<const Hash> proof);

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_PROOF_H_
