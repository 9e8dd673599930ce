#include "platform/rpc/grpc_door.h"

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <utility>

#include "platform/base/error.h"
#include "platform/rpc/grpc_call.h"

namespace smarthub::rpc {

// gRPC makes reactors on threads of its own; each hands itself to the loop at once.
struct GrpcDoor::Impl final : grpc::CallbackGenericService {
  explicit Impl(GrpcDoorOptions given) : options(std::move(given)) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new GrpcCall(*options.dispatcher, *options.loop, *context, under_way);
  }

  GrpcDoorOptions options;
  std::atomic<int> under_way = 0;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

absl::StatusOr<std::unique_ptr<GrpcDoor>> GrpcDoor::Open(GrpcDoorOptions options) {
  if (options.certificate_pem.empty() || options.private_key_pem.empty() ||
      options.authority_pem.empty()) {
    return absl::InvalidArgumentError("the door between processes needs its certificates");
  }
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = options.authority_pem;
  tls.pem_key_cert_pairs.push_back({options.private_key_pem, options.certificate_pem});
  auto impl = std::make_unique<Impl>(std::move(options));
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(impl->options.most_request_bytes);
  // A second process that takes the same port would take half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // The remote dispatcher asks every 10 s whether we live; gRPC would take that for abuse.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddListeningPort(impl->options.listen, grpc::SslServerCredentials(tls), &impl->port);
  builder.RegisterCallbackGenericService(impl.get());
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || impl->port == 0) {
    return absl::UnavailableError("the door between processes cannot listen");
  }
  return std::unique_ptr<GrpcDoor>(new GrpcDoor(std::move(impl)));
}

GrpcDoor::GrpcDoor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcDoor::~GrpcDoor() = default;
int GrpcDoor::port() const { return impl_->port; }

Task<absl::Status> GrpcDoor::Close(absl::Duration patience) {
  // Shutdown blocks until calls are over, and they are over on this loop: so it waits elsewhere.
  co_await impl_->options.loop->Offload([server = impl_->server.get(), patience] {
    server->Shutdown(gpr_time_from_millis(absl::ToInt64Milliseconds(patience), GPR_TIMESPAN));
    return 0;
  });
  while (impl_->under_way > 0) {
    const absl::Status slept = co_await impl_->options.loop->Sleep(absl::Milliseconds(1));
    if (!slept.ok()) co_return slept;
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::rpc
