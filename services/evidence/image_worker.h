// Pictures cleaned and marked in processes of their own (services/evidence/image). Asked from one
// Loop's thread; a few threads of its own wait for the children, so that a slow picture holds up
// neither the loop nor its pool. Outlived by the loop; destroyed before it.
//
// Bounded: so many threads, so many that wait; whoever comes then is told PICTURES_AWAY. A job that
// dies costs itself; the child is started again with the next one.
#ifndef SERVICES_EVIDENCE_IMAGE_WORKER_H_
#define SERVICES_EVIDENCE_IMAGE_WORKER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::evidence {

struct Cleaned {
  // "image/jpeg": as it was recognised.
  std::string media_type;
  // Of `picture`.
  int width = 0;
  int height = 0;
  std::string picture;
  std::string thumbnail;
};

struct ImageWorkerOptions {
  // smarthub-image.
  std::string program;
  int cleaners = 2;
  int markers = 2;
  // Jobs that wait for one of them.
  size_t most_cleans = 16;
  size_t most_marks = 512;
  // Beyond the child's own limit of 10 s a job, for a child that does not answer at all.
  int patience_seconds = 15;
};

class ImageWorker {
 public:
  static std::unique_ptr<ImageWorker> Start(ImageWorkerOptions options, Loop& loop);
  virtual ~ImageWorker() = default;

  // INVALID_ARGUMENT, a verdict on this picture: PICTURE_KIND, PICTURE_UNREADABLE or
  // PICTURE_TOO_LARGE. FAILED_PRECONDITION / PICTURE_UNREADABLE where its decoder crashed: not to
  // be held against the bytes. UNAVAILABLE / PICTURES_AWAY, also where the job took too long.
  virtual Task<absl::StatusOr<Cleaned>> Clean(std::string original,
                                              Cancellation* cancellation = nullptr) = 0;
  // `jpeg` as Clean made it, with `text` (lines) worked in. UNAVAILABLE / PICTURES_AWAY where that
  // cannot be done: nothing is shown unmarked.
  virtual Task<absl::StatusOr<std::string>> Mark(std::string jpeg, std::string text,
                                                 Cancellation* cancellation = nullptr) = 0;
  // Of the child; 0 while there is none. For tests and figures.
  virtual int pid() const = 0;
  virtual int restarts() const = 0;
};

// The one answer while pictures, or what works on them, cannot be reached.
absl::Status PicturesAway();

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_WORKER_H_
