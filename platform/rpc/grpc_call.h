// One call at the gRPC door. Its callbacks come on gRPC's threads and do nothing but post to the
// loop, where everything else happens. Deletes itself when gRPC and the handler are both done.
#ifndef PLATFORM_RPC_GRPC_CALL_H_
#define PLATFORM_RPC_GRPC_CALL_H_

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <deque>
#include <memory>

#include "platform/rpc/grpc_wire.h"
#include "platform/rpc/guard.h"

namespace smarthub::rpc {

class GrpcCall final : public grpc::ServerGenericBidiReactor, public Stream {
 public:
  // `under_way` counts calls that exist; it outlives them.
  GrpcCall(Dispatcher& dispatcher, Loop& loop, grpc::GenericCallbackServerContext& context,
           std::atomic<int>& under_way);
  ~GrpcCall() override;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  // Bounded: 16 messages or 256 KiB that the other process has not taken.
  Task<absl::Status> Write(const Message& message) override;

 private:
  static Task<void> Run(GrpcCall* self, bool read);
  Task<absl::Status> Serve(bool read);
  // Sends what is queued, and then the status if there is one.
  void Send();
  void OneLess();

  Dispatcher& dispatcher_;
  Loop& loop_;
  grpc::GenericCallbackServerContext& context_;
  std::atomic<int>& under_way_;
  grpc::ByteBuffer request_;
  Cancellation cancellation_;
  std::deque<grpc::ByteBuffer> queue_;
  size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool finished_ = false;
  std::optional<grpc::Status> status_;
  int holders_ = 2;  // gRPC and the handler
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GRPC_CALL_H_
