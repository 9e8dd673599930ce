#include <string>

#include "platform/testing/test_hub.h"

namespace smarthub::testing {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

// Deep enough for every message of the contract, and an end for one that contains itself.
constexpr int kDeepest = 8;

void Fill(const std::string& canary, Message& message, int depth) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    // One of a oneof: the last would erase the first.
    if (field->containing_oneof() != nullptr &&
        reflection->HasOneof(message, field->containing_oneof())) {
      continue;
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (field->is_repeated()) {
        reflection->AddString(&message, field, canary);
      } else {
        reflection->SetString(&message, field, canary);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map() &&
               depth < kDeepest) {
      Message* inside = field->is_repeated() ? reflection->AddMessage(&message, field)
                                             : reflection->MutableMessage(&message, field);
      Fill(canary, *inside, depth + 1);
    }
  }
}

}  // namespace

void FillWith(std::string_view canary, Message& message) { Fill(std::string(canary), message, 0); }

}  // namespace smarthub::testing
