#include <iostream>
#include <string>
#include <vector>

#include "platform/crypto/crypto.h"
#include "services/audit/commands.h"
#include "services/commands.h"
#include "services/data_directory.h"
#include "services/hub.h"

namespace smarthub {
namespace {

using AuditMain = int (*)(const audit::Tools&, const std::vector<std::string>&, std::ostream&);

// The hub is stopped: two on one data directory are refused.
int RunAudit(const DataOptions& options, const std::vector<std::string>& arguments,
             AuditMain main) {
  SystemClock clock;
  crypto::SecureRandom random;
  Loop loop;
  auto data = loop.RunUntilDone(OpenDataDirectory(options, random, loop));
  if (!data.ok()) return Complain(data.status());
  audit::Tools tools;
  tools.directory = data->path + "/audit";
  tools.loop = &loop;
  tools.store = data->store.get();
  tools.keys = data->keys.get();
  tools.clock = &clock;
  tools.random = &random;
  return main(tools, arguments, std::cout);
}

}  // namespace

int AuditVerify(const DataOptions& data, const std::vector<std::string>& arguments) {
  return RunAudit(data, arguments, audit::AuditVerifyMain);
}
int AuditReconcile(const DataOptions& data, const std::vector<std::string>& arguments) {
  return RunAudit(data, arguments, audit::AuditReconcileMain);
}
int AuditReindex(const DataOptions& data, const std::vector<std::string>& arguments) {
  return RunAudit(data, arguments, audit::AuditReindexMain);
}

}  // namespace smarthub
