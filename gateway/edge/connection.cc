#include "gateway/edge/connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/edge/router.h"

namespace smarthub::edge {
namespace {

// Enough for several TLS records in one system call; a slow client keeps no more of our memory.
constexpr size_t kMostOutgoing = 128 << 10;
constexpr size_t kPiece = 32 << 10;
// How long a client may take to hear that we have closed, and to stop sending.
const absl::Duration kLinger = absl::Seconds(2);

}  // namespace

Connection::Connection(std::shared_ptr<Core> core, Socket socket, std::unique_ptr<tls::Session> tls,
                       std::shared_ptr<Peer> peer, std::function<void(Connection*)> closed)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      tls_(std::move(tls)),
      peer_(std::move(peer)),
      closed_callback_(std::move(closed)),
      began_(core_->options.clock->Now()) {}

void Connection::Start() {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.set_option(boost::asio::socket_base::keep_alive(true), ignored);
  if (tls_ == nullptr) OpenSession();
  WaitReadable();
}

void Connection::OpenSession() {
  SessionContext context;
  context.limits = &core_->options.limits;
  context.clock = core_->options.clock;
  context.counters = &core_->counters;
  context.wake = [this] { Wake(); };
  if (tls_ == nullptr) {
    handler_ = std::make_unique<PrivateRouter>(core_);
  } else {
    peer_->certificate_sha256 = tls_->client_certificate_sha256();
    handler_ = std::make_unique<Router>(core_, peer_);
  }
  context.handler = handler_.get();
  const bool h2 = tls_ != nullptr && tls_->protocol() == "h2";
  session_ = h2 ? NewH2Session(std::move(context)) : NewH1Session(std::move(context));
  if (core_->draining) session_->Drain();
}

void Connection::WaitReadable() {
  if (reading_ || closed_) return;
  if (session_ != nullptr && !session_->wants_input() && !said_goodbye_) return;
  reading_ = true;
  socket_.async_wait(Socket::wait_read,
                     [self = shared_from_this()](const boost::system::error_code& code) {
                       self->reading_ = false;
                       if (self->closed_) return;
                       if (code) return self->Cut();
                       self->OnReadable();
                     });
}

void Connection::OnReadable() {
  // One thread: one buffer would do for all, but it must not be on every coroutine's stack.
  std::array<char, 32 << 10> buffer;  // NOLINT: filled by the read
  boost::system::error_code code;
  const size_t size = socket_.read_some(boost::asio::buffer(buffer), code);
  if (code == boost::asio::error::would_block) return WaitReadable();
  // A client that has ended its side waits for nothing; gRPC and Connect clients never do.
  if (code || size == 0) return Cut();
  if (!said_goodbye_ && !Take({buffer.data(), size})) return Cut();
  Flush();
  if (!closed_) WaitReadable();
}

bool Connection::Take(std::string_view bytes) {
  busy_ = true;
  bool good = true;
  if (tls_ == nullptr) {
    session_->Receive(bytes);
  } else if (!tls_failed_) {
    scratch_.clear();
    const absl::Status status = tls_->Receive(bytes, scratch_);
    if (!status.ok()) {
      tls_failed_ = true;
      if (session_ == nullptr) ++core_->counters.handshakes_failed;
    }
    if (session_ == nullptr && tls_->established()) OpenSession();
    if (session_ != nullptr && !scratch_.empty()) session_->Receive(scratch_);
    if (tls_->ended()) good = false;
  }
  busy_ = false;
  return good;
}

void Connection::Wake() {
  if (busy_ || woken_ || closed_) return;
  woken_ = true;
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->woken_ = false;
    self->Flush();
  });
}

void Connection::Flush() {
  if (closed_ || writing_) return;
  std::string& outgoing = tls_ != nullptr ? tls_->outgoing() : plain_out_;
  while (true) {
    busy_ = true;
    while (session_ != nullptr && !tls_failed_ && !said_goodbye_ &&
           outgoing.size() < kMostOutgoing) {
      scratch_.clear();
      session_->Produce(scratch_, kPiece);
      if (scratch_.empty()) break;
      if (tls_ == nullptr) {
        outgoing += scratch_;
      } else if (!tls_->Send(scratch_).ok()) {
        tls_failed_ = true;
      }
    }
    busy_ = false;
    const bool over = tls_failed_ || (session_ != nullptr && session_->done());
    if (over && !said_goodbye_) Ending();
    if (outgoing.empty()) break;
    if (!Write()) return;
  }
  if (said_goodbye_) {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    if (tls_failed_) return Cut();
  }
  WaitReadable();
}

// True: all is sent. False: the socket is full, or gone.
bool Connection::Write() {
  std::string& outgoing = tls_ != nullptr ? tls_->outgoing() : plain_out_;
  boost::system::error_code code;
  const size_t size = socket_.write_some(boost::asio::buffer(outgoing), code);
  if (!code && size == outgoing.size()) {
    outgoing.clear();
    stuck_since_ = absl::InfiniteFuture();
    return true;
  }
  if (code && code != boost::asio::error::would_block) {
    Cut();
    return false;
  }
  if (!code) {
    outgoing.erase(0, size);
    stuck_since_ = absl::InfiniteFuture();
  }
  if (stuck_since_ == absl::InfiniteFuture()) stuck_since_ = core_->options.clock->Now();
  writing_ = true;
  socket_.async_wait(Socket::wait_write,
                     [self = shared_from_this()](const boost::system::error_code& wait_code) {
                       self->writing_ = false;
                       if (self->closed_) return;
                       if (wait_code) return self->Cut();
                       if (self->Write()) self->Flush();
                     });
  return false;
}

void Connection::Ending() {
  said_goodbye_ = true;
  ending_since_ = core_->options.clock->Now();
  if (tls_ != nullptr && !tls_failed_) tls_->Close();
}

void Connection::Tick(absl::Time now) {
  if (closed_) return;
  const Limits& limits = core_->options.limits;
  absl::Time due = session_ == nullptr ? began_ + limits.handshake : session_->deadline();
  due = std::min(due, stuck_since_ + limits.write);
  if (now >= due) {
    ++core_->counters.timed_out;
    return Cut();
  }
  if (now >= ending_since_ + kLinger) Cut();
}

void Connection::Drain() {
  if (closed_) return;
  if (session_ == nullptr) return Cut();
  session_->Drain();
  Flush();
}

void Connection::Cut() {
  if (std::exchange(closed_, true)) return;
  boost::system::error_code ignored;
  socket_.close(ignored);
  const std::shared_ptr<Connection> self = shared_from_this();
  // Cancels what is open, which may run other code at once: the session is out of reach by then.
  std::exchange(session_, nullptr).reset();
  std::exchange(closed_callback_, nullptr)(this);
}

}  // namespace smarthub::edge
