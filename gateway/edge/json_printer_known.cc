// The types that protobuf gives a JSON form of their own.
#include <cmath>

#include "gateway/edge/json_numbers.h"
#include "gateway/edge/json_printer.h"
#include "gateway/edge/json_text.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/field_mask.pb.h"

namespace smarthub::edge {

using google::protobuf::Message;
using google::protobuf::Value;

bool JsonPrinter::PrintFieldMask(const Message& message) {
  std::string camel;
  for (const std::string& path : static_cast<const google::protobuf::FieldMask&>(message).paths()) {
    if (!camel.empty()) camel += ',';
    if (!SnakeToCamel(path, camel)) return false;
  }
  return AppendQuoted(camel, out_);
}

bool JsonPrinter::PrintAny(const Message& message, int depth) {
  const auto& any = static_cast<const google::protobuf::Any&>(message);
  if (any.type_url().empty() && any.value().empty()) {
    out_ += "{}";
    return true;
  }
  const std::unique_ptr<Message> inner = JsonTypes::NewForUrl(any.type_url());
  if (inner == nullptr || !inner->ParseFromString(any.value())) return false;
  out_ += "{\"@type\":";
  if (!AppendQuoted(any.type_url(), out_)) return false;
  if (types_.Of(inner->GetDescriptor()).form == JsonForm::kFields) {
    if (depth >= 100 || !PrintFields(*inner, depth + 1, /*comma=*/true)) return false;
  } else {
    out_ += ",\"value\":";
    if (!Print(*inner, depth + 1)) return false;
  }
  out_ += '}';
  return true;
}

bool JsonPrinter::PrintStruct(const google::protobuf::Struct& value, int depth) {
  out_ += '{';
  bool comma = false;
  for (const auto& [name, member] : value.fields()) {
    if (comma) out_ += ',';
    comma = true;
    if (!AppendQuoted(name, out_)) return false;
    out_ += ':';
    if (!PrintValue(member, depth + 1)) return false;
  }
  out_ += '}';
  return true;
}

bool JsonPrinter::PrintListValue(const google::protobuf::ListValue& value, int depth) {
  out_ += '[';
  bool comma = false;
  for (const Value& member : value.values()) {
    if (comma) out_ += ',';
    comma = true;
    if (!PrintValue(member, depth + 1)) return false;
  }
  out_ += ']';
  return true;
}

bool JsonPrinter::PrintValue(const Value& value, int depth) {
  if (depth > 100) return false;
  switch (value.kind_case()) {
    case Value::kNullValue:
      out_ += "null";
      return true;
    case Value::kBoolValue:
      out_ += value.bool_value() ? "true" : "false";
      return true;
    case Value::kNumberValue:
      // A Value cannot say NaN: its quoted form would read back as a text.
      if (!std::isfinite(value.number_value())) return false;
      AppendReal(value.number_value(), out_);
      return true;
    case Value::kStringValue:
      return AppendQuoted(value.string_value(), out_);
    case Value::kListValue:
      return PrintListValue(value.list_value(), depth);
    case Value::kStructValue:
      return PrintStruct(value.struct_value(), depth);
    case Value::KIND_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace smarthub::edge
