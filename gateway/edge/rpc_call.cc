#include "gateway/edge/rpc_call.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/edge/call_timer.h"
#include "gateway/edge/rpc_answer.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"

namespace smarthub::edge {
namespace {

// A day: what is longer is no deadline, and would overflow a timer.
const absl::Duration kLongest = absl::Hours(24);

// The request's message, unpacked and read.
absl::StatusOr<std::unique_ptr<Message>> ReadMessage(Core& core, const BackendMethod& method,
                                                     const RpcFormat& format,
                                                     const Request& request) {
  const size_t most = core.options.limits.message_bytes;
  const auto too_large = [] {
    return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_TOO_LARGE,
                 "The message is too large.");
  };
  if (request.too_large) return too_large();
  ASSIGN_OR_RETURN(bool packed, RequestIsGzip(format.protocol, request.headers));
  std::string_view bytes = request.body;
  if (format.protocol != RpcProtocol::kConnectUnary) {
    ASSIGN_OR_RETURN(const Enveloped enveloped, OpenEnvelope(bytes));
    if (enveloped.compressed && !packed) {
      return Error(absl::StatusCode::kInternal, error::v1::REASON_BAD_FORMAT,
                   "The message is compressed, but the request does not say how.");
    }
    packed = enveloped.compressed;
    bytes = enveloped.message;
  }
  if (bytes.size() > most) return too_large();
  std::string plain;
  if (packed && !bytes.empty()) {
    ASSIGN_OR_RETURN(plain, core.gzip.Expand(bytes, most));
    bytes = plain;
  }
  std::unique_ptr<Message> message = method.new_request();
  if (format.json) {
    RETURN_IF_ERROR(core.json.Parse(bytes, *message));
  } else if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidField("", error::v1::REASON_BAD_FORMAT, "The message cannot be read.");
  }
  return message;
}

class Sink final : public MessageSink {
 public:
  Sink(Core& core, Exchange& exchange, RpcFormat format, const BackendReply& reply)
      : core_(core),
        exchange_(exchange),
        format_(format),
        reply_(reply),
        gzip_(AcceptsGzip(format.protocol, exchange.request.headers)) {}

  void SendHeaders() override {
    if (!exchange_.started()) {
      exchange_.Start(200, StreamHeaders(core_, format_, gzip_, reply_.headers));
    }
  }

  Task<absl::Status> Write(const Message& message) override {
    const Limits& limits = core_.options.limits;
    absl::StatusOr<std::string> frame = EncodeMessage(core_, format_, gzip_, message);
    if (!frame.ok()) co_return frame.status();
    SendHeaders();
    // Room for this one too.
    const size_t bytes = limits.unread_bytes - std::min(limits.unread_bytes, frame->size());
    const absl::Status room = co_await exchange_.WaitForRoom(
        core_.loop, bytes, limits.unread_messages - 1, limits.unread_wait);
    if (absl::IsDeadlineExceeded(room) && !exchange_.cancellation.cancelled()) {
      ++core_.counters.streams_cut;
      co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                      "The stream was not read fast enough and was cut.");
    }
    if (!room.ok()) co_return room;
    exchange_.Send(*std::move(frame));
    co_return absl::OkStatus();
  }

 private:
  Core& core_;
  Exchange& exchange_;
  const RpcFormat format_;
  const BackendReply& reply_;
  const bool gzip_;
};

// Our own words where it was us who ended the call: its deadline, or our going.
absl::Status Said(const absl::Status& status, const Exchange& exchange) {
  const absl::Status& why = exchange.cancellation.why();
  const bool ours = absl::IsDeadlineExceeded(why) || absl::IsUnavailable(why);
  return ours && !status.ok() ? why : status;
}

void Conclude(Core& core, Exchange& exchange, const RpcFormat& format, absl::Status status,
              BackendReply reply) {
  if (status.ok() && reply.message != nullptr) {
    BackendReply whole = std::move(reply);
    status = RespondMessage(core, exchange, format, std::move(whole));
    if (status.ok()) return;
    reply = {};
  }
  if (status.ok()) status = absl::InternalError("a method gave no message");
  if (!DetailOf(status).has_value() && reply.details.empty() && core.options.hidden_error) {
    core.options.hidden_error(status, exchange.request.path());
  }
  RespondError(core, exchange, format, Said(status, exchange), std::move(reply));
}

}  // namespace

Task<void> RunCall(std::shared_ptr<Core> shared_core, const BackendMethod& method, RpcFormat format,
                   std::shared_ptr<Exchange> exchange, std::shared_ptr<const Peer> peer) {
  Core& core = *shared_core;
  const Request& request = exchange->request;
  BackendReply reply;
  absl::StatusOr<std::optional<absl::Duration>> timeout =
      TimeoutOf(format.protocol, request.headers);
  if (!timeout.ok()) {
    Conclude(core, *exchange, format, timeout.status(), std::move(reply));
    co_return;
  }
  absl::StatusOr<std::unique_ptr<Message>> message = ReadMessage(core, method, format, request);
  if (!message.ok()) {
    Conclude(core, *exchange, format, message.status(), std::move(reply));
    co_return;
  }

  BackendCall call;
  call.path = request.path();
  call.headers = &request.headers;
  call.authority = request.authority;
  call.peer = peer->address;
  call.certificate_sha256 = peer->certificate_sha256;
  call.timeout = *timeout;
  call.cancellation = &exchange->cancellation;
  std::optional<CallTimer> timer;
  if (timeout->has_value() && **timeout <= kLongest) {
    call.deadline = request.arrived + **timeout;
    timer.emplace(core.loop, exchange,
                  std::max(absl::ZeroDuration(), call.deadline - core.options.clock->Now()));
  }

  if (!method.server_streaming) {
    const absl::Status status = co_await core.backend.Unary(method, call, **message, reply);
    Conclude(core, *exchange, format, status, std::move(reply));
    co_return;
  }
  Sink sink(core, *exchange, format, reply);
  core.streams.insert(exchange);
  const absl::Status ended =
      co_await core.backend.ServerStream(method, call, **message, sink, reply);
  core.streams.erase(exchange);
  const absl::Status status = Said(ended, *exchange);
  if (!exchange->started() && !status.ok()) {
    Conclude(core, *exchange, format, status, std::move(reply));
    co_return;
  }
  sink.SendHeaders();
  FillDetails(core, status, reply);
  if (!status.ok()) ++core.counters.calls_failed;
  FinishStream(core, *exchange, format, status, reply);
}

}  // namespace smarthub::edge
