// The bundles in force, each with what Guard needs beside it: its digest for the audit, and which
// rules hide which labels. Worked out once per bundle, not per call. Belongs to one loop's thread.
#ifndef PLATFORM_RPC_POLICY_BOOK_H_
#define PLATFORM_RPC_POLICY_BOOK_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "policies/engine/policy.h"

namespace smarthub::rpc {

struct PolicyInForce {
  std::shared_ptr<const policy::Policy> policy;
  // SHA-256 of the bundle's canonical bytes.
  std::string digest;
  // By id, of every redaction rule that hides.
  absl::flat_hash_map<std::string, policy::LabelSet> hides;
};

// The bundle that a slot ("melton", "hub") runs now; null: none, and everything there is denied.
using PolicyLookup = std::function<std::shared_ptr<const policy::Policy>(std::string_view slot)>;

class PolicyBook {
 public:
  explicit PolicyBook(PolicyLookup lookup);
  // Never null: a slot without a bundle gets one that allows nothing. A call keeps the bundle it
  // began with.
  std::shared_ptr<const PolicyInForce> For(std::string_view slot);

 private:
  PolicyLookup lookup_;
  std::shared_ptr<const PolicyInForce> nothing_;
  absl::flat_hash_map<std::string, std::shared_ptr<const PolicyInForce>> by_slot_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_POLICY_BOOK_H_
