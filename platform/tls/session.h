// TLS without sockets: bytes in, bytes out. A Server makes one Session per connection; whoever owns
// the socket moves the bytes. TLS 1.3, and 1.2 with ECDHE and AEAD only; ALPN h2 and http/1.1.
#ifndef PLATFORM_TLS_SESSION_H_
#define PLATFORM_TLS_SESSION_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/tls/certificates.h"

namespace smarthub::tls {

// One connection's TLS. Belongs to one thread; what it needs of its Server it keeps alive.
class Session {
 public:
  virtual ~Session() = default;
  // Takes bytes from the peer, appends what they decrypt to onto `plain`. Not OK: the connection is
  // over, once outgoing() (an alert) has been sent. The text holds nothing of the peer's.
  virtual absl::Status Receive(std::string_view bytes, std::string& plain) = 0;
  // Encrypts `plain` onto outgoing(). Only once established.
  virtual absl::Status Send(std::string_view plain) = 0;
  // What to send to the peer; the owner takes bytes off it.
  virtual std::string& outgoing() = 0;

  virtual bool established() const = 0;
  // The peer has said that it sends nothing more (close_notify). A connection that ends without is
  // cut, not ended.
  virtual bool ended() const = 0;
  // "h2" or "http/1.1".
  virtual std::string_view protocol() const = 0;
  // The peer asked for the agency host name.
  virtual bool on_agency_host() const = 0;
  // 32 raw bytes, verified; empty: none presented.
  virtual const std::string& client_certificate_sha256() const = 0;
  // Says close_notify on outgoing().
  virtual void Close() = 0;
};

struct ServerFiles {
  std::string certificate_file;  // the chain, own certificate first
  std::string key_file;
  // A client certificate is asked for, and required, on this host name (SNI) only; it must be
  // signed by this authority. Empty: nowhere.
  std::string agency_host;
  std::string agency_authority_file;
};

// Not thread-safe.
class Server {
 public:
  // NOT_FOUND or PERMISSION_DENIED with a path; INVALID_ARGUMENT where files do not fit together.
  static absl::StatusOr<std::unique_ptr<Server>> Open(ServerFiles files);
  ~Server();

  std::unique_ptr<Session> NewSession();
  // Looks at the files; where one has changed and all are good, new sessions use them (true), and
  // those that run go on as they are. On an error the old ones stay in force. Blocking, briefly.
  absl::StatusOr<bool> ReloadIfChanged();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The other side, for tests and tools: verifies the server's name against `authority_pem`.
struct ClientOptions {
  std::string authority_pem;
  std::string host;
  std::string protocol = "h2";
  // Presented where asked for; empty: none.
  KeyPair certificate;
};
absl::StatusOr<std::unique_ptr<Session>> NewClientSession(const ClientOptions& options);

}  // namespace smarthub::tls

#endif  // PLATFORM_TLS_SESSION_H_
