// The one implementation of Session, for both sides. For platform/tls only.
#ifndef PLATFORM_TLS_SESSION_IMPL_H_
#define PLATFORM_TLS_SESSION_IMPL_H_

#include <memory>
#include <string>
#include <string_view>

#include "platform/tls/openssl.h"
#include "platform/tls/session.h"

namespace smarthub::tls {

// What sessions share and keep alive: the settings, and how OpenSSL reads and writes our strings.
struct Shared {
  BioMethodPtr method;
  SslCtxPtr context;
  std::string agency_host;  // lower case
};

// `method` filled; INTERNAL where OpenSSL has no memory.
absl::StatusOr<std::shared_ptr<Shared>> NewShared(const SSL_METHOD* side);

class SessionImpl final : public Session {
 public:
  // Null where OpenSSL has no memory.
  static std::unique_ptr<SessionImpl> Make(std::shared_ptr<const Shared> shared);

  absl::Status Receive(std::string_view bytes, std::string& plain) override;
  absl::Status Send(std::string_view plain) override;
  std::string& outgoing() override { return out_; }
  bool established() const override { return established_; }
  bool ended() const override { return ended_; }
  std::string_view protocol() const override { return protocol_; }
  bool on_agency_host() const override { return on_agency_host_; }
  const std::string& client_certificate_sha256() const override { return certificate_; }
  void Close() override;

  SSL* ssl() { return ssl_.get(); }
  static SessionImpl& Of(SSL* ssl);
  const Shared& shared() const { return *shared_; }
  void set_on_agency_host() { on_agency_host_ = true; }
  // How OpenSSL gets at the bytes.
  int Take(char* into, int size);
  void Put(const char* from, int size) { out_.append(from, static_cast<size_t>(size)); }

 private:
  explicit SessionImpl(std::shared_ptr<const Shared> shared) : shared_(std::move(shared)) {}
  absl::Status Handshake();
  void Learn();

  std::shared_ptr<const Shared> shared_;
  SslPtr ssl_;
  std::string_view in_;
  std::string out_;
  std::string certificate_;
  std::string protocol_ = "http/1.1";
  bool established_ = false;
  bool ended_ = false;
  bool broken_ = false;
  bool on_agency_host_ = false;
};

}  // namespace smarthub::tls

#endif  // PLATFORM_TLS_SESSION_IMPL_H_
