#include "platform/text/scan_labels.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "smarthub/label/v1/label.pb.h"

namespace smarthub::text {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether the label is of something that identifies by design. Everything else a person typed is
// looked through, also under a label that nobody has thought of yet.
bool Identifies(const FieldDescriptor& field) {
  const label::v1::Label label = field.options().GetExtension(label::v1::is);
  const auto* value = label::v1::Label_descriptor()->FindValueByNumber(label);
  if (value == nullptr) return false;
  switch (value->options().GetExtension(label::v1::info).category()) {
    case label::v1::CATEGORY_NONE:
    case label::v1::CATEGORY_PSEUDONYM:
    case label::v1::CATEGORY_IDENTITY:
    case label::v1::CATEGORY_CONTACT:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status ScanByLabels(const Scanner& scanner, const std::string& path, const Message& message,
                          bool acknowledged) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int f = 0; f < message.GetDescriptor()->field_count(); ++f) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(f);
    const bool text = field.type() == FieldDescriptor::TYPE_STRING && !Identifies(field);
    const bool below = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!text && !below) continue;
    const std::string here = absl::StrCat(path, ".", field.name());
    if (!field.is_repeated()) {
      if (text) {
        RETURN_IF_ERROR(scanner.Check(here, reflection.GetString(message, &field), acknowledged));
      } else if (reflection.HasField(message, &field)) {
        RETURN_IF_ERROR(
            ScanByLabels(scanner, here, reflection.GetMessage(message, &field), acknowledged));
      }
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const std::string one = absl::StrCat(here, "[", i, "]");
      if (text) {
        RETURN_IF_ERROR(
            scanner.Check(one, reflection.GetRepeatedString(message, &field, i), acknowledged));
      } else {
        RETURN_IF_ERROR(ScanByLabels(
            scanner, one, reflection.GetRepeatedMessage(message, &field, i), acknowledged));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace smarthub::text
