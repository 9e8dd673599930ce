#include "services/evidence/image_worker.h"

#include <atomic>
#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/evidence/image_crew.h"
#include "services/evidence/image_job.h"
#include "services/evidence/image_process.h"

namespace smarthub::evidence {
namespace {

class Worker final : public ImageWorker {
 public:
  Worker(ImageWorkerOptions options, Loop& loop)
      : options_(std::move(options)),
        loop_(loop),
        process_(options_.program),
        cleaners_(options_.cleaners, options_.most_cleans),
        markers_(options_.markers, options_.most_marks) {}
  // So that threads that wait for a picture are told that it will not come.
  ~Worker() override { process_.Stop(); }

  Task<absl::StatusOr<Cleaned>> Clean(std::string original, Cancellation* cancellation) override {
    const size_t bytes = original.size();
    return Run<Cleaned>(
        cleaners_, bytes,
        [this, original = std::move(original)](OwnedFile&) -> absl::StatusOr<Cleaned> {
          const auto job = process_.Ask(Service::kClean, options_.patience_seconds);
          if (!job.ok()) return PicturesAway();
          return CleanIn(job->get(), original);
        },
        cancellation);
  }

  Task<absl::StatusOr<std::string>> Mark(std::string jpeg, std::string text,
                                         Cancellation* cancellation) override {
    const size_t bytes = jpeg.size();
    return Run<std::string>(
        markers_, bytes,
        [this, jpeg = std::move(jpeg), text = std::move(text)](OwnedFile& marker) {
          // One that has gone since is asked for once more.
          for (const bool again : {true, false}) {
            const bool fresh = !marker.open();
            if (fresh) {
              auto asked = process_.Ask(Service::kMark, options_.patience_seconds);
              if (!asked.ok()) break;
              marker = *std::move(asked);
            }
            auto marked = MarkIn(marker.get(), jpeg, text);
            if (marked.ok()) return marked;
            marker.Reset();
            if (!again) break;
          }
          return absl::StatusOr<std::string>(PicturesAway());
        },
        cancellation);
  }

  int pid() const override { return process_.pid(); }
  int restarts() const override { return process_.restarts(); }

 private:
  // Shared by the caller, who may leave early, and the thread.
  template <typename Value>
  struct Waiting {
    explicit Waiting(Loop& loop) : done(loop) {}
    Event done;
    // Nobody waits any more: what has not begun is not begun.
    std::atomic<bool> gone = false;
    std::optional<absl::StatusOr<Value>> value;
  };

  template <typename Value, typename Work>
  Task<absl::StatusOr<Value>> Run(Crew& crew, size_t bytes, Work work, Cancellation* cancellation) {
    auto waiting = std::make_shared<Waiting<Value>>(loop_);
    Loop* const loop = &loop_;
    auto job = [waiting, loop, work = std::move(work)](OwnedFile& marker) {
      if (waiting->gone.load(std::memory_order_relaxed)) return;
      auto value = std::make_shared<absl::StatusOr<Value>>(work(marker));
      loop->Post([waiting, value] {
        waiting->value.emplace(*std::move(value));
        waiting->done.Set();
      });
    };
    if (!crew.Take(std::move(job), bytes)) co_return PicturesAway();
    const absl::Status waited = co_await waiting->done.Wait(cancellation);
    if (!waited.ok()) {
      waiting->gone.store(true, std::memory_order_relaxed);
      co_return waited;
    }
    co_return *std::move(waiting->value);
  }

  const ImageWorkerOptions options_;
  Loop& loop_;
  ImageProcess process_;
  // Before the process: they use it to their end.
  Crew cleaners_;
  Crew markers_;
};

}  // namespace

absl::Status PicturesAway() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_PICTURES_AWAY,
               "Photos cannot be reached at the moment. Try again in a minute.");
}

std::unique_ptr<ImageWorker> ImageWorker::Start(ImageWorkerOptions options, Loop& loop) {
  return std::make_unique<Worker>(std::move(options), loop);
}

}  // namespace smarthub::evidence
