#include "services/evidence/image/clean.h"

#include <algorithm>
#include <array>

#include "services/evidence/image/picture.h"

namespace smarthub::evidence {
namespace {

constexpr int kQuality = 84;

bool StartsWith(std::string_view bytes, std::string_view with) {
  return bytes.substr(0, with.size()) == with;
}

bool IsHeic(std::string_view bytes) {
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return false;
  constexpr std::array<std::string_view, 7> kBrands = {"heic", "heix", "heim", "heis",
                                                       "hevc", "hevx", "mif1"};
  return std::find(kBrands.begin(), kBrands.end(), bytes.substr(8, 4)) != kBrands.end();
}

// How much a JPEG may be shrunk while it is decoded, which costs nothing. A line of pixels would be
// shrunk to none.
int ShrinkOnLoad(int longer, int shorter) {
  for (const int shrink : {8, 4, 2}) {
    if (longer / shrink >= kFullSide && shorter >= 8 * shrink) return shrink;
  }
  return 1;
}

// The loader is named by what was recognised: libvips' own guessing knows many more formats, each
// with a decoder that nobody here asked for.
bool Load(MediaType type, std::string_view bytes, int shrink, Picture& out) {
  void* const data = const_cast<char*>(bytes.data());
  // A truncated photo is half a photo: refused, so that it is sent again.
  constexpr VipsFailOn kFailOn = VIPS_FAIL_ON_ERROR;
  switch (type) {
    case MediaType::kJpeg:
      return vips_jpegload_buffer(data, bytes.size(), out.out(), "shrink", shrink, "access",
                                  VIPS_ACCESS_SEQUENTIAL, "fail_on", kFailOn, nullptr) == 0;
    case MediaType::kPng:
      return vips_pngload_buffer(data, bytes.size(), out.out(), "access", VIPS_ACCESS_SEQUENTIAL,
                                 "fail_on", kFailOn, nullptr) == 0;
    case MediaType::kWebp:
      return vips_webpload_buffer(data, bytes.size(), out.out(), "access", VIPS_ACCESS_SEQUENTIAL,
                                  "fail_on", kFailOn, nullptr) == 0;
    case MediaType::kHeic:
      return vips_heifload_buffer(data, bytes.size(), out.out(), "access", VIPS_ACCESS_SEQUENTIAL,
                                  "fail_on", kFailOn, nullptr) == 0;
    case MediaType::kNone:
      break;
  }
  return false;
}

// At most `side` on the longer side; never larger than it came.
bool Resize(const Picture& in, int side, Picture& out) {
  const int longer = std::max(in.width(), in.height());
  const double scale = longer > side ? static_cast<double>(side) / longer : 1.0;
  // A line of one pixel stays one.
  const double across = std::max(scale, 1.0 / in.width());
  const double down = std::max(scale, 1.0 / in.height());
  return vips_resize(in.get(), out.out(), across, "vscale", down, nullptr) == 0;
}

// Three bands of 8 bits in sRGB. A profile that cannot be used does not stop a photo.
bool ToSrgb(const Picture& in, Picture& out) {
  Picture plain;
  if (vips_image_hasalpha(in.get()) != 0) {
    // White behind what is see-through, as the camera's owner saw it on a page.
    VipsArrayDouble* white = vips_array_double_newv(1, 255.0);
    const int flattened = vips_flatten(in.get(), plain.out(), "background", white, nullptr);
    vips_area_unref(VIPS_AREA(white));
    if (flattened != 0) return false;
  } else {
    vips_copy(in.get(), plain.out(), nullptr);
  }
  if (plain.get() == nullptr) return false;
  Picture coloured;
  const bool profile = vips_image_get_typeof(plain.get(), VIPS_META_ICC_NAME) != 0;
  if (!profile ||
      vips_icc_transform(plain.get(), coloured.out(), "srgb", "embedded", TRUE, nullptr) != 0) {
    vips_error_clear();
    if (vips_colourspace(plain.get(), coloured.out(), VIPS_INTERPRETATION_sRGB, nullptr) != 0) {
      return false;
    }
  }
  Picture three;
  if (coloured.bands() > 3) {
    if (vips_extract_band(coloured.get(), three.out(), 0, "n", 3, nullptr) != 0) return false;
  } else {
    three = std::move(coloured);
  }
  return three.bands() == 3 && vips_cast_uchar(three.get(), out.out(), nullptr) == 0;
}

// Sequential decoding ends here: turning needs all rows at once, and there are few of them now.
bool Upright(const Picture& in, Pixels& out) {
  Picture memory;
  *memory.out() = vips_image_copy_memory(in.get());
  Picture turned;
  return memory.get() != nullptr && vips_autorot(memory.get(), turned.out(), nullptr) == 0 &&
         ToPixels(turned, out);
}

bool Encode(const Pixels& full, CleanedPicture& cleaned) {
  cleaned.width = full.width;
  cleaned.height = full.height;
  cleaned.picture = ToJpeg(full, kQuality);
  const Picture picture = FromPixels(full);
  Picture small;
  Pixels thumbnail;
  if (picture.get() == nullptr || !Resize(picture, kThumbnailSide, small) ||
      !ToPixels(small, thumbnail)) {
    return false;
  }
  cleaned.thumbnail = ToJpeg(thumbnail, kQuality);
  return !cleaned.picture.empty() && !cleaned.thumbnail.empty();
}

bool Decode(MediaType type, std::string_view original, int longer, int shorter, Pixels& full) {
  Picture loaded;
  Picture resized;
  Picture coloured;
  const int shrink = type == MediaType::kJpeg ? ShrinkOnLoad(longer, shorter) : 1;
  return Load(type, original, shrink, loaded) && Resize(loaded, kFullSide, resized) &&
         ToSrgb(resized, coloured) && Upright(coloured, full);
}

}  // namespace

MediaType Recognise(std::string_view bytes) {
  if (StartsWith(bytes, "\xFF\xD8\xFF")) return MediaType::kJpeg;
  if (StartsWith(bytes, "\x89PNG\r\n\x1A\n")) return MediaType::kPng;
  if (StartsWith(bytes, "RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") {
    return MediaType::kWebp;
  }
  return IsHeic(bytes) ? MediaType::kHeic : MediaType::kNone;
}

CleanedPicture Clean(std::string_view original) {
  CleanedPicture cleaned;
  cleaned.media_type = Recognise(original);
  if (cleaned.media_type == MediaType::kNone) {
    cleaned.verdict = Verdict::kKind;
    return cleaned;
  }
  Picture header;
  if (!Load(cleaned.media_type, original, 1, header)) return cleaned;
  const int64_t width = header.width();
  const int64_t height = header.height();
  if (width <= 0 || height <= 0) return cleaned;
  if (width * height > kMostPixels) {
    cleaned.verdict = Verdict::kTooLarge;
    return cleaned;
  }
  header = Picture();
  Pixels full;
  const int longer = static_cast<int>(std::max(width, height));
  const int shorter = static_cast<int>(std::min(width, height));
  if (Decode(cleaned.media_type, original, longer, shorter, full) && Encode(full, cleaned)) {
    cleaned.verdict = Verdict::kDone;
  }
  return cleaned;
}

bool StartVips() {
  // No just-in-time code: the sandbox lets no memory become executable.
  g_setenv("VIPS_NOVECTOR", "1", TRUE);
  // What a decoder has to say of a picture is of no use, and may hold data of it.
  g_setenv("VIPS_WARNING", "1", TRUE);
  if (vips_init("smarthub-image") != 0) return false;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  return true;
}

}  // namespace smarthub::evidence
