// The image child as a process: starting it, asking it for workers. Owner of its control socket.
// Thread-safe.
#ifndef SERVICES_EVIDENCE_IMAGE_PROCESS_H_
#define SERVICES_EVIDENCE_IMAGE_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/evidence/image/wire.h"

namespace smarthub::evidence {

// A file descriptor that closes when it goes.
class OwnedFile {
 public:
  OwnedFile() = default;
  explicit OwnedFile(int file) : file_(file) {}
  ~OwnedFile() { Reset(); }
  OwnedFile(OwnedFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  OwnedFile& operator=(OwnedFile&& other) noexcept {
    if (this != &other) {
      Reset();
      file_ = std::exchange(other.file_, -1);
    }
    return *this;
  }
  int get() const { return file_; }
  bool open() const { return file_ >= 0; }
  void Reset();

 private:
  int file_ = -1;
};

class ImageProcess {
 public:
  // `program`: smarthub-image. Nothing is started yet.
  explicit ImageProcess(std::string program) : program_(std::move(program)) {}
  // Ends the child and what it forked.
  ~ImageProcess();
  ImageProcess(const ImageProcess&) = delete;
  ImageProcess& operator=(const ImageProcess&) = delete;

  // The socket of a process that serves `service`, whose reads and writes give up after `patience`
  // seconds. Starts the child where there is none or it has died. UNAVAILABLE where it cannot be
  // had. The child ends with the thread that started it, so callers are threads that stay.
  absl::StatusOr<OwnedFile> Ask(Service service, int patience);
  // Ends the child now; nothing starts it again.
  void Stop();
  // 0 while there is none. For tests.
  pid_t pid() const;
  // Times it was started again.
  int restarts() const;

 private:
  absl::Status Start() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void End() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Send(Service service, int file) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string program_;
  mutable absl::Mutex mutex_;
  pid_t pid_ ABSL_GUARDED_BY(mutex_) = 0;
  OwnedFile control_ ABSL_GUARDED_BY(mutex_);
  int starts_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_PROCESS_H_
