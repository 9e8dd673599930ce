// One value of a field: numbers, names of enums, text, bytes, messages.
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/json.h"
#include "gateway/edge/json_filler.h"
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

}  // namespace smarthub::edge
