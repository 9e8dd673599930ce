// Bytes from outside: whatever they are, parsers answer with a value or an error, and what they
// take they write back the same.
#include <gtest/gtest.h>

#include <random>

#include "platform/base/clock.h"
#include "platform/crypto/crypto.h"
#include "platform/merkle/bundle.h"
#include "platform/merkle/checkpoint.h"
#include "platform/merkle/note.h"
#include "platform/merkle/tile.h"

namespace smarthub::merkle {
namespace {

class HostileBytesTest : public testing::Test {
 protected:
  uint64_t Below(uint64_t n) { return std::uniform_int_distribution<uint64_t>(0, n - 1)(random_); }
  // A few edits of a good one, or noise.
  std::string Changed(const std::string& good) {
    std::string bytes = good;
    for (uint64_t edits = 1 + Below(4); edits > 0; --edits) {
      const size_t at = Below(bytes.size() + 1);
      switch (Below(4)) {
        case 0:
          bytes.insert(at, 1, static_cast<char>(Below(256)));
          break;
        case 1:
          if (at < bytes.size()) bytes.erase(at, 1 + Below(8));
          break;
        case 2:
          if (at < bytes.size()) bytes[at] = static_cast<char>(Below(256));
          break;
        default:
          bytes.insert(at, good.substr(Below(good.size()), Below(20)));
      }
    }
    return bytes;
  }

  std::mt19937_64 random_{62};
};

TEST_F(HostileBytesTest, ParsersTakeOnlyWhatIsWrittenSo) {
  SeededRandom random(3);
  const crypto::Key seed = crypto::Key::Make(random);
  const NoteVerifier verifier =
      *NoteVerifier::Make("smarthub/town", crypto::Ed25519PublicKey(seed));
  const std::string text = FormatCheckpoint({"smarthub/town", 70000, LeafHash("x")});
  const std::string note = *SignNote(text, "smarthub/town", seed);
  const std::string key = verifier.ToString();
  std::string bundle;
  for (const char* entry : {"", "one", "another entry"})
    ASSERT_TRUE(AppendEntry(entry, bundle).ok());
  for (int round = 0; round < 30000; ++round) {
    const auto opened = OpenNote(Changed(note), verifier);
    if (opened.ok()) EXPECT_EQ(*opened, text);
    const std::string other_text = Changed(text);
    if (const auto parsed = ParseCheckpoint(other_text); parsed.ok()) {
      const std::string again = FormatCheckpoint(*parsed);
      EXPECT_EQ(other_text.substr(0, again.size()), again);
    }
    const std::string other_key = Changed(key);
    if (const auto parsed = NoteVerifier::Parse(other_key); parsed.ok()) {
      EXPECT_EQ(parsed->ToString(), other_key);
    }
    const std::string path = Changed("tile/3/x001/234.p/17");
    if (const auto tile = ParseTilePath(path); tile) EXPECT_EQ(TilePath(*tile), path);
    const std::string other_bundle = Changed(bundle);
    if (const auto entries = SplitBundle(other_bundle); entries.ok()) {
      std::string again;
      for (const std::string_view entry : *entries) ASSERT_TRUE(AppendEntry(entry, again).ok());
      EXPECT_EQ(again, other_bundle);
    }
  }
}

}  // namespace
}  // namespace smarthub::merkle
