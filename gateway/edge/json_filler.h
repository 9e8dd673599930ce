// Fills a message from a JsonTree by reflection. Part of JsonCodec; not thread-safe.
#ifndef GATEWAY_EDGE_JSON_FILLER_H_
#define GATEWAY_EDGE_JSON_FILLER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gateway/edge/json_numbers.h"
#include "gateway/edge/json_tree.h"
#include "gateway/edge/json_types.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"
#include "platform/base/error.h"

namespace smarthub::edge {

class JsonFiller {
 public:
  JsonFiller(JsonTypes& types, const JsonTree& tree) : types_(types), tree_(tree) {}

  // False after an error; status() then says which.
  bool Fill(const JsonNode& node, google::protobuf::Message& message);
  absl::Status status() const;

 private:
  using Field = google::protobuf::FieldDescriptor;

  // `skip_at_type`: the member "@type" of an Any is not a field.
  bool FillFields(const JsonNode& node, google::protobuf::Message& message, bool skip_at_type);
  bool FillField(const JsonNode& node, google::protobuf::Message& message, const Field& field);
  bool FillOne(const JsonNode& node, google::protobuf::Message& message, const Field& field,
               bool repeated);
  bool FillList(const JsonNode& node, google::protobuf::Message& message, const Field& field);
  bool FillMap(const JsonNode& node, google::protobuf::Message& message, const Field& field);
  bool FillMapKey(std::string_view text, google::protobuf::Message& entry, const Field& field);
  bool FillEnum(const JsonNode& node, const google::protobuf::EnumDescriptor& type, int& number);
  bool FillAny(const JsonNode& node, google::protobuf::Message& message);
  bool FillText(const JsonNode& node, google::protobuf::Message& message, JsonForm form);
  bool FillStruct(const JsonNode& node, google::protobuf::Struct& value);
  bool FillValue(const JsonNode& node, google::protobuf::Value& value);
  bool FillListValue(const JsonNode& node, google::protobuf::ListValue& value);

  template <typename T>
  bool Whole(const JsonNode& node, T& value);
  template <typename T>
  bool Real(const JsonNode& node, T& value);
  bool Number(NumberFault fault);

  bool Fail(Reason reason, std::string_view text);
  // On the way out of a failure: where it was. Returns false.
  bool In(std::string step);

  JsonTypes& types_;
  const JsonTree& tree_;
  Reason reason_ = error::v1::REASON_UNSPECIFIED;
  std::string_view text_;
  std::vector<std::string> steps_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_FILLER_H_
