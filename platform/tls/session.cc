#include <openssl/err.h>

#include <algorithm>
#include <cstring>

#include "platform/base/status_macros.h"
#include "platform/tls/session_impl.h"

namespace smarthub::tls {
namespace {

int BioRead(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  const int taken = static_cast<SessionImpl*>(BIO_get_data(bio))->Take(into, size);
  if (taken > 0) return taken;
  BIO_set_retry_read(bio);
  return -1;
}

int BioWrite(BIO* bio, const char* from, int size) {
  BIO_clear_retry_flags(bio);
  static_cast<SessionImpl*>(BIO_get_data(bio))->Put(from, size);
  return size;
}

long BioControl(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

}  // namespace

absl::StatusOr<std::shared_ptr<Shared>> NewShared(const SSL_METHOD* side) {
  auto shared = std::make_shared<Shared>();
  shared->method.reset(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "smarthub"));
  shared->context.reset(SSL_CTX_new(side));
  if (shared->method == nullptr || shared->context == nullptr ||
      BIO_meth_set_read(shared->method.get(), BioRead) != 1 ||
      BIO_meth_set_write(shared->method.get(), BioWrite) != 1 ||
      BIO_meth_set_ctrl(shared->method.get(), BioControl) != 1) {
    return absl::InternalError("TLS cannot be set up");
  }
  return shared;
}

std::unique_ptr<SessionImpl> SessionImpl::Make(std::shared_ptr<const Shared> shared) {
  std::unique_ptr<SessionImpl> session(new SessionImpl(std::move(shared)));
  session->ssl_.reset(SSL_new(session->shared_->context.get()));
  BIO* const bio = BIO_new(session->shared_->method.get());
  if (session->ssl_ == nullptr || bio == nullptr) {
    BIO_free(bio);
    return nullptr;
  }
  BIO_set_data(bio, session.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(session->ssl_.get(), bio, bio);
  SSL_set_app_data(session->ssl_.get(), session.get());
  return session;
}

SessionImpl& SessionImpl::Of(SSL* ssl) { return *static_cast<SessionImpl*>(SSL_get_app_data(ssl)); }

int SessionImpl::Take(char* into, int size) {
  std::string_view& from = in_;
  const size_t taken = std::min(from.size(), static_cast<size_t>(size));
  if (taken == 0) return 0;
  std::memcpy(into, from.data(), taken);
  from.remove_prefix(taken);
  return static_cast<int>(taken);
}

absl::Status SessionImpl::Handshake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  if (done == 1) {
    Learn();
    return absl::OkStatus();
  }
  const int why = SSL_get_error(ssl_.get(), done);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_CLIENT_HELLO_CB) return absl::OkStatus();
  broken_ = true;
  return absl::UnauthenticatedError("the TLS handshake failed");
}

void SessionImpl::Learn() {
  established_ = true;
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  if (size > 0) protocol_.assign(reinterpret_cast<const char*>(name), size);
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  if (on_agency_host_ && certificate != nullptr && SSL_get_verify_result(ssl_.get()) == X509_V_OK) {
    certificate_ = Digest(certificate);
  }
}

absl::Status SessionImpl::Receive(std::string_view bytes, std::string& plain) {
  if (broken_) return absl::UnavailableError("the TLS connection is broken");
  in_ = bytes;
  if (!established_) RETURN_IF_ERROR(Handshake());
  if (!established_) return absl::OkStatus();
  while (!ended_) {
    constexpr size_t kRecord = 16 << 10;
    const size_t before = plain.size();
    plain.resize(before + std::min(kRecord, std::max<size_t>(in_.size(), 256)));
    ERR_clear_error();
    size_t got = 0;
    const int ok = SSL_read_ex(ssl_.get(), plain.data() + before, plain.size() - before, &got);
    plain.resize(before + (ok == 1 ? got : 0));
    if (ok == 1) continue;
    const int why = SSL_get_error(ssl_.get(), ok);
    if (why == SSL_ERROR_WANT_READ) return absl::OkStatus();
    if (why == SSL_ERROR_ZERO_RETURN) {
      ended_ = true;
      return absl::OkStatus();
    }
    broken_ = true;
    return absl::DataLossError("a TLS record is wrong");
  }
  return absl::OkStatus();
}

absl::Status SessionImpl::Send(std::string_view plain) {
  if (broken_ || !established_) return absl::UnavailableError("the TLS connection is not open");
  while (!plain.empty()) {
    ERR_clear_error();
    size_t written = 0;
    if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) != 1) {
      broken_ = true;
      return absl::UnavailableError("the TLS connection is broken");
    }
    plain.remove_prefix(written);
  }
  return absl::OkStatus();
}

void SessionImpl::Close() {
  if (broken_ || !established_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

}  // namespace smarthub::tls
