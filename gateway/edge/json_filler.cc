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

bool JsonFiller::Number(NumberFault fault) {
  switch (fault) {
    case NumberFault::kNone:
      return true;
    case NumberFault::kFormat:
      return Fail(REASON_BAD_FORMAT, "This is not a number of the kind expected here.");
    case NumberFault::kRange:
      return Fail(REASON_OUT_OF_RANGE, "This number is out of range.");
  }
  return false;
}

template <typename T>
bool JsonFiller::Whole(const JsonNode& node, T& value) {
  if (node.kind != JsonNode::kNumber && node.kind != JsonNode::kString) {
    return Fail(REASON_BAD_JSON, "A number is expected here.");
  }
  return Number(ParseWhole(node.text, node.kind == JsonNode::kString, value));
}

template <typename T>
bool JsonFiller::Real(const JsonNode& node, T& value) {
  if (node.kind != JsonNode::kNumber && node.kind != JsonNode::kString) {
    return Fail(REASON_BAD_JSON, "A number is expected here.");
  }
  return Number(ParseReal(node.text, node.kind == JsonNode::kString, value));
}

template bool JsonFiller::Real(const JsonNode&, double&);

bool JsonFiller::FillEnum(const JsonNode& node, const EnumDescriptor& type, int& number) {
  const google::protobuf::EnumValueDescriptor* value = nullptr;
  if (node.kind == JsonNode::kString) {
    value = type.FindValueByName(std::string(node.text));
  } else if (node.kind == JsonNode::kNumber) {
    int32_t given = 0;
    if (!Whole(node, given)) return false;
    value = type.FindValueByNumber(given);
  } else if (node.kind == JsonNode::kNull) {
    value = type.FindValueByNumber(0);
  } else {
    return Fail(REASON_BAD_JSON, "The name of a value is expected here.");
  }
  if (value == nullptr) return Fail(REASON_UNKNOWN_VALUE, "This value is not known.");
  number = value->number();
  return true;
}

// One value of `field`: of its own, or one more of a list.
bool JsonFiller::FillOne(const JsonNode& node, Message& message, const FieldDescriptor& field,
                         bool repeated) {
  const Reflection& reflection = *message.GetReflection();
  const auto whole = [&](auto value, auto add, auto set) {
    if (!Whole(node, value)) return false;
    repeated ? (reflection.*add)(&message, &field, value)
             : (reflection.*set)(&message, &field, value);
    return true;
  };
  const auto real = [&](auto value, auto add, auto set) {
    if (!Real(node, value)) return false;
    repeated ? (reflection.*add)(&message, &field, value)
             : (reflection.*set)(&message, &field, value);
    return true;
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return whole(int32_t{0}, &Reflection::AddInt32, &Reflection::SetInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return whole(int64_t{0}, &Reflection::AddInt64, &Reflection::SetInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return whole(uint32_t{0}, &Reflection::AddUInt32, &Reflection::SetUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return whole(uint64_t{0}, &Reflection::AddUInt64, &Reflection::SetUInt64);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return real(float{0}, &Reflection::AddFloat, &Reflection::SetFloat);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return real(double{0}, &Reflection::AddDouble, &Reflection::SetDouble);
    case FieldDescriptor::CPPTYPE_BOOL: {
      if (node.kind != JsonNode::kTrue && node.kind != JsonNode::kFalse) {
        return Fail(REASON_BAD_JSON, "true or false is expected here.");
      }
      const bool value = node.kind == JsonNode::kTrue;
      repeated ? reflection.AddBool(&message, &field, value)
               : reflection.SetBool(&message, &field, value);
      return true;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      int value = 0;
      if (!FillEnum(node, *field.enum_type(), value)) return false;
      repeated ? reflection.AddEnumValue(&message, &field, value)
               : reflection.SetEnumValue(&message, &field, value);
      return true;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      if (node.kind != JsonNode::kString) return Fail(REASON_BAD_JSON, "A text is expected here.");
      std::string value;
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        if (!ParseBase64(node.text, value)) return Fail(REASON_BAD_FORMAT, "This is not base64.");
      } else {
        value = node.text;
      }
      repeated ? reflection.AddString(&message, &field, std::move(value))
               : reflection.SetString(&message, &field, std::move(value));
      return true;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(node, repeated ? *reflection.AddMessage(&message, &field)
                                 : *reflection.MutableMessage(&message, &field));
  }
  return Fail(REASON_BAD_JSON, "This cannot be read.");
}

absl::Status JsonCodec::Parse(std::string_view text, Message& message) {
  if (absl::Status status = types_->tree.Parse(text); !status.ok()) return status;
  JsonFiller filler(*types_, types_->tree);
  if (!filler.Fill(types_->tree.root(), message)) return filler.status();
  return absl::OkStatus();
}

}  // namespace smarthub::edge
