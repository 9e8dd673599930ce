#include "platform/tls/certificates.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/status_macros.h"
#include "platform/tls/openssl.h"

namespace smarthub::tls {
namespace {

enum class Use { kAuthority, kServer, kClient };

absl::Status Failed(std::string_view what) {
  ERR_clear_error();
  return absl::InternalError(absl::StrCat("certificates: ", std::string(what), " failed"));
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == ' ' || c == '.' || c == '_' || c == '-';
  });
}

bool IsAddress(const std::string& host) {
  unsigned char buffer[16];
  return inet_pton(AF_INET, host.c_str(), buffer) == 1 ||
         inet_pton(AF_INET6, host.c_str(), buffer) == 1;
}

bool IsHost(const std::string& host) {
  return IsAddress(host) ||
         (!host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '*';
         }));
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetTimes(X509* certificate, absl::Time now, absl::Time not_after) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(now - absl::Hours(1))) !=
             nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(not_after)) != nullptr;
}

bool SetSerial(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return false;
  bytes[0] &= 0x7F;  // positive
  bytes[0] |= 0x40;  // and of one length
  std::unique_ptr<BIGNUM, Freer<BN_free>> number(BN_bin2bn(bytes, sizeof(bytes), nullptr));
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

template <typename Write>
absl::StatusOr<std::string> ToPem(Write write) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || !write(bio.get())) return Failed("writing PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<KeyPair> Make(Use use, const std::string& name, const std::string& alternatives,
                             const KeyPair* authority, absl::Time now, absl::Time not_after) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr certificate(X509_new());
  if (key == nullptr || certificate == nullptr) return Failed("making a key");
  X509Ptr issuer;
  KeyPtr issuer_key;
  if (authority != nullptr) {
    ASSIGN_OR_RETURN(issuer, ParseCertificate(authority->certificate_pem));
    ASSIGN_OR_RETURN(issuer_key, ParseKey(authority->private_key_pem));
    ASSIGN_OR_RETURN(const absl::Time end, CertificateNotAfter(authority->certificate_pem));
    not_after = std::min(not_after, end);
  }
  X509* const signer = issuer != nullptr ? issuer.get() : certificate.get();
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const bool filled =
      X509_set_version(certificate.get(), X509_VERSION_3) == 1 && SetSerial(certificate.get()) &&
      SetTimes(certificate.get(), now, not_after) &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<int>(name.size()), -1, 0) == 1 &&
      X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1 &&
      X509_set_pubkey(certificate.get(), key.get()) == 1;
  if (!filled) return Failed("filling a certificate");
  const bool is_authority = use == Use::kAuthority;
  const bool extended =
      AddExtension(certificate.get(), signer, NID_basic_constraints,
                   is_authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
      AddExtension(certificate.get(), signer, NID_key_usage,
                   is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
      AddExtension(certificate.get(), signer, NID_subject_key_identifier, "hash") &&
      (is_authority ||
       AddExtension(certificate.get(), signer, NID_authority_key_identifier, "keyid:always")) &&
      (is_authority || AddExtension(certificate.get(), signer, NID_ext_key_usage,
                                    use == Use::kServer ? "serverAuth" : "clientAuth")) &&
      (alternatives.empty() ||
       AddExtension(certificate.get(), signer, NID_subject_alt_name, alternatives));
  if (!extended) return Failed("adding an extension");
  EVP_PKEY* const signing = issuer_key != nullptr ? issuer_key.get() : key.get();
  if (X509_sign(certificate.get(), signing, EVP_sha256()) == 0) return Failed("signing");

  KeyPair pair;
  ASSIGN_OR_RETURN(pair.certificate_pem, ToPem([&](BIO* bio) {
                     return PEM_write_bio_X509(bio, certificate.get()) == 1;
                   }));
  ASSIGN_OR_RETURN(pair.private_key_pem, ToPem([&](BIO* bio) {
                     return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0,
                                                          nullptr, nullptr) == 1;
                   }));
  return pair;
}

}  // namespace

absl::StatusOr<KeyPair> MakeAuthority(std::string_view name, absl::Time now, absl::Time not_after) {
  if (!IsName(name))
    return absl::InvalidArgumentError("an authority's name has 1 to 64 characters");
  return Make(Use::kAuthority, std::string(name), "", nullptr, now, not_after);
}

absl::StatusOr<KeyPair> IssueServerCertificate(const KeyPair& authority,
                                               const std::vector<std::string>& hosts,
                                               absl::Time now, absl::Time not_after) {
  if (hosts.empty()) return absl::InvalidArgumentError("a server certificate needs a host");
  std::vector<std::string> alternatives;
  for (const std::string& host : hosts) {
    if (!IsHost(host)) return absl::InvalidArgumentError("not a host name or address");
    alternatives.push_back(absl::StrCat(IsAddress(host) ? "IP:" : "DNS:", host));
  }
  return Make(Use::kServer, hosts[0].substr(0, 64), absl::StrJoin(alternatives, ","), &authority,
              now, not_after);
}

absl::StatusOr<ClientCertificate> IssueClientCertificate(const KeyPair& authority,
                                                         std::string_view name, absl::Time now,
                                                         absl::Time not_after) {
  if (!IsName(name)) {
    return absl::InvalidArgumentError("a system's name has 1 to 64 of letters, digits and ' ._-'");
  }
  ClientCertificate made;
  ASSIGN_OR_RETURN(made.pair,
                   Make(Use::kClient, std::string(name), "", &authority, now, not_after));
  ASSIGN_OR_RETURN(made.sha256, CertificateSha256(made.pair.certificate_pem));
  ASSIGN_OR_RETURN(made.not_after, CertificateNotAfter(made.pair.certificate_pem));
  return made;
}

absl::StatusOr<std::string> CertificateSha256(std::string_view certificate_pem) {
  ASSIGN_OR_RETURN(const X509Ptr certificate, ParseCertificate(certificate_pem));
  std::string digest = Digest(certificate.get());
  if (digest.empty()) return Failed("a digest");
  return digest;
}

absl::StatusOr<absl::Time> CertificateNotAfter(std::string_view certificate_pem) {
  ASSIGN_OR_RETURN(const X509Ptr certificate, ParseCertificate(certificate_pem));
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) {
    return absl::InvalidArgumentError("a certificate's end is not a time");
  }
  return absl::FromTM(time, absl::UTCTimeZone());
}

absl::StatusOr<KeyPair> ReadKeyPair(const std::string& certificate_file,
                                    const std::string& key_file) {
  KeyPair pair;
  ASSIGN_OR_RETURN(pair.certificate_pem, ReadFile(certificate_file));
  ASSIGN_OR_RETURN(pair.private_key_pem, ReadFile(key_file));
  return pair;
}

}  // namespace smarthub::tls
