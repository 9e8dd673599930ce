// The handlers of InsightService, re-runnable (platform/rpc/context.h).
#ifndef SERVICES_INSIGHT_HANDLERS_H_
#define SERVICES_INSIGHT_HANDLERS_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/context.h"
#include "smarthub/insight/v1/insight.pb.h"

namespace smarthub::insight {

// What one month came to when it was last counted, by (scheme, month). Counting opens every report
// of the month, so a count is good for a minute. Belongs to one loop's thread.
struct MonthCount {
  absl::Time at;
  int reported = 0;
  int answered = 0;
  int recorded = 0;
  std::string source;
  std::string release;
};
using Counted = std::map<std::pair<std::string, std::string>, MonthCount>;

Task<absl::StatusOr<insight::v1::StoreReferenceFiguresResponse>> StoreReferenceFigures(
    rpc::Context& context, const insight::v1::StoreReferenceFiguresRequest& request);

Task<absl::StatusOr<insight::v1::GetMonthlyFiguresResponse>> GetMonthlyFigures(
    Counted& counted, rpc::Context& context, const insight::v1::GetMonthlyFiguresRequest& request);

}  // namespace smarthub::insight

#endif  // SERVICES_INSIGHT_HANDLERS_H_
