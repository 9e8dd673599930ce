#include "platform/rpc/policy_book.h"

#include <utility>

#include "platform/crypto/crypto.h"

namespace smarthub::rpc {
namespace {

std::shared_ptr<const PolicyInForce> Describe(std::shared_ptr<const policy::Policy> policy) {
  auto in_force = std::make_shared<PolicyInForce>();
  in_force->digest = crypto::Sha256(policy->canonical_bytes());
  for (const policy::v1::RedactionRule& rule : policy->bundle().redaction()) {
    policy::LabelSet labels;
    for (const int label : rule.hide()) labels.Add(static_cast<policy::Label>(label));
    if (labels.bits() != 0) in_force->hides.emplace(rule.id(), labels);
  }
  in_force->policy = std::move(policy);
  return in_force;
}

}  // namespace

PolicyBook::PolicyBook(PolicyLookup lookup) : lookup_(std::move(lookup)) {
  policy::v1::Bundle empty;
  empty.set_name("nothing");
  empty.set_version("0");
  auto compiled = policy::Policy::Compile(empty, {});
  if (compiled.ok()) nothing_ = Describe(*std::move(compiled));
}

std::shared_ptr<const PolicyInForce> PolicyBook::For(std::string_view slot) {
  std::shared_ptr<const policy::Policy> policy = lookup_ ? lookup_(slot) : nullptr;
  if (policy == nullptr) return nothing_;
  std::shared_ptr<const PolicyInForce>& kept = by_slot_[std::string(slot)];
  if (kept == nullptr || kept->policy != policy) kept = Describe(std::move(policy));
  return kept;
}

}  // namespace smarthub::rpc
