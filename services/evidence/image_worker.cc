#include "services/evidence/image_worker.h"

#include <atomic>
#include <deque>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/evidence/image/io.h"
#include "services/evidence/image_process.h"

namespace smarthub::evidence {
namespace {

absl::Status Refused(Verdict verdict) {
  switch (verdict) {
    case Verdict::kKind:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_KIND,
                   "This is not a photo of a kind that is taken. Send a JPEG, PNG, WebP or HEIC.");
    case Verdict::kTooLarge:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_TOO_LARGE,
                   "This photo has more than 40 million pixels. Send a smaller one.");
    default:
      return Error(absl::StatusCode::kInvalidArgument, error::v1::REASON_PICTURE_UNREADABLE,
                   "This photo cannot be read. Take it again or send another one.");
  }
}

std::string NameOf(MediaType type) {
  switch (type) {
    case MediaType::kJpeg:
      return "image/jpeg";
    case MediaType::kPng:
      return "image/png";
    case MediaType::kWebp:
      return "image/webp";
    case MediaType::kHeic:
      return "image/heic";
    case MediaType::kNone:
      break;
  }
  return "application/octet-stream";
}

// The job ended without a whole answer; `last`: the last byte that came, where any did. A picture
// that breaks its decoder is the picture's fault, but no verdict: the pieces stay. A job that was
// ended, or none at all, is ours.
absl::Status Ended(std::optional<char> last) {
  if (last != static_cast<char>(Ending::kCrashed)) return PicturesAway();
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_PICTURE_UNREADABLE,
               "This photo cannot be read. Take it again or send another one.");
}

// nullopt where all of `size` came.
std::optional<absl::Status> ReadPart(int job, void* out, size_t size) {
  const size_t came = ReadUpTo(job, out, size);
  if (came == size) return std::nullopt;
  return Ended(came == 0 ? std::nullopt : std::optional(static_cast<char*>(out)[came - 1]));
}

// Whatever a taken-over decoder may say about its answer.
bool Possible(const Answer& answer) {
  return answer.picture <= kMostPictureBytes && answer.thumbnail <= kMostPictureBytes &&
         answer.width >= 0 && answer.height >= 0 && answer.width <= 65535 && answer.height <= 65535;
}

absl::StatusOr<Cleaned> CleanIn(int job, const std::string& original) {
  Request request;
  request.bytes = original.size();
  if (!WriteAll(job, BytesOf(request))) return PicturesAway();
  // The cleaner may have ended before it has read all of it: then its ending says why.
  WriteAll(job, original);
  Answer answer;
  if (const auto ended = ReadPart(job, &answer, sizeof answer)) return *ended;
  if (!Possible(answer)) return Ended(static_cast<char>(Ending::kCrashed));
  if (answer.verdict != Verdict::kDone) return Refused(answer.verdict);
  Cleaned cleaned;
  cleaned.media_type = NameOf(answer.media_type);
  cleaned.width = answer.width;
  cleaned.height = answer.height;
  cleaned.picture.resize(answer.picture);
  cleaned.thumbnail.resize(answer.thumbnail);
  for (std::string* const part : {&cleaned.picture, &cleaned.thumbnail}) {
    if (const auto ended = ReadPart(job, part->data(), part->size())) return *ended;
  }
  return cleaned;
}

absl::StatusOr<std::string> MarkIn(int job, const std::string& jpeg, const std::string& text) {
  Request request;
  request.bytes = jpeg.size();
  request.text = text.size();
  Answer answer;
  if (!WriteAll(job, BytesOf(request)) || !WriteAll(job, jpeg) || !WriteAll(job, text) ||
      !ReadAll(job, &answer, sizeof answer) || !Possible(answer) ||
      answer.verdict != Verdict::kDone) {
    return PicturesAway();
  }
  std::string marked(answer.picture, '\0');
  if (!ReadAll(job, marked.data(), marked.size())) return PicturesAway();
  return marked;
}

// Pictures that wait, of one crew: memory that the store may need.
constexpr size_t kMostBytesThatWait = size_t{64} << 20;

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
