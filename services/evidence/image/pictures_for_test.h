// Pictures for tests: real ones from tests/data/images, and crafted ones. For tests only.
#ifndef SERVICES_EVIDENCE_IMAGE_PICTURES_FOR_TEST_H_
#define SERVICES_EVIDENCE_IMAGE_PICTURES_FOR_TEST_H_

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace smarthub::evidence {

inline std::string TestPicture(const std::string& name) {
  std::ifstream file(SMARTHUB_SOURCE_DIR "/tests/data/images/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::string BigEndian(uint32_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

// A segment of a JPEG: marker, length, content.
inline std::string Segment(uint8_t marker, std::string_view content) {
  return std::string("\xFF") + static_cast<char>(marker) +
         BigEndian(static_cast<uint32_t>(content.size() + 2), 2) + std::string(content);
}

// CRC-32 as PNG has it.
inline uint32_t Crc(std::string_view bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (0xEDB88320 & (0 - (crc & 1)));
  }
  return ~crc;
}

inline std::string Chunk(std::string_view type, std::string_view content) {
  const std::string body = std::string(type) + std::string(content);
  return BigEndian(static_cast<uint32_t>(content.size()), 4) + body + BigEndian(Crc(body), 4);
}

inline const std::string kPngMagic = "\x89PNG\r\n\x1A\n";

// A PNG that says it is that large, 8 bits RGB, with hardly any data in it.
inline std::string PngBomb(uint32_t width, uint32_t height) {
  return kPngMagic +
         Chunk("IHDR",
               BigEndian(width, 4) + BigEndian(height, 4) + std::string("\x08\x02\0\0\0", 5)) +
         Chunk("IDAT", std::string("\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01", 10)) +
         Chunk("IEND", "");
}

// A JPEG's beginning that says it is that large.
inline std::string JpegBomb(uint32_t width, uint32_t height) {
  std::string real = TestPicture("grace_hopper.jpg");
  for (size_t at = 2; at + 9 < real.size();) {
    const auto marker = static_cast<uint8_t>(real[at + 1]);
    if (marker == 0xC0 || marker == 0xC2) {
      real.replace(at + 5, 4, BigEndian(height, 2) + BigEndian(width, 2));
      return real;
    }
    at += 2 + (static_cast<uint8_t>(real[at + 2]) << 8 | static_cast<uint8_t>(real[at + 3]));
  }
  return "";
}

// What must be found in nothing that leaves the cleaner.
inline constexpr std::string_view kCanaries[] = {
    "CANARY-SERIAL-0042", "CANARY-OWNER", "CANARY-XMP", "CANARY-COMMENT", "CANARY-IPTC",
    "CANARY-THUMBNAIL", "CANARY-PROFILE", "CANARY-APPENDED", "Exif", "ns.adobe.com", "ICC_PROFILE",
    "Photoshop",
    // 59.99 seconds of latitude, as it lies in EXIF.
    std::string_view("\x6F\x17\0\0\x64\0\0\0", 8)};

// grace_hopper.jpg as a phone would have sent it: EXIF with a place, a serial number and a small
// picture in it, XMP, IPTC, a comment, a profile, and something after its end.
inline std::string TellingJpeg() {
  // Little-endian TIFF: IFD0 with maker, owner and GPS; IFD1 with a thumbnail.
  const auto le16 = [](uint32_t v) {
    return std::string{static_cast<char>(v & 0xFF), static_cast<char>(v >> 8 & 0xFF)};
  };
  const auto le32 = [&](uint32_t v) { return le16(v & 0xFFFF) + le16(v >> 16); };
  const auto entry = [&](uint32_t tag, uint32_t type, uint32_t count, uint32_t value) {
    return le16(tag) + le16(type) + le32(count) + le32(value);
  };
  const std::string serial("CANARY-SERIAL-0042\0", 19);
  const std::string owner("CANARY-OWNER\0", 13);
  const std::string small = "\xFF\xD8" + Segment(0xFE, "CANARY-THUMBNAIL") + "\xFF\xD9";
  // 52 deg 45' 59.99" N, 0 deg 53' 11" W: the middle of Melton Mowbray.
  const std::string place = le32(52) + le32(1) + le32(45) + le32(1) + le32(5999) + le32(100);
  const uint32_t ifd0 = 8;
  const uint32_t ifd0_size = 2 + 3 * 12 + 4;
  const uint32_t gps = ifd0 + ifd0_size;
  const uint32_t gps_size = 2 + 2 * 12 + 4;
  const uint32_t ifd1 = gps + gps_size;
  const uint32_t ifd1_size = 2 + 2 * 12 + 4;
  const uint32_t data = ifd1 + ifd1_size;
  const auto serial_at = data;
  const auto owner_at = serial_at + static_cast<uint32_t>(serial.size());
  const auto place_at = owner_at + static_cast<uint32_t>(owner.size());
  const auto small_at = place_at + static_cast<uint32_t>(place.size());
  std::string tiff = "II*" + std::string(1, '\0') + le32(ifd0);
  tiff += le16(3) + entry(0x8825, 4, 1, gps) +
          entry(0xA430, 2, static_cast<uint32_t>(owner.size()), owner_at) +
          entry(0xA431, 2, static_cast<uint32_t>(serial.size()), serial_at) + le32(ifd1);
  tiff += le16(2) + entry(1, 2, 2, 'N') + entry(2, 5, 3, place_at) + le32(0);
  tiff += le16(2) + entry(0x0201, 4, 1, small_at) +
          entry(0x0202, 4, 1, static_cast<uint32_t>(small.size())) + le32(0);
  tiff += serial + owner + place + small;

  std::string jpeg = TestPicture("grace_hopper.jpg");
  const std::string zero(1, '\0');
  jpeg.insert(2, Segment(0xE1, "Exif" + zero + zero + tiff) +
                     Segment(0xE1, "http://ns.adobe.com/xap/1.0/" + zero +
                                       "<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY-XMP"
                                       "</x:xmpmeta>") +
                     Segment(0xE2, "ICC_PROFILE" + zero + "\x01\x01" + "CANARY-PROFILE") +
                     Segment(0xED, "Photoshop 3.0" + zero +
                                       "8BIM\x04\x04"
                                       "CANARY-IPTC") +
                     Segment(0xFE, "CANARY-COMMENT"));
  return jpeg + "PK\x03\x04" + "CANARY-APPENDED <html><script>alert(1)</script>";
}

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_PICTURES_FOR_TEST_H_
