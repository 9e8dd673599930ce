// Protobuf messages as JSON, both ways: the proto3 JSON mapping over strict RFC 8259 text.
//
// Stricter than protobuf's own reader, on purpose: a report that was half understood is worse than
// one that was refused. Refused are: anything RFC 8259 does not allow, text that is not UTF-8, lone
// surrogates, a name twice (also once as json_name and once as the proto's name), two members of a
// oneof, unknown names, enum values that do not exist, numbers that do not fit, more than 64
// levels. An error names the field by the proto's own names; it never holds anything of the input.
//
// A codec remembers what it learnt of each message type; one belongs to one thread.
#ifndef GATEWAY_EDGE_JSON_H_
#define GATEWAY_EDGE_JSON_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace smarthub::edge {

class JsonTypes;

class JsonCodec {
 public:
  JsonCodec();
  ~JsonCodec();
  JsonCodec(const JsonCodec&) = delete;
  JsonCodec& operator=(const JsonCodec&) = delete;

  // Fills `message` (empty before) from `text`. INVALID_ARGUMENT with reason BAD_JSON,
  // UNKNOWN_FIELD, DUPLICATE_FIELD, UNKNOWN_VALUE, OUT_OF_RANGE, NOT_UTF8 or BAD_FORMAT, and the
  // field. `message` holds part of the input after an error.
  absl::Status Parse(std::string_view text, google::protobuf::Message& message);

  // Appends `message` to `out`: fields with presence or not of default value, 64-bit integers as
  // strings, enums by name, bytes as base64. INTERNAL for what has no JSON form (a time out of
  // range, an Any of an unknown type, a string that is not UTF-8).
  absl::Status Print(const google::protobuf::Message& message, std::string& out);

 private:
  std::unique_ptr<JsonTypes> types_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_H_
