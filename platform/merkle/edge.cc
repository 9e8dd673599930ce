#include "platform/merkle/edge.h"

#include <bit>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "platform/base/status_macros.h"

namespace smarthub::merkle {
namespace {

std::string Join(absl::Span<const Hash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kHashSize);
  for (const Hash& hash : hashes) bytes.append(Bytes(hash));
  return bytes;
}

// Which tile of `level` is on the edge of a tree of `size` leaves.
uint64_t EdgeIndex(uint64_t size, int level) {
  const int shift = kTileHeight * (level + 1);
  return shift >= 64 ? 0 : size >> shift;
}

// Of a power of two of hashes.
Hash Fold(absl::Span<const Hash> hashes) {
  std::vector<Hash> row(hashes.begin(), hashes.end());
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (size_t i = 0; i < row.size() / 2; ++i) row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

}  // namespace

absl::StatusOr<Edge> Edge::Load(uint64_t size, const FetchTile& fetch) {
  Edge edge;
  edge.size_ = size;
  for (int level = 0; level <= kMaxTileLevel; ++level) {
    const uint64_t hashes = size >> (kTileHeight * level);
    const int width = static_cast<int>(hashes % kTileWidth);
    if (width == 0) continue;
    ASSIGN_OR_RETURN(const std::string bytes, fetch(Tile{level, hashes / kTileWidth, width}));
    if (bytes.size() != width * kHashSize) return absl::DataLossError("a tile's length is wrong");
    for (int i = 0; i < width; ++i) {
      ASSIGN_OR_RETURN(const Hash hash,
                       HashFromBytes(std::string_view(bytes).substr(i * kHashSize, kHashSize)));
      edge.levels_[level].push_back(hash);
    }
  }
  return edge;
}

Hash Edge::Root() const {
  // The complete subtrees of the tree, smallest (rightmost) first, folded from the right.
  std::optional<Hash> root;
  for (const std::vector<Hash>& level : levels_) {
    size_t end = level.size();
    while (end > 0) {
      const size_t count = size_t{1} << std::countr_zero(end);
      const Hash subtree = Fold(absl::MakeConstSpan(level).subspan(end - count, count));
      root = root ? NodeHash(subtree, *root) : subtree;
      end -= count;
    }
  }
  return root.value_or(EmptyRoot());
}

void Edge::Append(const Hash& leaf_hash, std::vector<TileContent>& full) {
  ++size_;
  Hash hash = leaf_hash;
  for (int level = 0; level <= kMaxTileLevel; ++level) {
    std::vector<Hash>& row = levels_[level];
    row.push_back(hash);
    if (row.size() < kTileWidth) return;
    full.push_back({Tile{level, EdgeIndex(size_, level) - 1, kTileWidth}, Join(row)});
    hash = Fold(row);
    row.clear();
  }
}

std::vector<TileContent> Edge::Partials() const {
  std::vector<TileContent> out;
  for (int level = 0; level <= kMaxTileLevel; ++level) {
    const std::vector<Hash>& row = levels_[level];
    if (row.empty()) continue;
    out.push_back({Tile{level, EdgeIndex(size_, level), static_cast<int>(row.size())}, Join(row)});
  }
  return out;
}

std::optional<std::string> Edge::Find(const Tile& tile) const {
  if (tile.level < 0 || tile.level > kMaxTileLevel) return std::nullopt;
  const std::vector<Hash>& row = levels_[tile.level];
  if (tile.index != EdgeIndex(size_, tile.level) || static_cast<size_t>(tile.width) > row.size())
    return std::nullopt;
  return Join(absl::MakeConstSpan(row).subspan(0, tile.width));
}

}  // namespace smarthub::merkle
