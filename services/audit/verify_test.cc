// The tamper drill: whatever is done to a log by somebody who holds the disk but not the key is
// seen.
#include "services/audit/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "platform/merkle/bundle.h"
#include "services/audit/test_town.h"
#include "services/audit/tile_log.h"

namespace smarthub::audit {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
void WriteAll(const fs::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class TamperDrill : public testing::Test {
 protected:
  static constexpr uint64_t kSize = 700;

  TamperDrill() : entries_(town_.Sealed(0, kSize + 20)) {
    Write(directory_.path(), entries_, kSize);
    input_.directory = directory_.path();
    input_.slot = "town";
    input_.verifier_key = town_.VerifierKey();
    input_.seal = town_.seal.get();
    input_.store.emplace();
    input_.store->next_leaf = entries_.size();
    // Some of what is signed is not forgotten yet; some is not signed yet.
    for (uint64_t i = kSize - 5; i < entries_.size(); ++i) {
      input_.store->tail.push_back({i, entries_[i]});
    }
  }
  void Write(const std::string& directory, const std::vector<std::string>& entries, uint64_t size) {
    auto log = *TileLog::Open(*files_, directory, "town", town_.LogSeed());
    ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries).subspan(0, 500)).ok());
    earlier_ = log->state()->checkpoint;
    ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries).subspan(500, size - 500)).ok());
  }
  std::vector<fs::path> LogFiles() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      if (entry.is_regular_file() && entry.path().filename() != "lock") out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  fs::path File(const char* name) { return fs::path(directory_.path()) / name; }

  TestTown town_;
  std::unique_ptr<Files> files_ = DiskFiles();
  TemporaryDirectory directory_;
  std::vector<std::string> entries_;
  std::string earlier_;
  VerifyInput input_;
};

TEST_F(TamperDrill, AnUntouchedLogIsAsItShouldBe) {
  input_.seen_checkpoint = earlier_;
  const VerifyReport report = Verify(input_);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.remarks, IsEmpty());
  EXPECT_EQ(report.size, kSize);
  EXPECT_EQ(report.entries, kSize);
  EXPECT_EQ(report.opened, kSize + 20);
  EXPECT_EQ(report.waiting, 20u);
}

TEST_F(TamperDrill, OneFlippedBitAnywhere) {
  std::mt19937_64 random(11);
  input_.seal = nullptr;  // the hashes alone must see it
  for (const fs::path& path : LogFiles()) {
    const std::string bytes = ReadAll(path);
    for (int round = 0; round < 25; ++round) {
      std::string changed = bytes;
      const size_t at = round == 0 ? 0 : round == 1 ? bytes.size() - 1 : random() % bytes.size();
      changed[at] = static_cast<char>(changed[at] ^ (1 << random() % 8));
      WriteAll(path, changed);
      EXPECT_FALSE(Verify(input_).ok()) << path << " byte " << at;
    }
    WriteAll(path, bytes);
  }
  EXPECT_TRUE(Verify(input_).ok());
}

TEST_F(TamperDrill, EveryFileDeletedCutOrMadeLonger) {
  input_.seal = nullptr;
  for (const fs::path& path : LogFiles()) {
    const std::string bytes = ReadAll(path);
    fs::remove(path);
    EXPECT_FALSE(Verify(input_).ok()) << path << " deleted";
    for (const size_t keep : {size_t{0}, bytes.size() / 2, bytes.size() - 32, bytes.size() - 1}) {
      WriteAll(path, bytes.substr(0, keep));
      EXPECT_FALSE(Verify(input_).ok()) << path << " cut to " << keep;
    }
    for (const std::string& more :
         {std::string("\n"), std::string(2, '\0'), std::string(32, 'x')}) {
      WriteAll(path, bytes + more);
      EXPECT_FALSE(Verify(input_).ok()) << path << " longer";
    }
    WriteAll(path, bytes);
  }
  EXPECT_TRUE(Verify(input_).ok());
}

TEST_F(TamperDrill, EntriesDroppedReorderedRepeatedOrExchangedInABundle) {
  const fs::path path = File("tile/entries/001");
  const std::string bytes = ReadAll(path);
  const auto views = *merkle::SplitBundle(bytes);
  const std::vector<std::string> good(views.begin(), views.end());
  const auto expect_seen = [&](const std::vector<std::string>& entries, const char* what) {
    std::string changed;
    for (const std::string& entry : entries) {
      ASSERT_TRUE(merkle::AppendEntry(entry, changed).ok());
    }
    WriteAll(path, changed);
    EXPECT_FALSE(Verify(input_).ok()) << what;
  };
  std::mt19937_64 random(13);
  for (int round = 0; round < 40; ++round) {
    const size_t at = random() % 255;
    std::vector<std::string> entries = good;
    entries.erase(entries.begin() + at);
    expect_seen(entries, "dropped");
    entries = good;
    std::swap(entries[at], entries[at + 1]);
    expect_seen(entries, "reordered");
    entries = good;
    entries[at] = entries[at + 1];
    expect_seen(entries, "repeated");
    entries = good;
    entries[at] = *town_.seal->Seal("town", town_.Leaf(256 + at));
    expect_seen(entries, "the same entry sealed anew");
  }
}

TEST_F(TamperDrill, TwoBundlesExchanged) {
  fs::rename(File("tile/entries/000"), File("x"));
  fs::rename(File("tile/entries/001"), File("tile/entries/000"));
  fs::rename(File("x"), File("tile/entries/001"));
  EXPECT_FALSE(Verify(input_).ok());
}

// Somebody without the key writes another history with tiles that fit it.
TEST_F(TamperDrill, AnotherHistorySignedByAnotherKey) {
  TemporaryDirectory forged;
  SeededRandom random(99);
  const crypto::Key key = crypto::Key::Make(random);
  auto log = *TileLog::Open(*files_, forged.path(), "town", key);
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries_).subspan(0, kSize)).ok());
  input_.directory = forged.path();
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("not signed")));
  // Under the forger's own verifier key it is a log; the auditor brings the key along.
  input_.verifier_key = log->verifier().ToString();
  EXPECT_TRUE(Verify(input_).ok());
}

// Somebody with the key forks the log: an earlier checkpoint, or the store's tail, tells.
TEST_F(TamperDrill, AForkSignedByTheRightKey) {
  std::vector<std::string> other = entries_;
  other[100] = *town_.seal->Seal("town", town_.Leaf(9999));
  TemporaryDirectory fork;
  const std::string honest = earlier_;
  Write(fork.path(), other, kSize);
  input_.directory = fork.path();
  input_.store.reset();
  EXPECT_TRUE(Verify(input_).ok()) << "alone it cannot be told";
  input_.seen_checkpoint = honest;
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("seen earlier")));
}

TEST_F(TamperDrill, TheStoreGaveASignedIndexToAnotherEntry) {
  input_.store->tail[2].sealed = *town_.seal->Seal("town", town_.Leaf(9999));
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("fork")));
}

// An older copy of the whole directory, consistent in itself.
TEST_F(TamperDrill, TheLogRolledBack) {
  TemporaryDirectory older;
  auto log = *TileLog::Open(*files_, older.path(), "town", town_.LogSeed());
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries_).subspan(0, 600)).ok());
  const std::string newest = ReadAll(File("checkpoint"));
  input_.directory = older.path();
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("neither signed nor")));
  // With the store rolled back too only somebody who saw a later checkpoint can tell.
  input_.store.reset();
  EXPECT_TRUE(Verify(input_).ok());
  input_.seen_checkpoint = newest;
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("was seen")));
}

TEST_F(TamperDrill, OnlyTheCheckpointRolledBack) {
  WriteAll(File("checkpoint"), earlier_);
  EXPECT_FALSE(Verify(input_).ok());
}

// Without the store, what lies beyond a checkpoint is not taken for a pass that did not end.
TEST_F(TamperDrill, WithoutTheStoreACheckpointTakenOrSetBackIsSeenToo) {
  input_.store.reset();
  const std::string newest = ReadAll(File("checkpoint"));
  fs::remove(File("checkpoint"));
  EXPECT_THAT(Verify(input_).findings, testing::Contains(HasSubstr("checkpoint: missing")));
  // A checkpoint at the end of a bundle, where no narrower file betrays it.
  TemporaryDirectory other;
  auto log = *TileLog::Open(*files_, other.path(), "town", town_.LogSeed());
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries_).subspan(0, 512)).ok());
  const std::string at_512 = log->state()->checkpoint;
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries_).subspan(512)).ok());
  input_.directory = other.path();
  EXPECT_TRUE(Verify(input_).ok());
  WriteAll(fs::path(other.path()) / "checkpoint", at_512);
  EXPECT_FALSE(Verify(input_).ok());
}

TEST_F(TamperDrill, TheStoreRolledBackOrItsTailHasHoles) {
  const auto store = *input_.store;
  input_.store->next_leaf = kSize - 1;
  EXPECT_THAT(Verify(input_).findings, testing::ElementsAre(HasSubstr("rolled back")));
  input_.store = store;
  input_.store->next_leaf += 1;
  EXPECT_FALSE(Verify(input_).ok()) << "an index given out without an entry";
  for (size_t i = 5; i < store.tail.size(); ++i) {
    input_.store = store;
    input_.store->tail.erase(input_.store->tail.begin() + i);
    EXPECT_FALSE(Verify(input_).ok()) << i;
  }
  input_.store = store;
  input_.store->tail.clear();
  EXPECT_FALSE(Verify(input_).ok());
}

TEST_F(TamperDrill, AForeignFileIsSaidAndARemainderIsRemarked) {
  WriteAll(File("tile/0/009.new"), "x");
  EXPECT_TRUE(Verify(input_).ok());
  EXPECT_THAT(Verify(input_).remarks, testing::ElementsAre(HasSubstr("tile/0/009.new")));
  WriteAll(File("notes.txt"), "x");
  EXPECT_FALSE(Verify(input_).ok());
}

// A month erased by schedule leaves hashes that still prove the rest.
TEST_F(TamperDrill, AMonthBeyondItsKeyIsCountedNotWrong) {
  ASSERT_TRUE(town_.keys->Destroy("audit/town/2026-11").ok());
  rpc::LeafSeal fresh(town_.keys.get(), &town_.random);
  input_.seal = &fresh;
  const VerifyReport report = Verify(input_);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.key_gone, 360u);
  EXPECT_EQ(report.opened, kSize + 20 - 360);
}

}  // namespace
}  // namespace smarthub::audit
