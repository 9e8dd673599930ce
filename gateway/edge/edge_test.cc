// The whole edge: real sockets, real TLS, its loop on a thread of its own.
#include "gateway/edge/edge.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/testing/fake_backend.h"
#include "gateway/edge/testing/h2_client.h"
#include "gateway/edge/testing/rig.h"
#include "gateway/edge/testing/tls_client.h"
#include "platform/tls/certificates.h"

namespace smarthub::edge {
namespace {

using testing::Envelope;
using testing::FakeBackend;
using testing::H1Request;
using testing::H2Client;
using testing::TlsClient;

constexpr char kAgency[] = "agency.localhost";

class EdgeTest : public ::testing::Test {
 protected:
  EdgeTest() : backend_(loop_) {
    char name[] = "/tmp/shedgeXXXXXX";
    directory_ = ::mkdtemp(name);
    files_ = *tls::MakeDevelopmentCertificates(directory_ + "/tls", {"localhost", kAgency},
                                               clock_.Now());
    options_.port = 0;
    options_.clock = &clock_;
    options_.certificate_file = files_.certificate_file;
    options_.key_file = files_.key_file;
    options_.agency_host = kAgency;
    options_.agency_authority_file = files_.agency_authority_file;
    options_.tick = absl::Milliseconds(20);
    options_.certificate_check = absl::ZeroDuration();
    std::filesystem::create_directories(directory_ + "/web/assets");
    Write("/web/index.html", "<!doctype html>page");
    Write("/web/assets/app-0a1B2c3D.js", "code");
    Write("/web/assets/app-0a1B2c3D.js.br", "brotli");
    Write("/web/assets/app-0a1B2c3D.js.gz", "gzipped");
    Write("/web/robots.txt", "no");
    options_.web_directory = directory_ + "/web";
  }
  ~EdgeTest() override {
    if (thread_.joinable()) {
      OnLoop([this] { edge_.reset(); });
      loop_.Stop();
      thread_.join();
    }
    std::filesystem::remove_all(directory_);
  }

  void Write(const std::string& path, std::string_view text) {
    std::ofstream(directory_ + path) << text;
  }
  void Start() {
    edge_ = *Edge::Start(options_, loop_, backend_);
    thread_ = std::thread([this] { loop_.Run(); });
  }
  // Runs it on the edge's thread and waits.
  void OnLoop(std::function<void()> what) {
    std::promise<void> done;
    loop_.Post([&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }
  template <typename Condition>
  void Until(Condition condition) {
    bool met = false;
    while (!met) {
      OnLoop([&] { met = condition(); });
    }
  }
  std::unique_ptr<tls::Session> Tls(const std::string& host = "localhost",
                                    const std::string& protocol = "http/1.1",
                                    const tls::KeyPair& certificate = {}) {
    tls::ClientOptions options;
    std::stringstream authority;
    authority << std::ifstream(files_.authority_file).rdbuf();
    options.authority_pem = authority.str();
    options.host = host;
    options.protocol = protocol;
    options.certificate = certificate;
    return *tls::NewClientSession(options);
  }
  std::string Get(TlsClient& client, const std::string& path, const std::string& headers = "",
                  const std::string& method = "GET") {
    client.got().clear();
    client.Send(
        absl::StrCat(method, " ", path, " HTTP/1.1\r\nhost: localhost\r\n", headers, "\r\n"));
    return client.ReadUntil("\r\n\r\n");
  }
  std::string Metrics() {
    TlsClient client(edge_->private_port(), nullptr);
    client.Send("GET /metrics HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
    return client.ReadToEnd();
  }

  SystemClock clock_;
  std::string directory_;
  tls::DevelopmentCertificates files_;
  EdgeOptions options_;
  Loop loop_;
  FakeBackend backend_;
  std::unique_ptr<Edge> edge_;
  std::thread thread_;
};

TEST_F(EdgeTest, ServesCallsOverHttp1AndHttp2) {
  Start();
  TlsClient h1(edge_->port(), Tls());
  ASSERT_TRUE(h1.ready());
  h1.Send(H1Request("/test.Service/Echo", "application/json", R"({"name":"a"})"));
  EXPECT_TRUE(absl::EndsWith(h1.ReadUntil(R"("a"})"), R"({"name":"a"})"));

  TlsClient h2(edge_->port(), Tls("localhost", "h2"));
  ASSERT_TRUE(h2.ready());
  H2Client client;
  testing::Inner message;
  message.set_name("b");
  message.set_count(2000);
  const int32_t id =
      client.Post("/test.Service/Count", "application/grpc", Envelope(message.SerializeAsString()));
  h2.Send(client.Outgoing());
  while (!client.answers[id].ended && !h2.over()) {
    h2.ReadSome();
    client.Receive(std::exchange(h2.got(), {}));
    h2.Send(client.Outgoing());
  }
  EXPECT_EQ(client.answers[id].trailers["grpc-status"], "0");
  EXPECT_GT(client.answers[id].body.size(), 2000u * 8);
}

TEST_F(EdgeTest, APlainOrBrokenClientGetsNothing) {
  Start();
  TlsClient plain(edge_->port(), nullptr);
  plain.Send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  EXPECT_FALSE(absl::StrContains(plain.ReadToEnd(), "HTTP"));
  EXPECT_TRUE(absl::StrContains(Metrics(), "smarthub_edge_handshakes_failed_total 1"));
}

TEST_F(EdgeTest, TheAgencyHostKnowsItsClients) {
  Start();
  const tls::KeyPair authority =
      *tls::ReadKeyPair(files_.agency_authority_file, files_.agency_authority_key_file);
  const auto certificate = *tls::IssueClientCertificate(authority, "Police", clock_.Now(),
                                                        clock_.Now() + absl::Hours(1));
  const std::string request = H1Request("/test.Service/Echo", "application/json", "{}");
  TlsClient agency(edge_->port(), Tls(kAgency, "http/1.1", certificate.pair));
  agency.Send(request);
  agency.ReadUntil("\r\n\r\n{}");
  OnLoop([&] { EXPECT_EQ(backend_.last_certificate, certificate.sha256); });
  TlsClient browser(edge_->port(), Tls("localhost", "http/1.1", certificate.pair));
  browser.Send(request);
  browser.ReadUntil("\r\n\r\n{}");
  OnLoop([&] { EXPECT_EQ(backend_.last_certificate, ""); });
  TlsClient nobody(edge_->port(), Tls(kAgency));
  nobody.Send(request);
  EXPECT_EQ(nobody.ReadToEnd(), "");
}

TEST_F(EdgeTest, ServesThePageAndItsFiles) {
  Start();
  TlsClient client(edge_->port(), Tls());
  std::string page = Get(client, "/");
  EXPECT_TRUE(absl::StartsWith(page, "HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(absl::EndsWith(page, "<!doctype html>page"));
  for (const char* header :
       {"content-type: text/html; charset=utf-8", "cache-control: no-cache",
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; ",
        "strict-transport-security: max-age=", "x-content-type-options: nosniff",
        "referrer-policy: no-referrer", "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin", "permissions-policy: "}) {
    EXPECT_TRUE(absl::StrContains(page, absl::StrCat("\r\n", header))) << header;
  }
  EXPECT_FALSE(absl::StrContains(page, "unsafe-inline"));
  EXPECT_TRUE(absl::EndsWith(Get(client, "/report/new?x=1.2"), "page"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/report/new.html"), "HTTP/1.1 404"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/assets/../index.html"), "HTTP/1.1 404"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/%2e%2e/etc/passwd"), "HTTP/1.1 200"));  // the page
  EXPECT_TRUE(absl::StartsWith(Get(client, "/smarthub.x.v1.Y/Z"), "HTTP/1.1 405"));

  const std::string asset = "/assets/app-0a1B2c3D.js";
  EXPECT_TRUE(absl::EndsWith(Get(client, asset), "code"));
  EXPECT_TRUE(absl::EndsWith(Get(client, asset, "accept-encoding: gzip\r\n"), "gzipped"));
  EXPECT_TRUE(absl::EndsWith(Get(client, asset, "accept-encoding: br;q=0, gzip\r\n"), "gzipped"));
  const std::string brotli = Get(client, asset, "accept-encoding: gzip, deflate, br\r\n");
  EXPECT_TRUE(absl::EndsWith(brotli, "brotli"));
  EXPECT_TRUE(absl::StrContains(brotli, "\r\ncontent-encoding: br\r\n"));
  EXPECT_TRUE(absl::StrContains(brotli, "\r\nvary: accept-encoding\r\n"));
  EXPECT_TRUE(absl::StrContains(brotli, "max-age=31536000, immutable"));
  const size_t at = brotli.find("etag: ") + 6;
  const std::string etag = brotli.substr(at, brotli.find("\r\n", at) - at);
  const std::string same =
      Get(client, asset, absl::StrCat("accept-encoding: br\r\nif-none-match: ", etag, "\r\n"));
  EXPECT_TRUE(absl::StartsWith(same, "HTTP/1.1 304 Not Modified\r\n")) << same;
  EXPECT_TRUE(absl::EndsWith(same, "\r\n\r\n"));
  // The same tag for another coding is not the same.
  EXPECT_TRUE(absl::StartsWith(Get(client, asset, absl::StrCat("if-none-match: ", etag, "\r\n")),
                               "HTTP/1.1 200"));
  const std::string head = Get(client, asset, "", "HEAD");
  EXPECT_TRUE(absl::StrContains(head, "\r\ncontent-length: 4\r\n"));
  EXPECT_TRUE(absl::EndsWith(head, "\r\n\r\n"));
}

TEST_F(EdgeTest, SaysItsNoticeToWhoeverHasNotSignedIn) {
  options_.notice = "Run by \"Oakham\" traders";
  Start();
  TlsClient client(edge_->port(), Tls());
  const std::string about = Get(client, "/about.json");
  EXPECT_TRUE(absl::StrContains(about, "\r\ncontent-type: application/json\r\n"));
  EXPECT_TRUE(absl::StrContains(about, "\r\ncache-control: no-cache\r\n"));
  EXPECT_TRUE(absl::EndsWith(about, R"({"notice":"Run by \"Oakham\" traders"})")) << about;
}

TEST_F(EdgeTest, ThePrivatePortTellsHealthAndNothingElse) {
  bool ready = false;
  options_.ready = [&] { return ready ? absl::OkStatus() : absl::UnavailableError("not yet"); };
  options_.metrics = [] { return "more 1\n"; };
  Start();
  TlsClient client(edge_->private_port(), nullptr);
  EXPECT_TRUE(absl::StartsWith(Get(client, "/healthz"), "HTTP/1.1 200"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/readyz"), "HTTP/1.1 503"));
  OnLoop([&] { ready = true; });
  EXPECT_TRUE(absl::StartsWith(Get(client, "/readyz"), "HTTP/1.1 200"));
  EXPECT_TRUE(absl::EndsWith(Get(client, "/metrics"), "more 1\n"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/"), "HTTP/1.1 404"));
  EXPECT_TRUE(absl::StartsWith(Get(client, "/test.Service/Echo", "", "POST"), "HTTP/1.1 405"));
}

TEST_F(EdgeTest, SlowHandshakesRequestsAndReadersAreCut) {
  options_.limits.handshake = absl::Milliseconds(50);
  options_.limits.request = absl::Milliseconds(50);
  options_.limits.idle = absl::Milliseconds(50);
  options_.limits.write = absl::Milliseconds(100);
  Start();
  TlsClient silent(edge_->port(), nullptr);
  EXPECT_EQ(silent.ReadToEnd(), "");
  TlsClient idle(edge_->port(), Tls());
  EXPECT_EQ(idle.ReadToEnd(), "");
  TlsClient dribbling(edge_->port(), Tls());
  dribbling.Send("POST /test.Service/Echo HT");
  EXPECT_EQ(dribbling.ReadToEnd(), "");
  // A reader that takes nothing: the stream's bytes fill the socket, then it is cut.
  options_.limits.unread_wait = absl::Seconds(30);
  TlsClient reader(edge_->port(), Tls());
  reader.Send(H1Request("/test.Service/Flood", "application/connect+json", Envelope("{}")));
  Until([&] { return backend_.last_end.code() == absl::StatusCode::kCancelled; });
  EXPECT_TRUE(absl::StrContains(Metrics(), "smarthub_edge_timed_out_total 4"));
}

TEST_F(EdgeTest, ConnectionsPerPeerAreBounded) {
  options_.limits.connections_per_peer = 3;
  Start();
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TlsClient>(edge_->port(), Tls()));
    ASSERT_TRUE(clients.back()->ready());
  }
  EXPECT_FALSE(TlsClient(edge_->port(), Tls()).ready());
  clients.pop_back();
  bool again = false;
  while (!again) again = TlsClient(edge_->port(), Tls()).ready();
}

TEST_F(EdgeTest, CertificatesAreReloadedWithoutDroppingAnybody) {
  Start();
  TlsClient old(edge_->port(), Tls());
  const std::string request = H1Request("/test.Service/Echo", "application/json", "{}");
  old.Send(request.substr(0, 20));
  // Another authority's certificate takes the place of ours.
  const tls::KeyPair authority =
      *tls::MakeAuthority("Another", clock_.Now(), clock_.Now() + absl::Hours(9));
  const tls::KeyPair pair = *tls::IssueServerCertificate(authority, {"localhost"}, clock_.Now(),
                                                         clock_.Now() + absl::Hours(9));
  std::ofstream(files_.key_file) << pair.private_key_pem;
  std::ofstream(files_.certificate_file) << pair.certificate_pem;
  bool fresh = false;
  while (!fresh) {
    tls::ClientOptions options;
    options.authority_pem = authority.certificate_pem;
    options.host = "localhost";
    fresh = TlsClient(edge_->port(), *tls::NewClientSession(options)).ready();
  }
  EXPECT_FALSE(TlsClient(edge_->port(), Tls()).ready());
  old.Send(request.substr(20));
  EXPECT_TRUE(absl::StartsWith(old.ReadUntil("{}"), "HTTP/1.1 200 OK"));
}

TEST_F(EdgeTest, DrainsWithoutLosingACall) {
  Start();
  TlsClient calling(edge_->port(), Tls());
  calling.Send(
      H1Request("/test.Service/Hang", "application/json", "{}", "connect-timeout-ms: 300\r\n"));
  TlsClient watching(edge_->port(), Tls());
  watching.Send(H1Request("/test.Service/Watch", "application/connect+json", Envelope("{}")));
  watching.ReadUntil("{}");
  TlsClient idle(edge_->port(), Tls());
  Until([&] { return backend_.hanging == 2; });
  std::promise<void> drained;
  OnLoop([&] {
    loop_.Spawn([](Edge& edge, std::promise<void>& done) -> Task<void> {
      co_await edge.Drain();
      done.set_value();
    }(*edge_, drained));
  });
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_TRUE(absl::StrContains(watching.ReadToEnd(), R"("code":"unavailable")"));
  EXPECT_TRUE(absl::StrContains(calling.ReadToEnd(), R"("code":"deadline_exceeded")"));
  EXPECT_TRUE(calling.ended_well());
  drained.get_future().wait();
  TlsClient late(edge_->port(), nullptr);
  EXPECT_FALSE(late.ready());
}

TEST_F(EdgeTest, WhatCannotStartSaysWhy) {
  Start();
  EdgeOptions second = options_;
  second.port = edge_->port();
  Loop loop;
  FakeBackend backend(loop);
  const auto taken = Edge::Start(second, loop, backend);
  EXPECT_EQ(taken.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(absl::StrContains(taken.status().message(), absl::StrCat(edge_->port())));
  second.port = 0;
  second.web_directory = directory_;
  EXPECT_TRUE(
      absl::StrContains(Edge::Start(second, loop, backend).status().message(), "index.html"));
  second.web_directory.clear();
  second.key_file = files_.agency_authority_key_file;
  EXPECT_EQ(Edge::Start(second, loop, backend).status().code(), absl::StatusCode::kInvalidArgument);
  // A certificate that was forgotten is no wish to have no public port.
  second.certificate_file.clear();
  EXPECT_EQ(Edge::Start(second, loop, backend).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(EdgeTest, WithoutAPublicPortThereIsThePrivateOneAlone) {
  options_.public_port_enabled = false;
  Start();
  EXPECT_EQ(edge_->port(), 0);
  TlsClient client(edge_->private_port(), nullptr);
  EXPECT_TRUE(absl::StartsWith(Get(client, "/healthz"), "HTTP/1.1 200"));
}

}  // namespace
}  // namespace smarthub::edge
