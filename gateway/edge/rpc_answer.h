// How an answer is written: one writer per protocol. For rpc_call.cc.
#ifndef GATEWAY_EDGE_RPC_ANSWER_H_
#define GATEWAY_EDGE_RPC_ANSWER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/edge/core.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/rpc_protocol.h"

namespace smarthub::edge {

// Fields of a reply that are a header's to send: names of ours and what would break framing are
// left out. `prefix` goes before each name.
void AppendMetadata(const Headers& metadata, std::string_view prefix, Headers& out);

// {"code":..,"message":..,"details":[..]}
std::string ConnectErrorJson(Core& core, const absl::Status& status,
                             const std::vector<google::protobuf::Any>& details);
// The serialised google.rpc.Status.
std::string RpcStatusBytes(const absl::Status& status,
                           const std::vector<google::protobuf::Any>& details);
// grpc-status and its friends.
void AppendGrpcStatus(const absl::Status& status, const std::vector<google::protobuf::Any>& details,
                      Headers& out);

// Answers with an error where nothing of an answer is out yet. `http_status`: of an unary Connect
// error, where it is not its code's own.
void RespondError(Core& core, Exchange& exchange, const RpcFormat& format,
                  const absl::Status& status, BackendReply reply, int http_status = 0);

// A unary answer of status OK. INTERNAL where the message has no form in this codec.
absl::Status RespondMessage(Core& core, Exchange& exchange, const RpcFormat& format,
                            BackendReply reply);

// The headers of a streaming answer.
Headers StreamHeaders(const Core& core, const RpcFormat& format, bool gzip,
                      const Headers& metadata);
// One message with its envelope.
absl::StatusOr<std::string> EncodeMessage(Core& core, const RpcFormat& format, bool gzip,
                                          const Message& message);
// The end of a stream whose headers are out.
void FinishStream(Core& core, Exchange& exchange, const RpcFormat& format,
                  const absl::Status& status, const BackendReply& reply);

// Gives the reply what the backend says of the status, where it has no details of its own.
void FillDetails(const Core& core, const absl::Status& status, BackendReply& reply);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_RPC_ANSWER_H_
