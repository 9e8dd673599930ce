// Making and reading X.509 certificates: the development authority of `./dev run`, and the client
// certificates of agency systems (police, council). PEM in, PEM out; OpenSSL stays behind this
// header. Free functions; thread-safe. Keys are P-256, signatures ECDSA with SHA-256.
#ifndef PLATFORM_TLS_CERTIFICATES_H_
#define PLATFORM_TLS_CERTIFICATES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace smarthub::tls {

// A certificate and its private key (PKCS #8), both PEM. The key is a secret: never logged.
struct KeyPair {
  std::string certificate_pem;
  std::string private_key_pem;
};

// A self-signed authority that may sign end-entity certificates only. Valid from an hour before
// `now` (clocks differ) to `not_after`. `name`: 1 to 64 of [A-Za-z0-9 ._-].
absl::StatusOr<KeyPair> MakeAuthority(std::string_view name, absl::Time now, absl::Time not_after);

// A server certificate for `hosts`: DNS names or IP addresses, the first is the common name.
absl::StatusOr<KeyPair> IssueServerCertificate(const KeyPair& authority,
                                               const std::vector<std::string>& hosts,
                                               absl::Time now, absl::Time not_after);

struct ClientCertificate {
  KeyPair pair;
  // As the edge hands it over in rpc::Credentials: 32 raw bytes, SHA-256 of the DER encoding.
  std::string sha256;
  absl::Time not_after;
};

// A client certificate (extended key usage: client authentication) for an agency's system.
// `name`: 1 to 64 of [A-Za-z0-9 ._-], INVALID_ARGUMENT otherwise; `not_after` is at most the
// authority's. The private key is nowhere but in the answer.
absl::StatusOr<ClientCertificate> IssueClientCertificate(const KeyPair& authority,
                                                         std::string_view name, absl::Time now,
                                                         absl::Time not_after);

// 32 raw bytes. INVALID_ARGUMENT for what is not one PEM certificate first.
absl::StatusOr<std::string> CertificateSha256(std::string_view certificate_pem);
absl::StatusOr<absl::Time> CertificateNotAfter(std::string_view certificate_pem);

// Where MakeDevelopmentCertificates puts things, all inside one directory of mode 0700.
struct DevelopmentCertificates {
  std::string authority_file;    // what a browser or curl is told to trust
  std::string certificate_file;  // of the server: all hosts
  std::string key_file;
  std::string agency_authority_file;  // signs and verifies client certificates
  std::string agency_authority_key_file;
};

// Makes what is missing, keeps what is there; the server certificate is made anew where it does not
// name all of `hosts` or ends within 30 days of `now`. Files are written through a temporary name,
// keys with mode 0600. Blocking.
absl::StatusOr<DevelopmentCertificates> MakeDevelopmentCertificates(
    const std::string& directory, const std::vector<std::string>& hosts, absl::Time now);

// Reads a pair of PEM files. NOT_FOUND or PERMISSION_DENIED with the path. Blocking.
absl::StatusOr<KeyPair> ReadKeyPair(const std::string& certificate_file,
                                    const std::string& key_file);

}  // namespace smarthub::tls

#endif  // PLATFORM_TLS_CERTIFICATES_H_
