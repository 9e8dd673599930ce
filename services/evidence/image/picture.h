// libvips with ownership: a reference that is dropped when it goes, and pixels in memory.
#ifndef SERVICES_EVIDENCE_IMAGE_PICTURE_H_
#define SERVICES_EVIDENCE_IMAGE_PICTURE_H_

#include <vips/vips.h>

#include <string>
#include <utility>

namespace smarthub::evidence {

class Picture {
 public:
  Picture() = default;
  ~Picture() { Drop(); }
  Picture(Picture&& other) noexcept : image_(std::exchange(other.image_, nullptr)) {}
  Picture& operator=(Picture&& other) noexcept {
    if (this != &other) {
      Drop();
      image_ = std::exchange(other.image_, nullptr);
    }
    return *this;
  }

  VipsImage* get() const { return image_; }
  // For libvips' `VipsImage** out`.
  VipsImage** out() {
    Drop();
    return &image_;
  }
  int width() const { return vips_image_get_width(image_); }
  int height() const { return vips_image_get_height(image_); }
  int bands() const { return vips_image_get_bands(image_); }

 private:
  void Drop() {
    if (image_ != nullptr) g_object_unref(image_);
    image_ = nullptr;
  }
  VipsImage* image_ = nullptr;
};

// 8 bits a band, rows without gaps.
struct Pixels {
  int width = 0;
  int height = 0;
  int bands = 0;
  std::string bytes;
};

// Computes the picture into memory. False where it cannot be.
inline bool ToPixels(const Picture& picture, Pixels& out) {
  size_t size = 0;
  void* memory = vips_image_write_to_memory(picture.get(), &size);
  if (memory == nullptr) return false;
  out.width = picture.width();
  out.height = picture.height();
  out.bands = picture.bands();
  out.bytes.assign(static_cast<const char*>(memory), size);
  g_free(memory);
  return true;
}

// Looks at `pixels`, which outlive it.
inline Picture FromPixels(const Pixels& pixels) {
  Picture picture;
  *picture.out() =
      vips_image_new_from_memory(pixels.bytes.data(), pixels.bytes.size(), pixels.width,
                                 pixels.height, pixels.bands, VIPS_FORMAT_UCHAR);
  if (picture.get() != nullptr) {
    picture.get()->Type = pixels.bands == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  }
  return picture;
}

// A JPEG of pixels and nothing else; empty where that fails.
inline std::string ToJpeg(const Pixels& pixels, int quality) {
  const Picture picture = FromPixels(pixels);
  void* memory = nullptr;
  size_t size = 0;
  std::string jpeg;
  if (picture.get() == nullptr || vips_jpegsave_buffer(picture.get(), &memory, &size, "Q", quality,
                                                       "strip", TRUE, nullptr) != 0) {
    return jpeg;
  }
  jpeg.assign(static_cast<const char*>(memory), size);
  g_free(memory);
  return jpeg;
}

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_PICTURE_H_
