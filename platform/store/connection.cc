#include "platform/store/connection.h"

#include <hiredis/hiredis.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/call_queue.h"
#include "platform/task/asio.h"

namespace smarthub::store {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;

constexpr size_t kReadBlock = 64 * 1024;

// Resumes the coroutine with an operation's error code.
template <typename Start>
Task<error_code> Awaited(Start start) {
  struct Awaiter {
    Start& start;
    error_code error;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      start([this, self](const error_code& result, auto&&...) {
        error = result;
        self.resume();
      });
    }
    error_code await_resume() { return error; }
  };
  Awaiter awaiter{start, {}};
  co_return co_await awaiter;
}

absl::Status Unreachable() { return absl::UnavailableError("Redis cannot be reached"); }

using Target = asio::generic::stream_protocol::endpoint;

// Looking a name up blocks, so this runs on the pool.
std::optional<Target> Resolve(const Endpoint& endpoint) {
  if (!endpoint.socket_path.empty()) {
    // Asio throws for a path that does not fit into a socket address.
    if (endpoint.socket_path.size() > 107) return std::nullopt;
    return Target(asio::local::stream_protocol::endpoint(endpoint.socket_path));
  }
  error_code error;
  asio::io_context own;
  asio::ip::tcp::resolver resolver(own);
  const auto found = resolver.resolve(endpoint.host, std::to_string(endpoint.port), error);
  if (error || found.empty()) return std::nullopt;
  return Target(found.begin()->endpoint());
}

}  // namespace

absl::Status StoreAway() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_STORE_AWAY,
               "The record store cannot be reached just now. Nothing was changed; try again in a "
               "moment.");
}

absl::Status OutcomeUnknown() {
  return Error(absl::StatusCode::kUnavailable, error::v1::REASON_OUTCOME_UNKNOWN,
               "The connection to the record store was lost before it answered. Send the same "
               "request again to learn what happened.");
}

struct Connection::Impl {
  explicit Impl(Loop& owner)
      : loop(owner), socket(ContextOf(owner)), closed(owner), reader(redisReaderCreate()) {}
  ~Impl() { redisReaderFree(reader); }

  // Writes what has gathered. One write at a time: what comes meanwhile goes out together.
  void Flush(std::shared_ptr<Connection> self) {
    if (writing || corked || gathered.empty() || !open) return;
    writing = true;
    sending.clear();
    sending.swap(gathered);
    calls.MarkWritten();
    asio::async_write(socket, asio::buffer(sending), [self](const error_code& error, size_t) {
      Impl& impl = *self->impl_;
      impl.writing = false;
      if (error) return self->Close();
      impl.Flush(self);
    });
  }

  void Read(std::shared_ptr<Connection> self) {
    if (!open) return;
    socket.async_read_some(asio::buffer(block), [self](const error_code& error, size_t size) {
      Impl& impl = *self->impl_;
      if (!impl.open) return;
      if (error || !impl.Parse(size)) return self->Close();
      impl.Flush(self);
      impl.Read(self);
    });
  }

  // Hands out every whole reply. False: not Redis's protocol.
  bool Parse(size_t size) {
    ++progress;
    if (redisReaderFeed(reader, block.data(), size) != REDIS_OK) return false;
    // Callers that are resumed here make further calls; those go out in one write afterwards.
    corked = true;
    bool good = true;
    while (open) {
      void* next = nullptr;
      if (redisReaderGetReply(reader, &next) != REDIS_OK) good = false;
      if (next == nullptr) break;
      Reply reply(static_cast<redisReply*>(next));
      if (on_push) {
        on_push(reply.view());
      } else if (PendingCall* call = calls.Pop(); call != nullptr) {
        call->reply = std::move(reply);
        Answer(call);
      } else {
        good = false;
      }
    }
    corked = false;
    return good;
  }

  void Answer(PendingCall* call) {
    call->answered = true;
    if (auto waiter = std::exchange(call->waiter, nullptr)) {
      waiter.resume();
    } else {
      calls.Recycle(call);
    }
  }

  void End() {
    open = false;
    error_code ignored;
    socket.close(ignored);
  }

  Loop& loop;
  Socket socket;
  Event closed;
  redisReader* reader;
  CallQueue calls;
  std::function<void(ReplyView)> on_push;
  std::array<char, kReadBlock> block;
  std::string gathered;
  std::string sending;
  uint64_t progress = 0;
  bool open = false;
  bool writing = false;
  bool corked = false;
};

// Lives in the frame of a waiting call. If the frame goes first, the reply is thrown away when it
// comes.
struct Connection::Waiter {
  Waiter(std::shared_ptr<Connection> owner, PendingCall* pending)
      : connection(std::move(owner)), call(pending) {}
  ~Waiter() {
    if (call == nullptr) return;
    call->waiter = nullptr;
    if (call->answered) connection->impl_->calls.Recycle(call);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // A cancelled call: leaves the reply to itself and resumes from the loop.
  void Leave(Loop& loop) {
    if (call->answered) return;
    if (auto waiter = std::exchange(call->waiter, nullptr)) {
      call = nullptr;
      loop.Post([waiter] { waiter.resume(); });
    }
  }

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> self) { call->waiter = self; }
  void await_resume() const {}

  std::shared_ptr<Connection> connection;
  PendingCall* call;
};

Connection::Connection(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}
Connection::~Connection() = default;

Task<absl::Status> Connection::Connect(Endpoint endpoint) {
  auto self = shared_from_this();
  const std::optional<Target> target =
      co_await impl_->loop.Offload([&endpoint] { return Resolve(endpoint); });
  if (!target) co_return Unreachable();
  auto start = [this, &target](auto done) {
    impl_->socket.async_connect(*target, std::move(done));
  };
  const error_code error = co_await Awaited(start);
  if (error) co_return Unreachable();
  if (endpoint.socket_path.empty()) {
    error_code ignored;
    impl_->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  }
  impl_->open = true;
  impl_->Read(self);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<Reply>> Connection::Call(const Command& command, CallKind kind,
                                             Cancellation* cancellation) {
  if (kind == CallKind::kWrite) cancellation = nullptr;
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  if (!impl_->open) co_return StoreAway();
  command.AppendTo(impl_->gathered);
  Waiter waiter(shared_from_this(), impl_->calls.Push(kind));
  // The reply cannot come before this suspends: reading happens from the loop only.
  impl_->Flush(waiter.connection);
  if (cancellation != nullptr) {
    Loop& loop = impl_->loop;
    Cancellation::Listener listener(cancellation, [&waiter, &loop] { waiter.Leave(loop); });
    co_await waiter;
  } else {
    co_await waiter;
  }
  if (waiter.call == nullptr) co_return cancellation->why();
  if (waiter.call->lost) {
    const bool unknown = kind == CallKind::kWrite && waiter.call->written;
    co_return unknown ? OutcomeUnknown() : StoreAway();
  }
  co_return std::move(waiter.call->reply);
}

void Connection::Subscribed(std::function<void(ReplyView)> on_push) {
  impl_->on_push = std::move(on_push);
}

void Connection::Send(const Command& command) {
  if (!impl_->open) return;
  command.AppendTo(impl_->gathered);
  impl_->Flush(shared_from_this());
}

bool Connection::open() const { return impl_->open; }

void Connection::Close() {
  if (!impl_->open) return;
  auto self = shared_from_this();
  impl_->End();
  while (PendingCall* call = impl_->calls.Pop()) {
    call->lost = true;
    impl_->Answer(call);
  }
  impl_->closed.Set();
}

void Connection::Abandon() {
  impl_->End();
  impl_->on_push = nullptr;
  impl_->closed.Set();
}

Event& Connection::closed() { return impl_->closed; }
int Connection::waiting() const { return impl_->calls.size(); }
uint64_t Connection::progress() const { return impl_->progress; }

}  // namespace smarthub::store
