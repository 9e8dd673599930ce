// HTTP/1.1 without sockets: what good, odd and hostile clients get.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/gzip.h"
#include "gateway/edge/testing/rig.h"

namespace smarthub::edge {
namespace {

using testing::Envelope;
using testing::H1Request;
using testing::Rig;

constexpr char kJson[] = "application/json";

std::string StatusLine(const std::string& response) {
  return response.substr(0, response.find("\r\n"));
}

TEST(H1, AnswersAUnaryCall) {
  Rig rig(/*http2=*/false);
  const std::string out =
      rig.Say(H1Request("/test.Service/Echo", kJson, R"({"name":"Zoë"})", "x-a: 1\r\n"));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 200 OK");
  EXPECT_TRUE(absl::EndsWith(out, "\r\n\r\n{\"name\":\"Zoë\"}"));
  for (const char* header :
       {"content-type: application/json", "content-length: 15", "x-a: 1", "trailer-x-a: 1",
        "x-content-type-options: nosniff", "cache-control: no-store",
        "strict-transport-security:", "content-security-policy: default-src 'none'"}) {
    EXPECT_TRUE(absl::StrContains(out, absl::StrCat("\r\n", header))) << header << "\n" << out;
  }
}

TEST(H1, ByteByByteIsTheSame) {
  Rig rig(false);
  const std::string request = H1Request("/test.Service/Echo", kJson, R"({"name":"a"})");
  const std::string whole = rig.Say(request);
  std::string out;
  for (const char byte : request) out += rig.Say({&byte, 1});
  EXPECT_EQ(out, whole);
}

TEST(H1, PipelinedRequestsAreAnsweredInOrder) {
  Rig rig(false);
  std::string requests;
  std::string expected;
  for (int i = 0; i < 5; ++i) {
    const std::string one =
        H1Request("/test.Service/Echo", kJson, absl::StrCat("{\"count\":", i + 1, "}"));
    requests += one;
    expected += Rig(false).Say(one);
  }
  EXPECT_EQ(rig.Say(requests), expected);
}

TEST(H1, ChunkedBodiesAreRead) {
  Rig rig(false);
  const std::string out = rig.Say(
      "POST /test.Service/Echo HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n"
      "transfer-encoding: chunked\r\n\r\n3\r\n{\"n\r\n9;x=y\r\name\":\"b\"}\r\n0\r\nx-t: "
      "1\r\n\r\n");
  EXPECT_TRUE(absl::EndsWith(out, "{\"name\":\"b\"}")) << out;
}

TEST(H1, SaysContinueWhereItIsAwaited) {
  Rig rig(false);
  const std::string request =
      H1Request("/test.Service/Echo", kJson, "{}", "expect: 100-continue\r\n");
  const size_t body = request.size() - 2;
  EXPECT_EQ(rig.Say(request.substr(0, body)), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(StatusLine(rig.Say(request.substr(body))), "HTTP/1.1 200 OK");
}

TEST(H1, RefusesWhatCanBeReadInTwoWays) {
  const std::string start =
      "POST /test.Service/Echo HTTP/1.1\r\ncontent-type: application/json\r\n";
  const std::vector<std::pair<std::string, int>> cases = {
      {start + "host: h\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}", 400},
      {start + "host: h\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length: +2\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length: -2\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length: 99999999999999999999\r\n\r\n{}", 400},
      {start + "host: h\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {start + "host: h\r\nhost: h\r\ncontent-length: 2\r\n\r\n{}", 400},
      {start + "content-length: 2\r\n\r\n{}", 400},
      {start + "host: h\r\ncontent-length : 2\r\n\r\n{}", 400},
      {start + "host: h\r\nx y: 2\r\n\r\n", 400},
      {start + "host: h\r\nx: a\x01\r\n\r\n", 400},
      {start + "host: h\r\nx: a\nb\r\n\r\n", 400},
      {"POST http://h/ HTTP/1.1\r\nhost: h\r\n\r\n", 400},
      {"OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n", 400},
      {"CONNECT h:443 HTTP/1.1\r\nhost: h\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\nhost: h\r\n\r\n", 505},
      {"GET  / HTTP/1.1\r\nhost: h\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nhost: h\r\n\r\n", 400},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {std::string("\x16\x03\x01\x02\x00\x01", 6) + std::string(200, 'x'), 400},
      {"GET / HTTP/1.1\r\nhost: h\r\nexpect: 200-maybe\r\n\r\n", 417},
      {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nhost: h\r\n\r\n", 414},
      {"GET / HTTP/1.1\r\nhost: h\r\nx: " + std::string(20000, 'a') + "\r\n\r\n", 431},
  };
  for (const auto& [request, status] : cases) {
    SCOPED_TRACE(request.substr(0, 150));
    Rig rig(false);
    const std::string out = rig.Say(request);
    EXPECT_TRUE(absl::StartsWith(out, absl::StrCat("HTTP/1.1 ", status, " "))) << out;
    EXPECT_TRUE(rig.session->done());
    EXPECT_EQ(rig.backend.calls, 0);
    // Whatever follows is not another request.
    EXPECT_EQ(rig.Say(H1Request("/test.Service/Echo", kJson, "{}")), "");
  }
}

TEST(H1, TooManyHeadersAreRefused) {
  Rig rig(false);
  std::string many = "GET / HTTP/1.1\r\nhost: h\r\n";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&many, "x", i, ": 1\r\n");
  EXPECT_EQ(StatusLine(rig.Say(many + "\r\n")), "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST(H1, AHeadThatNeverEndsIsBounded) {
  Rig rig(false);
  std::string out = rig.Say("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 100000 && out.empty(); ++i) out = rig.Say("x: yyyyyyyyyyyyyyyyyyyyyy\r\n");
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST(H1, LargeMessagesAreRefusedInTheProtocolOfTheCall) {
  EdgeOptions options;
  options.limits.message_bytes = 1000;
  Rig rig(false, options);
  const std::string large = absl::StrCat("{\"name\":\"", std::string(2000, 'a'), "\"}");
  std::string out = rig.Say(H1Request("/test.Service/Echo", kJson, large));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 429 Too Many Requests");
  EXPECT_TRUE(absl::StrContains(out, R"("code":"resource_exhausted")")) << out;
  EXPECT_TRUE(absl::StrContains(out, "REASON_TOO_LARGE")) << out;
  // The connection is still good.
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Echo", kJson, "{}"))), "HTTP/1.1 200 OK");
  // Far too large: cut.
  rig.Say(H1Request("/test.Service/Echo", kJson, std::string(20000, ' ')));
  EXPECT_TRUE(rig.session->done());
}

TEST(H1, AGzipBombIsRefused) {
  Gzip gzip;
  std::string bomb;
  gzip.Compress(std::string(50 << 20, ' '), bomb);
  ASSERT_LT(bomb.size(), 1u << 20);
  Rig rig(false);
  const std::string out =
      rig.Say(H1Request("/test.Service/Echo", kJson, bomb, "content-encoding: gzip\r\n"));
  EXPECT_TRUE(absl::StrContains(out, R"("code":"resource_exhausted")")) << out.substr(0, 900);
}

TEST(H1, GzipBothWays) {
  Gzip gzip;
  std::string packed;
  gzip.Compress(absl::StrCat("{\"name\":\"", std::string(5000, 'a'), "\"}"), packed);
  Rig rig(false);
  const std::string out = rig.Say(H1Request("/test.Service/Echo", kJson, packed,
                                            "content-encoding: gzip\r\naccept-encoding: gzip\r\n"));
  EXPECT_TRUE(absl::StrContains(out, "\r\ncontent-encoding: gzip\r\n")) << out;
  const auto body = gzip.Expand(out.substr(out.find("\r\n\r\n") + 4), 1 << 20);
  ASSERT_TRUE(body.ok()) << body.status();
  EXPECT_EQ(body->size(), 5011u);
  EXPECT_FALSE(gzip.Expand(packed.substr(0, packed.size() - 1), 1 << 20).ok());
  EXPECT_FALSE(gzip.Expand(packed + "x", 1 << 20).ok());
  EXPECT_FALSE(gzip.Expand("not gzip", 1 << 20).ok());
}

TEST(H1, WrongMethodsTypesAndPaths) {
  Rig rig(false);
  const std::string get = "GET /test.Service/Echo HTTP/1.1\r\nhost: h\r\n\r\n";
  std::string out = rig.Say(get);
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 405 Method Not Allowed");
  EXPECT_TRUE(absl::StrContains(out, "\r\nallow: POST\r\n"));
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Echo", "text/plain", "{}"))),
            "HTTP/1.1 415 Unsupported Media Type");
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Echo", "application/grpc", "{}"))),
            "HTTP/1.1 415 Unsupported Media Type");
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Echo", "application/connect+json", "{}"))),
            "HTTP/1.1 415 Unsupported Media Type");
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Count", kJson, "{}"))),
            "HTTP/1.1 415 Unsupported Media Type");
  out = rig.Say(H1Request("/test.Service/None", kJson, "{}"));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 404 Not Found");
  EXPECT_TRUE(absl::StrContains(out, R"("code":"unimplemented")"));
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/smarthub.x.v1.Y/Z", kJson, "{}"))),
            "HTTP/1.1 404 Not Found");
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/form", kJson, "{}"))),
            "HTTP/1.1 405 Method Not Allowed");
  EXPECT_EQ(rig.backend.calls, 0);
}

TEST(H1, ErrorsSayTheirReasonAndNothingElse) {
  Rig rig(false);
  std::string out = rig.Say(H1Request("/test.Service/Fail", kJson, "{}"));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 400 Bad Request");
  EXPECT_TRUE(absl::StrContains(out, R"("code":"invalid_argument","message":"That is no name.")"));
  EXPECT_TRUE(absl::StrContains(out, R"("type":"smarthub.error.v1.ErrorDetail")")) << out;
  EXPECT_TRUE(absl::StrContains(out, R"("debug":{"reason":"REASON_BAD_FORMAT","field":"name"})"));
  out = rig.Say(H1Request("/test.Service/Echo", kJson, R"({"CANARY":"CANARY"})"));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 400 Bad Request");
  EXPECT_FALSE(absl::StrContains(out, "CANARY"));
  EXPECT_TRUE(absl::StrContains(out, "REASON_UNKNOWN_FIELD")) << out;
  out = rig.Say(H1Request("/test.Service/Echo", kJson, "{}", "connect-timeout-ms: 1x\r\n"));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 400 Bad Request");
  out = rig.Say(H1Request("/test.Service/Echo", kJson, "{}", "content-encoding: br\r\n"));
  EXPECT_TRUE(absl::StrContains(out, R"("code":"unimplemented")"));
}

TEST(H1, SlowClientsHaveADeadlineOnlyWhileItIsTheirTurn) {
  Rig rig(false);
  const Limits& limits = rig.core->options.limits;
  EXPECT_EQ(rig.session->deadline(), rig.clock.Now() + limits.idle);
  rig.Say("POST /te");
  const absl::Time began = rig.clock.Now();
  EXPECT_EQ(rig.session->deadline(), began + limits.request);
  // Dribbling does not buy time.
  rig.clock.Advance(absl::Seconds(10));
  rig.Say("st.Service/Hang HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n");
  EXPECT_EQ(rig.session->deadline(), began + limits.request);
  rig.Say("content-length: 2\r\n\r\n{}");
  EXPECT_EQ(rig.session->deadline(), absl::InfiniteFuture());
  EXPECT_EQ(rig.backend.hanging, 1);
  // The client goes: the call is told.
  rig.session.reset();
  static_cast<void>(rig.loop.RunUntilDone([](Loop& loop) -> Task<absl::Status> {
    co_return co_await loop.Sleep(absl::ZeroDuration());
  }(rig.loop)));
  EXPECT_EQ(rig.backend.hanging, 0);
  EXPECT_EQ(rig.backend.last_end.code(), absl::StatusCode::kCancelled);
}

TEST(H1, ABusyConnectionTakesNoMoreThanItsBound) {
  Rig rig(false);
  rig.Say(H1Request("/test.Service/Hang", kJson, "{}"));
  EXPECT_TRUE(rig.session->wants_input());
  for (int i = 0; i < 20; ++i) {
    if (!rig.session->wants_input()) break;
    rig.Say(std::string(8 << 10, 'x'));
  }
  EXPECT_FALSE(rig.session->wants_input());
}

TEST(H1, AStreamEndsWithItsEndMessage) {
  Rig rig(false);
  const std::string out = rig.Say(H1Request("/test.Service/Count", "application/connect+json",
                                            Envelope(R"({"name":"n","count":2})")));
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 200 OK");
  EXPECT_TRUE(absl::StrContains(out, Envelope(R"({"name":"n"})") +
                                         Envelope(R"({"name":"n","count":1})") +
                                         Envelope(R"({"metadata":{"x-end":["reached"]}})", 2)))
      << out;
}

TEST(H1, DrainingFinishesWhatIsThereAndNoMore) {
  Rig rig(false);
  const std::string request = H1Request("/test.Service/Echo", kJson, "{}");
  rig.Say(request.substr(0, 30));
  rig.session->Drain();
  EXPECT_FALSE(rig.session->done());
  const std::string out = rig.Say(request.substr(30) + request);
  EXPECT_TRUE(absl::StrContains(out, "\r\nconnection: close\r\n"));
  EXPECT_EQ(rig.backend.calls, 1);
  EXPECT_TRUE(rig.session->done());
  Rig idle(false);
  idle.session->Drain();
  EXPECT_TRUE(idle.session->done());
}

TEST(H1, RatesAreKept) {
  EdgeOptions options;
  options.rates.sign_in = {3, 1};
  Rig rig(false, options);
  const std::string request = H1Request("/test.Service/SignIn", kJson, "{}");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(StatusLine(rig.Say(request)), "HTTP/1.1 200 OK");
  const std::string out = rig.Say(request);
  EXPECT_EQ(StatusLine(out), "HTTP/1.1 429 Too Many Requests");
  EXPECT_TRUE(absl::StrContains(out, "REASON_RATE_LIMITED"));
  // Another class has its own bucket; time refills.
  EXPECT_EQ(StatusLine(rig.Say(H1Request("/test.Service/Echo", kJson, "{}"))), "HTTP/1.1 200 OK");
  rig.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(StatusLine(rig.Say(request)), "HTTP/1.1 200 OK");
  EXPECT_EQ(StatusLine(rig.Say(request)), "HTTP/1.1 429 Too Many Requests");
}

}  // namespace
}  // namespace smarthub::edge
