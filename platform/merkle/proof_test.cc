#include "platform/merkle/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/escaping.h"
#include "platform/merkle/reference.h"

namespace smarthub::merkle {
namespace {

std::string Hex(const Hash& hash) { return absl::BytesToHexString(std::string(Bytes(hash))); }

// The eight leaves and roots that Certificate Transparency's implementations test with.
TEST(MerkleTest, KnownRootsOfRfc6962) {
  const std::vector<std::string> leaves = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  std::vector<Hash> hashes;
  for (const std::string& leaf : leaves) hashes.push_back(LeafHash(absl::HexStringToBytes(leaf)));
  const ReadNode one_level = [&](int level, uint64_t index) -> absl::StatusOr<Hash> {
    std::vector<Hash> row(hashes.begin() + (index << level),
                          hashes.begin() + ((index + 1) << level));
    for (; row.size() > 1; row.resize(row.size() / 2)) {
      for (size_t i = 0; i < row.size() / 2; ++i) row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
    }
    return row[0];
  };
  for (size_t size = 1; size <= roots.size(); ++size) {
    EXPECT_EQ(Hex(*Root(size, one_level)), roots[size - 1]) << size;
  }
  EXPECT_EQ(Hex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(*Root(0, one_level)), Hex(EmptyRoot()));
}

TEST(MerkleTest, EveryInclusionProofOfEverySmallTreeHolds) {
  const Reference log(130);
  for (uint64_t size = 1; size <= log.leaves().size(); ++size) {
    const Hash root = log.Mth(0, size);
    ASSERT_EQ(*Root(size, log.Nodes()), root);
    for (uint64_t i = 0; i < size; ++i) {
      const auto proof = InclusionProof(i, size, log.Nodes());
      ASSERT_TRUE(proof.ok());
      ASSERT_TRUE(VerifyInclusion(i, size, log.leaves()[i], *proof, root).ok()) << i << "/" << size;
    }
  }
}

TEST(MerkleTest, EveryConsistencyProofOfEverySmallTreeHolds) {
  const Reference log(70);
  for (uint64_t to = 0; to <= log.leaves().size(); ++to) {
    for (uint64_t from = 0; from <= to; ++from) {
      const auto proof = ConsistencyProof(from, to, log.Nodes());
      ASSERT_TRUE(proof.ok());
      ASSERT_TRUE(VerifyConsistency(from, log.Mth(0, from), to, log.Mth(0, to), *proof).ok())
          << from << " " << to;
    }
  }
}

// Whatever is changed in a proof, it no longer proves; sizes up to a few thousand, random.
class ProofPropertyTest : public testing::Test {
 protected:
  uint64_t Below(uint64_t n) { return std::uniform_int_distribution<uint64_t>(0, n - 1)(random_); }
  void FlipOneBit(Hash& hash) { hash[Below(32)] ^= static_cast<uint8_t>(1u << Below(8)); }
  std::mt19937_64 random_{20261123};
  const Reference log_{3000};
};

TEST_F(ProofPropertyTest, ChangedInclusionProofsDoNotHold) {
  for (int round = 0; round < 300; ++round) {
    const uint64_t size = 2 + Below(2999);
    const uint64_t index = Below(size);
    const Hash root = log_.Mth(0, size);
    const Hash leaf = log_.leaves()[index];
    const std::vector<Hash> proof = *InclusionProof(index, size, log_.Nodes());
    ASSERT_TRUE(VerifyInclusion(index, size, leaf, proof, root).ok());

    std::vector<Hash> flipped = proof;
    FlipOneBit(flipped[Below(flipped.size())]);
    EXPECT_FALSE(VerifyInclusion(index, size, leaf, flipped, root).ok());
    std::vector<Hash> shorter = proof;
    shorter.erase(shorter.begin() + Below(shorter.size()));
    EXPECT_FALSE(VerifyInclusion(index, size, leaf, shorter, root).ok());
    std::vector<Hash> longer = proof;
    longer.push_back(root);
    EXPECT_FALSE(VerifyInclusion(index, size, leaf, longer, root).ok());
    EXPECT_FALSE(VerifyInclusion(index ^ 1, size, leaf, proof, root).ok());
    EXPECT_FALSE(VerifyInclusion(size, size, leaf, proof, root).ok());
    Hash other = root;
    FlipOneBit(other);
    EXPECT_FALSE(VerifyInclusion(index, size, leaf, proof, other).ok());
  }
}

TEST_F(ProofPropertyTest, ChangedConsistencyProofsDoNotHold) {
  for (int round = 0; round < 300; ++round) {
    const uint64_t to = 2 + Below(2999);
    const uint64_t from = 1 + Below(to - 1);
    const Hash from_root = log_.Mth(0, from);
    const Hash to_root = log_.Mth(0, to);
    const std::vector<Hash> proof = *ConsistencyProof(from, to, log_.Nodes());
    ASSERT_TRUE(VerifyConsistency(from, from_root, to, to_root, proof).ok());

    std::vector<Hash> flipped = proof;
    FlipOneBit(flipped[Below(flipped.size())]);
    EXPECT_FALSE(VerifyConsistency(from, from_root, to, to_root, flipped).ok());
    std::vector<Hash> shorter = proof;
    shorter.pop_back();
    EXPECT_FALSE(VerifyConsistency(from, from_root, to, to_root, shorter).ok());
    std::vector<Hash> longer = proof;
    longer.push_back(to_root);
    EXPECT_FALSE(VerifyConsistency(from, from_root, to, to_root, longer).ok());
    Hash forked = from_root;
    FlipOneBit(forked);
    EXPECT_FALSE(VerifyConsistency(from, forked, to, to_root, proof).ok());
    EXPECT_FALSE(VerifyConsistency(to, to_root, from, from_root, proof).ok());
  }
}

TEST(MerkleTest, RefusesWhatIsNotInTheTree) {
  const Reference log(3);
  EXPECT_FALSE(InclusionProof(3, 3, log.Nodes()).ok());
  EXPECT_FALSE(ConsistencyProof(3, 2, log.Nodes()).ok());
  EXPECT_FALSE(Root(4, log.Nodes()).ok());
  // A grown log is not proven by nothing, nor is one size with two roots.
  EXPECT_FALSE(VerifyConsistency(1, log.Mth(0, 1), 3, log.Mth(0, 3), {}).ok());
  EXPECT_FALSE(VerifyConsistency(3, log.Mth(0, 2), 3, log.Mth(0, 3), {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, log.Mth(0, 1), 3, log.Mth(0, 3), {}).ok());
}

}  // namespace
}  // namespace smarthub::merkle
