// HTTP/2 without sockets: what good, odd and hostile clients get.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/testing/h2_client.h"
#include "gateway/edge/testing/rig.h"

namespace smarthub::edge {
namespace {

using testing::Envelope;
using testing::H2Client;
using testing::Inner;
using testing::Rig;

// Moves bytes until neither has any.
void Pump(Rig& rig, H2Client& client) {
  for (int i = 0; i < 100; ++i) {
    const std::string to_server = client.Outgoing();
    if (!to_server.empty()) rig.session->Receive(to_server);
    const std::string to_client = rig.Hear();
    if (!to_client.empty()) client.Receive(to_client);
    if (to_server.empty() && to_client.empty()) return;
  }
}

std::string Bytes(std::string_view name, int count = 0) {
  Inner message;
  message.set_name(std::string(name));
  message.set_count(count);
  return message.SerializeAsString();
}

class H2 : public ::testing::Test {
 protected:
  Rig rig{/*http2=*/true};
  H2Client client;
};

TEST_F(H2, UnaryInEveryProtocol) {
  const int32_t json = client.Post("/test.Service/Echo", "application/json", R"({"name":"a"})");
  const int32_t proto = client.Post("/test.Service/Echo", "application/proto", Bytes("b"));
  const int32_t grpc =
      client.Post("/test.Service/Echo", "application/grpc", Envelope(Bytes("c")), {{"x-a", "1"}});
  Pump(rig, client);
  EXPECT_EQ(client.answers[json].body, R"({"name":"a"})");
  EXPECT_EQ(client.answers[json].headers["content-length"], "12");
  EXPECT_EQ(client.answers[proto].body, Bytes("b"));
  EXPECT_EQ(client.answers[grpc].body, Envelope(Bytes("c")));
  EXPECT_EQ(client.answers[grpc].headers["x-a"], "1");
  EXPECT_EQ(client.answers[grpc].trailers["grpc-status"], "0");
  EXPECT_EQ(client.answers[grpc].trailers["x-a"], "1");
  for (const auto& [id, answer] : client.answers) {
    EXPECT_EQ(answer.headers.at(":status"), "200");
    EXPECT_TRUE(answer.ended);
    EXPECT_EQ(answer.error, NGHTTP2_NO_ERROR);
  }
}

TEST_F(H2, GrpcErrorsCarryDetails) {
  const int32_t id = client.Post("/test.Service/Fail", "application/grpc", Envelope(""));
  const int32_t none = client.Post("/test.Service/None", "application/grpc", Envelope(""));
  Pump(rig, client);
  const auto& headers = client.answers[id].headers;
  EXPECT_EQ(headers.at("grpc-status"), "3");
  EXPECT_EQ(headers.at("grpc-message"), "That is no name.");
  EXPECT_TRUE(headers.contains("grpc-status-details-bin"));
  EXPECT_TRUE(client.answers[id].ended);
  EXPECT_EQ(client.answers[none].headers.at("grpc-status"), "12");
}

TEST_F(H2, AStreamThatFailsMidwaySaysSoInItsTrailers) {
  const int32_t id =
      client.Post("/test.Service/Count", "application/grpc", Envelope(Bytes("n", 3)));
  Pump(rig, client);
  EXPECT_EQ(client.answers[id].body,
            Envelope(Bytes("n", 0)) + Envelope(Bytes("n", 1)) + Envelope(Bytes("n", 2)));
  EXPECT_EQ(client.answers[id].trailers["grpc-status"], "0");
  EXPECT_EQ(client.answers[id].trailers["x-end"], "reached");
}

TEST_F(H2, TheClientsResetCancelsTheCall) {
  const int32_t id = client.Post("/test.Service/Hang", "application/json", "{}");
  Pump(rig, client);
  EXPECT_EQ(rig.backend.hanging, 1);
  nghttp2_submit_rst_stream(client.session(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  Pump(rig, client);
  static_cast<void>(rig.loop.RunUntilDone([](Loop& loop) -> Task<absl::Status> {
    co_return co_await loop.Sleep(absl::ZeroDuration());
  }(rig.loop)));
  EXPECT_EQ(rig.backend.hanging, 0);
  EXPECT_EQ(rig.session->open(), 0u);
}

TEST_F(H2, RapidResetEndsTheConnection) {
  // CVE-2023-44487: open, reset, again, without ever waiting.
  int opened = 0;
  for (; opened < 5000 && !client.goaway; ++opened) {
    const int32_t id = client.Post("/test.Service/Hang", "application/json", "{}");
    rig.session->Receive(client.Outgoing());
    nghttp2_submit_rst_stream(client.session(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    Pump(rig, client);
  }
  EXPECT_TRUE(client.goaway);
  EXPECT_LE(opened, rig.core->options.limits.idle_frames + 10);
  EXPECT_TRUE(rig.session->done());
}

TEST_F(H2, FloodsOfIdleFramesEndTheConnection) {
  for (const bool settings : {false, true}) {
    Rig fresh(true);
    H2Client other;
    Pump(fresh, other);
    int sent = 0;
    for (; sent < 20000 && !other.goaway && !fresh.session->done(); ++sent) {
      if (settings) {
        nghttp2_submit_settings(other.session(), NGHTTP2_FLAG_NONE, nullptr, 0);
      } else {
        nghttp2_submit_ping(other.session(), NGHTTP2_FLAG_NONE, nullptr);
      }
      Pump(fresh, other);
    }
    EXPECT_LE(sent, fresh.core->options.limits.idle_frames + 10) << settings;
  }
}

// A frame by hand.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload) {
  std::string frame;
  const auto size = static_cast<uint32_t>(payload.size());
  for (const int shift : {16, 8, 0}) frame += static_cast<char>(size >> shift & 0xFF);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(stream >> shift & 0xFF);
  return frame + std::string(payload);
}

constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

TEST(H2Hostile, ContinuationsAreBounded) {
  // CVE-2024-28182: a header block that never ends.
  Rig rig(true);
  rig.Say(std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, ""));
  rig.Say(Frame(NGHTTP2_HEADERS, 0, 1, ""));
  int sent = 0;
  for (; sent < 1000 && !rig.session->done(); ++sent) {
    rig.Say(Frame(NGHTTP2_CONTINUATION, 0, 1, std::string("\x00\x01x\x01y", 5)));
  }
  EXPECT_LE(sent, 10);
}

TEST(H2Hostile, HeadersAreBoundedInBytesAndNumber) {
  for (const bool many : {true, false}) {
    Rig rig(true);
    H2Client client;
    H2Client::Fields more;
    for (int i = 0; many && i < 200; ++i) more.emplace_back(absl::StrCat("x-", i), "y");
    if (!many) more.emplace_back("x", std::string(30000, 'a'));
    const int32_t id = client.Post("/test.Service/Echo", "application/json", "{}", more);
    Pump(rig, client);
    EXPECT_EQ(client.answers[id].headers[":status"], "431");
    EXPECT_EQ(rig.backend.calls, 0);
  }
}

TEST(H2Hostile, AnHpackBombIsBounded) {
  // One large entry in the table, then thousands of one-byte references to it.
  Rig rig(true);
  rig.Say(std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, ""));
  std::string block("\x82\x87\x84", 3);
  block += std::string("\x40\x01x\x7f\xa1\x1e", 6) + std::string(4000, 'a');
  block += std::string(12000, '\xbe');
  const std::string out = rig.Say(Frame(NGHTTP2_HEADERS, 5, 1, block));
  EXPECT_EQ(rig.backend.calls, 0);
  EXPECT_LT(out.size(), 1000u);
}

TEST(H2Hostile, NonsenseEndsTheConnection) {
  const std::vector<std::string> cases = {
      "GET / HTTP/1.1\r\nhost: h\r\n\r\n",
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "12345"),
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "") + Frame(NGHTTP2_DATA, 0, 1, "x"),
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "") +
          Frame(NGHTTP2_HEADERS, 5, 1, "\xff\xff\xff\xff\xff"),
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "") +
          Frame(NGHTTP2_WINDOW_UPDATE, 0, 0, std::string(4, '\0')),
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "") +
          Frame(NGHTTP2_PUSH_PROMISE, 4, 1, std::string("\0\0\0\2\x82", 5)),
      std::string(kPreface) + Frame(NGHTTP2_SETTINGS, 0, 0, "") +
          std::string("\xff\xff\xff\0\0", 5),
  };
  for (const std::string& bytes : cases) {
    Rig rig(true);
    rig.Say(bytes);
    rig.Say(std::string(20000, '\xff'));
    EXPECT_TRUE(rig.session->done()) << bytes.substr(0, 60);
    EXPECT_EQ(rig.backend.calls, 0);
  }
}

TEST_F(H2, MoreStreamsThanAllowedAreRefused) {
  nghttp2_session_set_local_window_size(client.session(), NGHTTP2_FLAG_NONE, 0, 1 << 20);
  Pump(rig, client);
  const auto most = rig.core->options.limits.h2_streams;
  for (uint32_t i = 0; i < most + 50; ++i) {
    client.Post("/test.Service/Hang", "application/json", "{}");
  }
  Pump(rig, client);
  EXPECT_EQ(rig.backend.hanging, static_cast<int>(most));
}

TEST_F(H2, LargeMessagesAreRefusedAndTheConnectionStays) {
  const std::string large(3 << 20, 'x');
  const int32_t grpc = client.Post("/test.Service/Echo", "application/grpc", Envelope(large));
  const int32_t json = client.Post("/test.Service/Echo", "application/json", large);
  Pump(rig, client);
  EXPECT_EQ(client.answers[grpc].headers["grpc-status"], "8");
  EXPECT_EQ(client.answers[json].headers[":status"], "429");
  const int32_t after = client.Post("/test.Service/Echo", "application/json", "{}");
  Pump(rig, client);
  EXPECT_EQ(client.answers[after].headers[":status"], "200");
}

TEST_F(H2, HalfSentRequestsHoldABoundedPartOfOurMemory) {
  const std::string half(900 << 10, 'x');
  for (int i = 0; i < 50; ++i) {
    client.Post("/test.Service/Echo", "application/proto", half, {}, /*whole=*/false);
  }
  Pump(rig, client);
  // The client still has most of it: the connection's window was not given back.
  size_t kept = 0;
  for (const auto& [id, answer] : client.answers) kept += answer.unsent_.size();
  EXPECT_GT(kept, 50u * half.size() - (5u << 20));
  // And it has not for ever.
  EXPECT_EQ(rig.session->deadline(), rig.clock.Now() + rig.core->options.limits.request);
}

TEST_F(H2, AnEarlyAnswerStopsTheUpload) {
  const int32_t id =
      client.Post("/test.Service/None", "application/grpc", Envelope("x"), {}, /*whole=*/false);
  Pump(rig, client);
  EXPECT_EQ(client.answers[id].headers["grpc-status"], "12");
  EXPECT_TRUE(client.answers[id].closed);
  EXPECT_EQ(rig.session->open(), 0u);
}

TEST_F(H2, AStreamThatNobodyReadsIsHeldBackThenCut) {
  EdgeOptions options;
  options.limits.unread_wait = absl::Milliseconds(30);
  Rig slow(true, options);
  // The client's window is 64 KiB and it never gives it back.
  const int32_t id = client.Post("/test.Service/Flood", "application/grpc", Envelope(""));
  nghttp2_option* option = nullptr;
  nghttp2_option_new(&option);
  slow.session->Receive(client.Outgoing());
  slow.Hear();
  static_cast<void>(slow.loop.RunUntilDone([](Loop& loop, Rig& rig_in) -> Task<absl::Status> {
    while (rig_in.core->counters.streams_cut == 0) {
      static_cast<void>(co_await loop.Sleep(absl::Milliseconds(5)));
    }
    co_return absl::OkStatus();
  }(slow.loop, slow)));
  nghttp2_option_del(option);
  // 64 KiB on their way, and what a stream may owe.
  EXPECT_LE(slow.backend.written, 1 + 4 + 1);
  EXPECT_EQ(ReasonOf(slow.backend.last_end), error::v1::REASON_STREAM_FELL_BEHIND);
  static_cast<void>(id);
}

TEST_F(H2, DrainingRefusesNewStreamsAndFinishesOld) {
  const int32_t old =
      client.Post("/test.Service/Hang", "application/json", "{}", {{"connect-timeout-ms", "50"}});
  Pump(rig, client);
  rig.session->Drain();
  rig.session->Drain();
  Pump(rig, client);
  EXPECT_TRUE(client.goaway);
  EXPECT_FALSE(rig.session->done());
  // The clock of the call's timeout is the loop's.
  static_cast<void>(rig.loop.RunUntilDone([](Loop& loop, Rig& rig_in) -> Task<absl::Status> {
    while (rig_in.backend.hanging > 0) {
      static_cast<void>(co_await loop.Sleep(absl::Milliseconds(5)));
    }
    co_return absl::OkStatus();
  }(rig.loop, rig)));
  Pump(rig, client);
  EXPECT_EQ(client.answers[old].headers[":status"], "504");
  EXPECT_TRUE(absl::StrContains(client.answers[old].body, "deadline_exceeded"));
  EXPECT_TRUE(rig.session->done());
}

}  // namespace
}  // namespace smarthub::edge
