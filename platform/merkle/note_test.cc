#include "platform/merkle/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/crypto/crypto.h"
#include "platform/merkle/checkpoint.h"

namespace smarthub::merkle {
namespace {

// The example of the Go project's note package: the format's origin.
constexpr char kVerifierKey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kSeed[] = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kSignature[] =
    "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

crypto::Key Seed() {
  std::string bytes;
  absl::Base64Unescape(kSeed, &bytes);
  return *crypto::Key::FromBytes(bytes.substr(1));
}

TEST(NoteTest, TheKnownNoteIsSignedAndOpened) {
  const auto verifier = NoteVerifier::Parse(kVerifierKey);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(verifier->key_id(), 0xc74f20a3);
  EXPECT_EQ(verifier->ToString(), kVerifierKey);
  const std::string note = std::string(kText) + kSignature;
  EXPECT_EQ(*SignNote(kText, "PeterNeumann", Seed()), note);
  EXPECT_EQ(*OpenNote(note, *verifier), kText);
}

TEST(NoteTest, EveryChangedByteIsSeen) {
  const NoteVerifier verifier = *NoteVerifier::Parse(kVerifierKey);
  const std::string note = std::string(kText) + kSignature;
  for (size_t i = 0; i < note.size(); ++i) {
    for (const int bit : {0, 5}) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_FALSE(OpenNote(changed, verifier).ok()) << i;
    }
    EXPECT_FALSE(OpenNote(note.substr(0, i), verifier).ok()) << i;
  }
}

TEST(NoteTest, SignaturesOfOthersArePassedOverAndNotBelieved) {
  const NoteVerifier ours = *NoteVerifier::Parse(kVerifierKey);
  const std::string note = std::string(kText) + kSignature;
  const std::string stranger = "— witness.example/1 AAAAAQIDBAUGBwg=\n";
  EXPECT_EQ(*OpenNote(note + stranger, ours), kText);
  EXPECT_FALSE(OpenNote(std::string(kText) + "\n" + stranger, ours).ok());
  EXPECT_FALSE(OpenNote(note + "no dash here\n", ours).ok());
  // Ours once right and once wrong: refused.
  std::string wrong = kSignature;
  wrong[wrong.size() - 10] = wrong[wrong.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(OpenNote(note + wrong.substr(1), ours).ok());
}

TEST(NoteTest, BadNamesKeysAndTextsAreRefused) {
  const std::string key(32, 'k');
  for (const char* name : {"", "a b", "a+b", "a\nb", "a\xc2\xa0", "\x7f"}) {
    EXPECT_FALSE(NoteVerifier::Make(name, key).ok()) << name;
  }
  EXPECT_FALSE(NoteVerifier::Make("a", "short").ok());
  for (const char* bad : {"", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3+AR==",
                          "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                          "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    EXPECT_FALSE(NoteVerifier::Parse(bad).ok()) << bad;
  }
  for (const char* text : {"", "no newline", "bell\a\n", "\xff\n"}) {
    EXPECT_FALSE(SignNote(text, "a", Seed()).ok()) << text;
  }
}

TEST(CheckpointTest, OneSpelling) {
  const Checkpoint checkpoint{"smarthub/melton", 70000, LeafHash("x")};
  const std::string text = FormatCheckpoint(checkpoint);
  ASSERT_EQ(text.substr(0, 22), "smarthub/melton\n70000\n");
  EXPECT_EQ(text.size(), 22u + 44 + 1);
  EXPECT_EQ(*ParseCheckpoint(text), checkpoint);
  EXPECT_EQ(*ParseCheckpoint(text + "an extension\n"), checkpoint);
  const std::string root = text.substr(22);
  for (const std::string& bad :
       {std::string(), std::string("smarthub/melton\n"), std::string("\n70000\n") + root,
        "smarthub/melton\n070000\n" + root, "smarthub/melton\n-1\n" + root,
        std::string("smarthub/melton\n70000\nAAAA\n"), text.substr(0, text.size() - 1),
        text + "x"}) {
    EXPECT_FALSE(ParseCheckpoint(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace smarthub::merkle
