// A blocking client over a real socket and real TLS, for tests that run an Edge on another thread.
#ifndef GATEWAY_EDGE_TESTING_TLS_CLIENT_H_
#define GATEWAY_EDGE_TESTING_TLS_CLIENT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>

#include "platform/tls/session.h"

namespace smarthub::edge::testing {

class TlsClient {
 public:
  // Connects to 127.0.0.1; `tls` null: plain bytes.
  TlsClient(uint16_t port, std::unique_ptr<tls::Session> tls) : tls_(std::move(tls)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    if (tls_ != nullptr) {
      Flush();
      while (connected_ && !over_ && !tls_->established()) ReadSome();
    }
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool ready() const { return connected_ && !over_ && (tls_ == nullptr || tls_->established()); }
  // The other side has closed (or reset) the connection.
  bool over() const { return over_; }
  // And had said so in TLS before.
  bool ended_well() const { return tls_ != nullptr && tls_->ended(); }

  void Send(std::string_view bytes) {
    if (tls_ == nullptr) {
      static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    } else if (tls_->Send(bytes).ok()) {
      Flush();
    }
  }
  // All bytes so far, once `mark` is among them or the connection is over.
  const std::string& ReadUntil(std::string_view mark) {
    while (!over_ && got_.find(mark) == std::string::npos) ReadSome();
    return got_;
  }
  const std::string& ReadToEnd() {
    while (!over_) ReadSome();
    return got_;
  }
  void ReadSome() {
    pollfd wait{socket_, POLLIN, 0};
    char buffer[16384];
    const ssize_t size =
        ::poll(&wait, 1, 20000) > 0 ? ::recv(socket_, buffer, sizeof(buffer), 0) : -1;
    if (size <= 0) {
      over_ = true;
      return;
    }
    const std::string_view bytes(buffer, static_cast<size_t>(size));
    if (tls_ == nullptr) {
      got_ += bytes;
      return;
    }
    if (!tls_->Receive(bytes, got_).ok()) over_ = true;
    Flush();
  }
  std::string& got() { return got_; }
  int socket() const { return socket_; }

 private:
  void Flush() {
    std::string& out = tls_->outgoing();
    while (!out.empty()) {
      const ssize_t size = ::send(socket_, out.data(), out.size(), MSG_NOSIGNAL);
      if (size <= 0) {
        over_ = true;
        out.clear();
        return;
      }
      out.erase(0, static_cast<size_t>(size));
    }
  }

  std::unique_ptr<tls::Session> tls_;
  int socket_ = -1;
  bool connected_ = false;
  bool over_ = false;
  std::string got_;
};

}  // namespace smarthub::edge::testing

#endif  // GATEWAY_EDGE_TESTING_TLS_CLIENT_H_
