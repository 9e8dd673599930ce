#include <set>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "policies/engine/check.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

absl::Status CheckDay(std::string_view id, std::string_view day) {
  const auto parsed = ParseDay(day);
  return parsed.ok() ? absl::OkStatus() : Bad(id, "effective_from is not a day (YYYY-MM-DD)");
}

absl::Status CheckLedgerRule(const v1::LedgerRule& rule) {
  const std::string& id = rule.id();
  if (!Known(v1::LedgerEntry_descriptor(), rule.entry()) ||
      !Known(v1::LedgerOutcome_descriptor(), rule.outcome()) ||
      !Known(v1::LedgerWindow_descriptor(), rule.window())) {
    return Bad(id, "a ledger rule has an entry, a window and an outcome");
  }
  if (rule.has_within() == (rule.window() == v1::LEDGER_WINDOW_THIS_ENTRY)) {
    return Bad(id, "a window that counts several entries has a length (within)");
  }
  const bool counts = rule.at_least_entries() > 0 || rule.at_least_points() > 0;
  if (rule.at_least_entries() < 0 || rule.at_least_points() < 0 || rule.at_most_points() < 0 ||
      (rule.at_most_points() > 0 && rule.at_most_points() < rule.at_least_points())) {
    return Bad(id, "counts nothing that can be");
  }
  if (rule.none() == counts) return Bad(id, "asks for so many entries or points, or for none");
  for (auto status :
       {CheckOptionalPeriod(id, "within", rule.has_within(), rule.within()),
        CheckOptionalPeriod(id, "length", rule.has_length(), rule.length()),
        CheckOptionalPeriod(id, "at_most_length", rule.has_at_most_length(), rule.at_most_length()),
        CheckDay(id, rule.effective_from())}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOptionalPeriod(std::string_view id, std::string_view field, bool has,
                                 const v1::Period& period) {
  if (!has) return absl::OkStatus();
  const absl::Status status = CheckPeriod(period);
  return status.ok() ? status : Bad(id, absl::StrCat(std::string(field), ": ", status.message()));
}

absl::Status CheckClocks(const v1::Bundle& bundle) {
  std::set<std::tuple<int, int, int, std::string>> steps;
  for (const v1::LifecycleRule& rule : bundle.lifecycle()) {
    const std::string& id = rule.id();
    if (!Known(v1::RetentionClass_descriptor(), rule.retention_class()) ||
        !Known(v1::Clock_descriptor(), rule.clock()) ||
        !Known(v1::LifecycleStep_descriptor(), rule.step())) {
      return Bad(id, "a lifecycle rule has a class, a clock and a step");
    }
    if (rule.has_after() == (rule.clock() == v1::CLOCK_NONE)) {
      return Bad(id, "a clock has a period, no clock has none");
    }
    for (auto status : {CheckOptionalPeriod(id, "after", rule.has_after(), rule.after()),
                        CheckDay(id, rule.effective_from())}) {
      if (!status.ok()) return status;
    }
    if (!steps.emplace(rule.retention_class(), rule.clock(), rule.step(), rule.effective_from())
             .second) {
      return Bad(id, "the same step from the same day twice");
    }
  }
  for (const v1::LedgerRule& rule : bundle.ledger()) {
    if (auto status = CheckLedgerRule(rule); !status.ok()) return status;
  }
  for (const v1::LedgerPoints& row : bundle.ledger_points()) {
    if (!Known(v1::LedgerEntry_descriptor(), row.entry()) || row.types().empty() ||
        row.points() <= 0) {
      return Bad(row.id(), "points are given to types of incident");
    }
    for (auto status : {CheckList(row.id(), v1::IncidentType_descriptor(), row.types()),
                        CheckDay(row.id(), row.effective_from())}) {
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace smarthub::policy
