#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

std::string Bytes(std::string_view hex) { return absl::HexStringToBytes(ToAbsl(hex)); }

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, 7.1, tests 1 to 3.
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "4"
     "6bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d"
     "8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6"
     "594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519Test, Rfc8032) {
  for (const Vector& vector : kVectors) {
    const Key seed = *Key::FromBytes(Bytes(vector.seed));
    EXPECT_EQ(Ed25519PublicKey(seed), Bytes(vector.public_key));
    EXPECT_EQ(Ed25519Sign(seed, Bytes(vector.message)), Bytes(vector.signature));
    EXPECT_TRUE(
        Ed25519Verify(Bytes(vector.public_key), Bytes(vector.message), Bytes(vector.signature)));
  }
}

TEST(Ed25519Test, RefusesAnyChange) {
  SeededRandom random(3);
  const Key seed = Key::Make(random);
  const std::string public_key = Ed25519PublicKey(seed);
  const std::string signature = Ed25519Sign(seed, "message");
  ASSERT_TRUE(Ed25519Verify(public_key, "message", signature));
  EXPECT_FALSE(Ed25519Verify(public_key, "messagf", signature));
  for (size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string changed = signature;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Ed25519Verify(public_key, "message", changed)) << bit;
  }
  EXPECT_FALSE(Ed25519Verify(public_key, "message", signature.substr(1)));
  EXPECT_FALSE(Ed25519Verify(public_key, "message", signature + '\0'));
  EXPECT_FALSE(Ed25519Verify(public_key.substr(1), "message", signature));
  EXPECT_FALSE(Ed25519Verify("", "message", ""));
}

// A second signature for the same message, S + L for S, would let a log entry have two hashes.
TEST(Ed25519Test, RefusesMalleatedSignatures) {
  const Vector& vector = kVectors[1];
  const std::string order =
      Bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  std::string signature = Bytes(vector.signature);
  int carry = 0;
  for (int i = 0; i < 32; ++i) {
    const int sum =
        static_cast<uint8_t>(signature[32 + i]) + static_cast<uint8_t>(order[i]) + carry;
    signature[32 + i] = static_cast<char>(sum);
    carry = sum >> 8;
  }
  ASSERT_EQ(carry, 0);
  EXPECT_FALSE(Ed25519Verify(Bytes(vector.public_key), Bytes(vector.message), signature));
}

}  // namespace
}  // namespace smarthub::crypto
