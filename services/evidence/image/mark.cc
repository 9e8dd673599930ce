#include "services/evidence/image/mark.h"

#include <algorithm>
#include <cstdint>

#include "services/evidence/image/picture.h"

namespace smarthub::evidence {
namespace {

constexpr int kQuality = 80;
constexpr size_t kStampsKept = 16;
constexpr double kSlant = -22.0;
// Of 256: faint enough to see the face, strong enough to read the name.
constexpr int kLightness = 72;
constexpr int kDarkness = 84;

int FontSize(int longer_side) { return std::clamp(longer_side / 55, 10, 40); }

std::string Escaped(std::string_view text) {
  // Pango would take "<b>" in a name for its own.
  char* escaped = g_markup_escape_text(text.data(), static_cast<gssize>(text.size()));
  std::string out(escaped);
  g_free(escaped);
  return out;
}

// The letters, slanted, and the same letters made wider.
bool Draw(const std::string& text, int size, int width, Pixels& letters, Pixels& wide) {
  const std::string font = "DejaVu Sans,sans bold " + std::to_string(size);
  Picture drawn;
  Picture framed;
  Picture turned;
  if (vips_text(drawn.out(), text.c_str(), "font", font.c_str(), "width", width, "dpi", 72, "align",
                VIPS_ALIGN_CENTRE, nullptr) != 0) {
    return false;
  }
  const int rim = std::max(2, size / 5);
  if (vips_embed(drawn.get(), framed.out(), rim, rim, drawn.width() + 2 * rim,
                 drawn.height() + 2 * rim, nullptr) != 0 ||
      vips_similarity(framed.get(), turned.out(), "angle", kSlant, nullptr) != 0) {
    return false;
  }
  Picture fitting;
  Picture blurred;
  Picture stretched;
  Picture rounded;
  // Blurred and made strong again: the letters with a rim around them.
  return vips_cast_uchar(turned.get(), fitting.out(), nullptr) == 0 && ToPixels(fitting, letters) &&
         vips_gaussblur(fitting.get(), blurred.out(), std::max(0.8, size / 14.0), nullptr) == 0 &&
         vips_linear1(blurred.get(), stretched.out(), 4.0, 0.0, nullptr) == 0 &&
         vips_cast_uchar(stretched.get(), rounded.out(), nullptr) == 0 && ToPixels(rounded, wide) &&
         letters.bands == 1 && wide.bands == 1 && wide.bytes.size() == letters.bytes.size();
}

uint8_t At(const std::string& bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

void Blend(const Stamp& stamp, Pixels& pixels) {
  auto* pixel = reinterpret_cast<uint8_t*>(pixels.bytes.data());
  for (int y = 0; y < pixels.height; ++y) {
    const int row = y % (2 * stamp.height);
    const size_t from = static_cast<size_t>(row % stamp.height) * stamp.width;
    int x = row < stamp.height ? 0 : stamp.width / 2;
    for (int i = 0; i < pixels.width; ++i) {
      const int light = At(stamp.light, from + x);
      const int dark = At(stamp.dark, from + x);
      for (int band = 0; band < pixels.bands; ++band, ++pixel) {
        const int lighter = *pixel + (((255 - *pixel) * light) >> 8);
        *pixel = static_cast<uint8_t>(lighter - ((lighter * dark) >> 8));
      }
      if (++x == stamp.width) x = 0;
    }
  }
}

}  // namespace

std::optional<Stamp> DrawStamp(std::string_view text, int longer_side) {
  const int size = FontSize(longer_side);
  const int width = std::max(longer_side / 5, 11 * size);
  Pixels letters;
  Pixels wide;
  if (text.empty() || !Draw(Escaped(text), size, width, letters, wide)) return std::nullopt;
  Stamp stamp;
  // Room to the next one.
  stamp.width = letters.width + size / 2;
  stamp.height = letters.height;
  stamp.light.assign(static_cast<size_t>(stamp.width) * stamp.height, '\0');
  stamp.dark = stamp.light;
  bool anything = false;
  for (int y = 0; y < letters.height; ++y) {
    for (int x = 0; x < letters.width; ++x) {
      const size_t from = static_cast<size_t>(y) * letters.width + x;
      const size_t to = static_cast<size_t>(y) * stamp.width + x;
      const int letter = At(letters.bytes, from);
      const int rim = std::max(0, At(wide.bytes, from) - letter);
      stamp.light[to] = static_cast<char>(letter * kLightness / 255);
      stamp.dark[to] = static_cast<char>(rim * kDarkness / 255);
      anything |= letter > 128;
    }
  }
  // A machine without any font draws nothing.
  if (!anything) return std::nullopt;
  return stamp;
}

bool LoadFonts() {
  constexpr int kSomeSide = 320;
  // Of each script that a name or a shop may have: its font is opened with its first letter and
  // stays. One that no letter here asks for is drawn as an empty box.
  for (const char* text : {"王 山田 さくら 김", "Ωλ Жя אב عب", "अआ ਅਆ ગજ বাং தமிழ்", "Aa Žź 0-9"}) {
    (void)DrawStamp(text, kSomeSide);
  }
  return DrawStamp("Aa Žź 0-9", kSomeSide).has_value();
}

const Stamp* Marker::StampFor(std::string_view text, int longer_side) {
  for (const Kept& kept : kept_) {
    if (kept.longer_side == longer_side && kept.text == text) return &kept.stamp;
  }
  std::optional<Stamp> stamp = DrawStamp(text, longer_side);
  if (!stamp.has_value()) return nullptr;
  if (kept_.size() == kStampsKept) kept_.pop_back();
  kept_.push_front({std::string(text), longer_side, *std::move(stamp)});
  return &kept_.front().stamp;
}

std::string Marker::Mark(std::string_view jpeg, std::string_view text) {
  Picture loaded;
  Pixels pixels;
  if (vips_jpegload_buffer(const_cast<char*>(jpeg.data()), jpeg.size(), loaded.out(), "access",
                           VIPS_ACCESS_SEQUENTIAL, nullptr) != 0 ||
      !ToPixels(loaded, pixels)) {
    return "";
  }
  const Stamp* stamp = StampFor(text, std::max(pixels.width, pixels.height));
  if (stamp == nullptr) return "";
  Blend(*stamp, pixels);
  return ToJpeg(pixels, kQuality);
}

}  // namespace smarthub::evidence
