// Every RPC of the hub, once: descriptor, label, handler. Doors (the edge, grpc::Server, tests)
// find methods here; Guard runs them.
#ifndef PLATFORM_RPC_METHOD_TABLE_H_
#define PLATFORM_RPC_METHOD_TABLE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "smarthub/label/v1/label.pb.h"

namespace smarthub::rpc {

using google::protobuf::Message;

// Where a streaming handler puts its messages. Bounded: 16 messages or 256 KiB unread, then the
// stream is cut with RESOURCE_EXHAUSTED / STREAM_FELL_BEHIND.
class Stream {
 public:
  virtual ~Stream() = default;
  // OK: taken. Otherwise the stream is over; return that status.
  virtual Task<absl::Status> Write(const Message& message) = 0;
};

struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  label::v1::MethodLabel label;
  std::unique_ptr<Message> (*new_request)() = nullptr;
  std::unique_ptr<Message> (*new_reply)() = nullptr;
  // Exactly one of the two is set.
  std::function<Task<absl::Status>(Context&, const Message&, Message&)> unary;
  std::function<Task<absl::Status>(Context&, const Message&, Stream&)> server_stream;

  // Reports and erasures: they go on where other writes are shed.
  bool essential() const;
};

// Filled by main before serving, then read only; thread-safe to read.
class MethodTable {
 public:
  // `name` as "smarthub.incident.v1.IncidentService.ReportIncident". Dies where there is no such
  // method, its types differ, it has no label, or it is there already: all are bugs at start.
  template <typename Request, typename Reply>
  void Unary(std::string_view name,
             std::function<Task<absl::StatusOr<Reply>>(Context&, const Request&)> handler) {
    Method method = Make<Request, Reply>(name, /*streams=*/false);
    // The closure lives in the table, which outlives every call.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines)
    method.unary = [handler = std::move(handler)](Context& context, const Message& request,
                                                  Message& reply) -> Task<absl::Status> {
      absl::StatusOr<Reply> answer =
          co_await handler(context, static_cast<const Request&>(request));
      if (!answer.ok()) co_return answer.status();
      static_cast<Reply&>(reply) = *std::move(answer);
      co_return absl::OkStatus();
    };
    Add(std::move(method));
  }

  template <typename Request, typename Reply>
  void ServerStream(std::string_view name,
                    std::function<Task<absl::Status>(Context&, const Request&, Stream&)> handler) {
    Method method = Make<Request, Reply>(name, /*streams=*/true);
    method.server_stream = [handler = std::move(handler)](Context& context, const Message& request,
                                                          Stream& stream) {
      return handler(context, static_cast<const Request&>(request), stream);
    };
    Add(std::move(method));
  }

  // By path, "/smarthub.incident.v1.IncidentService/ReportIncident"; null: none.
  const Method* Find(std::string_view path) const;
  // In the order of their names.
  std::vector<const Method*> All() const;

 private:
  template <typename Request, typename Reply>
  static Method Make(std::string_view name, bool streams) {
    Method method = Describe(name, Request::descriptor(), Reply::descriptor(), streams);
    method.new_request = [] { return std::unique_ptr<Message>(std::make_unique<Request>()); };
    method.new_reply = [] { return std::unique_ptr<Message>(std::make_unique<Reply>()); };
    return method;
  }
  static Method Describe(std::string_view name, const google::protobuf::Descriptor* request,
                         const google::protobuf::Descriptor* reply, bool streams);
  void Add(Method method);

  absl::flat_hash_map<std::string, std::unique_ptr<Method>> methods_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_METHOD_TABLE_H_
