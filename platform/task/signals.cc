#include "platform/task/signals.h"

#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "platform/task/asio.h"

namespace smarthub {

struct StopSignal::Impl {
  explicit Impl(Loop& loop) : signals(ContextOf(loop), SIGINT, SIGTERM) {}
  boost::asio::signal_set signals;
};

StopSignal::StopSignal(Loop& loop) : event_(loop), impl_(std::make_unique<Impl>(loop)) {
  impl_->signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) event_.Set();
  });
}

StopSignal::~StopSignal() = default;

}  // namespace smarthub
