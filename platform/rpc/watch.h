// What every stream of ids has in common: it begins where the client left off, says that it stands,
// tells what happens as it happens, and gives a sign of life where nothing does. What a room tells
// of an event is the room's; whether the caller may be told is policy's, asked for every event.
//
// One Watch serves one call and lives as long as it; belongs to the call's loop's thread.
#ifndef PLATFORM_RPC_WATCH_H_
#define PLATFORM_RPC_WATCH_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/context.h"
#include "platform/store/outbox_feed.h"

namespace smarthub::rpc {

template <typename News>
class Watch {
 public:
  using Feed = store::OutboxFeed<News>;
  using Heard = typename Feed::Heard;

  // Nothing is owned; everything outlives the Watch. `purpose` is that of its resume tokens.
  struct Deps {
    Context* context = nullptr;
    store::Store* store = nullptr;
    Clock* clock = nullptr;
    Feed* feed = nullptr;
    std::string_view purpose;
  };
  explicit Watch(const Deps& deps) : deps_(deps) {}
  virtual ~Watch() = default;

  // Until the call is cancelled or a write fails. `resume_token`: a place that this stream gave
  // out; empty: from now on. RESOURCE_EXHAUSTED / STREAM_FELL_BEHIND where the outbox does not have
  // that place any more (or, after a restored backup, not yet): the page reads its list again and
  // begins a new stream.
  Task<absl::Status> Run(std::string resume_token);

 protected:
  // Tells what of `news[at]` is the caller's; false: nothing was.
  virtual Task<absl::StatusOr<bool>> Tell(const std::vector<Heard>& news, size_t at) = 0;
  // A message that holds a place and nothing else.
  virtual Task<absl::Status> TellPlace(std::string token) = 0;

  Context& context() const { return *deps_.context; }
  absl::Time Now() const { return deps_.clock->Now(); }
  std::string TokenAt(const std::string& cursor) const {
    return context().SealToken(deps_.purpose, cursor);
  }

 private:
  static constexpr absl::Duration kHeartbeat = absl::Seconds(15);

  Task<absl::StatusOr<std::vector<Heard>>> ReadOn();
  // What of `news` is still fresh; false: some of it had grown old and must be read again.
  Task<absl::StatusOr<bool>> TellAll(std::vector<Heard> news);
  Task<absl::Status> SignOfLife();

  Deps deps_;
  std::string cursor_;
  absl::Time told_;
};

// ---- implementation ----

template <typename News>
Task<absl::Status> Watch<News>::Run(std::string resume_token) {
  if (resume_token.empty()) {
    CO_ASSIGN_OR_RETURN(cursor_,
                        co_await deps_.store->NewestOutboxCursor(context().caller().scheme()));
  } else {
    CO_ASSIGN_OR_RETURN(cursor_, context().OpenToken(deps_.purpose, resume_token, "resume_token"));
  }
  // Says that the stream stands: whoever reads the list after this misses nothing.
  CO_RETURN_IF_ERROR(co_await SignOfLife());
  // Every stream of a scheme wakes at the same commit. Each takes its turn a little later (1 to 256
  // ms), so that ten thousand of them are a trickle beside other calls and not a wave in front of
  // them; and what came meanwhile is read in one go.
  const absl::Duration turn =
      absl::Milliseconds(1 + static_cast<unsigned char>(context().random().Bytes(1)[0]));
  while (true) {
    // A store that is slower than news grow old is no reason to read on for nobody.
    CO_RETURN_IF_ERROR(context().cancellation()->why());
    CO_ASSIGN_OR_RETURN(std::vector<Heard> news, co_await ReadOn());
    // A full batch has more behind it; what came since a short one wakes the wait at once.
    const bool full = news.size() >= Feed::kBatch;
    CO_ASSIGN_OR_RETURN(const bool all, co_await TellAll(std::move(news)));
    if (full || !all) continue;
    const std::string slot = context().caller().scheme();
    CO_RETURN_IF_ERROR(
        co_await deps_.store->AwaitOutbox(slot, kHeartbeat, context().cancellation(), cursor_));
    CO_RETURN_IF_ERROR(co_await context().loop().Sleep(turn, context().cancellation()));
    // Many a commit is nothing to this stream, so waking is no heartbeat; time is.
    if (Now() - told_ < kHeartbeat) continue;
    CO_RETURN_IF_ERROR(co_await SignOfLife());
  }
}

template <typename News>
Task<absl::Status> Watch<News>::SignOfLife() {
  told_ = Now();
  co_return co_await TellPlace(TokenAt(cursor_));
}

template <typename News>
Task<absl::StatusOr<std::vector<typename Watch<News>::Heard>>> Watch<News>::ReadOn() {
  auto heard = co_await deps_.feed->After(context().caller().scheme(), cursor_, context().loop());
  if (absl::IsOutOfRange(heard.status())) {
    co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                    "This place is gone. Read the list again.");
  }
  co_return heard;
}

template <typename News>
Task<absl::StatusOr<bool>> Watch<News>::TellAll(std::vector<Heard> news) {
  for (size_t i = 0; i < news.size(); ++i) {
    // The client took its time over the last one: the rest is read again before it is decided on.
    if (!news[i].IsFresh(Now())) co_return false;
    cursor_ = news[i].item.cursor;
    CO_ASSIGN_OR_RETURN(const bool told, co_await Tell(news, i));
    if (told) told_ = Now();
  }
  co_return true;
}

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_WATCH_H_
