// The door for other processes of the same hub (split mode): gRPC with mutual TLS, to the same
// Dispatcher as every other door. Clients outside never come here; the edge terminates their gRPC.
// Whoever holds a certificate of the processes' own authority is believed what it says of the
// caller's address and client certificate, so that authority signs processes and nothing else.
#ifndef PLATFORM_RPC_GRPC_DOOR_H_
#define PLATFORM_RPC_GRPC_DOOR_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/guard.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::rpc {

struct GrpcDoorOptions {
  // "0.0.0.0:9443", "127.0.0.1:0".
  std::string listen;
  // PEM: this process's own, and the authority of the processes.
  std::string certificate_pem;
  std::string private_key_pem;
  std::string authority_pem;
  // Not owned; outlive the door. Calls run on the loop's thread.
  Dispatcher* dispatcher = nullptr;
  Loop* loop = nullptr;
  int most_request_bytes = 1 << 20;
};

// Belongs to the loop's thread.
class GrpcDoor {
 public:
  // UNAVAILABLE where it cannot listen; INVALID_ARGUMENT where there is a PEM missing.
  static absl::StatusOr<std::unique_ptr<GrpcDoor>> Open(GrpcDoorOptions options);
  ~GrpcDoor();

  int port() const;
  // Takes no new calls, gives those under way `patience`, cancels the rest and waits for their end.
  // Awaited before the door is destroyed.
  Task<absl::Status> Close(absl::Duration patience);

 private:
  struct Impl;
  explicit GrpcDoor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GRPC_DOOR_H_
