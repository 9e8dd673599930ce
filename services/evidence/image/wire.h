// What the hub and the image child say to each other, over sockets that only they hold. Both are
// built together and run on one machine, so these are plain structs in its byte order.
//
//   control socket (SOCK_SEQPACKET, file 3 of the child): the hub sends one byte, a Service, and
//     with it one end of a socket pair. The zygote forks a process that serves it.
//   job socket (SOCK_STREAM): Request, then `bytes` and `text`; the answer is an Answer, then
//     `picture` and `thumbnail`.
// A cleaner serves one job and ends. Where it did not end well, the zygote adds one byte, an
// Ending: a picture that broke its decoder can be told from a machine that had no time for it, and
// both from a zygote that is gone.
#ifndef SERVICES_EVIDENCE_IMAGE_WIRE_H_
#define SERVICES_EVIDENCE_IMAGE_WIRE_H_

#include <cstdint>

namespace smarthub::evidence {

inline constexpr int kControlFile = 3;
inline constexpr int kJobFile = 3;

enum class Service : uint8_t { kClean = 1, kMark = 2 };

enum class Verdict : uint32_t {
  kDone = 1,
  // Not a picture of a kind that is taken.
  kKind = 2,
  kUnreadable = 3,
  // More pixels than are taken.
  kTooLarge = 4,
};

enum class Ending : char {
  // By itself: it met something it does not bear.
  kCrashed = 'c',
  // It was ended, for time or memory, or could not begin.
  kStopped = 'k',
};

enum class MediaType : uint32_t { kNone = 0, kJpeg = 1, kPng = 2, kWebp = 3, kHeic = 4 };

// Bounds of both sides; whoever receives checks them before it reads on.
inline constexpr uint64_t kMostOriginalBytes = 10'485'760;
inline constexpr uint64_t kMostPictureBytes = 8'000'000;
inline constexpr uint64_t kMostTextBytes = 2'000;

struct Request {
  uint64_t bytes = 0;
  // Of a mark: what is worked into the picture, lines of UTF-8.
  uint64_t text = 0;
};

struct Answer {
  Verdict verdict = Verdict::kUnreadable;
  MediaType media_type = MediaType::kNone;
  int32_t width = 0;
  int32_t height = 0;
  uint64_t picture = 0;
  uint64_t thumbnail = 0;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_WIRE_H_
