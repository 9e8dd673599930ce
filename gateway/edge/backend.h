// What is behind the edge. The edge speaks HTTP, Connect and gRPC; a Backend knows methods and
// messages only. Two of them exist: the hub's own method table (dispatcher_backend.h) and the
// service of the Connect conformance suite (tests/conformance).
//
// Everything here is on one Loop's thread.
#ifndef GATEWAY_EDGE_BACKEND_H_
#define GATEWAY_EDGE_BACKEND_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/edge/headers.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/message.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::edge {

using google::protobuf::Message;

// Which bucket of the rate limiter a method draws from.
enum class RateClass { kRead, kWrite, kSignIn };

// One method. Owned by the backend, lives as long.
struct BackendMethod {
  bool server_streaming = false;
  RateClass rate_class = RateClass::kRead;
  std::unique_ptr<Message> (*new_request)() = nullptr;
  // The backend's own.
  const void* handle = nullptr;
};

// One call as the edge saw it. The views live as long as the call.
struct BackendCall {
  std::string_view path;
  // Of the request, pseudo-headers not among them.
  const Headers* headers = nullptr;
  // The host name asked for, with the port if there was one.
  std::string_view authority;
  // The client's address without port. Never logged, never audited.
  std::string_view peer;
  // 32 raw bytes; empty: none was presented, or not on the agency host name.
  std::string_view certificate_sha256;
  // As the client sent it; nullopt: none. `deadline` is when it ends.
  std::optional<absl::Duration> timeout;
  absl::Time deadline = absl::InfiniteFuture();
  // Cancelled when the client goes or the deadline passes.
  Cancellation* cancellation = nullptr;
};

// What goes back beside messages. Names are lower case.
struct BackendReply {
  // Unary methods, where the status is OK.
  std::unique_ptr<Message> message;
  // Of a streaming call: those added before the first message.
  Headers headers;
  Headers trailers;
  // Error details, where the status is not OK.
  std::vector<google::protobuf::Any> details;
};

// Where a streaming method puts its messages.
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  // Sends the response headers now, before there is a message.
  virtual void SendHeaders() = 0;
  // Takes the message, waiting while the client reads slowly; past the bounds the stream is over:
  // RESOURCE_EXHAUSTED / STREAM_FELL_BEHIND, or the cancellation's status.
  virtual Task<absl::Status> Write(const Message& message) = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;
  // By path, "/package.Service/Method"; null: UNIMPLEMENTED.
  virtual const BackendMethod* Find(std::string_view path) const = 0;
  // The status is sent as it is: the backend has made it safe to show.
  virtual Task<absl::Status> Unary(const BackendMethod& method, const BackendCall& call,
                                   const Message& request, BackendReply& reply) = 0;
  virtual Task<absl::Status> ServerStream(const BackendMethod& method, const BackendCall& call,
                                          const Message& request, MessageSink& sink,
                                          BackendReply& reply) = 0;
  // The details that go with an error, where a reply has none of its own: also with the edge's own
  // errors (bad JSON, too large, too many).
  virtual void Describe(const absl::Status& status,
                        std::vector<google::protobuf::Any>& details) const {
    static_cast<void>(status);
    static_cast<void>(details);
  }
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_BACKEND_H_
