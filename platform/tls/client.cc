#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/tls/session_impl.h"

namespace smarthub::tls {

absl::StatusOr<std::unique_ptr<Session>> NewClientSession(const ClientOptions& options) {
  ASSIGN_OR_RETURN(std::shared_ptr<Shared> shared, NewShared(TLS_client_method()));
  SSL_CTX* const context = shared->context.get();
  ASSIGN_OR_RETURN(const X509Ptr authority, ParseCertificate(options.authority_pem));
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1) {
    return absl::InternalError("TLS cannot be set up");
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (!options.certificate.certificate_pem.empty()) {
    RETURN_IF_ERROR(UseChain(context, options.certificate.certificate_pem));
    ASSIGN_OR_RETURN(const KeyPtr key, ParseKey(options.certificate.private_key_pem));
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
      return absl::InvalidArgumentError("the key is not the certificate's");
    }
  }
  std::unique_ptr<SessionImpl> session = SessionImpl::Make(shared);
  if (session == nullptr) return absl::ResourceExhaustedError("no memory for a TLS connection");
  SSL* const ssl = session->ssl();
  unsigned char address[16];
  const bool is_address = inet_pton(AF_INET, options.host.c_str(), address) == 1;
  const std::string protocol =
      absl::StrCat(std::string(1, static_cast<char>(options.protocol.size())), options.protocol);
  const bool set =
      (is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), options.host.c_str()) == 1
                  : SSL_set1_host(ssl, options.host.c_str()) == 1 &&
                        SSL_set_tlsext_host_name(ssl, options.host.c_str()) == 1) &&
      SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocol.data()),
                          static_cast<unsigned int>(protocol.size())) == 0;
  if (!set) return absl::InvalidArgumentError("a host name or protocol is refused");
  SSL_set_connect_state(ssl);
  // The hello goes out before anything comes in.
  std::string nothing;
  RETURN_IF_ERROR(session->Receive({}, nothing));
  return session;
}

}  // namespace smarthub::tls
