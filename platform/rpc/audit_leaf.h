// The audit entry of a call, made from what Guard and the context noted: random ids, enums and rule
// ids only, no text. Pure; thread-safe.
#ifndef PLATFORM_RPC_AUDIT_LEAF_H_
#define PLATFORM_RPC_AUDIT_LEAF_H_

#include "platform/base/error.h"
#include "platform/base/uuid.h"
#include "platform/rpc/call_context.h"
#include "smarthub/audit/v1/audit.pb.h"

namespace smarthub::rpc {

// Whether what happened must be in the log: anything changed, asked for and denied, or done to
// personal data (DPA 2018 s62). A sign-in step that changes nothing and who-am-I leave no entry.
bool NeedsEntry(const Visit& visit, const Notebook& notebook);

// `refusal`: REASON_UNSPECIFIED for what was allowed. Records that were opened for disclosure are
// SHOWN with the labels that were left in the reply (none of a refusal), and only WRITTEN where
// they were changed and nothing of them was shown.
audit::v1::Leaf MakeLeaf(const Uuid& entry_id, const Visit& visit, const Notebook& notebook,
                         Reason refusal);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_AUDIT_LEAF_H_
