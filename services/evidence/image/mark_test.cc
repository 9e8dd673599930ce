#include "services/evidence/image/mark.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "services/evidence/image/clean.h"
#include "services/evidence/image/picture.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/image/sandbox.h"

namespace smarthub::evidence {
namespace {

// Everybody at the same shop in the same minute: only the names tell them apart.
std::vector<std::string> Readers() {
  std::vector<std::string> readers;
  for (const char* name :
       {"Ann Example",      "Ben Sample",  "Cora Melton",   "Dev Patel",    "Ella Frisby",
        "Finn Asfordby",    "Grace Kirby", "Harry Sysonby", "Isla Burton",  "Jack Wymondham",
        "Kip Thrussington", "Lena Hoby",   "Mia Saxby",     "Noor Wyville", "Owen Garthorpe",
        "Pia Stapleford",   "Quinn Eaton", "Rosa Scalford", "Sam Goadby",   "Tess Waltham"}) {
    readers.push_back(std::string(name) + "\nThe Larder\n23 Nov 2026 10:00");
  }
  return readers;
}

// Brightness against what is around it, so that the picture's own light and shade say little.
struct Plane {
  int width = 0;
  int height = 0;
  std::vector<float> at;
};

Plane Contrast(const Picture& picture, double around) {
  Picture grey;
  Picture as_float;
  Picture blurred;
  Picture difference;
  EXPECT_EQ(vips_colourspace(picture.get(), grey.out(), VIPS_INTERPRETATION_B_W, nullptr), 0);
  EXPECT_EQ(vips_cast_float(grey.get(), as_float.out(), nullptr), 0);
  EXPECT_EQ(vips_gaussblur(as_float.get(), blurred.out(), around, nullptr), 0);
  EXPECT_EQ(vips_subtract(as_float.get(), blurred.get(), difference.out(), nullptr), 0);
  Picture one;
  EXPECT_EQ(vips_extract_band(difference.get(), one.out(), 0, nullptr), 0);
  size_t size = 0;
  auto* const memory = static_cast<float*>(vips_image_write_to_memory(one.get(), &size));
  Plane plane{one.width(), one.height(), {memory, memory + size / sizeof(float)}};
  g_free(memory);
  // An edge of the picture's own is no letter.
  for (float& value : plane.at) value = std::clamp(value, -25.0F, 25.0F);
  return plane;
}

// Laid over itself tile by tile: the mark grows, the picture averages out. `bins` of both sides.
struct Folded {
  int width = 0;
  int height = 0;
  std::vector<float> at;
};

Folded Fold(const Plane& plane, int tile_width, int tile_height) {
  Folded folded;
  // So fine that a small letter is still one, so coarse that it is compared in reasonable time.
  const int bin = static_cast<int>(std::ceil(std::sqrt(tile_width * 2.0 * tile_height / 17000)));
  folded.width = tile_width / bin;
  folded.height = 2 * tile_height / bin;
  std::vector<float> count(static_cast<size_t>(folded.width) * folded.height, 0.0F);
  folded.at = count;
  for (int y = 0; y < plane.height; ++y) {
    const int row = y % (2 * tile_height) * folded.height / (2 * tile_height);
    for (int x = 0; x < plane.width; ++x) {
      const int column = x % tile_width * folded.width / tile_width;
      const size_t to = static_cast<size_t>(row) * folded.width + column;
      folded.at[to] += plane.at[static_cast<size_t>(y) * plane.width + x];
      count[to] += 1.0F;
    }
  }
  float mean = 0;
  for (size_t i = 0; i < count.size(); ++i) {
    if (count[i] > 0) folded.at[i] /= count[i];
    mean += folded.at[i] / static_cast<float>(count.size());
  }
  for (float& value : folded.at) value -= mean;
  return folded;
}

// How well the two agree, wherever the crop began.
double Agreement(const Folded& seen, const Folded& expected) {
#pragma clang fp reassociate(on)
  double best = 0;
  double a = 0;
  double b = 0;
  for (const float value : seen.at) a += value * value;
  for (const float value : expected.at) b += value * value;
  const int w = seen.width;
  const int h = seen.height;
  // Every row twice, so that the inner loop runs without wrapping.
  std::vector<float> twice(static_cast<size_t>(2 * w) * h);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < 2 * w; ++x)
      twice[static_cast<size_t>(y) * 2 * w + x] = seen.at[y * w + x % w];
  }
  for (int dy = 0; dy < h; ++dy) {
    for (int dx = 0; dx < w; ++dx) {
      float sum = 0;
      for (int y = 0; y < h; ++y) {
        const float* from = &twice[static_cast<size_t>((y + dy) % h) * 2 * w + dx];
        const float* to = &expected.at[static_cast<size_t>(y) * w];
        float row = 0;
        for (int x = 0; x < w; ++x) row += from[x] * to[x];
        sum += row;
      }
      best = std::max(best, static_cast<double>(sum));
    }
  }
  return best / std::sqrt(a * b + 1e-9);
}

Picture FromJpeg(const std::string& jpeg) {
  Picture loaded;
  EXPECT_EQ(
      vips_jpegload_buffer(const_cast<char*>(jpeg.data()), jpeg.size(), loaded.out(), nullptr), 0);
  Pixels pixels;
  EXPECT_TRUE(ToPixels(loaded, pixels));
  Picture copy;
  *copy.out() = vips_image_copy_memory(loaded.get());
  return copy;
}

// What somebody passes on: a part of the picture, made smaller, compressed again.
std::string Leaked(const std::string& marked, double scale, int part) {
  const Picture whole = FromJpeg(marked);
  Picture crop;
  Picture small;
  EXPECT_EQ(vips_extract_area(whole.get(), crop.out(), part == 1 ? 0 : whole.width() / 3,
                              part == 1 ? 0 : whole.height() / 4, whole.width() / part,
                              whole.height() / part, nullptr),
            0);
  EXPECT_EQ(vips_resize(crop.get(), small.out(), scale, nullptr), 0);
  Pixels pixels;
  EXPECT_TRUE(ToPixels(small, pixels));
  return ToJpeg(pixels, 70);
}

// Which of the readers it was, knowing the size of the picture and nothing of where the crop began.
size_t WhoseIsIt(const std::string& leaked, double scale, int longer_side,
                 const std::vector<std::string>& readers) {
  const Picture loaded = FromJpeg(leaked);
  Picture enlarged;
  EXPECT_EQ(vips_resize(loaded.get(), enlarged.out(), 1 / scale, nullptr), 0);
  const double around = std::max(4.0, longer_side / 110.0);
  const Plane seen = Contrast(enlarged, around);
  std::vector<double> scores;
  for (const std::string& reader : readers) {
    const auto stamp = DrawStamp(reader, longer_side);
    EXPECT_TRUE(stamp.has_value());
    // The mark alone, on grey.
    Pixels grey{2 * stamp->width, 2 * stamp->height, 1, ""};
    grey.bytes.assign(static_cast<size_t>(grey.width) * grey.height, '\x80');
    Marker marker;
    for (int y = 0; y < grey.height; ++y) {
      const int row = y % (2 * stamp->height);
      for (int x = 0; x < grey.width; ++x) {
        const int shifted = (x + (row < stamp->height ? 0 : stamp->width / 2)) % stamp->width;
        const size_t from = static_cast<size_t>(row % stamp->height) * stamp->width + shifted;
        grey.bytes[static_cast<size_t>(y) * grey.width + x] =
            static_cast<char>(128 + static_cast<uint8_t>(stamp->light[from]) / 2 -
                              static_cast<uint8_t>(stamp->dark[from]) / 2);
      }
    }
    const Plane expected = Contrast(FromPixels(grey), around);
    scores.push_back(Agreement(Fold(seen, stamp->width, stamp->height),
                               Fold(expected, stamp->width, stamp->height)));
  }
  const auto best = std::max_element(scores.begin(), scores.end());
  return static_cast<size_t>(best - scores.begin());
}

class MarkTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_TRUE(StartVips()); }

  // Marks for four of the readers, leaks a quarter (half of each side) or all, and asks whose it
  // was.
  void ExpectFound(const std::string& jpeg, double scale, int part) {
    const std::vector<std::string> readers = Readers();
    const Picture picture = FromJpeg(jpeg);
    const int longer = std::max(picture.width(), picture.height());
    Marker marker;
    for (const size_t reader : {size_t{0}, size_t{7}, size_t{12}, size_t{19}}) {
      const std::string marked = marker.Mark(jpeg, readers[reader]);
      ASSERT_FALSE(marked.empty());
      EXPECT_EQ(WhoseIsIt(Leaked(marked, scale, part), scale, longer, readers), reader);
    }
  }
};

TEST_F(MarkTest, AQuarterOfALargePhotoMadeSmallerAndCompressedAgainNamesItsReader) {
  ExpectFound(Clean(TestPicture("Landscape_5.jpg")).picture, 0.75, 2);
}

TEST_F(MarkTest, SoDoesAQuarterOfAFace) {
  ExpectFound(Clean(TestPicture("grace_hopper.jpg")).picture, 0.75, 2);
  ExpectFound(Clean(TestPicture("astronaut.png")).picture, 0.75, 2);
}

TEST_F(MarkTest, AThumbnailCompressedAgainNamesItsReader) {
  ExpectFound(Clean(TestPicture("grace_hopper.jpg")).thumbnail, 1.0, 1);
}

TEST_F(MarkTest, ShowsOnWhiteAndOnBlackAndLeavesThePictureToBeSeen) {
  for (const char ground : {'\0', '\x80', '\xFF'}) {
    const Pixels plain{800, 600, 3, std::string(800 * 600 * 3, ground)};
    const std::string marked = Marker().Mark(ToJpeg(plain, 90), Readers()[0]);
    Pixels pixels;
    ASSERT_TRUE(ToPixels(FromJpeg(marked), pixels));
    int changed = 0;
    int most = 0;
    for (size_t i = 0; i < pixels.bytes.size(); i += 3) {
      const int by = std::abs(static_cast<uint8_t>(pixels.bytes[i]) - static_cast<uint8_t>(ground));
      changed += by > 20 ? 1 : 0;
      most = std::max(most, by);
    }
    EXPECT_GT(changed, 800 * 600 / 100) << static_cast<int>(ground);
    EXPECT_LT(changed, 800 * 600 / 3) << static_cast<int>(ground);
    EXPECT_LT(most, 128) << static_cast<int>(ground);
  }
}

TEST_F(MarkTest, NothingIsShownUnmarked) {
  const std::string jpeg = Clean(TestPicture("grace_hopper.jpg")).thumbnail;
  EXPECT_EQ(Marker().Mark(jpeg, ""), "");
  EXPECT_EQ(Marker().Mark("no picture", "Ann Example"), "");
}

// Of stamps of every size there is, with letters of several fonts; never 0.
int StampsInOneByte() {
  size_t sum = 0;
  for (int side = kThumbnailSide; side <= kFullSide; side += 160) {
    const auto stamp = DrawStamp("Zoë Łukasiewicz 王 Жя", side);
    if (!stamp.has_value()) return 0;
    sum = 31 * sum + std::hash<std::string>()(stamp->light);
  }
  return 1 + static_cast<int>(sum % 120);
}

using MarkDeathTest = MarkTest;

TEST_F(MarkDeathTest, TheSameLettersAreDrawnWhereNoFileCanBeOpened) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        // What a library prints would go to a file, and none may grow.
        const int nowhere = open("/dev/null", O_WRONLY);
        if (!LoadFonts() || dup2(nowhere, STDERR_FILENO) < 0 || !EnterSandbox({})) _exit(0);
        _exit(StampsInOneByte());
      },
      [](int status) { return WIFEXITED(status) && WEXITSTATUS(status) == StampsInOneByte(); }, "");
}

TEST_F(MarkTest, ANameIsTextAndNothingElse) {
  const std::string jpeg = Clean(TestPicture("grace_hopper.jpg")).thumbnail;
  EXPECT_NE(Marker().Mark(jpeg, "<span size='0'>Bad & </b> Worse"), "");
  EXPECT_NE(Marker().Mark(jpeg, "Zoë Ångström-Łukasiewicz 王"), "");
}

}  // namespace
}  // namespace smarthub::evidence
