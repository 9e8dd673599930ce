// The types that protobuf gives a JSON form of their own.
#include "absl/strings/str_split.h"
#include "gateway/edge/json_filler.h"
#include "gateway/edge/json_text.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/base/strings.h"

namespace smarthub::edge {

using error::v1::REASON_BAD_FORMAT;
using error::v1::REASON_BAD_JSON;
using error::v1::REASON_DUPLICATE_FIELD;
using error::v1::REASON_REQUIRED;
using error::v1::REASON_UNKNOWN_FIELD;
using error::v1::REASON_UNKNOWN_VALUE;
using google::protobuf::Message;

bool JsonFiller::FillText(const JsonNode& node, Message& message, JsonForm form) {
  if (node.kind != JsonNode::kString) return Fail(REASON_BAD_JSON, "A text is expected here.");
  if (form == JsonForm::kFieldMask) {
    auto& mask = static_cast<google::protobuf::FieldMask&>(message);
    if (node.text.empty()) return true;
    for (const absl::string_view path : absl::StrSplit(ToAbsl(node.text), ',')) {
      if (!CamelToSnake(ToStd(path), *mask.add_paths())) {
        return Fail(REASON_BAD_FORMAT, "This is not a list of field names.");
      }
    }
    return true;
  }
  int64_t seconds = 0;
  int32_t nanos = 0;
  if (form == JsonForm::kTimestamp) {
    if (!ParseTimestamp(node.text, seconds, nanos)) {
      return Fail(REASON_BAD_FORMAT, "This is not a time (RFC 3339).");
    }
    auto& time = static_cast<google::protobuf::Timestamp&>(message);
    time.set_seconds(seconds);
    time.set_nanos(nanos);
    return true;
  }
  if (!ParseDuration(node.text, seconds, nanos)) {
    return Fail(REASON_BAD_FORMAT, "This is not a duration, for example 1.5s.");
  }
  auto& duration = static_cast<google::protobuf::Duration&>(message);
  duration.set_seconds(seconds);
  duration.set_nanos(nanos);
  return true;
}

bool JsonFiller::FillAny(const JsonNode& node, Message& message) {
  if (node.kind != JsonNode::kObject) return Fail(REASON_BAD_JSON, "An object is expected here.");
  if (node.first == JsonNode::kNone) return true;
  const JsonNode* type = nullptr;
  const JsonNode* value = nullptr;
  int members = 0;
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next, ++members) {
    const JsonNode& child = tree_.at(i);
    if (child.name == "@type") {
      if (type != nullptr) return Fail(REASON_DUPLICATE_FIELD, "The same field is given twice.");
      type = &child;
    } else if (child.name == "value") {
      value = &child;
    }
  }
  if (type == nullptr || type->kind != JsonNode::kString) {
    return Fail(REASON_REQUIRED, "The type is missing.") || In("@type");
  }
  const std::unique_ptr<Message> inner = JsonTypes::NewForUrl(type->text);
  if (inner == nullptr) return Fail(REASON_UNKNOWN_VALUE, "This type is not known.") || In("@type");
  if (types_.Of(inner->GetDescriptor()).form == JsonForm::kFields) {
    if (!FillFields(node, *inner, /*skip_at_type=*/true)) return false;
  } else {
    if (value == nullptr) return Fail(REASON_REQUIRED, "The value is missing.") || In("value");
    if (members != 2) {
      return Fail(REASON_UNKNOWN_FIELD, "There is a field here that is not known.");
    }
    if (!Fill(*value, *inner)) return In("value");
  }
  auto& any = static_cast<google::protobuf::Any&>(message);
  any.set_type_url(std::string(type->text));
  return inner->SerializeToString(any.mutable_value());
}

bool JsonFiller::FillStruct(const JsonNode& node, google::protobuf::Struct& value) {
  if (node.kind != JsonNode::kObject) return Fail(REASON_BAD_JSON, "An object is expected here.");
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next) {
    const JsonNode& child = tree_.at(i);
    const auto [place, fresh] = value.mutable_fields()->insert({std::string(child.name), {}});
    if (!fresh) return Fail(REASON_DUPLICATE_FIELD, "The same field is given twice.");
    if (!FillValue(child, place->second)) return In("[]");
  }
  return true;
}

bool JsonFiller::FillListValue(const JsonNode& node, google::protobuf::ListValue& value) {
  if (node.kind != JsonNode::kArray) return Fail(REASON_BAD_JSON, "A list is expected here.");
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next) {
    if (!FillValue(tree_.at(i), *value.add_values())) return In("[]");
  }
  return true;
}

bool JsonFiller::FillValue(const JsonNode& node, google::protobuf::Value& value) {
  switch (node.kind) {
    case JsonNode::kNull:
      value.set_null_value(google::protobuf::NULL_VALUE);
      return true;
    case JsonNode::kFalse:
    case JsonNode::kTrue:
      value.set_bool_value(node.kind == JsonNode::kTrue);
      return true;
    case JsonNode::kNumber: {
      double number = 0;
      if (!Real(node, number)) return false;
      value.set_number_value(number);
      return true;
    }
    case JsonNode::kString:
      value.set_string_value(std::string(node.text));
      return true;
    case JsonNode::kArray:
      return FillListValue(node, *value.mutable_list_value());
    case JsonNode::kObject:
      return FillStruct(node, *value.mutable_struct_value());
  }
  return false;
}

}  // namespace smarthub::edge
