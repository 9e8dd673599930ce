#include "services/audit/tile_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "platform/merkle/proof.h"
#include "services/audit/test_town.h"
#include "services/audit/verify.h"

namespace smarthub::audit {
namespace {

namespace fs = std::filesystem;

class TileLogTest : public testing::Test {
 protected:
  std::unique_ptr<TileLog> Open() {
    auto log = TileLog::Open(*files_, directory_.path(), "town", town_.LogSeed());
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }
  size_t FileCount() {
    size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      count += entry.is_regular_file();
    }
    return count;
  }

  TestTown town_;
  TemporaryDirectory directory_;
  std::unique_ptr<Files> files_ = DiskFiles();
};

TEST_F(TileLogTest, ManySmallPassesAndOneLargeGiveTheSameLog) {
  const std::vector<std::string> entries = town_.Sealed(0, 1500);
  auto log = Open();
  EXPECT_EQ(log->state()->checkpoint, "");
  std::mt19937 random(5);
  for (size_t at = 0; at < entries.size();) {
    const size_t n = std::min<size_t>(entries.size() - at, 1 + random() % 90);
    ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries).subspan(at, n)).ok());
    at += n;
    if (random() % 5 == 0) log = Open();
  }
  TemporaryDirectory other;
  auto at_once = *TileLog::Open(*files_, other.path(), "town", town_.LogSeed());
  ASSERT_TRUE(at_once->Append(entries).ok());
  EXPECT_EQ(log->state()->checkpoint, at_once->state()->checkpoint);
  // 5 full bundles and tiles, one partial of each, one partial tile of level 1, the checkpoint.
  EXPECT_EQ(FileCount(), 5u * 2 + 2 + 1 + 1);
  for (uint64_t i : {0u, 255u, 256u, 1499u}) {
    EXPECT_EQ(*log->ReadEntry(*log->state(), i), entries[i]);
  }
  EXPECT_EQ(log->ReadEntry(*log->state(), 1500).status().code(), absl::StatusCode::kOutOfRange);
}

// A reader holds one state while the log grows and its files are replaced.
TEST_F(TileLogTest, AReaderOfAnOlderStateIsNotDisturbed) {
  const std::vector<std::string> entries = town_.Sealed(0, 900);
  auto log = Open();
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries).subspan(0, 300)).ok());
  const std::shared_ptr<const LogState> then = log->state();
  ASSERT_TRUE(log->Append(absl::MakeConstSpan(entries).subspan(300)).ok());
  merkle::TileReader old_tiles(300, log->Fetch(then));
  EXPECT_EQ(*merkle::Root(300, old_tiles.AsFunction()), then->edge.Root());
  EXPECT_EQ(*log->ReadEntry(*then, 299), entries[299]);
  EXPECT_FALSE(log->ReadEntry(*then, 300).ok());
  merkle::TileReader tiles(900, log->Fetch(log->state()));
  const auto proof = merkle::ConsistencyProof(300, 900, tiles.AsFunction());
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(
      merkle::VerifyConsistency(300, then->edge.Root(), 900, log->state()->edge.Root(), *proof)
          .ok());
}

TEST_F(TileLogTest, TilesAreServedAtEveryWidthThatWasSigned) {
  const std::vector<std::string> entries = town_.Sealed(0, 300);
  auto log = Open();
  ASSERT_TRUE(log->Append(entries).ok());
  const auto state = log->state();
  for (const auto& [tile, fits] :
       std::vector<std::pair<merkle::Tile, bool>>{{{0, 0, 256}, true},
                                                  {{0, 0, 10}, true},
                                                  {{0, 1, 44}, true},
                                                  {{0, 1, 45}, false},
                                                  {{1, 0, 1}, true},
                                                  {{1, 0, 2}, false},
                                                  {{2, 0, 1}, false},
                                                  {{0, 0, 0}, false},
                                                  {{0, uint64_t{1} << 60, 1}, false},
                                                  {{99, 0, 1}, false}}) {
    const auto bytes = log->ReadTile(*state, tile);
    EXPECT_EQ(bytes.ok(), fits) << merkle::TilePath(tile);
    if (fits) EXPECT_EQ(bytes->size(), tile.width * 32u);
  }
}

TEST_F(TileLogTest, RefusesToOpenWhatDoesNotFitItsCheckpoint) {
  const auto open = [this](const crypto::Key& seed, const char* slot) {
    return TileLog::Open(*files_, directory_.path(), slot, seed).status().code();
  };
  ASSERT_TRUE(Open()->Append(town_.Sealed(0, 300)).ok());
  SeededRandom random(1);
  EXPECT_EQ(open(crypto::Key::Make(random), "town"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(open(town_.LogSeed(), "city"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(open(town_.LogSeed(), "town"), absl::StatusCode::kOk);
  const std::string tile = directory_.path() + "/tile/0/001.p/44";
  std::fstream file(tile, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(33);
  file.put('?');
  file.close();
  EXPECT_EQ(open(town_.LogSeed(), "town"), absl::StatusCode::kDataLoss);
}

TEST_F(TileLogTest, AnEntryTooLongForTheFormatIsRefusedWhole) {
  auto log = Open();
  const std::vector<std::string> entries = {"short", std::string(65536, 'x')};
  EXPECT_FALSE(log->Append(entries).ok());
  EXPECT_EQ(log->state()->size(), 0u);
}

}  // namespace
}  // namespace smarthub::audit
