#include "gateway/edge/json_printer.h"

#include "absl/strings/str_cat.h"
#include "gateway/edge/json.h"
#include "gateway/edge/json_numbers.h"
#include "gateway/edge/json_text.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace smarthub::edge {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

// As deep as a message may be to be read back by protobuf itself.
constexpr int kDeepest = 100;

}  // namespace

bool JsonPrinter::Print(const Message& message, int depth) {
  if (depth > kDeepest) return false;
  const JsonType& type = types_.Of(message.GetDescriptor());
  switch (type.form) {
    case JsonForm::kFields:
      out_ += '{';
      if (!PrintFields(message, depth, /*comma=*/false)) return false;
      out_ += '}';
      return true;
    case JsonForm::kTimestamp: {
      const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
      return AppendTimestamp(time.seconds(), time.nanos(), out_);
    }
    case JsonForm::kDuration: {
      const auto& duration = static_cast<const google::protobuf::Duration&>(message);
      return AppendDuration(duration.seconds(), duration.nanos(), out_);
    }
    case JsonForm::kFieldMask:
      return PrintFieldMask(message);
    case JsonForm::kStruct:
      return PrintStruct(static_cast<const google::protobuf::Struct&>(message), depth);
    case JsonForm::kValue:
      return PrintValue(static_cast<const google::protobuf::Value&>(message), depth);
    case JsonForm::kListValue:
      return PrintListValue(static_cast<const google::protobuf::ListValue&>(message), depth);
    case JsonForm::kWrapper:
      return PrintOne(message, *type.fields[0].descriptor, -1, depth);
    case JsonForm::kAny:
      return PrintAny(message, depth);
  }
  return false;
}

bool JsonPrinter::PrintFields(const Message& message, int depth, bool comma) {
  const Reflection& reflection = *message.GetReflection();
  for (const JsonType::Field& known : types_.Of(message.GetDescriptor()).fields) {
    const FieldDescriptor& field = *known.descriptor;
    if (field.is_repeated() ? reflection.FieldSize(message, &field) == 0
                            : !reflection.HasField(message, &field)) {
      continue;
    }
    if (comma) out_ += ',';
    comma = true;
    out_ += known.quoted;
    if (field.is_map()) {
      if (!PrintMap(message, field, depth)) return false;
    } else if (field.is_repeated()) {
      if (!PrintList(message, field, depth)) return false;
    } else if (!PrintOne(message, field, -1, depth)) {
      return false;
    }
  }
  return true;
}

bool JsonPrinter::PrintList(const Message& message, const FieldDescriptor& field, int depth) {
  const int size = message.GetReflection()->FieldSize(message, &field);
  out_ += '[';
  for (int i = 0; i < size; ++i) {
    if (i > 0) out_ += ',';
    if (!PrintOne(message, field, i, depth)) return false;
  }
  out_ += ']';
  return true;
}

bool JsonPrinter::PrintMap(const Message& message, const FieldDescriptor& field, int depth) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  out_ += '{';
  for (int i = 0; i < size; ++i) {
    if (i > 0) out_ += ',';
    const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
    if (!PrintMapKey(entry, *field.message_type()->map_key())) return false;
    out_ += ':';
    if (!PrintOne(entry, *field.message_type()->map_value(), -1, depth)) return false;
  }
  out_ += '}';
  return true;
}

bool JsonPrinter::PrintMapKey(const Message& entry, const FieldDescriptor& field) {
  const bool quote = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
                     field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
                     field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (quote) out_ += '"';
  if (!PrintOne(entry, field, -1, 0)) return false;
  if (quote) out_ += '"';
  return true;
}

bool JsonPrinter::PrintOne(const Message& message, const FieldDescriptor& field, int index,
                           int depth) {
  const Reflection& reflection = *message.GetReflection();
  const auto get = [&](auto single, auto repeated) {
    return index < 0 ? (reflection.*single)(message, &field)
                     : (reflection.*repeated)(message, &field, index);
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      absl::StrAppend(&out_, get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
      return true;
    case FieldDescriptor::CPPTYPE_UINT32:
      absl::StrAppend(&out_, get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
      return true;
    // 64 bits as text: JavaScript's numbers hold 53.
    case FieldDescriptor::CPPTYPE_INT64:
      absl::StrAppend(&out_, "\"", get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64), "\"");
      return true;
    case FieldDescriptor::CPPTYPE_UINT64:
      absl::StrAppend(&out_, "\"", get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64),
                      "\"");
      return true;
    case FieldDescriptor::CPPTYPE_FLOAT:
      AppendReal(get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat), out_);
      return true;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      AppendReal(get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble), out_);
      return true;
    case FieldDescriptor::CPPTYPE_BOOL:
      out_ += get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false";
      return true;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
      if (field.enum_type()->full_name() == "google.protobuf.NullValue") {
        out_ += "null";
      } else if (const auto* value = field.enum_type()->FindValueByNumber(number)) {
        absl::StrAppend(&out_, "\"", value->name(), "\"");
      } else {
        absl::StrAppend(&out_, number);
      }
      return true;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string& value =
          index < 0 ? reflection.GetStringReference(message, &field, &scratch_)
                    : reflection.GetRepeatedStringReference(message, &field, index, &scratch_);
      if (field.type() != FieldDescriptor::TYPE_BYTES) return AppendQuoted(value, out_);
      out_ += '"';
      AppendBase64(value, /*padded=*/true, out_);
      out_ += '"';
      return true;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Print(index < 0 ? reflection.GetMessage(message, &field)
                             : reflection.GetRepeatedMessage(message, &field, index),
                   depth + 1);
  }
  return false;
}

absl::Status JsonCodec::Print(const Message& message, std::string& out) {
  if (JsonPrinter(*types_, out).Print(message, 0)) return absl::OkStatus();
  return absl::InternalError("a message has no JSON form");
}

}  // namespace smarthub::edge
