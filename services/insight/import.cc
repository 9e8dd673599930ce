#include "services/insight/import.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/time/civil_time.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/insight/insight.h"

namespace smarthub::insight {
namespace {

using insight::v1::ReferenceRow;
using insight::v1::StoreReferenceFiguresRequest;
using insight::v1::StoreReferenceFiguresResponse;

constexpr std::string_view kStore = "/smarthub.insight.v1.InsightService/StoreReferenceFigures";
// A town's three years are 3 MB; a file of this size is not a street file.
constexpr std::streamoff kLargestFile = 256 << 20;

Task<absl::Status> StoreMonth(rpc::Guard& guard, const ImportOptions& options,
                              StoreReferenceFiguresRequest request, ImportResult& result) {
  rpc::Answer answer = co_await guard.RunSystem("system/import", options.scheme, kStore, request);
  if (!answer.status.ok()) co_return answer.status;
  const auto& reply = static_cast<const StoreReferenceFiguresResponse&>(*answer.reply);
  result.stored += reply.stored();
  result.known_already += reply.known_already();
  co_return absl::OkStatus();
}

}  // namespace

std::string MoveMonth(std::string_view month, int by) {
  absl::CivilMonth civil;
  if (!absl::ParseCivilTime(ToAbsl(month), &civil)) return std::string(month);
  return absl::FormatCivilTime(civil + by);
}

Task<absl::StatusOr<ImportResult>> ImportPoliceUk(rpc::Guard& guard, std::string_view text,
                                                  ImportOptions options) {
  CO_ASSIGN_OR_RETURN(PoliceUkFile file, ParsePoliceUk(text, options.rows));
  ImportResult result;
  result.refused = std::move(file.refused);
  result.without_street = file.without_street;
  if (options.release.empty() && !file.months.empty()) {
    options.release = "months to " + file.months.rbegin()->first;
  }
  for (const auto& [month, rows] : file.months) {
    ++result.months;
    StoreReferenceFiguresRequest request;
    request.set_month(MoveMonth(month, options.move_months));
    request.set_source(options.source);
    request.set_release(options.release);
    for (const ReferenceRow& row : rows) {
      *request.add_rows() = row;
      if (request.rows_size() < kMostRows) continue;
      CO_RETURN_IF_ERROR(co_await StoreMonth(guard, options, request, result));
      request.clear_rows();
    }
    if (request.rows().empty()) continue;
    CO_RETURN_IF_ERROR(co_await StoreMonth(guard, options, request, result));
  }
  co_return result;
}

int ImportPoliceUkMain(Loop& loop, rpc::Guard& guard, const std::string& path,
                       const ImportOptions& options, std::ostream& out) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in || in.tellg() > kLargestFile) {
    out << path << " cannot be read, or is larger than 256 MB.\n";
    return 2;
  }
  in.seekg(0);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto result = loop.RunUntilDone(ImportPoliceUk(guard, text, options));
  if (!result.ok()) {
    out << path << ": " << result.status().message() << "\n";
    return 2;
  }
  for (const RefusedRow& row : result->refused) {
    out << "line " << row.line << ": " << row.reason << "\n";
  }
  out << result->months << " months: " << result->stored << " rows stored, "
      << result->known_already << " known already, " << result->without_street
      << " with street not given, " << result->refused.size() << " refused.\n";
  return result->refused.empty() ? 0 : 1;
}

}  // namespace smarthub::insight
