#include "services/identity/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "platform/crypto/crypto.h"

namespace smarthub::identity {
namespace {

constexpr absl::Time kEnds = absl::FromUnixSeconds(1'795'428'000);

TEST(TokensTest, SessionTokensAre256RandomBitsAndOnlyTheirHashIsKept) {
  SeededRandom random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = MakeSessionToken(random);
    ASSERT_EQ(token.size(), 43u);
    ASSERT_TRUE(seen.insert(token).second);
    const auto hash = SessionHash(token);
    ASSERT_TRUE(hash.has_value());
    ASSERT_EQ(*hash, crypto::Sha256(token));
  }
}

TEST(TokensTest, NoiseIsNoSessionToken) {
  SeededRandom random(1);
  const std::string token = MakeSessionToken(random);
  EXPECT_FALSE(SessionHash("").has_value());
  EXPECT_FALSE(SessionHash(token.substr(1)).has_value());
  EXPECT_FALSE(SessionHash(token + "a").has_value());
  for (const char bad : {'+', '/', '=', ' ', '\0', '\n'}) {
    std::string other = token;
    other[7] = bad;
    EXPECT_FALSE(SessionHash(other).has_value()) << bad;
  }
}

TEST(TokensTest, ARecordsIdIsShapedAsUuidV4) {
  SeededRandom random(2);
  for (int i = 0; i < 100; ++i) {
    const Uuid id = IdFromHash(random.Bytes(32));
    const auto parsed = Uuid::Parse(id.ToString());
    ASSERT_TRUE(parsed.ok()) << id.ToString();
    ASSERT_EQ(*parsed, id);
  }
}

TEST(TokensTest, AnInvitationSaysUntilWhenAndNobodyElseCanMakeOne) {
  SeededRandom random(3);
  const InvitationTokens ours(crypto::Key::Make(random));
  const InvitationTokens theirs(crypto::Key::Make(random));
  const std::string token = ours.Make(kEnds, random);
  ASSERT_EQ(token.size(), 59u);
  EXPECT_EQ(ours.Ends(token), kEnds);
  EXPECT_EQ(theirs.Ends(token), std::nullopt);
  EXPECT_NE(ours.Make(kEnds, random), token);
}

TEST(TokensTest, EveryChangedCharacterOfAnInvitationIsNoticed) {
  SeededRandom random(4);
  const InvitationTokens tokens(crypto::Key::Make(random));
  const std::string token = tokens.Make(kEnds, random);
  for (size_t i = 0; i + 1 < token.size(); ++i) {  // the last one carries two bits of padding
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(tokens.Ends(other), std::nullopt) << i;
  }
  for (const std::string& noise :
       {std::string(), std::string(59, 'A'), token.substr(1), token + "A", std::string(59, '!')}) {
    EXPECT_EQ(tokens.Ends(noise), std::nullopt) << noise;
  }
}

TEST(TokensTest, RecoveryCodesAreReadHoweverTheyAreTyped) {
  SeededRandom random(5);
  const std::string code = MakeRecoveryCode(random);
  EXPECT_THAT(code, testing::MatchesRegex("[a-z2-7]{4}(-[a-z2-7]{4}){3}"));
  std::string typed;
  for (const char c : code) {
    if (c == '-') {
      typed += ' ';
    } else {
      typed += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  EXPECT_EQ(RecoveryHash(code), RecoveryHash(typed));
  EXPECT_NE(RecoveryHash(code), RecoveryHash(MakeRecoveryCode(random)));
}

}  // namespace
}  // namespace smarthub::identity
