// `smarthub audit verify|reconcile|reindex`: for the operator and the auditor. Main gives them what
// they work on; they read arguments, print to `out`, and return the process's exit code.
#ifndef SERVICES_AUDIT_COMMANDS_H_
#define SERVICES_AUDIT_COMMANDS_H_

#include <iosfwd>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/crypto/key_provider.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"

namespace smarthub::audit {

// Nothing is owned. The hub is stopped; its store is open for verify (may be null) and reconcile.
struct Tools {
  // DATA/audit.
  std::string directory;
  Loop* loop = nullptr;
  store::Store* store = nullptr;
  // Null: verify needs --verifier and does not open entries.
  crypto::KeyProvider* keys = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
};

// [--slot NAME] [--verifier KEY] [--seen FILE]. 0: all is as it should be; 1: something is not;
// 2: it could not be looked at.
int AuditVerifyMain(const Tools& tools, const std::vector<std::string>& args, std::ostream& out);
// [--slot NAME]. 0: nothing to do or done; 2: it could not be done.
int AuditReconcileMain(const Tools& tools, const std::vector<std::string>& args, std::ostream& out);
// [--slot NAME]. Builds the index again from the bundles. 0: done; 2: it could not be done.
int AuditReindexMain(const Tools& tools, const std::vector<std::string>& args, std::ostream& out);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_COMMANDS_H_
