#include <cstdio>
#include <string>

#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"
#include "services/commands.h"
#include "services/hub.h"

namespace smarthub {

int PolicyCheck(const std::string& directory) {
  const auto bundle = policy::LoadBundle(directory);
  if (!bundle.ok()) return Complain(bundle.status());
  const auto compiled = policy::Policy::Compile(*bundle, policy::AllActions());
  if (!compiled.ok()) return Complain(compiled.status());
  std::printf(
      "%s: bundle \"%s\" version %s loads: %d access, %d redaction, %d lifecycle, %d ledger "
      "rules\n",
      directory.c_str(), bundle->name().c_str(), bundle->version().c_str(), bundle->access_size(),
      bundle->redaction_size(), bundle->lifecycle_size(), bundle->ledger_size());
  return 0;
}

}  // namespace smarthub
