#include "tests/conformance/service.h"

#include "absl/strings/ascii.h"
#include "connectrpc/conformance/v1/service.pb.h"

namespace smarthub::conformance {
namespace {

namespace v1 = connectrpc::conformance::v1;
using edge::BackendCall;
using edge::BackendMethod;
using edge::BackendReply;
using edge::Message;
using google::protobuf::RepeatedPtrField;

template <typename Request>
std::unique_ptr<Message> New() {
  return std::make_unique<Request>();
}

void AddAll(const RepeatedPtrField<v1::Header>& from, edge::Headers& to) {
  for (const v1::Header& header : from) {
    for (const std::string& value : header.value()) {
      to.Add(absl::AsciiStrToLower(header.name()), value);
    }
  }
}

void DescribeRequest(const BackendCall& call, const Message& request,
                     v1::ConformancePayload::RequestInfo& info) {
  for (size_t i = 0; i < call.headers->size(); ++i) {
    const edge::Headers::Field field = (*call.headers)[i];
    // Each name once, with all its values.
    v1::Header* header = nullptr;
    for (v1::Header& known : *info.mutable_request_headers()) {
      if (known.name() == field.name) header = &known;
    }
    if (header == nullptr) header = info.add_request_headers();
    header->set_name(std::string(field.name));
    header->add_value(std::string(field.value));
  }
  if (call.timeout.has_value()) info.set_timeout_ms(absl::ToInt64Milliseconds(*call.timeout));
  info.add_requests()->PackFrom(request);
}

absl::Status ToStatus(const v1::Error& error, BackendReply& reply) {
  for (const auto& detail : error.details()) reply.details.push_back(detail);
  return {static_cast<absl::StatusCode>(error.code()), error.message()};
}

class Service final : public edge::Backend {
 public:
  explicit Service(Loop& loop) : loop_(loop) {
    unary_.new_request = New<v1::UnaryRequest>;
    idempotent_.new_request = New<v1::IdempotentUnaryRequest>;
    stream_.new_request = New<v1::ServerStreamRequest>;
    stream_.server_streaming = true;
  }

  const BackendMethod* Find(std::string_view path) const override {
    constexpr std::string_view kService = "/connectrpc.conformance.v1.ConformanceService/";
    if (!path.starts_with(kService)) return nullptr;
    const std::string_view name = path.substr(kService.size());
    if (name == "Unary") return &unary_;
    if (name == "IdempotentUnary") return &idempotent_;
    if (name == "ServerStream") return &stream_;
    return nullptr;
  }

  Task<absl::Status> Unary(const BackendMethod& method, const BackendCall& call,
                           const Message& request, BackendReply& reply) override {
    const bool idempotent = &method == &idempotent_;
    const v1::UnaryResponseDefinition& wanted =
        idempotent ? static_cast<const v1::IdempotentUnaryRequest&>(request).response_definition()
                   : static_cast<const v1::UnaryRequest&>(request).response_definition();
    v1::ConformancePayload payload;
    DescribeRequest(call, request, *payload.mutable_request_info());
    AddAll(wanted.response_headers(), reply.headers);
    AddAll(wanted.response_trailers(), reply.trailers);
    const absl::Status slept =
        co_await loop_.Sleep(absl::Milliseconds(wanted.response_delay_ms()), call.cancellation);
    if (!slept.ok()) co_return slept;
    if (wanted.has_error()) {
      const absl::Status status = ToStatus(wanted.error(), reply);
      reply.details.emplace_back().PackFrom(payload.request_info());
      co_return status;
    }
    payload.set_data(wanted.response_data());
    if (idempotent) {
      auto message = std::make_unique<v1::IdempotentUnaryResponse>();
      *message->mutable_payload() = std::move(payload);
      reply.message = std::move(message);
    } else {
      auto message = std::make_unique<v1::UnaryResponse>();
      *message->mutable_payload() = std::move(payload);
      reply.message = std::move(message);
    }
    co_return absl::OkStatus();
  }

  Task<absl::Status> ServerStream(const BackendMethod&, const BackendCall& call,
                                  const Message& request, edge::MessageSink& sink,
                                  BackendReply& reply) override {
    const auto& wanted = static_cast<const v1::ServerStreamRequest&>(request).response_definition();
    v1::ServerStreamResponse message;
    DescribeRequest(call, request, *message.mutable_payload()->mutable_request_info());
    AddAll(wanted.response_headers(), reply.headers);
    AddAll(wanted.response_trailers(), reply.trailers);
    if (wanted.response_data_size() == 0 && wanted.has_error()) {
      const absl::Status status = ToStatus(wanted.error(), reply);
      reply.details.emplace_back().PackFrom(message.payload().request_info());
      co_return status;
    }
    sink.SendHeaders();
    for (const std::string& data : wanted.response_data()) {
      const absl::Status slept =
          co_await loop_.Sleep(absl::Milliseconds(wanted.response_delay_ms()), call.cancellation);
      if (!slept.ok()) co_return slept;
      message.mutable_payload()->set_data(data);
      const absl::Status written = co_await sink.Write(message);
      if (!written.ok()) co_return written;
      message.mutable_payload()->clear_request_info();
    }
    if (wanted.has_error()) co_return ToStatus(wanted.error(), reply);
    co_return absl::OkStatus();
  }

 private:
  Loop& loop_;
  BackendMethod unary_;
  BackendMethod idempotent_;
  BackendMethod stream_;
};

}  // namespace

std::unique_ptr<edge::Backend> MakeService(Loop& loop) { return std::make_unique<Service>(loop); }

}  // namespace smarthub::conformance
