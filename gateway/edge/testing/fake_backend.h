// A small service for tests of the edge: every way a call can go, on messages of everything.proto.
//
//   /test.Service/Echo    unary: sends the Inner back; metadata "x-*" of the request comes back as
//                         header and as trailer
//   /test.Service/Fail    unary: INVALID_ARGUMENT / BAD_FORMAT on field "name", with a detail
//   /test.Service/Hide    unary: an error that is nobody's business
//   /test.Service/Hang    unary: until it is cancelled, then the cancellation's status
//   /test.Service/Count   stream: `count` messages named as the request
//   /test.Service/Watch   stream: one message, then until it is cancelled
//   /test.Service/Flood   stream: messages of 64 KiB until a write fails
//   /test.Service/SignIn  unary, of the class of sign-ins
#ifndef GATEWAY_EDGE_TESTING_FAKE_BACKEND_H_
#define GATEWAY_EDGE_TESTING_FAKE_BACKEND_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "gateway/edge/backend.h"
#include "gateway/edge/testing/everything.pb.h"
#include "platform/base/error.h"

namespace smarthub::edge::testing {

class FakeBackend final : public Backend {
 public:
  explicit FakeBackend(Loop& loop) : loop_(loop) {
    for (const char* name : {"Echo", "Fail", "Hide", "Hang", "SignIn"}) Add(name, false);
    for (const char* name : {"Count", "Watch", "Flood"}) Add(name, true);
    methods_["SignIn"].rate_class = RateClass::kSignIn;
  }

  const BackendMethod* Find(std::string_view path) const override {
    constexpr std::string_view kService = "/test.Service/";
    if (!path.starts_with(kService)) return nullptr;
    const auto found = methods_.find(std::string(path.substr(kService.size())));
    return found == methods_.end() ? nullptr : &found->second;
  }

  Task<absl::Status> Unary(const BackendMethod&, const BackendCall& call, const Message& request,
                           BackendReply& reply) override {
    ++calls;
    last_certificate = std::string(call.certificate_sha256);
    if (call.path.ends_with("/Fail")) {
      co_return InvalidField("name", error::v1::REASON_BAD_FORMAT, "That is no name.");
    }
    if (call.path.ends_with("/Hide")) co_return absl::InternalError("hidden");
    if (call.path.ends_with("/Hang")) {
      ++hanging;
      static_cast<void>(co_await loop_.Sleep(absl::Hours(1), call.cancellation));
      --hanging;
      last_end = call.cancellation->why();
      co_return last_end;
    }
    for (size_t i = 0; i < call.headers->size(); ++i) {
      const Headers::Field field = (*call.headers)[i];
      if (!field.name.starts_with("x-")) continue;
      reply.headers.Add(field.name, field.value);
      reply.trailers.Add(field.name, field.value);
    }
    reply.message = std::make_unique<Inner>(static_cast<const Inner&>(request));
    co_return absl::OkStatus();
  }

  Task<absl::Status> ServerStream(const BackendMethod&, const BackendCall& call,
                                  const Message& request, MessageSink& sink,
                                  BackendReply& reply) override {
    ++calls;
    Inner message = static_cast<const Inner&>(request);
    reply.trailers.Add("x-end", "reached");
    if (call.path.ends_with("/Flood")) {
      message.set_name(std::string(64 << 10, 'x'));
      while (true) {
        last_end = co_await sink.Write(message);
        if (!last_end.ok()) co_return last_end;
        ++written;
      }
    }
    const int count = call.path.ends_with("/Watch") ? 1 : message.count();
    for (int i = 0; i < count; ++i) {
      message.set_count(i);
      const absl::Status status = co_await sink.Write(message);
      if (!status.ok()) co_return status;
    }
    if (call.path.ends_with("/Watch")) {
      ++hanging;
      static_cast<void>(co_await loop_.Sleep(absl::Hours(1), call.cancellation));
      --hanging;
      last_end = call.cancellation->why();
      co_return last_end;
    }
    co_return absl::OkStatus();
  }

  void Describe(const absl::Status& status,
                std::vector<google::protobuf::Any>& details) const override {
    if (const auto detail = DetailOf(status)) details.emplace_back().PackFrom(*detail);
  }

  int calls = 0;
  int hanging = 0;
  int written = 0;
  absl::Status last_end;
  std::string last_certificate;

 private:
  void Add(const std::string& name, bool streams) {
    BackendMethod& method = methods_[name];
    method.server_streaming = streams;
    method.new_request = [] { return std::unique_ptr<Message>(std::make_unique<Inner>()); };
  }

  Loop& loop_;
  absl::flat_hash_map<std::string, BackendMethod> methods_;
};

}  // namespace smarthub::edge::testing

#endif  // GATEWAY_EDGE_TESTING_FAKE_BACKEND_H_
