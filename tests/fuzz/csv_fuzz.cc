// Any file as published figures: no crash; what is taken keeps the contract's bounds, and every row
// that is not taken is said with its line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "services/insight/csv.h"
#include "services/insight/police_uk.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace insight = smarthub::insight;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  insight::CsvReader reader(text);
  insight::CsvRecord record;
  int line = 0;
  while (reader.Next(record)) {
    if (record.line <= line) std::abort();
    line = record.line;
  }
  for (const char* area : {"", "Melton 0"}) {
    insight::PoliceUkOptions options;
    options.lsoa_name_prefix = area;
    const auto file = insight::ParsePoliceUk(text, options);
    if (!file.ok()) continue;
    for (const auto& refused : file->refused) {
      if (refused.line < 1 || refused.reason.empty()) std::abort();
    }
    for (const auto& [month, rows] : file->months) {
      if (month.size() != 7 || rows.empty()) std::abort();
      for (const auto& row : rows) {
        if (row.crime_id().empty() || row.crime_id().size() > 80) std::abort();
      }
    }
  }
  return 0;
}
