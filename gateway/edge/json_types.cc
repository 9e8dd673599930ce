#include "gateway/edge/json_types.h"

#include "absl/strings/str_cat.h"
#include "gateway/edge/json.h"

namespace smarthub::edge {
namespace {

using google::protobuf::Descriptor;

JsonForm FormOf(const Descriptor* descriptor) {
  switch (descriptor->well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return JsonForm::kTimestamp;
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return JsonForm::kDuration;
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return JsonForm::kFieldMask;
    case Descriptor::WELLKNOWNTYPE_STRUCT:
      return JsonForm::kStruct;
    case Descriptor::WELLKNOWNTYPE_VALUE:
      return JsonForm::kValue;
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return JsonForm::kListValue;
    case Descriptor::WELLKNOWNTYPE_ANY:
      return JsonForm::kAny;
    case Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
      return JsonForm::kFields;
    default:
      return JsonForm::kWrapper;
  }
}

}  // namespace

const JsonType& JsonTypes::Of(const Descriptor* descriptor) {
  std::unique_ptr<JsonType>& type = types_[descriptor];
  if (type == nullptr) {
    type = std::make_unique<JsonType>();
    type->form = FormOf(descriptor);
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      type->fields.push_back({field, absl::StrCat("\"", field->json_name(), "\":")});
      type->by_name.emplace(field->json_name(), i);
      type->by_name.emplace(field->name(), i);
    }
  }
  return *type;
}

std::unique_ptr<google::protobuf::Message> JsonTypes::NewForUrl(std::string_view url) {
  constexpr std::string_view kHost = "type.googleapis.com/";
  if (!url.starts_with(kHost)) return nullptr;
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          std::string(url.substr(kHost.size())));
  if (descriptor == nullptr) return nullptr;
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  if (prototype == nullptr) return nullptr;
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

JsonCodec::JsonCodec() : types_(std::make_unique<JsonTypes>()) {}
JsonCodec::~JsonCodec() = default;

}  // namespace smarthub::edge
