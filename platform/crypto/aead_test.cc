#include <gtest/gtest.h>

#include <cstring>

#include "absl/strings/escaping.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

std::string Bytes(std::string_view hex) { return absl::HexStringToBytes(ToAbsl(hex)); }

// Gives the nonce of a published vector.
class GivenRandom final : public Random {
 public:
  explicit GivenRandom(std::string bytes) : bytes_(std::move(bytes)) {}
  void Fill(void* out, size_t size) override { std::memcpy(out, bytes_.data(), size); }

 private:
  std::string bytes_;
};

constexpr size_t kHead = 1 + 12 + 32;

class AeadTest : public testing::Test {
 protected:
  SeededRandom random_{1};
  const Key key_ = Key::Make(random_);
  const Key other_ = Key::Make(random_);
};

// The Galois/Counter Mode of Operation (McGrew, Viega), test case 16.
TEST_F(AeadTest, IsGcmInside) {
  const Key key =
      *Key::FromBytes(Bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  GivenRandom nonce(Bytes("cafebabefacedbaddecaf888"));
  const std::string sealed = Seal(
      key, Bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
      Bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf"
            "0e2449a6b525b16aedf5aa0de657ba637b39"),
      nonce);
  EXPECT_EQ(absl::BytesToHexString(sealed.substr(0, 13)), "01cafebabefacedbaddecaf888");
  EXPECT_EQ(
      absl::BytesToHexString(sealed.substr(kHead)),
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
      "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
}

TEST_F(AeadTest, OpensWhatWasSealed) {
  for (const size_t size : {0, 1, 15, 16, 17, 1000, 100000}) {
    const std::string text(size, 'x');
    EXPECT_EQ(*Open(key_, "what", Seal(key_, "what", text, random_)), text);
  }
}

TEST_F(AeadTest, NeverSealsTheSameTwice) {
  EXPECT_NE(Seal(key_, "", "text", random_), Seal(key_, "", "text", random_));
}

TEST_F(AeadTest, RefusesAnyChangedBit) {
  const std::string sealed = Seal(key_, "what", "some text", random_);
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(Open(key_, "what", changed).status().code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST_F(AeadTest, RefusesAnyOtherLength) {
  const std::string sealed = Seal(key_, "what", "some text", random_);
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(Open(key_, "what", sealed.substr(0, size)).ok()) << size;
    EXPECT_FALSE(Open(key_, "what", sealed.substr(sealed.size() - size)).ok()) << size;
  }
  EXPECT_FALSE(Open(key_, "what", sealed + '\0').ok());
}

TEST_F(AeadTest, RefusesOtherKeysAndOtherAssociatedData) {
  const std::string sealed = Seal(key_, "what", "some text", random_);
  EXPECT_FALSE(Open(other_, "what", sealed).ok());
  for (const char* data : {"", "wha", "whatt", "What"}) EXPECT_FALSE(Open(key_, data, sealed).ok());
}

// Without commitment one GCM ciphertext can be made that opens under two keys. Here the attacker
// has the right GCM bytes for the other key, and either commitment: neither opens.
TEST_F(AeadTest, CommitsToItsKey) {
  const std::string nonce = random_.Bytes(12);
  GivenRandom same(nonce);
  const std::string mine = Seal(key_, "", "text", same);
  const std::string other = Seal(other_, "", "text", same);
  ASSERT_NE(mine.substr(13, 32), other.substr(13, 32));
  const std::string mixed = mine.substr(0, kHead) + other.substr(kHead);
  EXPECT_FALSE(Open(key_, "", mixed).ok());
  EXPECT_FALSE(Open(other_, "", mixed).ok());
}

TEST_F(AeadTest, TellsNoReasonApart) {
  const std::string sealed = Seal(key_, "what", "some text", random_);
  EXPECT_EQ(Open(other_, "what", sealed).status(), Open(key_, "else", sealed).status());
  EXPECT_EQ(Open(other_, "what", sealed).status(), Open(key_, "what", "").status());
}

TEST_F(AeadTest, WrappedKeysComeBackOnlyWhereTheyBelong) {
  const std::string wrapped = WrapKey(key_, "record/1", other_, random_);
  EXPECT_EQ(UnwrapKey(key_, "record/1", wrapped)->bytes(), other_.bytes());
  EXPECT_FALSE(UnwrapKey(key_, "record/2", wrapped).ok());
  EXPECT_FALSE(UnwrapKey(other_, "record/1", wrapped).ok());
  EXPECT_FALSE(UnwrapKey(key_, "record/1", Seal(key_, "record/1", "not a key", random_)).ok());
}

}  // namespace
}  // namespace smarthub::crypto
