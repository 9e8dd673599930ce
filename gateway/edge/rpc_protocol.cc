#include "gateway/edge/rpc_protocol.h"

#include <array>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace smarthub::edge {
namespace {

constexpr std::array<RpcFormat, 7> kFormats = {{
    {RpcProtocol::kConnectUnary, true, "application/json"},
    {RpcProtocol::kConnectUnary, false, "application/proto"},
    {RpcProtocol::kConnectStream, true, "application/connect+json"},
    {RpcProtocol::kConnectStream, false, "application/connect+proto"},
    {RpcProtocol::kGrpc, false, "application/grpc"},
    {RpcProtocol::kGrpc, false, "application/grpc+proto"},
    {RpcProtocol::kGrpc, true, "application/grpc+json"},
}};

struct Code {
  std::string_view name;
  int http;
};
constexpr std::array<Code, 17> kCodes = {{
    {"ok", 200},
    {"canceled", 499},
    {"unknown", 500},
    {"invalid_argument", 400},
    {"deadline_exceeded", 504},
    {"not_found", 404},
    {"already_exists", 409},
    {"permission_denied", 403},
    {"resource_exhausted", 429},
    {"failed_precondition", 400},
    {"aborted", 409},
    {"out_of_range", 400},
    {"unimplemented", 501},
    {"internal", 500},
    {"unavailable", 503},
    {"data_loss", 500},
    {"unauthenticated", 401},
}};

const Code& CodeOf(absl::StatusCode code) {
  const auto i = static_cast<size_t>(code);
  return kCodes[i < kCodes.size() ? i : 2];
}

std::string_view Trim(std::string_view text) {
  return ToStd(absl::StripAsciiWhitespace(ToAbsl(text)));
}

absl::Status BadTimeout() {
  return InvalidField("", error::v1::REASON_BAD_FORMAT, "The timeout is not well made.");
}

}  // namespace

std::optional<RpcFormat> FormatOf(std::string_view content_type) {
  const size_t semicolon = content_type.find(';');
  const std::string_view type = Trim(content_type.substr(0, semicolon));
  for (const RpcFormat& format : kFormats) {
    if (!absl::EqualsIgnoreCase(ToAbsl(type), ToAbsl(format.content_type))) continue;
    if (semicolon == std::string_view::npos) return format;
    const std::string_view parameter = Trim(content_type.substr(semicolon + 1));
    const bool utf8 = absl::EqualsIgnoreCase(ToAbsl(parameter), "charset=utf-8") ||
                      absl::EqualsIgnoreCase(ToAbsl(parameter), "charset=\"utf-8\"");
    if (format.json && utf8) return format;
    return std::nullopt;
  }
  return std::nullopt;
}

std::string_view ConnectCode(absl::StatusCode code) { return CodeOf(code).name; }
int ConnectHttpStatus(absl::StatusCode code) { return CodeOf(code).http; }

absl::StatusOr<std::optional<absl::Duration>> TimeoutOf(RpcProtocol protocol,
                                                        const Headers& headers) {
  const bool grpc = protocol == RpcProtocol::kGrpc;
  const std::string_view name = grpc ? "grpc-timeout" : "connect-timeout-ms";
  if (!headers.Has(name)) return std::optional<absl::Duration>();
  std::string_view text = headers.Find(name);
  absl::Duration unit = absl::Milliseconds(1);
  if (grpc) {
    const char letter = text.empty() ? '\0' : text.back();
    text.remove_suffix(text.empty() ? 0 : 1);
    switch (letter) {
      case 'H':
        unit = absl::Hours(1);
        break;
      case 'M':
        unit = absl::Minutes(1);
        break;
      case 'S':
        unit = absl::Seconds(1);
        break;
      case 'm':
        break;
      case 'u':
        unit = absl::Microseconds(1);
        break;
      case 'n':
        unit = absl::Nanoseconds(1);
        break;
      default:
        return BadTimeout();
    }
  }
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end || value < 0 || text[0] == '-' ||
      text.size() > (grpc ? 8U : 10U)) {
    return BadTimeout();
  }
  return std::optional<absl::Duration>(value * unit);
}

absl::StatusOr<bool> RequestIsGzip(RpcProtocol protocol, const Headers& headers) {
  const std::string_view name = protocol == RpcProtocol::kConnectUnary ? "content-encoding"
                                : protocol == RpcProtocol::kGrpc       ? "grpc-encoding"
                                                                       : "connect-content-encoding";
  const std::string_view coding = headers.Find(name);
  if (coding.empty() || coding == "identity") return false;
  if (coding == "gzip") return true;
  return Error(absl::StatusCode::kUnimplemented, error::v1::REASON_UNKNOWN_VALUE,
               "This compression is not supported: use gzip or identity.");
}

bool Accepts(std::string_view list, std::string_view coding) {
  for (const absl::string_view entry : absl::StrSplit(ToAbsl(list), ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(entry, absl::MaxSplits(';', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), ToAbsl(coding))) continue;
    const absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    return weight != "q=0" && !absl::StartsWith(weight, "q=0.000") && weight != "q=0.0" &&
           weight != "q=0.00";
  }
  return false;
}

bool AcceptsGzip(RpcProtocol protocol, const Headers& headers) {
  switch (protocol) {
    case RpcProtocol::kConnectUnary:
      return Accepts(headers.Find("accept-encoding"), "gzip");
    case RpcProtocol::kConnectStream:
      return Accepts(headers.Find("connect-accept-encoding"), "gzip");
    case RpcProtocol::kGrpc:
      return Accepts(headers.Find("grpc-accept-encoding"), "gzip");
  }
  return false;
}

std::string PercentEncode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte <= 0x7E && byte != '%') {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

absl::StatusOr<Enveloped> OpenEnvelope(std::string_view body) {
  if (body.empty()) {
    return Error(absl::StatusCode::kUnimplemented, error::v1::REASON_REQUIRED,
                 "The request holds no message.");
  }
  const auto at = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(body[i])); };
  if (body.size() < 5) {
    return InvalidField("", error::v1::REASON_BAD_FORMAT, "The message is not whole.");
  }
  const uint32_t flags = at(0);
  const uint32_t size = at(1) << 24 | at(2) << 16 | at(3) << 8 | at(4);
  if (flags > 1) {
    return InvalidField("", error::v1::REASON_BAD_FORMAT, "The message has unknown flags.");
  }
  if (size > body.size() - 5) {
    return InvalidField("", error::v1::REASON_BAD_FORMAT, "The message is not whole.");
  }
  if (size < body.size() - 5) {
    return Error(absl::StatusCode::kUnimplemented, error::v1::REASON_TOO_MANY,
                 "The request holds more than one message.");
  }
  return Enveloped{flags == 1, body.substr(5)};
}

void WriteEnvelope(char flags, size_t size, char* at) {
  at[0] = flags;
  for (int i = 1; i <= 4; ++i) at[i] = static_cast<char>(size >> (8 * (4 - i)) & 0xFF);
}

}  // namespace smarthub::edge
