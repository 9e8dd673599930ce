#include "platform/rpc/method_table.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"

namespace smarthub::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;

// A wrong registration is a bug in main, found at the first start: there is nobody to answer yet.
[[noreturn]] void Die(std::string_view name, std::string_view why) {
  std::fprintf(stderr, "method table: %.*s: %.*s\n", static_cast<int>(name.size()), name.data(),
               static_cast<int>(why.size()), why.data());
  std::abort();
}

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

}  // namespace

bool Method::essential() const {
  return label.operation() == label::v1::ERASURE || label.action() == "incident.report";
}

Method MethodTable::Describe(std::string_view name, const Descriptor* request,
                             const Descriptor* reply, bool streams) {
  const MethodDescriptor* descriptor =
      DescriptorPool::generated_pool()->FindMethodByName(std::string(name));
  if (descriptor == nullptr) Die(name, "there is no such method");
  if (descriptor->input_type() != request) Die(name, "takes another request");
  if (descriptor->output_type() != reply) Die(name, "gives another reply");
  if (descriptor->client_streaming()) Die(name, "client streaming is not offered");
  if (descriptor->server_streaming() != streams) Die(name, "unary and streaming are mixed up");
  Method method;
  method.descriptor = descriptor;
  method.label = descriptor->options().GetExtension(label::v1::method);
  if (method.label.action().empty() ||
      method.label.admission() == label::v1::ADMISSION_UNSPECIFIED ||
      method.label.slot() == label::v1::SLOT_UNSPECIFIED) {
    Die(name, "has no label");
  }
  return method;
}

void MethodTable::Add(Method method) {
  std::string path = PathOf(method.descriptor);
  if (methods_.contains(path)) Die(path, "is registered already");
  methods_.emplace(std::move(path), std::make_unique<Method>(std::move(method)));
}

const Method* MethodTable::Find(std::string_view path) const {
  const auto found = methods_.find(ToAbsl(path));
  return found == methods_.end() ? nullptr : found->second.get();
}

std::vector<const Method*> MethodTable::All() const {
  std::vector<const Method*> all;
  all.reserve(methods_.size());
  for (const auto& [path, method] : methods_) all.push_back(method.get());
  std::sort(all.begin(), all.end(), [](const Method* a, const Method* b) {
    return a->descriptor->full_name() < b->descriptor->full_name();
  });
  return all;
}

}  // namespace smarthub::rpc
