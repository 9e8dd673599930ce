// InsightService (proto/smarthub/insight/v1): figures without people.
#ifndef SERVICES_INSIGHT_INSIGHT_H_
#define SERVICES_INSIGHT_INSIGHT_H_

#include "platform/rpc/method_table.h"

namespace smarthub::insight {

inline constexpr int kMostRows = 500;

// Puts every method of InsightService into `table`.
void RegisterInsight(rpc::MethodTable& table);

}  // namespace smarthub::insight

#endif  // SERVICES_INSIGHT_INSIGHT_H_
