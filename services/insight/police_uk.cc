#include "services/insight/police_uk.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "services/insight/csv.h"

namespace smarthub::insight {
namespace {

using insight::v1::ReferenceRow;

constexpr std::string_view kNear = "On or near";
constexpr size_t kLongest = 120;

// Where each column is.
struct Columns {
  size_t crime_id, month, location, lsoa_code, lsoa_name, crime_type, outcome, count;
  size_t longitude, latitude;
};

absl::StatusOr<Columns> FindColumns(const CsvRecord& header) {
  Columns columns{};
  columns.count = header.fields.size();
  const auto find = [&header](std::string_view name, size_t& at) {
    const auto found = std::find(header.fields.begin(), header.fields.end(), name);
    at = static_cast<size_t>(found - header.fields.begin());
    return found != header.fields.end();
  };
  const bool all = find("Crime ID", columns.crime_id) && find("Month", columns.month) &&
                   find("Location", columns.location) && find("LSOA code", columns.lsoa_code) &&
                   find("LSOA name", columns.lsoa_name) && find("Crime type", columns.crime_type) &&
                   find("Last outcome category", columns.outcome) &&
                   find("Longitude", columns.longitude) && find("Latitude", columns.latitude);
  if (all && header.wrong.empty()) return columns;
  return absl::InvalidArgumentError(
      "the first line does not name the columns of a data.police.uk street file");
}

bool IsMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  // Publication began with December 2010.
  return month >= 1 && month <= 12 && text >= "2010-12";
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isxdigit(c); });
}

// "On or near High Street" without those words; empty: not given.
std::string StreetOf(std::string_view location) {
  if (location.substr(0, kNear.size()) == kNear) location.remove_prefix(kNear.size());
  return std::string(absl::StripAsciiWhitespace(ToAbsl(location)));
}

// What is wrong with the row; empty: nothing.
std::string_view Wrong(const CsvRecord& record, const Columns& at) {
  if (!record.wrong.empty()) return record.wrong;
  const auto& fields = record.fields;
  if (fields.size() != at.count) return "not as many fields as the first line";
  if (!IsMonth(fields[at.month])) return "Month is not YYYY-MM";
  if (fields[at.crime_type].empty()) return "no Crime type";
  const std::string& id = fields[at.crime_id];
  if (!id.empty() && (id.size() != 64 || !IsHex(id))) return "Crime ID is not 64 hex digits";
  const std::string& lsoa = fields[at.lsoa_code];
  if (!lsoa.empty() && lsoa.size() != 9) return "LSOA code has not 9 characters";
  for (const std::string& field : fields) {
    if (field.size() > kLongest) return "a field is too long";
    for (const char c : field) {
      if (static_cast<unsigned char>(c) < 0x20) return "a control character";
    }
  }
  return {};
}

// Anti-social behaviour is published without an id. Rows that are alike are told apart by how many
// came before: the same file gives the same ids.
std::string MadeId(const CsvRecord& record, std::map<std::string, int>& alike) {
  std::string all;
  for (const std::string& field : record.fields) all.append(field).append("\x1f");
  all += std::to_string(alike[all]++);
  return "row-" + absl::BytesToHexString(ToAbsl(crypto::Sha256(all)).substr(0, 16));
}

}  // namespace

absl::StatusOr<PoliceUkFile> ParsePoliceUk(std::string_view text, const PoliceUkOptions& options) {
  CsvReader reader(text);
  CsvRecord record;
  if (!reader.Next(record)) return absl::InvalidArgumentError("the file is empty");
  ASSIGN_OR_RETURN(const Columns at, FindColumns(record));
  PoliceUkFile file;
  std::map<std::string, int> alike;
  std::set<std::pair<std::string, std::string>> known;
  while (reader.Next(record)) {
    const std::string_view wrong = Wrong(record, at);
    if (!wrong.empty()) {
      file.refused.push_back({record.line, std::string(wrong)});
      continue;
    }
    const std::string& lsoa_name = record.fields[at.lsoa_name];
    const std::string& prefix = options.lsoa_name_prefix;
    if (lsoa_name.compare(0, prefix.size(), prefix) != 0) continue;
    ReferenceRow row;
    const std::string& id = record.fields[at.crime_id];
    row.set_crime_id(id.empty() ? MadeId(record, alike) : id);
    const std::string& month = record.fields[at.month];
    if (!known.emplace(month, row.crime_id()).second) {
      file.refused.push_back({record.line, "this Crime ID was in the file before"});
      continue;
    }
    row.set_street(StreetOf(record.fields[at.location]));
    row.set_crime_type(record.fields[at.crime_type]);
    row.set_outcome(record.fields[at.outcome]);
    row.set_lsoa_code(record.fields[at.lsoa_code]);
    if (row.street().empty()) ++file.without_street;
    file.months[month].push_back(std::move(row));
  }
  return file;
}

}  // namespace smarthub::insight
