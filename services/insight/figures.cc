// GetMonthlyFigures: shop theft that police recorded beside shop theft that members reported.
#include <string>

#include "absl/time/civil_time.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/insight/handlers.h"
#include "smarthub/insight/v1/stored.pb.h"

namespace smarthub::insight {
namespace {

using insight::v1::GetMonthlyFiguresRequest;
using insight::v1::GetMonthlyFiguresResponse;
using rpc::Context;

constexpr int kMostMonths = 60;
constexpr int kDefaultMonths = 24;
constexpr int kBatch = 200;
constexpr int kMostReports = 20'000;
constexpr absl::Duration kGoodFor = absl::Minutes(1);

// Reports are found by the month in which they happened; the entry's prefix says theft or other,
// answered or not (services/incident/README.md), so no report is looked into.
constexpr std::string_view kThefts = "t";

Task<absl::Status> CountReports(Context& context, std::string month, MonthCount& count) {
  store::Range range;
  range.index = std::string(store::kReportsByMonth);
  range.partition = month;
  range.prefix = std::string(kThefts);
  range.limit = kBatch;
  while (count.reported < kMostReports) {
    CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
    for (const rpc::RuleView& view : views) {
      for (const store::IndexEntry& entry : view.content.indexes) {
        if (entry.index != store::kReportsByMonth) continue;
        ++count.reported;
        if (entry.prefix.size() == 2 && entry.prefix[1] == 'a') ++count.answered;
        range.after = store::IndexMember(entry.prefix, view.key);
      }
    }
    if (static_cast<int>(views.size()) < kBatch) break;
  }
  co_return absl::OkStatus();
}

Task<absl::Status> CountRecorded(Context& context, std::string month, MonthCount& count) {
  store::Range range;
  range.index = "figures";
  range.partition = month;
  range.limit = 100;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  for (const rpc::RuleView& view : views) {
    CO_ASSIGN_OR_RETURN(const auto part,
                        rpc::ParseBody<insight::v1::StoredFigures>(view.content.body));
    // Two sources for one month would count every crime twice.
    if (!count.source.empty() && part.source() != count.source) continue;
    count.recorded += part.recorded_shop_theft();
    count.source = part.source();
    count.release = part.release();
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<MonthCount>> CountMonth(Counted& counted, Context& context, std::string month) {
  const std::pair<std::string, std::string> key(context.caller().scheme(), month);
  const auto found = counted.find(key);
  if (found != counted.end() && absl::AbsDuration(context.now() - found->second.at) < kGoodFor) {
    co_return found->second;
  }
  MonthCount count;
  count.at = context.now();
  CO_RETURN_IF_ERROR(co_await CountReports(context, month, count));
  CO_RETURN_IF_ERROR(co_await CountRecorded(context, month, count));
  counted[key] = count;
  co_return count;
}

}  // namespace

Task<absl::StatusOr<GetMonthlyFiguresResponse>> GetMonthlyFigures(
    Counted& counted, Context& context, const GetMonthlyFiguresRequest& request) {
  if (request.months() < 0 || request.months() > kMostMonths) {
    co_return InvalidField("months", error::v1::REASON_OUT_OF_RANGE, "Between 1 and 60.");
  }
  const int months = request.months() == 0 ? kDefaultMonths : request.months();
  const absl::TimeZone zone = context.policy().zone();
  const absl::CivilMonth now = absl::ToCivilMonth(context.now(), zone);
  GetMonthlyFiguresResponse reply;
  for (absl::CivilMonth month = now - months + 1; month <= now; ++month) {
    const std::string name = absl::FormatCivilTime(month);
    CO_ASSIGN_OR_RETURN(const MonthCount count, co_await CountMonth(counted, context, name));
    auto& figure = *reply.add_months();
    figure.set_month(name);
    figure.set_recorded_shop_theft(count.recorded);
    figure.set_reported_by_members(count.reported);
    figure.set_answered(count.answered);
    if (!count.source.empty()) {
      reply.set_source(count.source);
      reply.set_release(count.release);
    }
  }
  co_return reply;
}

}  // namespace smarthub::insight
