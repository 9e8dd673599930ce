// Owners of OpenSSL's objects. For platform/tls only.
#ifndef PLATFORM_TLS_OPENSSL_H_
#define PLATFORM_TLS_OPENSSL_H_

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace smarthub::tls {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* thing) const {
    Free(thing);
  }
};

using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using BioMethodPtr = std::unique_ptr<BIO_METHOD, Freer<BIO_meth_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using SslPtr = std::unique_ptr<SSL, Freer<SSL_free>>;
using SslCtxPtr = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;

// The first certificate of a PEM text; INVALID_ARGUMENT where there is none.
absl::StatusOr<X509Ptr> ParseCertificate(std::string_view pem);
absl::StatusOr<KeyPtr> ParseKey(std::string_view pem);
// A PEM text with a chain, the server's own certificate first, into `context`.
absl::Status UseChain(SSL_CTX* context, std::string_view pem);
// 32 raw bytes of SHA-256 over the DER encoding.
std::string Digest(const X509* certificate);

// A whole file; NOT_FOUND or PERMISSION_DENIED with its path. At most 1 MiB.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace smarthub::tls

#endif  // PLATFORM_TLS_OPENSSL_H_
