#include "platform/tls/certificates.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace smarthub::tls {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 11, 23), absl::UTCTimeZone());

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

class TempDirectory {
 public:
  TempDirectory() {
    char name[] = "/tmp/shtlsXXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TempDirectory() { static_cast<void>(::system(absl::StrCat("rm -rf ", path_).c_str())); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Certificates, AClientCertificateEndsNoLaterThanItsAuthority) {
  const auto authority = MakeAuthority("Agencies", kNow, kNow + absl::Hours(48));
  ASSERT_TRUE(authority.ok()) << authority.status();
  const auto made = IssueClientCertificate(*authority, "Leicestershire Police.1_a", kNow,
                                           kNow + absl::Hours(999));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->not_after, kNow + absl::Hours(48));
  EXPECT_EQ(made->sha256.size(), 32u);
  EXPECT_EQ(*CertificateSha256(made->pair.certificate_pem), made->sha256);
  const auto other = IssueClientCertificate(*authority, "Other", kNow, kNow + absl::Hours(1));
  EXPECT_NE(other->sha256, made->sha256);
}

TEST(Certificates, NamesAreBounded) {
  const auto authority = MakeAuthority("Agencies", kNow, kNow + absl::Hours(48));
  for (const std::string& name :
       {std::string(), std::string(65, 'a'), std::string("a/b"), std::string("a\nb"),
        std::string("a\0b", 3), std::string("Zo\xC3\xAB")}) {
    EXPECT_EQ(IssueClientCertificate(*authority, name, kNow, kNow).status().code(),
              absl::StatusCode::kInvalidArgument)
        << name;
  }
  EXPECT_FALSE(IssueServerCertificate(*authority, {}, kNow, kNow).ok());
  EXPECT_FALSE(IssueServerCertificate(*authority, {"a,DNS:evil"}, kNow, kNow).ok());
  EXPECT_FALSE(CertificateSha256("nonsense").ok());
  EXPECT_FALSE(CertificateSha256("").ok());
}

TEST(Certificates, DevelopmentOnesAreKeptUntilTheyNoLongerFit) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/certificates";
  const auto files = MakeDevelopmentCertificates(path, {"localhost", "127.0.0.1"}, kNow);
  ASSERT_TRUE(files.ok()) << files.status();
  struct stat info{};
  for (const std::string& key : {files->key_file, files->agency_authority_key_file}) {
    ASSERT_EQ(::stat(key.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << key;
  }
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);

  const std::string first = Read(files->certificate_file);
  const std::string authority = Read(files->authority_file);
  ASSERT_TRUE(MakeDevelopmentCertificates(path, {"localhost"}, kNow + absl::Hours(24)).ok());
  EXPECT_EQ(Read(files->certificate_file), first);
  // Another host: a new server certificate under the same authority.
  ASSERT_TRUE(MakeDevelopmentCertificates(path, {"localhost", "agency.localhost"}, kNow).ok());
  const std::string second = Read(files->certificate_file);
  EXPECT_NE(second, first);
  EXPECT_EQ(Read(files->authority_file), authority);
  // Soon over: a new one too.
  ASSERT_TRUE(MakeDevelopmentCertificates(path, {"localhost"}, kNow + absl::Hours(24) * 380).ok());
  EXPECT_NE(Read(files->certificate_file), second);
}

TEST(Certificates, ADirectoryThatCannotBeMadeIsSaid) {
  const auto files = MakeDevelopmentCertificates("/proc/nowhere/x", {"localhost"}, kNow);
  ASSERT_FALSE(files.ok());
  EXPECT_NE(files.status().message().find("/proc/nowhere/x"), std::string::npos);
}

}  // namespace
}  // namespace smarthub::tls
