// The words of the Connect protocol (connectrpc.com/docs/protocol) and of gRPC over HTTP/2
// (grpc/grpc PROTOCOL-HTTP2.md). Free functions; thread-safe.
#ifndef GATEWAY_EDGE_RPC_PROTOCOL_H_
#define GATEWAY_EDGE_RPC_PROTOCOL_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/edge/headers.h"

namespace smarthub::edge {

enum class RpcProtocol { kConnectUnary, kConnectStream, kGrpc };

struct RpcFormat {
  RpcProtocol protocol = RpcProtocol::kConnectUnary;
  bool json = false;
  // "application/connect+json" and so on, as the response says it.
  std::string_view content_type;
};

// By content type; nullopt: none of ours.
std::optional<RpcFormat> FormatOf(std::string_view content_type);

// "invalid_argument" and the HTTP status of an unary Connect error.
std::string_view ConnectCode(absl::StatusCode code);
int ConnectHttpStatus(absl::StatusCode code);

// nullopt: no such header. INVALID_ARGUMENT where it is not well made.
absl::StatusOr<std::optional<absl::Duration>> TimeoutOf(RpcProtocol protocol,
                                                        const Headers& headers);

// How the request is packed; UNIMPLEMENTED for what is not gzip or identity.
absl::StatusOr<bool> RequestIsGzip(RpcProtocol protocol, const Headers& headers);
bool AcceptsGzip(RpcProtocol protocol, const Headers& headers);
// Whether an HTTP list of codings ("gzip;q=0.5, br") names `coding` with a weight above zero.
bool Accepts(std::string_view list, std::string_view coding);

// grpc-message: percent-encoded UTF-8.
std::string PercentEncode(std::string_view text);

// The one message in a streaming or gRPC request's body.
struct Enveloped {
  bool compressed = false;
  std::string_view message;
};
// INVALID_ARGUMENT where the body is cut, or holds a flag that is not ours; UNIMPLEMENTED where it
// holds none or several.
absl::StatusOr<Enveloped> OpenEnvelope(std::string_view body);
// Five bytes before a message: flags and big-endian length.
void WriteEnvelope(char flags, size_t size, char* at);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_RPC_PROTOCOL_H_
