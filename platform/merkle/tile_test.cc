#include "platform/merkle/tile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "platform/merkle/bundle.h"
#include "platform/merkle/edge.h"
#include "platform/merkle/reference.h"

namespace smarthub::merkle {
namespace {

using testing::ElementsAre;

TEST(TileTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(TilePath({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath({1, 0, 17}), "tile/1/000.p/17");
  EXPECT_EQ(TilePath({0, 999, 256}), "tile/0/999");
  EXPECT_EQ(TilePath({0, 1000, 1}), "tile/0/x001/000.p/1");
  EXPECT_EQ(BundlePath(273, 112), "tile/entries/273.p/112");
  EXPECT_EQ(BundlePath(1234, 256), "tile/entries/x001/234");
}

TEST(TileTest, APathHasOneSpelling) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const Tile tile{static_cast<int>(random() % 8), random() >> (random() % 64),
                    1 + static_cast<int>(random() % 256)};
    EXPECT_EQ(ParseTilePath(TilePath(tile)), tile) << TilePath(tile);
  }
  for (const char* bad : {"",
                          "tile",
                          "tile/0",
                          "tile/0/",
                          "tile/0/1",
                          "tile/0/0001",
                          "tile/0/x001",
                          "tile/0/x000/001",
                          "tile/0/001/002",
                          "tile/00/001",
                          "tile/-1/001",
                          "tile/8/001",
                          "tile/0/000.p/0",
                          "tile/0/000.p/256",
                          "tile/0/000.p/01",
                          "tile/0/000.p",
                          "tile/0/000.p/1/2",
                          "tile/0/+01",
                          "tile/0/001 ",
                          "/tile/0/001",
                          "tile/entries/000",
                          "tile/0/../000"}) {
    EXPECT_EQ(ParseTilePath(bad), std::nullopt) << bad;
  }
}

// The specification's own example.
TEST(TileTest, ATreeOf70000) {
  EXPECT_EQ(WidthIn(70000, 0, 272), 256);
  EXPECT_EQ(WidthIn(70000, 0, 273), 112);
  EXPECT_EQ(WidthIn(70000, 0, 274), 0);
  EXPECT_EQ(WidthIn(70000, 1, 0), 256);
  EXPECT_EQ(WidthIn(70000, 1, 1), 17);
  EXPECT_EQ(WidthIn(70000, 2, 0), 1);
  EXPECT_EQ(WidthIn(70000, 3, 0), 0);
  EXPECT_EQ(WidthIn(256, 0, 0), 256);
  EXPECT_EQ(WidthIn(256, 0, 1), 0);
  EXPECT_EQ(WidthIn(256, 1, 0), 1);
  EXPECT_EQ(WidthIn(0, 0, 0), 0);
}

class GrowingLogTest : public testing::Test {
 protected:
  void GrowTo(uint64_t size) {
    std::vector<TileContent> full;
    while (edge_.size() < size) edge_.Append(log_.leaves()[edge_.size()], full);
    for (TileContent& content : full) files_[content.tile] = std::move(content.bytes);
    for (TileContent& content : edge_.Partials()) files_[content.tile] = std::move(content.bytes);
  }
  FetchTile Fetch() {
    return [this](const Tile& tile) -> absl::StatusOr<std::string> {
      const auto file = files_.find(tile);
      if (file == files_.end()) return absl::DataLossError("no " + TilePath(tile));
      return file->second;
    };
  }

  const Reference log_{66000};
  Edge edge_;
  std::map<Tile, std::string> files_;
};

TEST_F(GrowingLogTest, EdgeTilesAndPlainDefinitionAgree) {
  std::mt19937_64 random(3);
  std::vector<uint64_t> sizes = {0, 1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 66000};
  for (int i = 0; i < 12; ++i) sizes.push_back(random() % 66000);
  std::sort(sizes.begin(), sizes.end());
  uint64_t seen = 0;
  for (const uint64_t size : sizes) {
    GrowTo(size);
    const Hash root = log_.Mth(0, size);
    EXPECT_EQ(edge_.Root(), root) << size;
    TileReader reader(size, Fetch());
    EXPECT_EQ(*Root(size, reader.AsFunction()), root) << size;
    const auto consistency = ConsistencyProof(seen, size, reader.AsFunction());
    ASSERT_TRUE(consistency.ok()) << consistency.status();
    EXPECT_TRUE(VerifyConsistency(seen, log_.Mth(0, seen), size, root, *consistency).ok());
    for (int i = 0; i < 20 && size > 0; ++i) {
      const uint64_t index = random() % size;
      const auto proof = InclusionProof(index, size, reader.AsFunction());
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_TRUE(VerifyInclusion(index, size, log_.leaves()[index], *proof, root).ok());
    }
    // What is on disk is enough to go on.
    const auto loaded = Edge::Load(size, Fetch());
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    EXPECT_EQ(loaded->Root(), root);
    seen = size;
  }
}

TEST_F(GrowingLogTest, AMissingOrShortTileIsSaid) {
  GrowTo(1000);
  TileReader reader(1000, [&](const Tile& tile) -> absl::StatusOr<std::string> {
    std::string bytes = *Fetch()(tile);
    if (tile.index == 1) bytes.pop_back();
    return bytes;
  });
  EXPECT_EQ(reader.Node(0, 300).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(reader.Node(0, 1000).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(reader.Node(9, 1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(reader.Node(0, 999).ok());
  EXPECT_FALSE(reader.Node(64, 0).ok());
}

TEST_F(GrowingLogTest, TheEdgeGivesItsPartialTilesAndTheirBeginnings) {
  GrowTo(700);
  EXPECT_EQ(*edge_.Find({0, 2, 188}), (files_[{0, 2, 188}]));
  EXPECT_EQ(*edge_.Find({0, 2, 10}), (files_[{0, 2, 188}].substr(0, 320)));
  EXPECT_EQ(edge_.Find({0, 2, 189}), std::nullopt);
  EXPECT_EQ(edge_.Find({0, 1, 10}), std::nullopt);
  EXPECT_EQ(edge_.Find({9, 0, 1}), std::nullopt);
}

TEST(BundleTest, EntriesComeBackAsTheyWentIn) {
  std::string bundle;
  ASSERT_TRUE(AppendEntry("", bundle).ok());
  ASSERT_TRUE(AppendEntry("one", bundle).ok());
  ASSERT_TRUE(AppendEntry(std::string(65535, 'x'), bundle).ok());
  EXPECT_FALSE(AppendEntry(std::string(65536, 'x'), bundle).ok());
  EXPECT_EQ(bundle.substr(0, 7), std::string("\0\0\0\3one", 7));
  EXPECT_THAT(*SplitBundle(bundle), ElementsAre("", "one", std::string(65535, 'x')));
  for (size_t cut : {size_t{1}, size_t{3}, size_t{6}, bundle.size() - 1}) {
    EXPECT_FALSE(SplitBundle(bundle.substr(0, cut)).ok()) << cut;
  }
}

}  // namespace
}  // namespace smarthub::merkle
