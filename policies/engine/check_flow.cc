#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "policies/engine/check.h"
#include "policies/engine/flow.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

constexpr std::string_view kReport = "incident.report";

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// A row for somebody whom no rule lets do the action would be dead text that reads like a right.
bool SomeRuleAllows(const v1::Bundle& bundle, int role, const std::string& action) {
  for (const v1::AccessRule& rule : bundle.access()) {
    if (rule.effect() == v1::EFFECT_ALLOW && rule.kinds().empty() && Contains(rule.roles(), role) &&
        Contains(rule.actions(), action)) {
      return true;
    }
  }
  return false;
}

absl::Status CheckTransition(const v1::Bundle& bundle, const v1::Transition& row,
                             const std::string& id) {
  if (row.roles().empty()) return Bad(id, "a row names who may");
  for (auto status : {CheckList(id, v1::Role_descriptor(), row.roles()),
                      CheckList(id, v1::IncidentState_descriptor(), row.from()),
                      CheckOptionalPeriod(id, "next_due", row.has_next_due(), row.next_due())}) {
    if (!status.ok()) return status;
  }
  if (row.to_previous() ? row.to() != 0 || row.from().empty()
                        : !Known(v1::IncidentState_descriptor(), row.to())) {
    return Bad(id, "a row goes to one state, or back to the one before");
  }
  if (row.has_next_due() != Known(v1::Role_descriptor(), row.waiting_for())) {
    return Bad(id, "next_due and waiting_for come together");
  }
  if (row.handover_to() != 0 && (!row.of_handover() || !IsAgency(row.handover_to()))) {
    return Bad(id, "handover_to is police or council, of a hand-over");
  }
  for (int role : row.roles()) {
    if (!SomeRuleAllows(bundle, role, row.action())) {
      return Bad(id,
                 absl::StrCat("no rule allows it to ", v1::Role_Name(static_cast<v1::Role>(role))));
    }
  }
  return absl::OkStatus();
}

// -1: the report itself; else the hand-over to that agency.
std::set<int> Moves(const v1::Transition& row) {
  if (!row.of_handover()) return {-1};
  if (row.handover_to() != 0) return {row.handover_to()};
  return {v1::ROLE_POLICE, v1::ROLE_COUNCIL};
}

// A row from a state that nothing reaches is a mistake in one of two rows.
absl::Status CheckReached(const v1::IncidentFlow& flow) {
  std::set<std::pair<int, int>> reached;
  for (const v1::Transition& row : flow.transitions()) {
    for (int what : Moves(row)) reached.emplace(what, row.to());
  }
  for (const v1::Transition& row : flow.transitions()) {
    for (int what : Moves(row)) {
      for (int state : row.from()) {
        if (reached.contains({what, state})) continue;
        return Bad(row.action(),
                   absl::StrCat("no row leads to ",
                                v1::IncidentState_Name(static_cast<v1::IncidentState>(state))));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRoutes(const v1::Bundle& bundle) {
  std::set<int> routed;
  for (const v1::Route& route : bundle.flow().routes()) {
    for (auto status : {CheckList("routes", v1::IncidentType_descriptor(), route.types()),
                        CheckList("routes", v1::Role_descriptor(), route.to())}) {
      if (!status.ok()) return status;
    }
    if (route.types().empty() || route.to().empty()) return Bad("routes", "an empty route");
    for (int type : route.types()) {
      if (!routed.insert(type).second) return Bad("routes", "a type is routed twice");
    }
    for (int to : route.to()) {
      if (!IsAgency(to)) return Bad("routes", "a route leads to police or council");
    }
  }
  // With a flow, every type leads somewhere.
  const int types = v1::IncidentType_descriptor()->value_count() - 1;
  if (bundle.has_flow() && static_cast<int>(routed.size()) != types) {
    return Bad("routes", "a type of incident has no route");
  }
  return absl::OkStatus();
}

// The begin of a hand-over by the report itself: without it an urgent report would be refused.
bool BeginsAtOnce(const v1::IncidentFlow& flow, int role, int agency) {
  return absl::c_any_of(flow.transitions(), [&](const v1::Transition& row) {
    return row.action() == kReport && row.from().empty() && Contains(row.roles(), role) &&
           row.of_handover() && Moves(row).contains(agency);
  });
}

// Whoever may report must be able to hand over at once: to those named for urgency and to whomever
// a type is routed, because any type can be urgent.
absl::Status CheckUrgent(const v1::IncidentFlow& flow) {
  constexpr std::string_view kWhere = "urgent_to";
  if (auto status = CheckList(kWhere, v1::Role_descriptor(), flow.urgent_to()); !status.ok()) {
    return status;
  }
  if (auto status = CheckList("urgent_types", v1::IncidentType_descriptor(), flow.urgent_types());
      !status.ok()) {
    return status;
  }
  std::set<int> agencies(flow.urgent_to().begin(), flow.urgent_to().end());
  for (int agency : agencies) {
    if (!IsAgency(agency)) return Bad(kWhere, "urgent reports go to police or council");
  }
  for (const v1::Transition& row : flow.transitions()) {
    if (row.action() != kReport || row.of_handover()) continue;
    if (agencies.empty()) return Bad(kWhere, "nobody is named for violence");
    for (const v1::Route& route : flow.routes()) {
      agencies.insert(route.to().begin(), route.to().end());
    }
    for (int role : row.roles()) {
      for (int agency : agencies) {
        if (BeginsAtOnce(flow, role, agency)) continue;
        return Bad(kWhere, absl::StrCat("no row of ", std::string(kReport), " hands a report by ",
                                        v1::Role_Name(static_cast<v1::Role>(role)), " to ",
                                        v1::Role_Name(static_cast<v1::Role>(agency)), " at once"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPurposes(const v1::Bundle& bundle) {
  std::set<int> roles;
  for (const v1::DefaultPurpose& row : bundle.purposes()) {
    if (!Known(v1::Role_descriptor(), row.role())) return Bad("purposes", "no such role");
    if (!roles.insert(row.role()).second) return Bad("purposes", "a role is named twice");
    if (row.purposes().empty()) return Bad("purposes", "a role without a purpose");
    if (auto status = CheckList("purposes", v1::Purpose_descriptor(), row.purposes());
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckFlow(const v1::Bundle& bundle, const std::set<std::string_view>& actions) {
  // role, action, hand-over (-1: the report, 0: any), state: two rows would be two answers.
  std::set<std::tuple<int, std::string, int, int>> rows;
  for (int i = 0; i < bundle.flow().transitions_size(); ++i) {
    const v1::Transition& row = bundle.flow().transitions(i);
    const std::string id = absl::StrCat("transition ", i + 1, " (", row.action(), ")");
    if (!actions.contains(std::string_view(row.action()))) return Bad(id, "no such action");
    if (auto status = CheckTransition(bundle, row, id); !status.ok()) return status;
    std::set<int> from(row.from().begin(), row.from().end());
    if (from.empty()) from.insert(0);
    for (int role : row.roles()) {
      for (int to : Moves(row)) {
        for (int state : from) {
          if (!rows.emplace(role, row.action(), to, state).second) {
            return Bad(id, "another row speaks of the same move");
          }
        }
      }
    }
  }
  if (auto status = CheckReached(bundle.flow()); !status.ok()) return status;
  if (auto status = CheckRoutes(bundle); !status.ok()) return status;
  if (auto status = CheckUrgent(bundle.flow()); !status.ok()) return status;
  return CheckPurposes(bundle);
}

}  // namespace smarthub::policy
