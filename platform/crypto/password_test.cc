#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

const PasswordParameters kToday = {"0123456789abcdef", {}};
// Of another time: what was stored then signs in for ever.
const PasswordParameters kOlder = {"fedcba9876543210", {.kibibytes = 8 * 1024, .passes = 1}};
constexpr char kOlderPhc[] =
    "$argon2id$v=19$m=8192,t=1,p=1$ZmVkY2JhOTg3NjU0MzIxMA$"
    "CJDqAYNRiROmRSeuyX24ceZsFHGFitloDSceBb8UD2s";

TEST(PasswordTest, OnePasswordAndItsParametersMakeOneHash) {
  const std::string phc = *HashPassword("correct horse", kToday);
  EXPECT_EQ(phc.rfind("$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$", 0), 0u) << phc;
  EXPECT_EQ(*HashPassword("correct horse", kToday), phc);
  EXPECT_NE(*HashPassword("correct horsf", kToday), phc);
  EXPECT_NE(*HashPassword("correct hors", kToday), phc);
  EXPECT_NE(*HashPassword("", kToday), phc);
  const PasswordParameters salted = {"0123456789abcdeX", {}};
  const auto hash_of = [](const std::string& text) { return text.substr(text.rfind('$')); };
  EXPECT_NE(hash_of(*HashPassword("correct horse", salted)), hash_of(phc));
}

TEST(PasswordTest, AStoredHashSaysWhatItWasMadeWith) {
  EXPECT_EQ(*PasswordParametersOf(*HashPassword("correct horse", kToday)), kToday);
  EXPECT_EQ(*PasswordParametersOf(kOlderPhc), kOlder);
  EXPECT_EQ(*HashPassword("correct horse", kOlder), kOlderPhc) << "golden: never changes";
}

TEST(PasswordTest, TakesAnyBytesUpToItsBound) {
  const std::string odd("\0\xff with a nul", 12);
  EXPECT_NE(*HashPassword(odd, kToday), *HashPassword("", kToday));
  EXPECT_TRUE(HashPassword(std::string(1024, 'p'), kToday).ok());
  EXPECT_EQ(HashPassword(std::string(1025, 'p'), kToday).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(PasswordTest, RefusesASaltOfAnotherLength) {
  for (const size_t length : {0, 8, 15, 17, 32}) {
    EXPECT_FALSE(HashPassword("p", {std::string(length, 's'), {}}).ok()) << length;
  }
}

TEST(PasswordTest, RefusesDamagedAndRuinousHashes) {
  const std::string phc = *HashPassword("p", kToday);
  const auto refused = [](std::string_view text) {
    return PasswordParametersOf(text).status().code() == absl::StatusCode::kDataLoss;
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("p"));
  EXPECT_TRUE(refused(phc.substr(0, phc.size() - 2)));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"argon2id", "argon2i"}})));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"v=19", "v=16"}})));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"m=19456", "m=4000000"}})));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"t=2", "t=2000000000"}})));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"p=1", "p=2"}})));
  EXPECT_TRUE(refused(absl::StrReplaceAll(phc, {{"MDEyMzQ1", "MDEy"}})));
  EXPECT_TRUE(refused(phc + std::string(500, 'A')));
}

}  // namespace
}  // namespace smarthub::crypto
