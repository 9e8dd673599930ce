// The street-level crime files of data.police.uk, as rows without people and without sites.
// Pure; thread-safe. Source of the format: data.police.uk/about, columns found by their names.
#ifndef SERVICES_INSIGHT_POLICE_UK_H_
#define SERVICES_INSIGHT_POLICE_UK_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "smarthub/insight/v1/insight.pb.h"

namespace smarthub::insight {

// A row that was not taken, and why. The reason holds nothing of the row.
struct RefusedRow {
  int line = 0;
  std::string reason;
};

struct PoliceUkFile {
  // By month, "YYYY-MM"; ids are unique within a month.
  std::map<std::string, std::vector<insight::v1::ReferenceRow>> months;
  std::vector<RefusedRow> refused;
  // Taken, with no street given.
  int without_street = 0;
};

struct PoliceUkOptions {
  // Only rows whose "LSOA name" begins so ("Melton 0"); empty: all. Others are passed over in
  // silence: they are somewhere else, not wrong.
  std::string lsoa_name_prefix;
};

// INVALID_ARGUMENT where the first line does not name the columns.
absl::StatusOr<PoliceUkFile> ParsePoliceUk(std::string_view text, const PoliceUkOptions& options);

}  // namespace smarthub::insight

#endif  // SERVICES_INSIGHT_POLICE_UK_H_
