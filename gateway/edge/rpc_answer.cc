#include "gateway/edge/rpc_answer.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/json_text.h"
#include "gateway/edge/json_types.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::edge {
namespace {

// Below, gzip costs more than it saves.
constexpr size_t kWorthGzip = 1024;

bool MaySend(Headers::Field field) {
  for (const char c : field.name) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-' && c != '_' && c != '.') {
      return false;
    }
  }
  for (const char c : field.value) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7F) return false;
  }
  return !field.name.empty() && !field.name.starts_with("grpc-") &&
         !field.name.starts_with("connect-") && field.name != "content-type" &&
         field.name != "content-length" && field.name != "content-encoding" &&
         field.name != "transfer-encoding" && field.name != "connection";
}

absl::Status Encode(Core& core, bool json, const Message& message, std::string& out) {
  if (json) return core.json.Print(message, out);
  const size_t before = out.size();
  const size_t size = message.ByteSizeLong();
  out.resize(before + size);
  message.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(out.data() + before));
  return absl::OkStatus();
}

void AppendVarint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void AppendBytesField(int number, std::string_view bytes, std::string& out) {
  AppendVarint(static_cast<uint64_t>(number) << 3 | 2, out);
  AppendVarint(bytes.size(), out);
  out += bytes;
}

}  // namespace

void AppendMetadata(const Headers& metadata, std::string_view prefix, Headers& out) {
  for (size_t i = 0; i < metadata.size(); ++i) {
    const Headers::Field field = metadata[i];
    if (!MaySend(field)) continue;
    if (prefix.empty()) {
      out.Add(field.name, field.value);
    } else {
      out.Add(absl::StrCat(ToAbsl(prefix), ToAbsl(field.name)), field.value);
    }
  }
}

void FillDetails(const Core& core, const absl::Status& status, BackendReply& reply) {
  if (reply.details.empty() && !status.ok()) core.backend.Describe(status, reply.details);
}

std::string ConnectErrorJson(Core& core, const absl::Status& status,
                             const std::vector<google::protobuf::Any>& details) {
  std::string json = absl::StrCat("{\"code\":\"", ToAbsl(ConnectCode(status.code())), "\"");
  if (!status.message().empty()) {
    std::string quoted;
    if (AppendQuoted(ToStd(status.message()), quoted))
      absl::StrAppend(&json, ",\"message\":", quoted);
  }
  std::string list;
  for (const google::protobuf::Any& any : details) {
    const size_t slash = any.type_url().rfind('/');
    std::string entry = list.empty() ? "{\"type\":" : ",{\"type\":";
    AppendQuoted(
        std::string_view(any.type_url()).substr(slash == std::string::npos ? 0 : slash + 1), entry);
    entry += ",\"value\":\"";
    AppendBase64(any.value(), /*padded=*/false, entry);
    entry += '"';
    // For those who read with their eyes; the value is what counts.
    const std::unique_ptr<Message> message = JsonTypes::NewForUrl(any.type_url());
    std::string debug;
    if (message != nullptr && message->ParseFromString(any.value()) &&
        core.json.Print(*message, debug).ok()) {
      absl::StrAppend(&entry, ",\"debug\":", debug);
    }
    absl::StrAppend(&list, entry, "}");
  }
  if (!list.empty()) absl::StrAppend(&json, ",\"details\":[", list, "]");
  return json + "}";
}

std::string RpcStatusBytes(const absl::Status& status,
                           const std::vector<google::protobuf::Any>& details) {
  std::string bytes;
  AppendVarint(1 << 3, bytes);
  AppendVarint(static_cast<uint64_t>(status.code()), bytes);
  if (!status.message().empty()) AppendBytesField(2, ToStd(status.message()), bytes);
  for (const google::protobuf::Any& any : details) {
    AppendBytesField(3, any.SerializeAsString(), bytes);
  }
  return bytes;
}

void AppendGrpcStatus(const absl::Status& status, const std::vector<google::protobuf::Any>& details,
                      Headers& out) {
  out.Add("grpc-status", absl::StrCat(static_cast<int>(status.code())));
  if (!status.message().empty()) {
    out.Add("grpc-message", PercentEncode(ToStd(status.message())));
  }
  if (!details.empty()) {
    std::string encoded;
    AppendBase64(RpcStatusBytes(status, details), /*padded=*/false, encoded);
    out.Add("grpc-status-details-bin", encoded);
  }
}

Headers StreamHeaders(const Core& core, const RpcFormat& format, bool gzip,
                      const Headers& metadata) {
  Headers headers;
  headers.Append(core.call_headers);
  headers.Add("content-type", format.content_type);
  const bool grpc = format.protocol == RpcProtocol::kGrpc;
  headers.Add(grpc ? "grpc-accept-encoding" : "connect-accept-encoding", "gzip");
  if (gzip) headers.Add(grpc ? "grpc-encoding" : "connect-content-encoding", "gzip");
  AppendMetadata(metadata, "", headers);
  return headers;
}

absl::StatusOr<std::string> EncodeMessage(Core& core, const RpcFormat& format, bool gzip,
                                          const Message& message) {
  std::string frame(5, '\0');
  RETURN_IF_ERROR(Encode(core, format.json, message, frame));
  char flags = 0;
  if (gzip && frame.size() >= kWorthGzip) {
    std::string packed(5, '\0');
    core.gzip.Compress(std::string_view(frame).substr(5), packed);
    frame = std::move(packed);
    flags = 1;
  }
  WriteEnvelope(flags, frame.size() - 5, frame.data());
  return frame;
}

void FinishStream(Core& core, Exchange& exchange, const RpcFormat& format,
                  const absl::Status& status, const BackendReply& reply) {
  if (format.protocol == RpcProtocol::kGrpc) {
    Headers trailers;
    AppendGrpcStatus(status, reply.details, trailers);
    AppendMetadata(reply.trailers, "", trailers);
    exchange.Finish(std::move(trailers));
    return;
  }
  std::string json = "{";
  if (!status.ok())
    absl::StrAppend(&json, "\"error\":", ConnectErrorJson(core, status, reply.details));
  std::string metadata;
  for (size_t i = 0; i < reply.trailers.size(); ++i) {
    const Headers::Field field = reply.trailers[i];
    // Each name once, with all its values.
    bool first = MaySend(field);
    for (size_t k = 0; k < i; ++k) first = first && reply.trailers[k].name != field.name;
    if (!first) continue;
    std::string entry;
    if (!AppendQuoted(field.name, entry)) continue;
    entry += ":[";
    for (size_t k = i; k < reply.trailers.size(); ++k) {
      if (reply.trailers[k].name != field.name) continue;
      if (k > i) entry += ',';
      AppendQuoted(reply.trailers[k].value, entry);
    }
    absl::StrAppend(&metadata, metadata.empty() ? "" : ",", entry, "]");
  }
  if (!metadata.empty()) {
    absl::StrAppend(&json, json.size() > 1 ? "," : "", "\"metadata\":{", metadata, "}");
  }
  json += '}';
  std::string frame(5, '\0');
  WriteEnvelope(2, json.size(), frame.data());
  exchange.Send(frame + json);
  exchange.Finish();
}

void RespondError(Core& core, Exchange& exchange, const RpcFormat& format,
                  const absl::Status& status, BackendReply reply, int http_status) {
  FillDetails(core, status, reply);
  ++core.counters.calls_failed;
  if (format.protocol == RpcProtocol::kConnectUnary) {
    Headers headers;
    headers.Append(core.call_headers);
    headers.Add("content-type", "application/json");
    headers.Add("accept-encoding", "gzip");
    AppendMetadata(reply.headers, "", headers);
    AppendMetadata(reply.trailers, "trailer-", headers);
    if (http_status == 0) http_status = ConnectHttpStatus(status.code());
    exchange.Respond(http_status, std::move(headers),
                     ConnectErrorJson(core, status, reply.details));
    return;
  }
  Headers headers = StreamHeaders(core, format, /*gzip=*/false, reply.headers);
  if (format.protocol == RpcProtocol::kGrpc) {
    // Trailers only: one block of headers.
    AppendGrpcStatus(status, reply.details, headers);
    AppendMetadata(reply.trailers, "", headers);
    exchange.Respond(200, std::move(headers), "");
    return;
  }
  exchange.Start(200, std::move(headers));
  FinishStream(core, exchange, format, status, reply);
}

absl::Status RespondMessage(Core& core, Exchange& exchange, const RpcFormat& format,
                            BackendReply reply) {
  const bool gzip = AcceptsGzip(format.protocol, exchange.request.headers);
  if (format.protocol != RpcProtocol::kConnectUnary) {
    ASSIGN_OR_RETURN(std::string frame, EncodeMessage(core, format, gzip, *reply.message));
    exchange.Start(200, StreamHeaders(core, format, gzip, reply.headers));
    exchange.Send(std::move(frame));
    FinishStream(core, exchange, format, absl::OkStatus(), reply);
    return absl::OkStatus();
  }
  std::string body;
  RETURN_IF_ERROR(Encode(core, format.json, *reply.message, body));
  Headers headers;
  headers.Append(core.call_headers);
  headers.Add("content-type", format.content_type);
  if (gzip && body.size() >= kWorthGzip) {
    std::string packed;
    core.gzip.Compress(body, packed);
    body = std::move(packed);
    headers.Add("content-encoding", "gzip");
  }
  AppendMetadata(reply.headers, "", headers);
  AppendMetadata(reply.trailers, "trailer-", headers);
  exchange.Respond(200, std::move(headers), std::move(body));
  return absl::OkStatus();
}

}  // namespace smarthub::edge
