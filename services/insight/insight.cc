#include "services/insight/insight.h"

#include <memory>

#include "services/insight/handlers.h"

namespace smarthub::insight {

void RegisterInsight(rpc::MethodTable& table) {
  table
      .Unary<insight::v1::StoreReferenceFiguresRequest, insight::v1::StoreReferenceFiguresResponse>(
          "smarthub.insight.v1.InsightService.StoreReferenceFigures", &StoreReferenceFigures);
  // Shared by all calls of the table; both belong to one loop's thread.
  const auto counted = std::make_shared<Counted>();
  table.Unary<insight::v1::GetMonthlyFiguresRequest, insight::v1::GetMonthlyFiguresResponse>(
      "smarthub.insight.v1.InsightService.GetMonthlyFigures",
      [counted](rpc::Context& context, const insight::v1::GetMonthlyFiguresRequest& request) {
        return GetMonthlyFigures(*counted, context, request);
      });
}

}  // namespace smarthub::insight
