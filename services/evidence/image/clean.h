// An untrusted picture in, two JPEGs out that hold pixels and nothing else. Runs in a cleaner
// (sandbox.h); whatever it meets there costs one job.
//
// One thread at a time. What a picture is, its first bytes say, never its name; its size is read
// from the header and bounded before a pixel is decoded.
#ifndef SERVICES_EVIDENCE_IMAGE_CLEAN_H_
#define SERVICES_EVIDENCE_IMAGE_CLEAN_H_

#include <string>
#include <string_view>

#include "services/evidence/image/wire.h"

namespace smarthub::evidence {

inline constexpr int kFullSide = 1600;
inline constexpr int kThumbnailSide = 320;
inline constexpr int64_t kMostPixels = 40'000'000;

struct CleanedPicture {
  Verdict verdict = Verdict::kUnreadable;
  MediaType media_type = MediaType::kNone;
  // Of `picture`.
  int width = 0;
  int height = 0;
  std::string picture;
  std::string thumbnail;
};

// kNone for what is not taken.
MediaType Recognise(std::string_view bytes);

// Upright, at most 1,600 and 320 pixels on the longer side, sRGB, JPEG; of an animation its first
// frame. The encoder is given pixels only, so no metadata can be carried along.
CleanedPicture Clean(std::string_view original);

// Once per process, before Clean or Mark. False where libvips cannot start.
bool StartVips();

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_CLEAN_H_
