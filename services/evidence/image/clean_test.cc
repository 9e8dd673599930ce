#include "services/evidence/image/clean.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "services/evidence/image/mark.h"
#include "services/evidence/image/picture.h"
#include "services/evidence/image/pictures_for_test.h"

namespace smarthub::evidence {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CleanTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_TRUE(StartVips()); }

  static Verdict VerdictOf(std::string_view bytes) { return Clean(bytes).verdict; }

  // The pixels of a JPEG of ours, small.
  static Pixels Small(const std::string& jpeg, int side) {
    Picture loaded;
    Picture small;
    Pixels pixels;
    EXPECT_EQ(
        vips_jpegload_buffer(const_cast<char*>(jpeg.data()), jpeg.size(), loaded.out(), nullptr),
        0);
    const double scale = static_cast<double>(side) / std::max(loaded.width(), loaded.height());
    EXPECT_EQ(vips_resize(loaded.get(), small.out(), scale, nullptr), 0);
    EXPECT_TRUE(ToPixels(small, pixels));
    return pixels;
  }

  static double Difference(const Pixels& a, const Pixels& b) {
    EXPECT_EQ(a.bytes.size(), b.bytes.size());
    if (a.bytes.size() != b.bytes.size()) return 255;
    double sum = 0;
    for (size_t i = 0; i < a.bytes.size(); ++i) {
      sum += std::abs(static_cast<uint8_t>(a.bytes[i]) - static_cast<uint8_t>(b.bytes[i]));
    }
    return sum / static_cast<double>(a.bytes.size());
  }

  // Noise, saved by one of libvips' savers.
  template <typename Save>
  static std::string Made(int bands, VipsBandFormat format, VipsInterpretation interpretation,
                          Save save) {
    Picture noise;
    Picture shaped;
    Picture cast;
    Picture tagged;
    EXPECT_EQ(vips_gaussnoise(noise.out(), 300, 200, "mean", 128.0, "sigma", 30.0, nullptr), 0);
    Picture joined;
    std::vector<VipsImage*> all(static_cast<size_t>(bands), noise.get());
    EXPECT_EQ(vips_bandjoin(all.data(), joined.out(), bands, nullptr), 0);
    EXPECT_EQ(vips_cast(joined.get(), cast.out(), format, nullptr), 0);
    EXPECT_EQ(vips_copy(cast.get(), tagged.out(), "interpretation", interpretation, nullptr), 0);
    void* memory = nullptr;
    size_t size = 0;
    EXPECT_EQ(save(tagged.get(), &memory, &size), 0) << vips_error_buffer();
    std::string bytes(static_cast<const char*>(memory), size);
    g_free(memory);
    return bytes;
  }
};

TEST_F(CleanTest, RealPhotosAreTakenAndBounded) {
  for (const char* name :
       {"Landscape_5.jpg", "Portrait_6.jpg", "astronaut.png", "grace_hopper.jpg"}) {
    SCOPED_TRACE(name);
    const CleanedPicture cleaned = Clean(TestPicture(name));
    ASSERT_EQ(cleaned.verdict, Verdict::kDone);
    EXPECT_LE(std::max(cleaned.width, cleaned.height), kFullSide);
    const Pixels thumbnail = Small(cleaned.thumbnail, 320);
    EXPECT_LE(std::max(thumbnail.width, thumbnail.height), kThumbnailSide);
    EXPECT_EQ(Recognise(cleaned.picture), MediaType::kJpeg);
    EXPECT_EQ(Recognise(cleaned.thumbnail), MediaType::kJpeg);
  }
}

TEST_F(CleanTest, APhotoStoredTurnedComesOutUpright) {
  // One scene, stored mirrored and stored turned by a quarter; their numbers alone differ.
  const CleanedPicture mirrored = Clean(TestPicture("Landscape_2.jpg"));
  const CleanedPicture turned = Clean(TestPicture("Landscape_5.jpg"));
  ASSERT_EQ(turned.verdict, Verdict::kDone);
  EXPECT_EQ(turned.width, 1600);
  EXPECT_LT(turned.height, 1200);
  EXPECT_LT(Difference(Small(mirrored.picture, 64), Small(turned.picture, 64)), 4.0);
  EXPECT_LT(Difference(Small(turned.thumbnail, 64), Small(turned.picture, 64)), 4.0);
  const CleanedPicture portrait = Clean(TestPicture("Portrait_6.jpg"));
  EXPECT_EQ(portrait.height, 1600);
}

TEST_F(CleanTest, NothingThatTheFileToldLeavesTheCleaner) {
  const std::string telling = TellingJpeg();
  for (const std::string_view canary : kCanaries) ASSERT_THAT(telling, HasSubstr(canary));
  const CleanedPicture cleaned = Clean(telling);
  ASSERT_EQ(cleaned.verdict, Verdict::kDone);
  const std::string marked = Marker().Mark(cleaned.picture, "Ann Example");
  for (const std::string_view canary : kCanaries) {
    EXPECT_THAT(cleaned.picture, Not(HasSubstr(canary)));
    EXPECT_THAT(cleaned.thumbnail, Not(HasSubstr(canary)));
    EXPECT_THAT(marked, Not(HasSubstr(canary)));
  }
  // Not even as a segment of any kind: a JPEG of ours has tables, a frame and a scan.
  for (const std::string* jpeg : {&cleaned.picture, &cleaned.thumbnail, &marked}) {
    for (const char* marker : {"\xFF\xE1", "\xFF\xE2", "\xFF\xED", "\xFF\xFE"}) {
      EXPECT_THAT(jpeg->substr(0, 600), Not(HasSubstr(marker)));
    }
  }
}

TEST_F(CleanTest, TextsOfAPngAreGoneToo) {
  std::string png = TestPicture("astronaut.png");
  png.insert(33, Chunk("tEXt", std::string("Author\0CANARY-OWNER", 19)) +
                     Chunk("iTXt", std::string("XML:com.adobe.xmp\0\0\0\0\0CANARY-XMP", 32)));
  const CleanedPicture cleaned = Clean(png);
  ASSERT_EQ(cleaned.verdict, Verdict::kDone);
  EXPECT_THAT(cleaned.picture, Not(HasSubstr("CANARY")));
  EXPECT_THAT(cleaned.thumbnail, Not(HasSubstr("CANARY")));
}

TEST_F(CleanTest, WhatIsNoPictureIsNotTaken) {
  using namespace std::string_literals;
  EXPECT_EQ(VerdictOf(""), Verdict::kKind);
  EXPECT_EQ(VerdictOf("\xFF"), Verdict::kKind);
  EXPECT_EQ(VerdictOf("<html><body>photo.jpg</body></html>"), Verdict::kKind);
  EXPECT_EQ(VerdictOf("GIF89a\x01\0\x01\0\0\0\0;"s), Verdict::kKind);
  EXPECT_EQ(VerdictOf("%PDF-1.7\n"), Verdict::kKind);
  EXPECT_EQ(VerdictOf("<svg xmlns='http://www.w3.org/2000/svg'/>"), Verdict::kKind);
  EXPECT_EQ(VerdictOf("II*\0\x08\0\0\0"s), Verdict::kKind);
  EXPECT_EQ(VerdictOf("RIFF\x04\0\0\0WAVE"s), Verdict::kKind);
  EXPECT_EQ(VerdictOf("\0\0\0\x18"
                      "ftypavif\0\0\0\0"s),
            Verdict::kKind);
}

TEST_F(CleanTest, DamagedPicturesAreRefused) {
  for (const char* name : {"grace_hopper.jpg", "astronaut.png"}) {
    SCOPED_TRACE(name);
    const std::string whole = TestPicture(name);
    for (const size_t size : {whole.size() / 2, whole.size() / 10, size_t{100}, size_t{12}}) {
      EXPECT_EQ(VerdictOf(whole.substr(0, size)), Verdict::kUnreadable) << size;
    }
  }
  // The first bytes of a picture, and then something else.
  EXPECT_EQ(VerdictOf("\xFF\xD8\xFF\xE0<html><script>alert(1)</script></html>"),
            Verdict::kUnreadable);
  EXPECT_EQ(VerdictOf(kPngMagic + std::string(1000, 'x')), Verdict::kUnreadable);
  EXPECT_EQ(VerdictOf("RIFF\x10\x01\x01\x01WEBPVP8 aaaaaaaaaaaaaaaa"), Verdict::kUnreadable);
}

TEST_F(CleanTest, RandomBytesAndRandomDamageDoNoHarm) {
  uint64_t state = 20261123;
  const auto next = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state >> 33);
  };
  const std::string whole = TestPicture("grace_hopper.jpg");
  for (int round = 0; round < 60; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 20; ++i) bytes[next() % bytes.size()] = static_cast<char>(next());
    const CleanedPicture cleaned = Clean(bytes);
    EXPECT_EQ(cleaned.verdict == Verdict::kDone, !cleaned.picture.empty());
  }
}

TEST_F(CleanTest, TooManyPixelsAreRefusedBeforeTheyAreDecoded) {
  EXPECT_EQ(VerdictOf(PngBomb(50'000, 50'000)), Verdict::kTooLarge);
  EXPECT_EQ(VerdictOf(PngBomb(8'200, 5'000)), Verdict::kTooLarge);
  EXPECT_EQ(VerdictOf(JpegBomb(65'000, 65'000)), Verdict::kTooLarge);
  EXPECT_EQ(VerdictOf(JpegBomb(8'200, 5'000)), Verdict::kTooLarge);
  // Small enough to be looked at, and then not there.
  EXPECT_EQ(VerdictOf(PngBomb(5'000, 5'000)), Verdict::kUnreadable);
}

TEST_F(CleanTest, OtherKindsAndDepthsBecomeTheSameJpeg) {
  const auto png = [](VipsImage* image, void** memory, size_t* size) {
    return vips_pngsave_buffer(image, memory, size, nullptr);
  };
  const auto webp = [](VipsImage* image, void** memory, size_t* size) {
    return vips_webpsave_buffer(image, memory, size, nullptr);
  };
  const auto heic = [](VipsImage* image, void** memory, size_t* size) {
    return vips_heifsave_buffer(image, memory, size, "compression",
                                VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, nullptr);
  };
  const auto jpeg = [](VipsImage* image, void** memory, size_t* size) {
    return vips_jpegsave_buffer(image, memory, size, nullptr);
  };
  const auto check = [](const std::string& bytes, MediaType type) {
    const CleanedPicture cleaned = Clean(bytes);
    EXPECT_EQ(cleaned.verdict, Verdict::kDone) << vips_error_buffer();
    EXPECT_EQ(cleaned.media_type, type);
    EXPECT_EQ(cleaned.width, 300);
    EXPECT_EQ(cleaned.height, 200);
    vips_error_clear();
  };
  constexpr auto kByte = VIPS_FORMAT_UCHAR;
  constexpr auto kSrgb = VIPS_INTERPRETATION_sRGB;
  check(Made(1, kByte, VIPS_INTERPRETATION_B_W, png), MediaType::kPng);
  check(Made(2, kByte, VIPS_INTERPRETATION_B_W, png), MediaType::kPng);
  check(Made(4, kByte, kSrgb, png), MediaType::kPng);
  check(Made(3, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, png), MediaType::kPng);
  check(Made(4, kByte, kSrgb, webp), MediaType::kWebp);
  check(Made(3, kByte, kSrgb, heic), MediaType::kHeic);
  check(Made(1, kByte, VIPS_INTERPRETATION_B_W, jpeg), MediaType::kJpeg);
  check(Made(4, kByte, VIPS_INTERPRETATION_CMYK, jpeg), MediaType::kJpeg);
}

TEST_F(CleanTest, OfAnAnimationTheFirstFrameIsTaken) {
  const std::string animated = Made(3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
                                    [](VipsImage* image, void** memory, size_t* size) {
                                      vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, 50);
                                      return vips_webpsave_buffer(image, memory, size, nullptr);
                                    });
  const CleanedPicture cleaned = Clean(animated);
  ASSERT_EQ(cleaned.verdict, Verdict::kDone);
  EXPECT_EQ(cleaned.height, 50);
}

TEST_F(CleanTest, ALineOfPixelsStaysAPicture) {
  Pixels line{4000, 1, 3, std::string(12000, 'x')};
  const std::string jpeg = ToJpeg(line, 90);
  const CleanedPicture cleaned = Clean(jpeg);
  ASSERT_EQ(cleaned.verdict, Verdict::kDone);
  EXPECT_EQ(cleaned.width, 1600);
  EXPECT_EQ(cleaned.height, 1);
}

}  // namespace
}  // namespace smarthub::evidence
