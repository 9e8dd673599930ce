#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/engine/matrix.h"

namespace smarthub::policy {
namespace {

constexpr size_t kState = sizeof("INCIDENT_STATE_") - 1;
constexpr size_t kType = sizeof("INCIDENT_TYPE_") - 1;
constexpr size_t kClass = sizeof("RETENTION_CLASS_") - 1;
constexpr size_t kClock = sizeof("CLOCK_") - 1;
constexpr size_t kStep = sizeof("LIFECYCLE_STEP_") - 1;

std::string FlowTable(const v1::IncidentFlow& flow) {
  std::string out =
      "\n## Who may move a report\n\n| action | moves | from | to | who | then waits for | until "
      "|\n|---|---|---|---|---|---|---|\n";
  for (const v1::Transition& row : flow.transitions()) {
    std::string what = "the report";
    if (row.of_handover()) {
      what = row.handover_to() == v1::ROLE_UNSPECIFIED
                 ? "each hand-over"
                 : absl::StrCat("the hand-over to ", Plain(row.handover_to()));
    }
    std::vector<std::string> from;
    for (int state : row.from()) {
      from.push_back(Plain(v1::IncidentState_Name(static_cast<v1::IncidentState>(state)), kState));
    }
    std::vector<std::string> who;
    for (int role : row.roles()) who.push_back(Plain(static_cast<Role>(role)));
    const std::string to = row.to_previous() ? "where it was returned from"
                                             : Plain(v1::IncidentState_Name(row.to()), kState);
    absl::StrAppend(&out, "| ", row.action(), " | ", what, " | ",
                    from.empty() ? "(new)" : absl::StrJoin(from, ", "), " | ", to, " | ",
                    absl::StrJoin(who, ", "), " | ",
                    row.has_next_due() ? Plain(row.waiting_for()) : "", " | ",
                    row.has_next_due() ? Plain(row.next_due()) : "", " |\n");
  }
  std::vector<std::string> urgent;
  for (int role : flow.urgent_to()) urgent.push_back(Plain(static_cast<Role>(role)));
  std::vector<std::string> violent;
  for (int type : flow.urgent_types()) {
    violent.push_back(Plain(v1::IncidentType_Name(static_cast<v1::IncidentType>(type)), kType));
  }
  absl::StrAppend(&out,
                  "\nViolence, a weapon or somebody detained, whatever was ticked, and every ",
                  absl::StrJoin(violent, ", "), ": at once to ", absl::StrJoin(urgent, ", "),
                  ", and to whomever its type goes.\n");
  out += "\nWhere a type goes when the reporter does not say:\n\n";
  for (const v1::Route& route : flow.routes()) {
    std::vector<std::string> types;
    for (int type : route.types()) {
      types.push_back(Plain(v1::IncidentType_Name(static_cast<v1::IncidentType>(type)), kType));
    }
    std::vector<std::string> to;
    for (int role : route.to()) to.push_back(Plain(static_cast<Role>(role)));
    absl::StrAppend(&out, "* ", absl::StrJoin(types, ", "), ": ", absl::StrJoin(to, ", "), "\n");
  }
  return out;
}

std::string LifecycleTable(const v1::Bundle& bundle) {
  std::string out =
      "\n## How long records are kept\n\n| rule | class | counted from | after | under 18 | then | "
      "in "
      "force from | because |\n|---|---|---|---|---|---|---|---|\n";
  for (const v1::LifecycleRule& rule : bundle.lifecycle()) {
    absl::StrAppend(
        &out, "| ", rule.id(), " | ",
        Plain(v1::RetentionClass_Name(rule.retention_class()), kClass), " | ",
        Plain(v1::Clock_Name(rule.clock()), kClock), rule.restarts() ? ", restarts" : "", " | ",
        rule.has_after() ? Plain(rule.after()) : "", " | ", rule.halved_under_18() ? "half" : "",
        " | ", Plain(v1::LifecycleStep_Name(rule.step()), kStep), " | ");
    absl::StrAppend(&out, rule.effective_from(), " | ", rule.because(), " |\n");
  }
  return out;
}

}  // namespace

std::string ClockTables(const v1::Bundle& bundle) {
  std::string out;
  if (bundle.has_flow()) out += FlowTable(bundle.flow());
  if (!bundle.lifecycle().empty()) out += LifecycleTable(bundle);
  if (bundle.has_terms_valid_for()) {
    absl::StrAppend(&out, "\nTerms must be accepted again after ", Plain(bundle.terms_valid_for()),
                    ".\n");
  }
  return out;
}

}  // namespace smarthub::policy
