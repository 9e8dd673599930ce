#include "gateway/edge/call_timer.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "platform/base/error.h"
#include "platform/task/asio.h"

namespace smarthub::edge {

struct CallTimer::Timer {
  explicit Timer(Loop& loop) : timer(ContextOf(loop)) {}
  boost::asio::steady_timer timer;
  bool stopped = false;
};

CallTimer::CallTimer(Loop& loop, std::shared_ptr<Exchange> exchange, absl::Duration delay)
    : timer_(std::make_shared<Timer>(loop)) {
  timer_->timer.expires_after(absl::ToChronoNanoseconds(delay));
  timer_->timer.async_wait(
      [timer = timer_, exchange = std::move(exchange)](const boost::system::error_code& code) {
        if (code || timer->stopped) return;
        exchange->cancellation.Cancel(Error(absl::StatusCode::kDeadlineExceeded,
                                            error::v1::REASON_DEADLINE,
                                            "The call took longer than it was given."));
      });
}

CallTimer::~CallTimer() {
  timer_->stopped = true;
  timer_->timer.cancel();
}

}  // namespace smarthub::edge
