#include "platform/tls/session.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/tls/openssl.h"

namespace smarthub::tls {
namespace {

constexpr char kAgency[] = "agency.localhost";

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    char name[] = "/tmp/shtlsXXXXXX";
    directory_ = ::mkdtemp(name);
    files_ = *MakeDevelopmentCertificates(directory_, {"localhost", kAgency}, absl::Now());
    server_ = *Server::Open(
        {files_.certificate_file, files_.key_file, kAgency, files_.agency_authority_file});
  }
  ~SessionTest() override { static_cast<void>(::system(("rm -rf " + directory_).c_str())); }

  ClientOptions Client(std::string host, std::string protocol = "h2") {
    ClientOptions options;
    options.authority_pem = *ReadFile(files_.authority_file);
    options.host = std::move(host);
    options.protocol = std::move(protocol);
    return options;
  }
  KeyPair AgencyCertificate() {
    const KeyPair authority =
        *ReadKeyPair(files_.agency_authority_file, files_.agency_authority_key_file);
    certificate_ =
        *IssueClientCertificate(authority, "Police", absl::Now(), absl::Now() + absl::Hours(1));
    return certificate_.pair;
  }
  // Moves bytes until neither side has any. The first error of either.
  static absl::Status Pump(Session& a, Session& b, std::string& at_a, std::string& at_b) {
    absl::Status status;
    while (!a.outgoing().empty() || !b.outgoing().empty()) {
      std::string bytes = std::exchange(a.outgoing(), {});
      status.Update(b.Receive(bytes, at_b));
      bytes = std::exchange(b.outgoing(), {});
      status.Update(a.Receive(bytes, at_a));
    }
    return status;
  }

  std::string directory_;
  DevelopmentCertificates files_;
  std::unique_ptr<Server> server_;
  ClientCertificate certificate_;
};

TEST_F(SessionTest, CarriesBytesBothWaysAndSaysWhenItEnds) {
  for (const std::string protocol : {"h2", "http/1.1"}) {
    auto client = *NewClientSession(Client("localhost", protocol));
    auto server = server_->NewSession();
    std::string at_client;
    std::string at_server;
    ASSERT_TRUE(Pump(*client, *server, at_client, at_server).ok());
    ASSERT_TRUE(client->established() && server->established());
    EXPECT_EQ(server->protocol(), protocol);
    EXPECT_FALSE(server->on_agency_host());
    const std::string much(100000, 'x');
    ASSERT_TRUE(client->Send("hello").ok());
    ASSERT_TRUE(server->Send(much).ok());
    ASSERT_TRUE(Pump(*client, *server, at_client, at_server).ok());
    EXPECT_EQ(at_server, "hello");
    EXPECT_EQ(at_client, much);
    server->Close();
    ASSERT_TRUE(Pump(*client, *server, at_client, at_server).ok());
    EXPECT_TRUE(client->ended());
  }
}

TEST_F(SessionTest, AsksForACertificateOnTheAgencyHostOnly) {
  ClientOptions options = Client("localhost");
  options.certificate = AgencyCertificate();
  std::string a;
  std::string b;
  auto client = *NewClientSession(options);
  auto server = server_->NewSession();
  ASSERT_TRUE(Pump(*client, *server, a, b).ok());
  EXPECT_EQ(server->client_certificate_sha256(), "");

  options.host = "AGENCY.localhost";
  client = *NewClientSession(options);
  server = server_->NewSession();
  ASSERT_TRUE(Pump(*client, *server, a, b).ok());
  EXPECT_TRUE(server->on_agency_host());
  EXPECT_EQ(server->client_certificate_sha256(), certificate_.sha256);
}

TEST_F(SessionTest, RefusesTheAgencyHostWithoutAGoodCertificate) {
  std::string a;
  std::string b;
  auto client = *NewClientSession(Client(kAgency));
  auto server = server_->NewSession();
  EXPECT_FALSE(Pump(*client, *server, a, b).ok());
  EXPECT_FALSE(server->established());

  // Signed by somebody else, and a server's certificate of our own authority.
  const KeyPair other =
      *MakeAuthority("SMART Hub agency authority", absl::Now(), absl::Now() + absl::Hours(1));
  const KeyPair agency =
      *ReadKeyPair(files_.agency_authority_file, files_.agency_authority_key_file);
  for (const KeyPair& pair :
       {IssueClientCertificate(other, "Police", absl::Now(), absl::Now() + absl::Hours(1))->pair,
        *IssueServerCertificate(agency, {"police"}, absl::Now(), absl::Now() + absl::Hours(1)),
        IssueClientCertificate(agency, "Late", absl::Now() - absl::Hours(9),
                               absl::Now() - absl::Hours(1))
            ->pair}) {
    ClientOptions options = Client(kAgency);
    options.certificate = pair;
    client = *NewClientSession(options);
    server = server_->NewSession();
    EXPECT_FALSE(Pump(*client, *server, a, b).ok());
    EXPECT_FALSE(server->established());
  }
}

// An OpenSSL client with settings of its own, over memory BIOs.
bool Connects(Server& server, int version, const char* ciphers) {
  const SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_cipher_list(context.get(), ciphers);
  const SslPtr ssl(SSL_new(context.get()));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), in, out);
  SSL_set_connect_state(ssl.get());
  auto session = server.NewSession();
  std::string plain;
  for (int i = 0; i < 10; ++i) {
    SSL_do_handshake(ssl.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    const std::string bytes(data, static_cast<size_t>(size));
    BIO_reset(out);
    static_cast<void>(session->Receive(bytes, plain));
    BIO_write(in, session->outgoing().data(), static_cast<int>(session->outgoing().size()));
    session->outgoing().clear();
  }
  return session->established();
}

TEST_F(SessionTest, RefusesOldProtocolsAndCiphers) {
  EXPECT_TRUE(Connects(*server_, TLS1_3_VERSION, "ALL"));
  EXPECT_TRUE(Connects(*server_, TLS1_2_VERSION, "ALL"));
  EXPECT_TRUE(Connects(*server_, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"));
  EXPECT_FALSE(Connects(*server_, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256"));
  EXPECT_FALSE(Connects(*server_, TLS1_2_VERSION, "AES128-GCM-SHA256"));
  EXPECT_FALSE(Connects(*server_, TLS1_1_VERSION, "ALL:@SECLEVEL=0"));
  EXPECT_FALSE(Connects(*server_, TLS1_VERSION, "ALL:@SECLEVEL=0"));
}

TEST_F(SessionTest, ReloadsForNewSessionsOnly) {
  std::string a;
  std::string b;
  auto old_client = *NewClientSession(Client("localhost"));
  auto old_server = server_->NewSession();
  ASSERT_TRUE(Pump(*old_client, *old_server, a, b).ok());
  EXPECT_FALSE(*server_->ReloadIfChanged());

  // A certificate without its key: the old pair stays.
  const KeyPair authority = *MakeAuthority("Another", absl::Now(), absl::Now() + absl::Hours(9));
  const KeyPair pair =
      *IssueServerCertificate(authority, {"localhost"}, absl::Now(), absl::Now() + absl::Hours(9));
  std::ofstream(files_.certificate_file) << pair.certificate_pem;
  EXPECT_FALSE(server_->ReloadIfChanged().ok());
  auto client = *NewClientSession(Client("localhost"));
  auto server = server_->NewSession();
  EXPECT_TRUE(Pump(*client, *server, a, b).ok());

  std::ofstream(files_.key_file) << pair.private_key_pem;
  EXPECT_TRUE(*server_->ReloadIfChanged());
  client = *NewClientSession(Client("localhost"));
  server = server_->NewSession();
  EXPECT_FALSE(Pump(*client, *server, a, b).ok());  // signed by an authority it does not know
  ClientOptions options = Client("localhost");
  options.authority_pem = authority.certificate_pem;
  client = *NewClientSession(options);
  server = server_->NewSession();
  EXPECT_TRUE(Pump(*client, *server, a, b).ok());

  // The old session has not noticed.
  a.clear();
  ASSERT_TRUE(old_server->Send("still here").ok());
  ASSERT_TRUE(Pump(*old_client, *old_server, a, b).ok());
  EXPECT_EQ(a, "still here");
}

TEST_F(SessionTest, ChangedBytesBreakTheConnection) {
  std::string a;
  std::string b;
  auto client = *NewClientSession(Client("localhost"));
  auto server = server_->NewSession();
  ASSERT_TRUE(Pump(*client, *server, a, b).ok());
  ASSERT_TRUE(client->Send("hello").ok());
  client->outgoing().back() ^= 1;
  EXPECT_FALSE(Pump(*client, *server, a, b).ok());
  EXPECT_FALSE(server->Send("x").ok());
  auto fresh = server_->NewSession();
  EXPECT_FALSE(fresh->Receive("GET / HTTP/1.1\r\n\r\n", b).ok());
  EXPECT_TRUE(b.empty());
}

TEST_F(SessionTest, FilesThatDoNotFitAreSaid) {
  EXPECT_EQ(Server::Open({"/nowhere.pem", files_.key_file}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      Server::Open({files_.certificate_file, files_.agency_authority_key_file}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace smarthub::tls
