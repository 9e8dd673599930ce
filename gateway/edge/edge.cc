#include "gateway/edge/edge.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/connection.h"
#include "gateway/edge/core.h"
#include "gateway/edge/json_text.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/task/asio.h"
#include "platform/tls/session.h"

namespace smarthub::edge {

using boost::asio::ip::tcp;

class Edge::Impl : public std::enable_shared_from_this<Edge::Impl> {
 public:
  Impl(EdgeOptions options, Loop& loop, Backend& backend)
      : core_(std::make_shared<Core>(std::move(options), loop, backend)),
        public_(ContextOf(loop)),
        private_(ContextOf(loop)),
        timer_(ContextOf(loop)) {}

  absl::Status Start();
  void Stop();
  Task<void> Drain(absl::Duration patience);
  uint16_t port() const { return port_; }
  uint16_t private_port() const { return private_port_; }

 private:
  static absl::StatusOr<uint16_t> Listen(tcp::acceptor& acceptor, const std::string& address,
                                         uint16_t port);
  void Accept(tcp::acceptor& acceptor, bool is_private);
  void Take(tcp::socket socket, bool is_private);
  void Forget(Connection* connection);
  void ScheduleTick();
  void Tick();
  std::vector<std::shared_ptr<Connection>> All() const;

  std::shared_ptr<Core> core_;
  std::unique_ptr<tls::Server> tls_;
  tcp::acceptor public_;
  tcp::acceptor private_;
  boost::asio::steady_timer timer_;
  absl::flat_hash_map<Connection*, std::shared_ptr<Connection>> connections_;
  absl::flat_hash_map<std::string, size_t> per_peer_;
  absl::Time next_certificate_check_ = absl::InfinitePast();
  uint16_t port_ = 0;
  uint16_t private_port_ = 0;
  bool starved_ = false;
  bool stopped_ = false;
};

absl::Status Edge::Impl::Start() {
  const EdgeOptions& options = core_->options;
  if (options.clock == nullptr) return absl::InvalidArgumentError("the edge needs a clock");
  if (!options.web_directory.empty()) {
    RETURN_IF_ERROR(core_->files.Load(options.web_directory));
    std::string about = "{\"notice\":";
    if (!AppendQuoted(options.notice, about)) {
      return absl::InvalidArgumentError("the notice is not UTF-8");
    }
    core_->files.Add("/about.json", about + "}");
  }
  if (options.public_port_enabled) {
    if (options.certificate_file.empty()) {
      return absl::InvalidArgumentError("the public port needs a certificate");
    }
    ASSIGN_OR_RETURN(tls_, tls::Server::Open({options.certificate_file, options.key_file,
                                              options.agency_host, options.agency_authority_file}));
    ASSIGN_OR_RETURN(port_, Listen(public_, options.address, options.port));
  }
  if (options.private_port_enabled) {
    ASSIGN_OR_RETURN(private_port_,
                     Listen(private_, options.private_address, options.private_port));
    Accept(private_, /*is_private=*/true);
  }
  if (options.public_port_enabled) Accept(public_, /*is_private=*/false);
  ScheduleTick();
  return absl::OkStatus();
}

absl::StatusOr<uint16_t> Edge::Impl::Listen(tcp::acceptor& acceptor, const std::string& address,
                                            uint16_t port) {
  boost::system::error_code code;
  const auto host = boost::asio::ip::make_address(address, code);
  if (code) return absl::InvalidArgumentError(absl::StrCat(address, ": not an IP address"));
  const tcp::endpoint endpoint(host, port);
  acceptor.open(endpoint.protocol(), code);
  if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
  if (!code) acceptor.bind(endpoint, code);
  if (!code) acceptor.listen(1024, code);
  if (code) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address, ":", port, ": ", code.message()));
  }
  return acceptor.local_endpoint(code).port();
}

void Edge::Impl::Accept(tcp::acceptor& acceptor, bool is_private) {
  acceptor.async_accept([self = shared_from_this(), &acceptor, is_private](
                            const boost::system::error_code& code, tcp::socket socket) {
    if (self->stopped_ || !acceptor.is_open()) return;
    // Out of descriptors: what is waiting stays in the kernel's queue; Tick tries again.
    if (code == boost::asio::error::no_descriptors) {
      self->starved_ = true;
      return;
    }
    if (!code) self->Take(std::move(socket), is_private);
    self->Accept(acceptor, is_private);
  });
}

void Edge::Impl::Take(tcp::socket socket, bool is_private) {
  boost::system::error_code code;
  const auto remote = socket.remote_endpoint(code);
  const Limits& limits = core_->options.limits;
  auto peer = std::make_shared<Peer>();
  peer->address = code ? "" : remote.address().to_string();
  peer->key = PeerKey(peer->address);
  if (!is_private) ++core_->counters.connections;
  size_t& of_peer = per_peer_[peer->key];
  std::unique_ptr<tls::Session> session;
  bool welcome =
      !code && connections_.size() < limits.connections && of_peer < limits.connections_per_peer;
  if (welcome && !is_private) {
    session = tls_->NewSession();
    welcome = session != nullptr;
  }
  if (!welcome) {
    ++core_->counters.connections_refused;
    if (of_peer == 0) per_peer_.erase(peer->key);
    return;
  }
  ++of_peer;
  auto connection =
      std::make_shared<Connection>(core_, std::move(socket), std::move(session), std::move(peer),
                                   [weak = weak_from_this()](Connection* gone) {
                                     if (const auto self = weak.lock()) self->Forget(gone);
                                   });
  connections_[connection.get()] = connection;
  core_->counters.connections_open = connections_.size();
  connection->Start();
}

void Edge::Impl::Forget(Connection* connection) {
  const auto of_peer = per_peer_.find(connection->peer().key);
  if (of_peer != per_peer_.end() && --of_peer->second == 0) per_peer_.erase(of_peer);
  connections_.erase(connection);
  core_->counters.connections_open = connections_.size();
}

std::vector<std::shared_ptr<Connection>> Edge::Impl::All() const {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  return all;
}

void Edge::Impl::ScheduleTick() {
  timer_.expires_after(absl::ToChronoNanoseconds(core_->options.tick));
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& code) {
    if (code || self->stopped_) return;
    self->Tick();
    self->ScheduleTick();
  });
}

void Edge::Impl::Tick() {
  const absl::Time now = core_->options.clock->Now();
  for (const auto& connection : All()) connection->Tick(now);
  if (std::exchange(starved_, false)) {
    // Which of the two it was does not matter: a second wait on an acceptor is harmless.
    if (public_.is_open()) Accept(public_, /*is_private=*/false);
    if (private_.is_open()) Accept(private_, /*is_private=*/true);
  }
  if (now < next_certificate_check_) return;
  next_certificate_check_ = now + core_->options.certificate_check;
  core_->rates.Tidy(now);
  if (tls_ == nullptr) return;
  const absl::StatusOr<bool> reloaded = tls_->ReloadIfChanged();
  if (!reloaded.ok()) {
    ++core_->counters.certificate_errors;
  } else if (*reloaded) {
    ++core_->counters.certificate_reloads;
  }
}

Task<void> Edge::Impl::Drain(absl::Duration patience) {
  const std::shared_ptr<Impl> self = shared_from_this();
  core_->draining = true;
  boost::system::error_code ignored;
  public_.close(ignored);
  // A stream would never end by itself: its client is told to come again elsewhere.
  const std::vector<std::shared_ptr<Exchange>> streams(core_->streams.begin(),
                                                       core_->streams.end());
  for (const auto& stream : streams) {
    stream->cancellation.Cancel(Error(absl::StatusCode::kUnavailable, error::v1::REASON_STARTING,
                                      "The server is restarting. Try again in a moment."));
  }
  const absl::Duration step = absl::Milliseconds(20);
  for (absl::Duration waited; !connections_.empty() && waited < patience; waited += step) {
    for (const auto& connection : All()) connection->Drain();
    static_cast<void>(co_await core_->loop.Sleep(step));
  }
  Stop();
}

void Edge::Impl::Stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  public_.close(ignored);
  private_.close(ignored);
  timer_.cancel();
  for (const auto& connection : All()) connection->Cut();
}

Edge::Edge(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Edge::~Edge() { impl_->Stop(); }

absl::StatusOr<std::unique_ptr<Edge>> Edge::Start(EdgeOptions options, Loop& loop,
                                                  Backend& backend) {
  auto impl = std::make_shared<Impl>(std::move(options), loop, backend);
  if (absl::Status status = impl->Start(); !status.ok()) {
    impl->Stop();
    return status;
  }
  return std::unique_ptr<Edge>(new Edge(std::move(impl)));
}

uint16_t Edge::port() const { return impl_->port(); }
uint16_t Edge::private_port() const { return impl_->private_port(); }
Task<void> Edge::Drain(absl::Duration patience) { return impl_->Drain(patience); }

}  // namespace smarthub::edge
