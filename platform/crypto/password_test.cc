#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

TEST(PasswordTest, VerifiesOnlyTheSamePassword) {
  SeededRandom random(1);
  const std::string phc = *HashPassword("correct horse", random);
  EXPECT_TRUE(absl::StartsWith(phc, "$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  EXPECT_TRUE(VerifyPassword(phc, "correct horse"));
  EXPECT_FALSE(VerifyPassword(phc, "correct horsf"));
  EXPECT_FALSE(VerifyPassword(phc, "correct hors"));
  EXPECT_FALSE(VerifyPassword(phc, ""));
  EXPECT_NE(*HashPassword("correct horse", random), phc);
}

TEST(PasswordTest, TakesAnyBytesUpToItsBound) {
  SeededRandom random(1);
  const std::string odd("\0\xff with a nul", 12);
  EXPECT_TRUE(VerifyPassword(*HashPassword(odd, random), odd));
  EXPECT_TRUE(HashPassword(std::string(1024, 'p'), random).ok());
  EXPECT_EQ(HashPassword(std::string(1025, 'p'), random).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(PasswordTest, RefusesDamagedAndRuinousHashes) {
  SeededRandom random(1);
  const std::string phc = *HashPassword("p", random);
  EXPECT_FALSE(VerifyPassword("", "p"));
  EXPECT_FALSE(VerifyPassword("p", "p"));
  EXPECT_FALSE(VerifyPassword(phc.substr(0, phc.size() - 1), "p"));
  EXPECT_FALSE(VerifyPassword(absl::StrReplaceAll(phc, {{"argon2id", "argon2i"}}), "p"));
  EXPECT_FALSE(VerifyPassword(absl::StrReplaceAll(phc, {{"m=19456", "m=4000000"}}), "p"));
  EXPECT_FALSE(VerifyPassword(absl::StrReplaceAll(phc, {{"t=2", "t=2000000000"}}), "p"));
  EXPECT_FALSE(VerifyPassword(phc + std::string(500, 'A'), "p"));
}

}  // namespace
}  // namespace smarthub::crypto
