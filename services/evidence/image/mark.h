// Works a text into a picture of ours: tiled over all of it, slanted, faint, light with a dark rim,
// so that it shows on any ground and outlives a screenshot, another compression and a crop.
//
// Who photographs the screen has photographed their own name. It does not hold against somebody who
// paints over every letter; that picture then shows that it was painted over.
#ifndef SERVICES_EVIDENCE_IMAGE_MARK_H_
#define SERVICES_EVIDENCE_IMAGE_MARK_H_

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace smarthub::evidence {

// One tile of the mark: how strongly each of its pixels is lightened and darkened. Tiles stand in
// rows; every other row is half a tile to the side.
struct Stamp {
  int width = 0;
  int height = 0;
  std::string light;
  std::string dark;
};

// For a picture of that longer side. nullopt where the text cannot be drawn.
std::optional<Stamp> DrawStamp(std::string_view text, int longer_side);

// Reads what letters need from disk, so that stamps can be drawn where no file can be opened. Of
// this process: a fork of it has to do so again. False where no text can be drawn.
bool LoadFonts();

// Not thread-safe. Bounded: keeps the newest few stamps, because a gallery is one reader's pictures
// in one minute.
class Marker {
 public:
  // A JPEG without metadata; empty where `jpeg` cannot be read or the text not be drawn: nothing is
  // shown rather than something unmarked.
  std::string Mark(std::string_view jpeg, std::string_view text);

 private:
  struct Kept {
    std::string text;
    int longer_side;
    Stamp stamp;
  };
  const Stamp* StampFor(std::string_view text, int longer_side);
  std::deque<Kept> kept_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_MARK_H_
