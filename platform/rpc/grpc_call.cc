#include "platform/rpc/grpc_call.h"

#include <chrono>
#include <utility>

#include "platform/base/error.h"
#include "platform/rpc/admission.h"

namespace smarthub::rpc {
namespace {

constexpr size_t kMostMessages = 16;
constexpr size_t kMostBytes = 256 << 10;

}  // namespace

GrpcCall::GrpcCall(Dispatcher& dispatcher, Loop& loop, grpc::GenericCallbackServerContext& context,
                   std::atomic<int>& under_way)
    : dispatcher_(dispatcher), loop_(loop), context_(context), under_way_(under_way) {
  ++under_way_;
  StartRead(&request_);
}

GrpcCall::~GrpcCall() { --under_way_; }

void GrpcCall::OnReadDone(bool ok) {
  loop_.Post([this, ok] { loop_.Spawn(Run(this, ok)); });
}

void GrpcCall::OnWriteDone(bool ok) {
  loop_.Post([this, ok] {
    writing_ = false;
    queued_bytes_ -= queue_.front().Length();
    queue_.pop_front();
    if (!ok) cancellation_.Cancel(absl::CancelledError("the other process is gone"));
    Send();
  });
}

void GrpcCall::OnCancel() {
  // Or its deadline has passed, which it knows itself.
  loop_.Post([this] { cancellation_.Cancel(absl::CancelledError("the other process went")); });
}

void GrpcCall::OnDone() {
  loop_.Post([this] { OneLess(); });
}

void GrpcCall::OneLess() {
  if (--holders_ == 0) delete this;
}

Task<void> GrpcCall::Run(GrpcCall* self, bool read) {
  self->status_ = ToGrpc(co_await self->Serve(read));
  self->Send();
  self->OneLess();
}

Task<absl::Status> GrpcCall::Serve(bool read) {
  const Method* method = dispatcher_.Find(context_.method());
  if (method == nullptr) co_return NoSuchMethod();
  const std::unique_ptr<Message> request = method->new_request();
  if (!read || !FromBuffer(request_, *request)) {
    co_return InvalidField("", error::v1::REASON_BAD_FORMAT, "The request is not such a message.");
  }
  Call call;
  call.credentials = ToCredentials(context_.client_metadata());
  // gRPC watches the deadline and cancels. Without one, Guard sets its own.
  const auto deadline = context_.deadline();
  if (deadline != std::chrono::system_clock::time_point::max()) {
    call.deadline = absl::FromChrono(deadline);
  }
  call.cancellation = &cancellation_;
  if (method->server_stream) {
    co_return co_await dispatcher_.ServerStream(*method, std::move(call), *request, *this);
  }
  Answer answer = co_await dispatcher_.Unary(*method, std::move(call), *request);
  if (!answer.receipt.empty()) context_.AddTrailingMetadata(kReceiptTrailer, answer.receipt);
  if (answer.status.ok()) {
    queue_.push_back(ToBuffer(*answer.reply));
    queued_bytes_ += queue_.back().Length();
  }
  co_return answer.status;
}

Task<absl::Status> GrpcCall::Write(const Message& message) {
  if (cancellation_.cancelled()) co_return cancellation_.why();
  grpc::ByteBuffer bytes = ToBuffer(message);
  if (queue_.size() >= kMostMessages || queued_bytes_ + bytes.Length() > kMostBytes) {
    co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STREAM_FELL_BEHIND,
                    "The stream was read too slowly.");
  }
  queued_bytes_ += bytes.Length();
  queue_.push_back(std::move(bytes));
  Send();
  co_return absl::OkStatus();
}

void GrpcCall::Send() {
  if (writing_ || finished_) return;
  if (!queue_.empty() && !cancellation_.cancelled()) {
    writing_ = true;
    StartWrite(&queue_.front());
  } else if (status_.has_value()) {
    finished_ = true;
    Finish(*status_);
  }
}

}  // namespace smarthub::rpc
