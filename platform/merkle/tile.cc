#include "platform/merkle/tile.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::merkle {
namespace {

std::string IndexPath(uint64_t index) {
  std::string path = absl::StrFormat("%03d", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = absl::StrFormat("x%03d/", index % 1000) + path;
  }
  return path;
}

std::string WidthSuffix(int width) {
  return width == kTileWidth ? std::string() : absl::StrCat(".p/", width);
}

// How many hashes level 8 * `level` of the tree has.
uint64_t HashesAt(uint64_t size, int level) {
  return level > kMaxTileLevel ? 0 : size >> (kTileHeight * level);
}

}  // namespace

std::string TilePath(const Tile& tile) {
  return absl::StrCat("tile/", tile.level, "/", IndexPath(tile.index), WidthSuffix(tile.width));
}

std::string BundlePath(uint64_t index, int width) {
  return absl::StrCat("tile/entries/", IndexPath(index), WidthSuffix(width));
}

std::optional<Tile> ParseTilePath(std::string_view path) {
  std::vector<std::string> parts = absl::StrSplit(ToAbsl(path), '/');
  if (parts.size() < 3 || parts[0] != "tile") return std::nullopt;
  Tile tile;
  if (!absl::SimpleAtoi(parts[1], &tile.level)) return std::nullopt;
  size_t end = parts.size();
  if (end >= 4 && parts[end - 2].size() == 5 && parts[end - 2].substr(3) == ".p") {
    if (!absl::SimpleAtoi(parts[end - 1], &tile.width)) return std::nullopt;
    parts[end - 2].resize(3);
    --end;
  }
  if (end - 2 > 7) return std::nullopt;
  for (size_t i = 2; i < end; ++i) {
    const bool last = i + 1 == end;
    uint64_t digits = 0;
    if (!absl::SimpleAtoi(last ? parts[i] : parts[i].substr(parts[i].empty() ? 0 : 1), &digits)) {
      return std::nullopt;
    }
    tile.index = tile.index * 1000 + digits;
  }
  if (tile.level < 0 || tile.level > kMaxTileLevel || tile.width < 1 || tile.width > kTileWidth) {
    return std::nullopt;
  }
  // One spelling only: what would not be written is not read.
  if (TilePath(tile) != path) return std::nullopt;
  return tile;
}

int WidthIn(uint64_t size, int level, uint64_t index) {
  const uint64_t hashes = HashesAt(size, level);
  if (index > hashes / kTileWidth) return 0;
  return static_cast<int>(std::min<uint64_t>(hashes - index * kTileWidth, kTileWidth));
}

absl::StatusOr<const std::string*> TileReader::Fetch(int level, uint64_t index) {
  const auto known = tiles_.find({level, index});
  if (known != tiles_.end()) return &known->second;
  const Tile tile{level, index, WidthIn(size_, level, index)};
  if (tile.width == 0) return absl::OutOfRangeError("beyond the tree");
  ASSIGN_OR_RETURN(std::string bytes, fetch_(tile));
  if (bytes.size() != tile.width * kHashSize)
    return absl::DataLossError("a tile's length is wrong");
  return &tiles_.emplace(std::pair(level, index), std::move(bytes)).first->second;
}

absl::StatusOr<Hash> TileReader::Node(int level, uint64_t index) {
  if (level < 0 || level > 63) return absl::OutOfRangeError("beyond the tree");
  const int in_tile = level % kTileHeight;
  const uint64_t first = index << in_tile;
  ASSIGN_OR_RETURN(const std::string* bytes, Fetch(level / kTileHeight, first / kTileWidth));
  size_t count = size_t{1} << in_tile;
  const size_t offset = first % kTileWidth;
  if ((offset + count) * kHashSize > bytes->size()) return absl::OutOfRangeError("beyond the tree");
  std::vector<Hash> hashes;
  for (size_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const Hash hash, HashFromBytes(std::string_view(*bytes).substr(
                                          (offset + i) * kHashSize, kHashSize)));
    hashes.push_back(hash);
  }
  for (; count > 1; count /= 2) {
    for (size_t i = 0; i < count / 2; ++i) hashes[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
  }
  return hashes[0];
}

}  // namespace smarthub::merkle
