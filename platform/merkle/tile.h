// C2SP tlog-tiles: where the hashes of a log lie, 256 to a file, and how to read a tree out of
// them. Pure over a function that fetches a tile; thread-safe (TileReader: one thread).
#ifndef PLATFORM_MERKLE_TILE_H_
#define PLATFORM_MERKLE_TILE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/merkle/hash.h"
#include "platform/merkle/proof.h"

namespace smarthub::merkle {

inline constexpr int kTileWidth = 256;
inline constexpr int kTileHeight = 8;
inline constexpr int kMaxTileLevel = 7;  // 256^8 leaves are all there can be

// Hashes [index * 256, index * 256 + width) of level 8 * `level`. Full at width 256.
struct Tile {
  int level = 0;
  uint64_t index = 0;
  int width = kTileWidth;
  friend auto operator<=>(const Tile&, const Tile&) = default;
};

// "tile/0/x001/234", "tile/1/000.p/17".
std::string TilePath(const Tile& tile);
// "tile/entries/x001/234", "tile/entries/000.p/17".
std::string BundlePath(uint64_t index, int width);
// The inverse of TilePath; nullopt for anything it would not write.
std::optional<Tile> ParseTilePath(std::string_view path);

// How wide the tile is in a tree of `size` leaves; 0: it has none.
int WidthIn(uint64_t size, int level, uint64_t index);

// Exactly width * 32 bytes of the tile.
using FetchTile = std::function<absl::StatusOr<std::string>(const Tile& tile)>;

// A tree of `size` leaves over its tiles; keeps what it fetched. One thread.
class TileReader {
 public:
  TileReader(uint64_t size, FetchTile fetch) : size_(size), fetch_(std::move(fetch)) {}

  // DATA_LOSS where a tile is missing or of the wrong length; OUT_OF_RANGE beyond the tree.
  absl::StatusOr<Hash> Node(int level, uint64_t index);
  ReadNode AsFunction() {
    return [this](int level, uint64_t index) { return Node(level, index); };
  }

 private:
  absl::StatusOr<const std::string*> Fetch(int level, uint64_t index);

  uint64_t size_;
  FetchTile fetch_;
  std::map<std::pair<int, uint64_t>, std::string> tiles_;
};

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_TILE_H_
