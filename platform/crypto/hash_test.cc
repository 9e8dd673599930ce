#include "platform/crypto/hash.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(ToAbsl(bytes)); }
std::string Bytes(std::string_view hex) { return absl::HexStringToBytes(ToAbsl(hex)); }

TEST(HashTest, Sha256Fips180) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HashTest, HmacRfc4231) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HashTest, HkdfRfc5869) {
  EXPECT_EQ(Hex(HkdfSha256(std::string(22, '\x0b'), Bytes("000102030405060708090a0b0c"),
                           Bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(Hex(HkdfSha256(std::string(22, '\x0b'), "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HashTest, DerivedKeysDifferByUse) {
  const Key secret = *Key::FromBytes(std::string(32, '\x07'));
  EXPECT_EQ(DeriveKey(secret, "a").bytes(), HkdfSha256(secret.bytes(), "", "a", 32));
  EXPECT_NE(DeriveKey(secret, "a").bytes(), DeriveKey(secret, "b").bytes());
}

TEST(HashTest, EqualityLooksAtLengthAndEveryByte) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abcd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "xbc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abx"));
}

TEST(KeyTest, HasExactly32Bytes) {
  EXPECT_TRUE(Key::FromBytes(std::string(32, 'k')).ok());
  EXPECT_FALSE(Key::FromBytes(std::string(31, 'k')).ok());
  EXPECT_FALSE(Key::FromBytes(std::string(33, 'k')).ok());
  EXPECT_FALSE(Key::FromBytes("").ok());
}

}  // namespace
}  // namespace smarthub::crypto
