#include "platform/tls/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace smarthub::tls {
namespace {

BioPtr Reader(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// No terminal is ever asked for a passphrase.
int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

absl::StatusOr<X509Ptr> ParseCertificate(std::string_view pem) {
  const BioPtr bio = Reader(pem);
  X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return absl::InvalidArgumentError("this is not a PEM certificate");
  return certificate;
}

absl::StatusOr<KeyPtr> ParseKey(std::string_view pem) {
  const BioPtr bio = Reader(pem);
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError("this is not a PEM private key");
  return key;
}

absl::Status UseChain(SSL_CTX* context, std::string_view pem) {
  const BioPtr bio = Reader(pem);
  bool first = true;
  while (true) {
    X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
    if (certificate == nullptr) break;
    const bool taken = first ? SSL_CTX_use_certificate(context, certificate.get()) == 1
                             : SSL_CTX_add0_chain_cert(context, certificate.get()) == 1;
    if (!taken) return absl::InvalidArgumentError("a certificate of the chain is refused");
    if (!first) static_cast<void>(certificate.release());  // the context owns it now
    first = false;
  }
  ERR_clear_error();
  if (first) return absl::InvalidArgumentError("there is no PEM certificate");
  return absl::OkStatus();
}

std::string Digest(const X509* certificate) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()),
                  &size) != 1) {
    return {};
  }
  return digest;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  constexpr size_t kMost = 1 << 20;
  std::unique_ptr<FILE, Freer<std::fclose>> file(std::fopen(path.c_str(), "re"));
  if (file == nullptr) {
    const std::string text = absl::StrCat(path, ": ", std::strerror(errno));
    return errno == EACCES ? absl::PermissionDeniedError(text) : absl::NotFoundError(text);
  }
  std::string content(kMost + 1, '\0');
  content.resize(std::fread(content.data(), 1, content.size(), file.get()));
  if (std::ferror(file.get()) != 0)
    return absl::UnavailableError(absl::StrCat(path, ": unreadable"));
  if (content.size() > kMost) return absl::InvalidArgumentError(absl::StrCat(path, ": too large"));
  return content;
}

}  // namespace smarthub::tls
