// How a call of ours looks between two processes of the hub: statuses with their detail, and what
// the edge saw of the caller as metadata. For the gRPC door and the remote dispatcher only.
#ifndef PLATFORM_RPC_GRPC_WIRE_H_
#define PLATFORM_RPC_GRPC_WIRE_H_

#include <grpcpp/grpcpp.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "platform/rpc/caller.h"

namespace smarthub::rpc {

// The receipt of the audit entry, in the trailers.
inline constexpr char kReceiptTrailer[] = "smarthub-receipt";

// With ErrorDetail as google.rpc.Status in grpc-status-details-bin, which every gRPC client reads.
grpc::Status ToGrpc(const absl::Status& status);
// The other way; a status without our detail stays without.
absl::Status FromGrpc(const grpc::Status& status);

std::vector<std::pair<std::string, std::string>> ToMetadata(const Credentials& credentials);
Credentials ToCredentials(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message);
// False where the bytes are not such a message.
bool FromBuffer(const grpc::ByteBuffer& buffer, google::protobuf::Message& message);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GRPC_WIRE_H_
