// A cut stream is an error at the client, never a success: every response is cut at every byte, and
// a client that has seen only a part must never hold it for the whole.
#include <gtest/gtest.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "absl/strings/match.h"
#include "gateway/edge/json.h"
#include "gateway/edge/testing/h2_client.h"
#include "gateway/edge/testing/rig.h"

namespace smarthub::edge {
namespace {

using testing::Envelope;
using testing::H1Request;
using testing::H2Client;
using testing::Inner;
using testing::Rig;

// The messages of a call that ended well; nullopt: it did not (the client reports an error).
using Outcome = std::optional<std::vector<std::string>>;

// A Connect stream's body: it is whole where its end message is there and names no error.
Outcome ReadConnectStream(std::string_view body) {
  std::vector<std::string> messages;
  while (body.size() >= 5) {
    const auto at = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(body[i])); };
    const uint32_t size = at(1) << 24 | at(2) << 16 | at(3) << 8 | at(4);
    if (body.size() - 5 < size) return std::nullopt;
    const std::string message(body.substr(5, size));
    if (at(0) == 2) {
      if (absl::StrContains(message, "\"error\"")) return std::nullopt;
      return messages;
    }
    messages.push_back(message);
    body.remove_prefix(5 + size);
  }
  return std::nullopt;
}

Outcome ReadH1(std::string_view bytes, bool stream) {
  namespace http = boost::beast::http;
  if (bytes.empty()) return std::nullopt;
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  boost::system::error_code code;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), code);
  if (code == http::error::need_more) code = {};
  if (!code && !parser.is_done()) parser.put_eof(code);
  if (!parser.is_header_done() || parser.get().result_int() != 200) return std::nullopt;
  if (stream) return ReadConnectStream(parser.get().body());
  if (code || !parser.is_done()) return std::nullopt;
  return std::vector<std::string>{parser.get().body()};
}

Outcome ReadH2(const H2Client& client, int32_t id, bool grpc, bool stream) {
  const auto found = client.answers.find(id);
  if (found == client.answers.end()) return std::nullopt;
  const H2Client::Answer& answer = found->second;
  const auto status = answer.headers.find(":status");
  if (status == answer.headers.end() || status->second != "200") return std::nullopt;
  if (!grpc && stream) return ReadConnectStream(answer.body);
  if (!answer.ended) return std::nullopt;
  if (!grpc) return std::vector<std::string>{answer.body};
  const auto end = answer.trailers.find("grpc-status");
  if (end == answer.trailers.end() || end->second != "0") return std::nullopt;
  std::vector<std::string> messages;
  std::string_view body = answer.body;
  while (body.size() >= 5) {
    const size_t size = static_cast<uint8_t>(body[3]) << 8 | static_cast<uint8_t>(body[4]);
    if (body.size() - 5 < size) return std::nullopt;
    messages.emplace_back(body.substr(5, size));
    body.remove_prefix(5 + size);
  }
  if (!body.empty()) return std::nullopt;
  return messages;
}

TEST(Cut, Http1AtEveryByte) {
  for (const bool stream : {false, true}) {
    Rig rig(/*http2=*/false);
    const std::string all =
        stream ? rig.Say(H1Request("/test.Service/Count", "application/connect+json",
                                   Envelope(R"({"name":"n","count":4})")))
               : rig.Say(H1Request("/test.Service/Echo", "application/json", R"({"name":"n"})"));
    const Outcome whole = ReadH1(all, stream);
    ASSERT_TRUE(whole.has_value()) << all;
    ASSERT_EQ(whole->size(), stream ? 4u : 1u);
    for (size_t cut = 0; cut < all.size(); ++cut) {
      const Outcome part = ReadH1(std::string_view(all).substr(0, cut), stream);
      EXPECT_TRUE(!part.has_value() || *part == *whole) << "cut at " << cut;
      // Without its last byte a unary answer is not there at all.
      if (!stream) EXPECT_FALSE(part.has_value()) << "cut at " << cut;
    }
  }
}

TEST(Cut, Http2AtEveryByte) {
  for (const bool grpc : {false, true}) {
    for (const bool stream : {false, true}) {
      SCOPED_TRACE(::testing::Message() << "grpc " << grpc << " stream " << stream);
      Inner message;
      message.set_name("n");
      message.set_count(4);
      const std::string bytes = message.SerializeAsString();
      Rig rig(/*http2=*/true);
      H2Client recorder;
      const auto post = [&](H2Client& client) {
        return client.Post(stream ? "/test.Service/Count" : "/test.Service/Echo",
                           grpc     ? "application/grpc"
                           : stream ? "application/connect+proto"
                                    : "application/proto",
                           grpc || stream ? Envelope(bytes) : bytes);
      };
      const int32_t id = post(recorder);
      const std::string all = rig.Say(recorder.Outgoing());
      recorder.Receive(all);
      const Outcome whole = ReadH2(recorder, id, grpc, stream);
      ASSERT_TRUE(whole.has_value());
      ASSERT_EQ(whole->size(), stream ? 4u : 1u);
      for (size_t cut = 0; cut < all.size(); ++cut) {
        H2Client client;
        post(client);
        client.Outgoing();
        client.Receive(std::string_view(all).substr(0, cut));
        const Outcome part = ReadH2(client, id, grpc, stream);
        EXPECT_TRUE(!part.has_value() || *part == *whole) << "cut at " << cut;
        if (grpc) EXPECT_FALSE(part.has_value()) << "cut at " << cut;
      }
    }
  }
}

// The server itself breaks off: what it sends says that it is not the end.
TEST(Cut, AnAbortedAnswerIsNotWhole) {
  Rig rig(/*http2=*/false);
  const std::string begun = rig.Say(
      H1Request("/test.Service/Watch", "application/connect+json", Envelope(R"({"name":"n"})")));
  EXPECT_TRUE(absl::StrContains(begun, "transfer-encoding: chunked"));
  EXPECT_FALSE(ReadH1(begun, /*stream=*/true).has_value());
  EXPECT_FALSE(absl::EndsWith(begun, "0\r\n\r\n"));
}

}  // namespace
}  // namespace smarthub::edge
