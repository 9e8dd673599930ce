// What the redactor has to know of a message type, read once from its descriptor. Plans of types
// that contain each other point to each other, so recursive types are as good as any.
// Filled before serving, then read only; thread-safe to read.
#ifndef PLATFORM_RPC_REDACTION_PLAN_H_
#define PLATFORM_RPC_REDACTION_PLAN_H_

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "smarthub/label/v1/label.pb.h"

namespace smarthub::rpc {

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool repeated = false;
  label::v1::Label label = label::v1::LABEL_UNSPECIFIED;
  // Of the label; UNSPECIFIED for a field that only contains other labelled fields.
  label::v1::Treatment treatment = label::v1::TREATMENT_UNSPECIFIED;
  // Set where the field's messages have labelled fields of their own.
  const MessagePlan* inside = nullptr;
};

struct MessagePlan {
  label::v1::RecordKind kind = label::v1::RECORD_KIND_UNSPECIFIED;
  bool aggregate = false;
  // Of a record message only: field 1, the typed id, and field 100.
  const google::protobuf::FieldDescriptor* id = nullptr;
  const google::protobuf::FieldDescriptor* withheld = nullptr;
  // Without `withheld`.
  std::vector<FieldPlan> fields;
};

class RedactionPlans {
 public:
  // Of the type and of everything it contains.
  const MessagePlan* Add(const google::protobuf::Descriptor* type);
  // Null where the type was never added.
  const MessagePlan* Find(const google::protobuf::Descriptor* type) const;

 private:
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_REDACTION_PLAN_H_
