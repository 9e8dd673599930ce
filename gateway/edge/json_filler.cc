#include "gateway/edge/json_filler.h"

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/json.h"
#include "gateway/edge/json_text.h"
#include "platform/base/strings.h"

namespace smarthub::edge {

using error::v1::REASON_BAD_FORMAT;
using error::v1::REASON_BAD_JSON;
using error::v1::REASON_DUPLICATE_FIELD;
using error::v1::REASON_OUT_OF_RANGE;
using error::v1::REASON_UNKNOWN_FIELD;
using error::v1::REASON_UNKNOWN_VALUE;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

constexpr std::string_view kTwice = "The same field is given twice.";

bool IsNullEnum(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
         field.enum_type()->full_name() == "google.protobuf.NullValue";
}

bool IsValue(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->well_known_type() ==
             google::protobuf::Descriptor::WELLKNOWNTYPE_VALUE;
}

}  // namespace

absl::Status JsonFiller::status() const {
  std::string path;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (!path.empty() && (*step)[0] != '[') path += '.';
    path += *step;
  }
  return InvalidField(path, reason_, text_);
}

bool JsonFiller::Fail(Reason reason, std::string_view text) {
  reason_ = reason;
  text_ = text;
  return false;
}

bool JsonFiller::In(std::string step) {
  steps_.push_back(std::move(step));
  return false;
}

bool JsonFiller::Fill(const JsonNode& node, Message& message) {
  const JsonType& type = types_.Of(message.GetDescriptor());
  switch (type.form) {
    case JsonForm::kFields:
      return FillFields(node, message, /*skip_at_type=*/false);
    case JsonForm::kTimestamp:
    case JsonForm::kDuration:
    case JsonForm::kFieldMask:
      return FillText(node, message, type.form);
    case JsonForm::kStruct:
      return FillStruct(node, static_cast<google::protobuf::Struct&>(message));
    case JsonForm::kValue:
      return FillValue(node, static_cast<google::protobuf::Value&>(message));
    case JsonForm::kListValue:
      return FillListValue(node, static_cast<google::protobuf::ListValue&>(message));
    case JsonForm::kWrapper:
      return FillOne(node, message, *type.fields[0].descriptor, /*repeated=*/false);
    case JsonForm::kAny:
      return FillAny(node, message);
  }
  return Fail(REASON_BAD_JSON, "This cannot be read.");
}

bool JsonFiller::FillFields(const JsonNode& node, Message& message, bool skip_at_type) {
  if (node.kind != JsonNode::kObject) return Fail(REASON_BAD_JSON, "An object is expected here.");
  const JsonType& type = types_.Of(message.GetDescriptor());
  absl::InlinedVector<bool, 64> seen(type.fields.size());
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next) {
    const JsonNode& child = tree_.at(i);
    if (skip_at_type && child.name == "@type") continue;
    const auto known = type.by_name.find(ToAbsl(child.name));
    if (known == type.by_name.end()) {
      return Fail(REASON_UNKNOWN_FIELD, "There is a field here that is not known.");
    }
    const FieldDescriptor& field = *type.fields[known->second].descriptor;
    if (seen[known->second]) return Fail(REASON_DUPLICATE_FIELD, kTwice) || In(field.name());
    seen[known->second] = true;
    if (!FillField(child, message, field)) return In(field.name());
  }
  return true;
}

bool JsonFiller::FillField(const JsonNode& node, Message& message, const FieldDescriptor& field) {
  if (node.kind == JsonNode::kNull &&
      !(!field.is_repeated() && (IsValue(field) || IsNullEnum(field)))) {
    return true;
  }
  if (field.is_map()) return FillMap(node, message, field);
  if (field.is_repeated()) return FillList(node, message, field);
  const auto* oneof = field.real_containing_oneof();
  if (oneof != nullptr && message.GetReflection()->HasOneof(message, oneof)) {
    return Fail(REASON_DUPLICATE_FIELD, "Only one of these fields may be given.");
  }
  return FillOne(node, message, field, /*repeated=*/false);
}

bool JsonFiller::FillList(const JsonNode& node, Message& message, const FieldDescriptor& field) {
  if (node.kind != JsonNode::kArray) return Fail(REASON_BAD_JSON, "A list is expected here.");
  int index = 0;
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next, ++index) {
    const JsonNode& child = tree_.at(i);
    if (child.kind == JsonNode::kNull && !IsValue(field) && !IsNullEnum(field)) {
      return Fail(REASON_BAD_JSON, "A list cannot hold null.");
    }
    if (!FillOne(child, message, field, /*repeated=*/true))
      return In(absl::StrCat("[", index, "]"));
  }
  return true;
}

bool JsonFiller::FillMap(const JsonNode& node, Message& message, const FieldDescriptor& field) {
  if (node.kind != JsonNode::kObject) return Fail(REASON_BAD_JSON, "An object is expected here.");
  const auto* key = field.message_type()->map_key();
  const auto* value = field.message_type()->map_value();
  absl::flat_hash_set<std::string_view> names;
  for (uint32_t i = node.first; i != JsonNode::kNone; i = tree_.at(i).next) {
    const JsonNode& child = tree_.at(i);
    if (child.kind == JsonNode::kNull && !IsValue(*value) && !IsNullEnum(*value)) {
      return Fail(REASON_BAD_JSON, "A map cannot hold null.");
    }
    Message* entry = message.GetReflection()->AddMessage(&message, &field);
    // Each key has one text only (ParseWhole takes no leading zeros), so texts compare for keys.
    if (!names.insert(child.name).second) return Fail(REASON_DUPLICATE_FIELD, kTwice) || In("[]");
    if (!FillMapKey(child.name, *entry, *key) ||
        !FillOne(child, *entry, *value, /*repeated=*/false)) {
      return In("[]");
    }
  }
  return true;
}

bool JsonFiller::FillMapKey(std::string_view text, Message& entry, const FieldDescriptor& field) {
  JsonNode node;
  node.kind = JsonNode::kString;
  node.text = text;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    if (text != "true" && text != "false") {
      return Fail(REASON_BAD_FORMAT, "true or false is expected here.");
    }
    node.kind = text == "true" ? JsonNode::kTrue : JsonNode::kFalse;
  } else if (text == "-0") {
    return Fail(REASON_BAD_FORMAT, "A whole number is expected here.");
  }
  return FillOne(node, entry, field, /*repeated=*/false);
}

absl::Status JsonCodec::Parse(std::string_view text, Message& message) {
  if (absl::Status status = types_->tree.Parse(text); !status.ok()) return status;
  JsonFiller filler(*types_, types_->tree);
  if (!filler.Fill(types_->tree.root(), message)) return filler.status();
  return absl::OkStatus();
}

}  // namespace smarthub::edge
