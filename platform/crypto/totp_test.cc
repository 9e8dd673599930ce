#include <gtest/gtest.h>

#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr char kSecret[] = "12345678901234567890";

// RFC 6238, appendix B (the last six of its eight digits).
TEST(TotpTest, Rfc6238) {
  EXPECT_EQ(TotpCode(kSecret, 59 / 30), "287082");
  EXPECT_EQ(TotpCode(kSecret, 1111111109 / 30), "081804");
  EXPECT_EQ(TotpCode(kSecret, 1111111111 / 30), "050471");
  EXPECT_EQ(TotpCode(kSecret, 1234567890 / 30), "005924");
  EXPECT_EQ(TotpCode(kSecret, 2000000000 / 30), "279037");
  EXPECT_EQ(TotpCode(kSecret, 20000000000 / 30), "353130");
}

TEST(TotpTest, MatchesOneStepEitherSide) {
  const absl::Time now = absl::FromUnixSeconds(1234567890);
  const int64_t step = 1234567890 / 30;
  for (int64_t at = step - 3; at <= step + 3; ++at) {
    const bool near = at >= step - 1 && at <= step + 1;
    EXPECT_EQ(MatchTotp(kSecret, TotpCode(kSecret, at), now), near ? at : -1) << at - step;
  }
}

TEST(TotpTest, RefusesWhatIsNotACode) {
  const absl::Time now = absl::FromUnixSeconds(1234567890);
  for (const char* code : {"", "5924", "005 924", "0005924", "00592", "abcdef", "-05924"}) {
    EXPECT_EQ(MatchTotp(kSecret, code, now), -1) << code;
  }
  EXPECT_EQ(MatchTotp("another secret", "005924", now), -1);
}

TEST(TotpTest, HasNoStepBeforeTheEpoch) {
  EXPECT_EQ(MatchTotp(kSecret, TotpCode(kSecret, 0), absl::FromUnixSeconds(5)), 0);
  EXPECT_EQ(MatchTotp(kSecret, TotpCode(kSecret, -1), absl::FromUnixSeconds(5)), -1);
}

// RFC 4648, section 10, without the padding.
TEST(Base32Test, Rfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(Base32(plain), text);
    EXPECT_EQ(*FromBase32(text), plain);
  }
  EXPECT_EQ(*FromBase32("mzxw6yq="), "foob");
}

TEST(Base32Test, RefusesWhatNothingEncodesTo) {
  for (const char* text : {"M", "MZX", "MZXW6Y", "MZ1Q", "MZ Q", "M=ZQ", "MZ", "\xff\xff"}) {
    EXPECT_FALSE(FromBase32(text).ok()) << text;
  }
}

TEST(Base32Test, RoundTripsEveryLength) {
  SeededRandom random(5);
  for (size_t size = 0; size < 64; ++size) {
    const std::string bytes = random.Bytes(size);
    EXPECT_EQ(*FromBase32(Base32(bytes)), bytes);
  }
}

}  // namespace
}  // namespace smarthub::crypto
