#include <openssl/err.h>
#include <sys/stat.h>

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/tls/session_impl.h"

namespace smarthub::tls {
namespace {

// What tells one state of a file from the next.
struct Stamp {
  ino_t inode = 0;
  off_t size = 0;
  int64_t seconds = 0;
  int64_t nanos = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
using Stamps = std::array<Stamp, 3>;

Stamp StampOf(const std::string& path) {
  struct stat info{};
  if (path.empty() || ::stat(path.c_str(), &info) != 0) return {};
  return {info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

Stamps StampsOf(const ServerFiles& files) {
  return {StampOf(files.certificate_file), StampOf(files.key_file),
          StampOf(files.agency_authority_file)};
}

int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                   unsigned int in_size, void*) {
  static constexpr unsigned char kOurs[] = "\x02h2\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, kOurs, sizeof(kOurs) - 1, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// The host name of a ClientHello (RFC 6066, section 3); empty: none, or not well made.
std::string_view HostNameOf(SSL* ssl) {
  const unsigned char* data = nullptr;
  size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &size) != 1 || size < 5 ||
      data[2] != TLSEXT_NAMETYPE_host_name) {
    return {};
  }
  const size_t length = static_cast<size_t>(data[3]) << 8 | data[4];
  if (length != size - 5) return {};
  return {reinterpret_cast<const char*>(data + 5), length};
}

// Before anything of the hello is acted on: here a connection becomes one of the agency host name
// or not, so that a ticket of the one can never resume as the other.
int OnClientHello(SSL* ssl, int*, void*) {
  SessionImpl& session = SessionImpl::Of(ssl);
  const std::string& agency = session.shared().agency_host;
  const std::string_view host = HostNameOf(ssl);
  if (agency.empty() || absl::AsciiStrToLower(ToAbsl(host)) != agency) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  session.set_on_agency_host();
  SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_set_options(ssl, SSL_OP_NO_TICKET);
  SSL_set_num_tickets(ssl, 0);
  return SSL_CLIENT_HELLO_SUCCESS;
}

absl::Status UseAgencyAuthority(SSL_CTX* context, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  ASSIGN_OR_RETURN(const X509Ptr authority, ParseCertificate(pem));
  if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1 ||
      SSL_CTX_add_client_CA(context, authority.get()) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be used as an authority"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Shared>> Build(const ServerFiles& files) {
  ASSIGN_OR_RETURN(std::shared_ptr<Shared> shared, NewShared(TLS_server_method()));
  shared->agency_host = absl::AsciiStrToLower(files.agency_host);
  SSL_CTX* const context = shared->context.get();
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  static constexpr unsigned char kName[] = "smarthub";
  const bool set = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                   SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
                   SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1 &&
                   SSL_CTX_set_session_id_context(context, kName, sizeof(kName) - 1) == 1;
  if (!set) return absl::InternalError("TLS cannot be set up");
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
  SSL_CTX_set_client_hello_cb(context, OnClientHello, nullptr);

  ASSIGN_OR_RETURN(const KeyPair pair, ReadKeyPair(files.certificate_file, files.key_file));
  RETURN_IF_ERROR(UseChain(context, pair.certificate_pem));
  ASSIGN_OR_RETURN(const KeyPtr key, ParseKey(pair.private_key_pem));
  const bool fits =
      SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (!fits) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.key_file, " is not the key of ", files.certificate_file));
  }
  if (!files.agency_host.empty()) {
    RETURN_IF_ERROR(UseAgencyAuthority(context, files.agency_authority_file));
  }
  return shared;
}

}  // namespace

struct Server::State {
  ServerFiles files;
  Stamps stamps;
  std::shared_ptr<const Shared> shared;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Open(ServerFiles files) {
  auto state = std::make_unique<State>();
  state->files = std::move(files);
  // Stamps first: a change between the two is seen at the next look.
  state->stamps = StampsOf(state->files);
  ASSIGN_OR_RETURN(state->shared, Build(state->files));
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::unique_ptr<Session> Server::NewSession() {
  std::unique_ptr<SessionImpl> session = SessionImpl::Make(state_->shared);
  if (session != nullptr) SSL_set_accept_state(session->ssl());
  return session;
}

absl::StatusOr<bool> Server::ReloadIfChanged() {
  const Stamps now = StampsOf(state_->files);
  if (now == state_->stamps) return false;
  // A certificate is often written before its key: an error is not remembered, the next look tries
  // again.
  ASSIGN_OR_RETURN(std::shared_ptr<const Shared> fresh, Build(state_->files));
  state_->shared = std::move(fresh);
  state_->stamps = now;
  return true;
}

}  // namespace smarthub::tls
