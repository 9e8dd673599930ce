// `smarthub import police-uk FILE`: recorded crime as reference figures of one scheme.
#ifndef SERVICES_INSIGHT_IMPORT_H_
#define SERVICES_INSIGHT_IMPORT_H_

#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/guard.h"
#include "services/insight/police_uk.h"

namespace smarthub::insight {

struct ImportOptions {
  std::string scheme;
  std::string source = "data.police.uk";
  // Which release of it, as the operator knows it; empty: "months to" and the newest month.
  std::string release;
  PoliceUkOptions rows;
  // Added to every month: for the demonstration town only, whose source says so.
  int move_months = 0;
};

struct ImportResult {
  int months = 0;
  int stored = 0;
  int known_already = 0;
  int without_street = 0;
  std::vector<RefusedRow> refused;
};

// Reads `text` and stores it through StoreReferenceFigures, month by month. Doing it again stores
// nothing. Stops at the first call that fails; what was stored before stays, and a repeat goes on.
Task<absl::StatusOr<ImportResult>> ImportPoliceUk(rpc::Guard& guard, std::string_view text,
                                                  ImportOptions options);

// The command: reads `path`, imports, writes what came of it and each refused row ("line 17: no
// Crime type") to `out`. 0: all rows taken; 1: some were refused; 2: it failed. Drives `loop`.
int ImportPoliceUkMain(Loop& loop, rpc::Guard& guard, const std::string& path,
                       const ImportOptions& options, std::ostream& out);

// The month `by` months later: ("2025-12", 10) is "2026-10".
std::string MoveMonth(std::string_view month, int by);

}  // namespace smarthub::insight

#endif  // SERVICES_INSIGHT_IMPORT_H_
