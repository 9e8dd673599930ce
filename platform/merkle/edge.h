// The right edge of a growing log: per level the hashes of its last, partial tile. Enough to append
// and to know the root without reading anything back; at most 8 * 255 hashes. A value type.
#ifndef PLATFORM_MERKLE_EDGE_H_
#define PLATFORM_MERKLE_EDGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/merkle/hash.h"
#include "platform/merkle/tile.h"

namespace smarthub::merkle {

// A tile and what is in it.
struct TileContent {
  Tile tile;
  std::string bytes;
};

class Edge {
 public:
  // Of an empty log.
  Edge() = default;
  // Of a log of `size` leaves; fetches its partial tiles. DATA_LOSS where their length is wrong.
  static absl::StatusOr<Edge> Load(uint64_t size, const FetchTile& fetch);

  uint64_t size() const { return size_; }
  Hash Root() const;
  // Adds a leaf; tiles that became full are added to `full`, lowest level first.
  void Append(const Hash& leaf_hash, std::vector<TileContent>& full);
  // The partial tiles: with the full ones, everything a reader of this size needs.
  std::vector<TileContent> Partials() const;
  // The first `width` hashes of a partial tile; nullopt: it is not on the edge.
  std::optional<std::string> Find(const Tile& tile) const;

 private:
  uint64_t size_ = 0;
  std::array<std::vector<Hash>, kMaxTileLevel + 1> levels_;
};

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_EDGE_H_
