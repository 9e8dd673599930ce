#include "platform/rpc/redaction_plan.h"

#include <string>

#include "smarthub/label/v1/withheld.pb.h"

namespace smarthub::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

label::v1::Treatment TreatmentOf(label::v1::Label label) {
  const auto* value = label::v1::Label_descriptor()->FindValueByNumber(label);
  if (value == nullptr) return label::v1::TREATMENT_UNSPECIFIED;
  return value->options().GetExtension(label::v1::info).treatment();
}

// Messages of the house that are no ids have labelled fields of their own. A map counts as one
// field: what is in it must be covered by the label it carries.
bool HasLabelledFields(const FieldDescriptor* field) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) return false;
  const std::string& package = field->message_type()->file()->package();
  return package.rfind("smarthub.", 0) == 0 && package != "smarthub.id.v1";
}

bool IsWithheld(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type() == label::v1::Withheld::descriptor();
}

}  // namespace

const MessagePlan* RedactionPlans::Add(const Descriptor* type) {
  std::unique_ptr<MessagePlan>& slot = plans_[type];
  if (slot != nullptr) return slot.get();
  // In place before its fields are looked at, so that a type may contain itself.
  slot = std::make_unique<MessagePlan>();
  MessagePlan& plan = *slot;
  plan.kind = type->options().GetExtension(label::v1::record);
  plan.aggregate = type->options().GetExtension(label::v1::aggregate);
  if (plan.kind != label::v1::RECORD_KIND_UNSPECIFIED) plan.id = type->FindFieldByNumber(1);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (IsWithheld(field)) {
      plan.withheld = field;
      continue;
    }
    FieldPlan step;
    step.field = field;
    step.repeated = field->is_repeated();
    step.label = field->options().GetExtension(label::v1::is);
    step.treatment = TreatmentOf(step.label);
    if (HasLabelledFields(field)) step.inside = Add(field->message_type());
    plan.fields.push_back(step);
  }
  return &plan;
}

const MessagePlan* RedactionPlans::Find(const Descriptor* type) const {
  const auto found = plans_.find(type);
  return found == plans_.end() ? nullptr : found->second.get();
}

}  // namespace smarthub::rpc
