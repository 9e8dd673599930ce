// The small parsers of the Connect and gRPC protocols, and gzip: no crash, and bounds kept.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/edge/gzip.h"
#include "gateway/edge/json_text.h"
#include "gateway/edge/origin.h"
#include "gateway/edge/rate_limiter.h"
#include "gateway/edge/rpc_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace edge = smarthub::edge;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto enveloped = edge::OpenEnvelope(text);
  if (enveloped.ok() && enveloped->message.size() + 5 != size) std::abort();
  edge::Gzip gzip;
  const auto plain = gzip.Expand(text, 10000);
  if (plain.ok() && plain->size() > 10000) std::abort();
  edge::Headers headers;
  for (const char* name : {"grpc-timeout", "connect-timeout-ms", "cookie", "origin",
                           "sec-fetch-site", "accept-encoding", "content-encoding"}) {
    headers.Add(name, text);
  }
  for (const auto protocol : {edge::RpcProtocol::kConnectUnary, edge::RpcProtocol::kGrpc}) {
    const auto timeout = edge::TimeoutOf(protocol, headers);
    if (timeout.ok() && timeout->has_value() && **timeout < absl::ZeroDuration()) std::abort();
    static_cast<void>(edge::RequestIsGzip(protocol, headers));
    static_cast<void>(edge::AcceptsGzip(protocol, headers));
  }
  static_cast<void>(edge::FormatOf(text));
  static_cast<void>(edge::CookieOf(headers, "a"));
  if (edge::OriginProves(headers, "hub.example") && text != "https://hub.example") std::abort();
  static_cast<void>(edge::PeerKey(text));
  std::string bytes;
  if (edge::ParseBase64(text, bytes)) {
    std::string again;
    std::string back;
    edge::AppendBase64(bytes, true, again);
    if (!edge::ParseBase64(again, back) || back != bytes) std::abort();
  }
  const std::string encoded = edge::PercentEncode(text);
  if (encoded.find_first_of("\r\n") != encoded.npos) std::abort();
  return 0;
}
