// One connection: moves bytes between a socket, TLS and an HTTP session, and keeps the clock of all
// three. Owned by its Edge; its asynchronous operations keep it too. One thread.
#ifndef GATEWAY_EDGE_CONNECTION_H_
#define GATEWAY_EDGE_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "gateway/edge/core.h"
#include "gateway/edge/http_session.h"
#include "platform/tls/session.h"

namespace smarthub::edge {

class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  // `tls` null: plain HTTP/1.1, on the private port. `closed` is called once, and lets go of it.
  Connection(std::shared_ptr<Core> core, Socket socket, std::unique_ptr<tls::Session> tls,
             std::shared_ptr<Peer> peer, std::function<void(Connection*)> closed);

  void Start();
  // Looks at what is overdue.
  void Tick(absl::Time now);
  void Drain();
  // Closes at once; what is open is cancelled.
  void Cut();
  const Peer& peer() const { return *peer_; }

 private:
  void WaitReadable();
  void OnReadable();
  // False: the connection is over.
  bool Take(std::string_view bytes);
  void OpenSession();
  void Wake();
  void Flush();
  bool Write();
  void Ending();

  std::shared_ptr<Core> core_;
  Socket socket_;
  std::unique_ptr<tls::Session> tls_;
  std::shared_ptr<Peer> peer_;
  std::function<void(Connection*)> closed_callback_;
  std::unique_ptr<Handler> handler_;
  std::unique_ptr<HttpSession> session_;
  // Plain HTTP only: what TLS keeps for itself.
  std::string plain_out_;
  std::string scratch_;
  absl::Time began_;
  // Since when the socket takes nothing; InfiniteFuture: it does.
  absl::Time stuck_since_ = absl::InfiniteFuture();
  absl::Time ending_since_ = absl::InfiniteFuture();
  bool reading_ = false;  // an async_wait for reading is out
  bool writing_ = false;  // one for writing
  bool busy_ = false;     // inside Receive: whoever wakes is answered by the Flush after it
  bool woken_ = false;    // a Flush is posted
  bool tls_failed_ = false;
  bool said_goodbye_ = false;
  bool closed_ = false;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_CONNECTION_H_
