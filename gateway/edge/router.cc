#include "gateway/edge/router.h"

#include <utility>

#include "gateway/edge/rpc_answer.h"
#include "gateway/edge/rpc_call.h"
#include "platform/base/error.h"

namespace smarthub::edge {
namespace {

void Refuse(const Core& core, Exchange& exchange, int status, std::string_view name,
            std::string_view value) {
  Headers headers;
  headers.Append(core.call_headers);
  headers.Add(name, value);
  exchange.Respond(status, std::move(headers), "");
}

}  // namespace

bool IsCallPath(std::string_view path) {
  if (path.empty()) return false;
  const size_t slash = path.find('/', 1);
  return slash != std::string_view::npos && path.substr(1, slash - 1).find('.') != path.npos;
}

bool Router::OnHead(const std::shared_ptr<Exchange>& exchange) {
  const Request& request = exchange->request;
  const std::string_view path = request.path();
  if (!IsCallPath(path)) {
    core_.files.Answer(*exchange);
    return false;
  }
  if (request.method != "POST") {
    Refuse(core_, *exchange, 405, "allow", "POST");
    return false;
  }
  const std::optional<RpcFormat> format = FormatOf(request.headers.Find("content-type"));
  const bool grpc = format.has_value() && format->protocol == RpcProtocol::kGrpc;
  const BackendMethod* const method = core_.backend.Find(path);
  // gRPC needs HTTP/2's trailers; a unary method is not called as a stream, nor the other way.
  const bool fits = format.has_value() && (!grpc || request.http2) &&
                    (method == nullptr || grpc ||
                     method->server_streaming == (format->protocol == RpcProtocol::kConnectStream));
  if (!fits) {
    Refuse(core_, *exchange, 415, "accept-post",
           "application/json, application/proto, application/connect+json, "
           "application/connect+proto, application/grpc, application/grpc+json");
    return false;
  }
  ++(grpc ? core_.counters.calls_grpc : core_.counters.calls_connect);
  if (method == nullptr) {
    RespondError(core_, *exchange, *format,
                 Error(absl::StatusCode::kUnimplemented, error::v1::REASON_NO_SUCH_METHOD,
                       "There is no such method."),
                 {}, /*http_status=*/404);
    return false;
  }
  if (!core_.rates.Take(peer_->key, method->rate_class, request.arrived)) {
    ++core_.counters.rate_limited;
    RespondError(core_, *exchange, *format,
                 Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_RATE_LIMITED,
                       "Too many requests. Wait a little and try again."),
                 {});
    return false;
  }
  return true;
}

void Router::OnRequest(const std::shared_ptr<Exchange>& exchange) {
  // Known since OnHead; found again, so that an exchange need not carry it.
  const std::optional<RpcFormat> format = FormatOf(exchange->request.headers.Find("content-type"));
  const BackendMethod* const method = core_.backend.Find(exchange->request.path());
  core_.loop.Spawn(RunCall(shared_core_, *method, *format, exchange, peer_));
}

bool PrivateRouter::OnHead(const std::shared_ptr<Exchange>& exchange) {
  const std::string_view path = exchange->request.path();
  Headers headers;
  headers.Add("content-type", "text/plain; charset=utf-8");
  headers.Add("cache-control", "no-store");
  if (exchange->request.method != "GET") {
    headers.Add("allow", "GET");
    exchange->Respond(405, std::move(headers), "");
  } else if (path == "/healthz") {
    exchange->Respond(200, std::move(headers), "alive\n");
  } else if (path == "/readyz") {
    const absl::Status ready = core_->options.ready ? core_->options.ready() : absl::OkStatus();
    const bool yes = ready.ok() && !core_->draining;
    exchange->Respond(yes ? 200 : 503, std::move(headers), yes ? "ready\n" : "not ready\n");
  } else if (path == "/metrics") {
    std::string text = Exposition(core_->counters);
    if (core_->options.metrics) text += core_->options.metrics();
    exchange->Respond(200, std::move(headers), std::move(text));
  } else {
    exchange->Respond(404, std::move(headers), "not found\n");
  }
  return false;
}

}  // namespace smarthub::edge
