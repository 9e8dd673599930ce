// Threads that run one picture's job after another, apart from the loop and its pool. Thread-safe;
// its end waits for the jobs that have begun and drops the others.
#ifndef SERVICES_EVIDENCE_IMAGE_CREW_H_
#define SERVICES_EVIDENCE_IMAGE_CREW_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "services/evidence/image_process.h"

namespace smarthub::evidence {

// Pictures that wait, of one crew: memory that the store may need.
inline constexpr size_t kMostBytesThatWait = size_t{64} << 20;

// Threads that run one job after another. A thread's marker is its own.
class Crew {
 public:
  using Job = std::function<void(OwnedFile& marker)>;
  Crew(int threads, size_t most) : most_(most) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }
  ~Crew() {
    {
      absl::MutexLock lock(&mutex_);
      ends_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // False where too many wait already.
  bool Take(Job job, size_t bytes) {
    absl::MutexLock lock(&mutex_);
    if (jobs_.size() >= most_ || bytes > kMostBytesThatWait - waiting_bytes_) return false;
    waiting_bytes_ += bytes;
    jobs_.push_back({std::move(job), bytes});
    return true;
  }

 private:
  void Work() {
    OwnedFile marker;
    for (;;) {
      Job job;
      {
        absl::MutexLock lock(&mutex_, absl::Condition(this, &Crew::HasWork));
        if (ends_) return;
        job = std::move(jobs_.front().job);
        waiting_bytes_ -= jobs_.front().bytes;
        jobs_.pop_front();
      }
      job(marker);
    }
  }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ends_ || !jobs_.empty(); }

  struct Queued {
    Job job;
    size_t bytes;
  };
  const size_t most_;
  absl::Mutex mutex_;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Queued> jobs_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_CREW_H_
