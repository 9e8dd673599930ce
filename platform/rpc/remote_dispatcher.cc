#include "platform/rpc/remote_dispatcher.h"

#include <grpcpp/generic/generic_stub.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/rpc/grpc_wire.h"

namespace smarthub::rpc {
namespace {

using Stub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;

std::string PathOf(const Method& method) {
  return absl::StrCat("/", method.descriptor->service()->full_name(), "/",
                      method.descriptor->name());
}

void Prepare(const Call& call, grpc::ClientContext& context) {
  for (const auto& [name, value] : ToMetadata(call.credentials)) context.AddMetadata(name, value);
  if (call.deadline != absl::InfiniteFuture()) {
    context.set_deadline(absl::ToChronoTime(call.deadline));
  }
}

// What gRPC itself says when the other process is not there has no detail of ours.
absl::Status Translate(const grpc::Status& status, const Method& method) {
  absl::Status told = FromGrpc(status);
  if (!absl::IsUnavailable(told) || DetailOf(told).has_value()) return told;
  if (method.label.mutates()) {
    return Error(told.code(), error::v1::REASON_OUTCOME_UNKNOWN,
                 "The connection was lost. Send the same request again to learn what happened.");
  }
  return Error(told.code(), error::v1::REASON_STORE_AWAY, "The hub is away. Try again.");
}

// The other end of a stream. Callbacks come on gRPC's threads and post to the loop.
class Reading final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit Reading(Loop& loop) : loop_(loop), done_(loop) {}

  void Start(Stub& stub, const std::string& path, grpc::ByteBuffer request) {
    request_ = std::move(request);
    stub.PrepareBidiStreamingCall(&context, path, {}, this);
    // A hold: reads are started from the loop, not from callbacks.
    AddHold();
    StartWriteLast(&request_, {});
    StartCall();
  }
  // A message, or nothing when there are no more.
  Task<bool> Next(grpc::ByteBuffer& message) {
    Event arrived(loop_);
    arrived_ = &arrived;
    StartRead(&message);
    const absl::Status waited = co_await arrived.Wait();
    co_return waited.ok() && read_;
  }
  Task<grpc::Status> End() {
    RemoveHold();
    const absl::Status waited = co_await done_.Wait();
    co_return waited.ok() ? status_ : grpc::Status(grpc::StatusCode::INTERNAL, "");
  }

  void OnReadDone(bool ok) override {
    loop_.Post([this, ok] {
      read_ = ok;
      arrived_->Set();
    });
  }
  void OnDone(const grpc::Status& status) override {
    loop_.Post([this, status] {
      status_ = status;
      done_.Set();
    });
  }

  grpc::ClientContext context;

 private:
  Loop& loop_;
  grpc::ByteBuffer request_;
  Event* arrived_ = nullptr;
  bool read_ = false;
  Event done_;
  grpc::Status status_;
};

}  // namespace

struct RemoteDispatcher::Impl {
  RemoteOptions options;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<Stub> stub;
};

RemoteDispatcher::RemoteDispatcher(RemoteOptions options) : impl_(std::make_unique<Impl>()) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = options.authority_pem;
  tls.pem_cert_chain = options.certificate_pem;
  tls.pem_private_key = options.private_key_pem;
  grpc::ChannelArguments arguments;
  // Left alone, gRPC would wait for up to two minutes before it looks again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // A process that hangs, or whose machine went without a word, is given up after 15 s.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  impl_->channel = grpc::CreateCustomChannel(options.address, grpc::SslCredentials(tls), arguments);
  impl_->stub = std::make_unique<Stub>(impl_->channel);
  impl_->options = std::move(options);
}

RemoteDispatcher::~RemoteDispatcher() = default;

bool RemoteDispatcher::Reachable() {
  return impl_->channel->GetState(/*try_to_connect=*/true) == GRPC_CHANNEL_READY;
}

const Method* RemoteDispatcher::Find(std::string_view path) const {
  return impl_->options.methods->Find(path);
}

Task<Answer> RemoteDispatcher::Unary(const Method& method, Call call, const Message& request) {
  Loop& loop = *impl_->options.loop;
  grpc::ClientContext context;
  Prepare(call, context);
  const grpc::ByteBuffer sent = ToBuffer(request);
  grpc::ByteBuffer received;
  grpc::Status status;
  Event done(loop);
  const Cancellation::Listener listener(call.cancellation, [&context] { context.TryCancel(); });
  impl_->stub->UnaryCall(&context, PathOf(method), {}, &sent, &received,
                         [&loop, &status, &done](grpc::Status given) {
                           loop.Post([&status, &done, given = std::move(given)] {
                             status = given;
                             done.Set();
                           });
                         });
  if (call.cancellation != nullptr && call.cancellation->cancelled()) context.TryCancel();
  Answer answer;
  answer.status = co_await done.Wait();
  if (answer.status.ok()) answer.status = Translate(status, method);
  const auto& trailers = context.GetServerTrailingMetadata();
  if (const auto receipt = trailers.find(kReceiptTrailer); receipt != trailers.end()) {
    answer.receipt = std::string(receipt->second.data(), receipt->second.size());
  }
  if (!answer.status.ok()) co_return answer;
  answer.reply = method.new_reply();
  if (!FromBuffer(received, *answer.reply)) {
    answer.reply = nullptr;
    answer.status = SafeToShow(absl::InternalError("an answer does not parse"));
  }
  co_return answer;
}

Task<absl::Status> RemoteDispatcher::ServerStream(const Method& method, Call call,
                                                  const Message& request, Stream& stream) {
  Reading reading(*impl_->options.loop);
  Prepare(call, reading.context);
  const Cancellation::Listener listener(call.cancellation,
                                        [&reading] { reading.context.TryCancel(); });
  reading.Start(*impl_->stub, PathOf(method), ToBuffer(request));
  if (call.cancellation != nullptr && call.cancellation->cancelled()) reading.context.TryCancel();
  absl::Status written;
  grpc::ByteBuffer message;
  while (co_await reading.Next(message)) {
    const std::unique_ptr<Message> reply = method.new_reply();
    if (!written.ok()) continue;
    written = FromBuffer(message, *reply) ? co_await stream.Write(*reply)
                                          : absl::InternalError("a message does not parse");
    if (!written.ok()) reading.context.TryCancel();
  }
  const grpc::Status ended = co_await reading.End();
  if (!written.ok()) co_return written;
  co_return Translate(ended, method);
}

}  // namespace smarthub::rpc
