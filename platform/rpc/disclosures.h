// What a call opened for disclosure, and what policy decided about each: the provenance that the
// redactor goes by and the audit entry is made of. A value of one call.
#ifndef PLATFORM_RPC_DISCLOSURES_H_
#define PLATFORM_RPC_DISCLOSURES_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"

namespace smarthub::rpc {

struct Disclosed {
  uint64_t version = 0;
  policy::Decision decision;
  // Labels that the redactor left in the reply.
  policy::LabelSet in_reply;
  // Came along with one that was asked for (Context::LoadAlong).
  bool along = false;
};

using Disclosures = absl::flat_hash_map<store::Key, Disclosed>;

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_DISCLOSURES_H_
