#include "platform/rpc/redactor.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "smarthub/label/v1/withheld.pb.h"

namespace smarthub::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Deeper than any message of the contract; a reply that nests more is a mistake, not a report.
constexpr int kDeepest = 64;

// Where the walk is inside a record; said in words only where something is withheld.
struct Place {
  const Place* around;
  const FieldDescriptor* field;
};

std::string PathTo(const Place* place, const FieldDescriptor* field) {
  std::string path = field->name();
  for (; place != nullptr; place = place->around) {
    path = absl::StrCat(place->field->name(), ".", path);
  }
  return path;
}

// The record around a field, while it is walked.
struct Surrounding {
  Disclosed* record = nullptr;
  policy::LabelSet withheld_labels;
  std::vector<std::string> withheld_paths;
};

class Walk {
 public:
  Walk(Disclosures& disclosures, const PolicyInForce& policy)
      : disclosures_(disclosures), policy_(policy) {}

  absl::Status Visit(Message& message, const MessagePlan& plan, Surrounding* record,
                     bool in_aggregate, const Place* place, int depth);
  bool holds_secret() const { return holds_secret_; }

 private:
  absl::Status VisitRecord(Message& message, const MessagePlan& plan, int depth);
  absl::Status VisitFields(Message& message, const MessagePlan& plan, Surrounding* record,
                           bool in_aggregate, const Place* place, int depth);
  absl::Status VisitInside(Message& message, const FieldPlan& step, Surrounding* record,
                           bool in_aggregate, const Place* place, int depth);
  // Whether the field stays.
  absl::StatusOr<bool> Permits(const FieldPlan& step, bool set, Surrounding* record,
                               bool in_aggregate);
  void Name(const Surrounding& record, Message& message, const MessagePlan& plan) const;

  Disclosures& disclosures_;
  const PolicyInForce& policy_;
  bool holds_secret_ = false;
};

absl::Status Wrong(std::string_view what, const std::string& where) {
  return absl::InternalError(
      absl::StrCat("redactor: ", absl::string_view(what.data(), what.size()), ": ", where));
}

bool IsSet(const Reflection& reflection, const Message& message, const FieldPlan& step) {
  return step.repeated ? reflection.FieldSize(message, step.field) > 0
                       : reflection.HasField(message, step.field);
}

absl::StatusOr<Uuid> IdOf(const Message& message, const FieldDescriptor* id) {
  if (id == nullptr || id->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return Wrong("a record does not begin with its id", message.GetDescriptor()->full_name());
  }
  const Message& typed = message.GetReflection()->GetMessage(message, id);
  const FieldDescriptor* value = typed.GetDescriptor()->FindFieldByNumber(1);
  if (value == nullptr || value->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return Wrong("an id is not a string", id->full_name());
  }
  std::string scratch;
  absl::StatusOr<Uuid> parsed =
      Uuid::Parse(typed.GetReflection()->GetStringReference(typed, value, &scratch));
  if (!parsed.ok()) return Wrong("a record has no id", message.GetDescriptor()->full_name());
  return parsed;
}

absl::Status Walk::Visit(Message& message, const MessagePlan& plan, Surrounding* record,
                         bool in_aggregate, const Place* place, int depth) {
  if (depth > kDeepest) return Wrong("nested too deeply", message.GetDescriptor()->full_name());
  const Reflection* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) {
    reflection->MutableUnknownFields(&message)->Clear();
  }
  if (plan.kind != label::v1::RECORD_KIND_UNSPECIFIED) return VisitRecord(message, plan, depth);
  return VisitFields(message, plan, record, in_aggregate || plan.aggregate, place, depth);
}

absl::Status Walk::VisitRecord(Message& message, const MessagePlan& plan, int depth) {
  ASSIGN_OR_RETURN(const Uuid id, IdOf(message, plan.id));
  const auto found = disclosures_.find(store::Key{plan.kind, id});
  if (found == disclosures_.end() || !found->second.decision.allowed) {
    return Wrong("a record was not opened for disclosure", message.GetDescriptor()->full_name());
  }
  if (plan.withheld == nullptr) {
    return Wrong("a record cannot say what is withheld", message.GetDescriptor()->full_name());
  }
  // Handlers do not write it.
  message.GetReflection()->ClearField(&message, plan.withheld);
  Surrounding own;
  own.record = &found->second;
  RETURN_IF_ERROR(VisitFields(message, plan, &own, /*in_aggregate=*/false, nullptr, depth));
  if (!own.withheld_paths.empty()) Name(own, message, plan);
  return absl::OkStatus();
}

absl::Status Walk::VisitFields(Message& message, const MessagePlan& plan, Surrounding* record,
                               bool in_aggregate, const Place* place, int depth) {
  const Reflection* reflection = message.GetReflection();
  for (const FieldPlan& step : plan.fields) {
    const bool set = IsSet(*reflection, message, step);
    if (step.label == label::v1::LABEL_UNSPECIFIED && step.inside == nullptr) {
      if (set) return Wrong("a field has no label", step.field->full_name());
      continue;
    }
    if (step.label != label::v1::LABEL_UNSPECIFIED) {
      ASSIGN_OR_RETURN(const bool permitted, Permits(step, set, record, in_aggregate));
      if (!permitted) {
        reflection->ClearField(&message, step.field);
        std::string name = PathTo(place, step.field);
        auto& paths = record->withheld_paths;
        if (std::find(paths.begin(), paths.end(), name) == paths.end()) {
          paths.push_back(std::move(name));
        }
        record->withheld_labels.Add(step.label);
        continue;
      }
    }
    if (set && step.inside != nullptr) {
      RETURN_IF_ERROR(VisitInside(message, step, record, in_aggregate, place, depth));
    }
  }
  return absl::OkStatus();
}

absl::Status Walk::VisitInside(Message& message, const FieldPlan& step, Surrounding* record,
                               bool in_aggregate, const Place* place, int depth) {
  const Reflection* reflection = message.GetReflection();
  const Place inner{place, step.field};
  if (!step.repeated) {
    return Visit(*reflection->MutableMessage(&message, step.field), *step.inside, record,
                 in_aggregate, &inner, depth + 1);
  }
  const int size = reflection->FieldSize(message, step.field);
  for (int i = 0; i < size; ++i) {
    RETURN_IF_ERROR(Visit(*reflection->MutableRepeatedMessage(&message, step.field, i),
                          *step.inside, record, in_aggregate, &inner, depth + 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Walk::Permits(const FieldPlan& step, bool set, Surrounding* record,
                                   bool in_aggregate) {
  if (step.treatment == label::v1::TREATMENT_ONCE) {
    if (!set) return true;
    if (record != nullptr || in_aggregate) {
      return Wrong("a secret is part of a record", step.field->full_name());
    }
    holds_secret_ = true;
    return true;
  }
  if (record == nullptr) {
    if (!set || in_aggregate || step.treatment == label::v1::TREATMENT_SHOW) return true;
    return Wrong("personal data outside of a record", step.field->full_name());
  }
  if (!record->record->decision.shown.Has(step.label)) return false;
  if (set) record->record->in_reply.Add(step.label);
  return true;
}

void Walk::Name(const Surrounding& record, Message& message, const MessagePlan& plan) const {
  auto* withheld = static_cast<label::v1::Withheld*>(
      message.GetReflection()->MutableMessage(&message, plan.withheld));
  for (const std::string& path : record.withheld_paths) withheld->add_paths(path);
  uint64_t by_default = record.withheld_labels.bits();
  for (const policy::RuleIndex index : record.record->decision.rules) {
    const std::string_view id = policy_.policy->RuleId(index);
    const auto hides = policy_.hides.find(absl::string_view(id.data(), id.size()));
    if (hides == policy_.hides.end()) continue;
    const uint64_t of_this = hides->second.bits() & record.withheld_labels.bits();
    if (of_this == 0) continue;
    withheld->add_reasons(std::string(id));
    by_default &= ~of_this;
  }
  if (by_default != 0) withheld->add_reasons("default");
}

}  // namespace

Redactor::Redactor(const MethodTable& methods) {
  for (const Method* method : methods.All()) plans_.Add(method->descriptor->output_type());
}

absl::StatusOr<Redacted> Redactor::Redact(Message& reply, Disclosures& disclosures,
                                          const PolicyInForce& policy) const {
  const MessagePlan* plan = plans_.Find(reply.GetDescriptor());
  if (plan == nullptr) return Wrong("no plan", reply.GetDescriptor()->full_name());
  Walk walk(disclosures, policy);
  RETURN_IF_ERROR(walk.Visit(reply, *plan, nullptr, /*in_aggregate=*/false, nullptr, 0));
  return Redacted{walk.holds_secret()};
}

}  // namespace smarthub::rpc
