#include "policies/engine/actions.h"

#include <algorithm>

#include "google/protobuf/descriptor.h"
#include "smarthub/audit/v1/audit.pb.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/insight/v1/insight.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::policy {
namespace {

// Named one by one because the linker drops descriptors that nobody names; actions_test compares
// with the build's descriptor set, so a new service cannot be forgotten.
std::vector<const label::v1::MethodLabel*> AllMethods() {
  const google::protobuf::FileDescriptor* files[] = {
      audit::v1::Leaf::descriptor()->file(),
      bulletin::v1::Bulletin::descriptor()->file(),
      evidence::v1::Photo::descriptor()->file(),
      identity::v1::Account::descriptor()->file(),
      incident::v1::Incident::descriptor()->file(),
      insight::v1::MonthlyFigure::descriptor()->file(),
      subject::v1::Subject::descriptor()->file(),
  };
  std::vector<const label::v1::MethodLabel*> methods;
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(&file->service(s)->method(m)->options().GetExtension(label::v1::method));
      }
    }
  }
  return methods;
}

}  // namespace

std::vector<std::string_view> AllActions() {
  std::vector<std::string_view> actions;
  for (const auto* method : AllMethods()) actions.push_back(method->action());
  std::sort(actions.begin(), actions.end());
  return actions;
}

const label::v1::MethodLabel* MethodOf(std::string_view action) {
  for (const auto* method : AllMethods()) {
    if (method->action() == action) return method;
  }
  return nullptr;
}

}  // namespace smarthub::policy
