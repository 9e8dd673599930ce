#include "platform/rpc/grpc_wire.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include <optional>

#include "absl/strings/strip.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace smarthub::rpc {
namespace {

using google::protobuf::UnknownFieldSet;

// google.rpc.Status, which Debian does not package: code = 1, message = 2, details = 3.
std::string RpcStatus(const absl::Status& status, const ErrorDetail& detail) {
  google::protobuf::Any any;
  any.PackFrom(detail);
  UnknownFieldSet fields;
  fields.AddVarint(1, static_cast<uint64_t>(status.code()));
  fields.AddLengthDelimited(2, std::string(ToStd(status.message())));
  fields.AddLengthDelimited(3, any.SerializeAsString());
  std::string bytes;
  return fields.SerializeToString(&bytes) ? bytes : std::string();
}

std::optional<ErrorDetail> DetailIn(const std::string& rpc_status) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(rpc_status)) return std::nullopt;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    google::protobuf::Any any;
    ErrorDetail detail;
    if (field.number() == 3 &&
        field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED &&
        any.ParseFromString(field.length_delimited()) && any.UnpackTo(&detail)) {
      return detail;
    }
  }
  return std::nullopt;
}

// In binary metadata ("-bin") anything may stand; in plain metadata a byte that HTTP/2 does not
// allow ends the process. So ours is binary, and plain names are only read.
std::string Get(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                const std::string& name) {
  for (const std::string& key : {name + "-bin", name}) {
    const auto found = metadata.find(key);
    if (found != metadata.end()) return std::string(found->second.data(), found->second.size());
  }
  return "";
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto detail = DetailOf(status);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      std::string(ToStd(status.message())),
                      detail.has_value() ? RpcStatus(status, *detail) : std::string());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const auto detail = DetailIn(status.error_details());
  if (!detail.has_value()) return absl::Status(code, status.error_message());
  return WithDetail(Error(code, detail->reason(), status.error_message(), detail->field()),
                    *detail);
}

std::vector<std::pair<std::string, std::string>> ToMetadata(const Credentials& credentials) {
  std::vector<std::pair<std::string, std::string>> metadata;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) metadata.emplace_back(name, value);
  };
  add("smarthub-session-bin", credentials.session_token);
  add("smarthub-scheme-bin", credentials.scheme);
  add("smarthub-purpose-bin", credentials.purpose);
  add("smarthub-on-behalf-of-bin", credentials.on_behalf_of);
  add("smarthub-certificate-bin", credentials.certificate_sha256);
  add("smarthub-unattended-bin", credentials.unattended ? "1" : "");
  add("smarthub-peer-bin", credentials.peer);
  return metadata;
}

Credentials ToCredentials(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  Credentials credentials;
  credentials.session_token = Get(metadata, "smarthub-session");
  const std::string authorization = Get(metadata, "authorization");
  absl::string_view token = authorization;
  if (credentials.session_token.empty() && absl::ConsumePrefix(&token, "Bearer ")) {
    credentials.session_token = std::string(token);
  }
  credentials.scheme = Get(metadata, "smarthub-scheme");
  credentials.purpose = Get(metadata, "smarthub-purpose");
  credentials.on_behalf_of = Get(metadata, "smarthub-on-behalf-of");
  credentials.certificate_sha256 = Get(metadata, "smarthub-certificate");
  credentials.unattended = !Get(metadata, "smarthub-unattended").empty();
  credentials.peer = Get(metadata, "smarthub-peer");
  return credentials;
}

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

bool FromBuffer(const grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  // Copied: Dump does not change what is read, but is not const in gRPC 1.51.
  grpc::ByteBuffer copy = buffer;
  grpc::Slice slice;
  if (!copy.DumpToSingleSlice(&slice).ok()) return false;
  return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

}  // namespace smarthub::rpc
