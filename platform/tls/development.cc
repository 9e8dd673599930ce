// The certificates of a machine where nobody has bought any.
#include <fcntl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/tls/certificates.h"
#include "platform/tls/openssl.h"

namespace smarthub::tls {
namespace {

// Browsers refuse a server certificate that lasts longer than 398 days.
const absl::Duration kServerLasts = absl::Hours(24) * 397;
const absl::Duration kAuthorityLasts = absl::Hours(24) * 365 * 10;
const absl::Duration kRenewBefore = absl::Hours(24) * 30;

absl::Status Complain(const std::string& path) {
  const std::string text = absl::StrCat(path, ": ", std::strerror(errno));
  return errno == EACCES ? absl::PermissionDeniedError(text) : absl::UnavailableError(text);
}

absl::Status WriteFile(const std::string& path, std::string_view content, mode_t mode) {
  const std::string temporary = absl::StrCat(path, ".new");
  ::unlink(temporary.c_str());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return Complain(temporary);
  const bool written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::fsync(file) == 0;
  const bool closed = ::close(file) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), path.c_str()) != 0) {
    return Complain(temporary);
  }
  return absl::OkStatus();
}

// The key goes first: a certificate without its key would be taken for whole at the next start.
absl::Status WritePair(const std::string& certificate_file, const std::string& key_file,
                       const KeyPair& pair) {
  RETURN_IF_ERROR(WriteFile(key_file, pair.private_key_pem, 0600));
  return WriteFile(certificate_file, pair.certificate_pem, 0644);
}

absl::StatusOr<KeyPair> ReadOrMakeAuthority(const std::string& certificate_file,
                                            const std::string& key_file, std::string_view name,
                                            absl::Time now) {
  absl::StatusOr<KeyPair> pair = ReadKeyPair(certificate_file, key_file);
  if (pair.ok() || !absl::IsNotFound(pair.status())) return pair;
  ASSIGN_OR_RETURN(KeyPair made, MakeAuthority(name, now, now + kAuthorityLasts));
  RETURN_IF_ERROR(WritePair(certificate_file, key_file, made));
  return made;
}

bool NamesAll(const std::string& pem, const std::vector<std::string>& hosts) {
  const absl::StatusOr<X509Ptr> certificate = ParseCertificate(pem);
  if (!certificate.ok()) return false;
  for (const std::string& host : hosts) {
    if (X509_check_host(certificate->get(), host.data(), host.size(), 0, nullptr) != 1 &&
        X509_check_ip_asc(certificate->get(), host.c_str(), 0) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<DevelopmentCertificates> MakeDevelopmentCertificates(
    const std::string& directory, const std::vector<std::string>& hosts, absl::Time now) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return Complain(directory);
  DevelopmentCertificates files;
  files.authority_file = absl::StrCat(directory, "/authority.pem");
  files.certificate_file = absl::StrCat(directory, "/server.pem");
  files.key_file = absl::StrCat(directory, "/server.key");
  files.agency_authority_file = absl::StrCat(directory, "/agency-authority.pem");
  files.agency_authority_key_file = absl::StrCat(directory, "/agency-authority.key");

  ASSIGN_OR_RETURN(
      const KeyPair authority,
      ReadOrMakeAuthority(files.authority_file, absl::StrCat(directory, "/authority.key"),
                          "SMART Hub development authority", now));
  RETURN_IF_ERROR(ReadOrMakeAuthority(files.agency_authority_file, files.agency_authority_key_file,
                                      "SMART Hub agency authority", now)
                      .status());
  const absl::StatusOr<KeyPair> server = ReadKeyPair(files.certificate_file, files.key_file);
  if (!server.ok() && !absl::IsNotFound(server.status())) return server.status();
  if (server.ok() && NamesAll(server->certificate_pem, hosts)) {
    const absl::StatusOr<absl::Time> end = CertificateNotAfter(server->certificate_pem);
    if (end.ok() && *end > now + kRenewBefore) return files;
  }
  ASSIGN_OR_RETURN(const KeyPair made,
                   IssueServerCertificate(authority, hosts, now, now + kServerLasts));
  RETURN_IF_ERROR(WritePair(files.certificate_file, files.key_file, made));
  return files;
}

}  // namespace smarthub::tls
