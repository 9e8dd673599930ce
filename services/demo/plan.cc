#include "services/demo/plan.h"

#include "services/demo/texts.h"

namespace smarthub::demo {
namespace {

using incident::v1::OutcomeGroup;

// What was published of the drawn crime, as the group an officer would choose.
OutcomeGroup OutcomeOf(std::string_view published) {
  constexpr struct {
    std::string_view published;
    OutcomeGroup group;
  } kOutcomes[] = {
      {"Investigation complete; no suspect identified",
       incident::v1::OUTCOME_GROUP_NO_SUSPECT_IDENTIFIED},
      {"Unable to prosecute suspect", incident::v1::OUTCOME_GROUP_EVIDENTIAL_DIFFICULTIES},
      {"Court result unavailable", incident::v1::OUTCOME_GROUP_CHARGED_OR_SUMMONSED},
      {"Awaiting court outcome", incident::v1::OUTCOME_GROUP_CHARGED_OR_SUMMONSED},
      {"Suspect charged as part of another case",
       incident::v1::OUTCOME_GROUP_TAKEN_INTO_CONSIDERATION},
      {"Local resolution", incident::v1::OUTCOME_GROUP_OUT_OF_COURT_INFORMAL},
      {"Offender given a caution", incident::v1::OUTCOME_GROUP_OUT_OF_COURT_FORMAL},
      {"Action to be taken by another organisation", incident::v1::OUTCOME_GROUP_TRANSFERRED},
      {"Formal action is not in the public interest",
       incident::v1::OUTCOME_GROUP_NOT_IN_PUBLIC_INTEREST},
      {"Further action is not in the public interest",
       incident::v1::OUTCOME_GROUP_NOT_IN_PUBLIC_INTEREST},
  };
  for (const auto& outcome : kOutcomes) {
    if (outcome.published == published) return outcome.group;
  }
  return incident::v1::OUTCOME_GROUP_UNDER_INVESTIGATION;
}

AgencyPlan Police(const insight::v1::ReferenceRow& row, Dice& dice) {
  AgencyPlan plan;
  plan.to = policy::v1::ROLE_POLICE;
  plan.take_after = dice.Chance(5) ? -1 : dice.Between(0, 3);
  plan.answer_after = dice.Between(2, 21);
  plan.asks = dice.Chance(10);
  plan.outcome = OutcomeOf(row.outcome());
  const bool nobody = plan.outcome == incident::v1::OUTCOME_GROUP_NO_SUSPECT_IDENTIFIED;
  plan.note = nobody ? dice.Of(kNoSuspectNotes) : dice.Of(kPoliceNotes);
  plan.reference = "DEMO-" + std::to_string(dice.Between(10000, 99999));
  return plan;
}

AgencyPlan Council(Dice& dice) {
  AgencyPlan plan;
  plan.to = policy::v1::ROLE_COUNCIL;
  plan.take_after = dice.Chance(8) ? -1 : dice.Between(1, 7);
  plan.answer_after = dice.Between(5, 25);
  plan.asks = dice.Chance(8);
  plan.outcome = dice.Chance(75) ? incident::v1::OUTCOME_GROUP_COUNCIL_ACTION
                                 : incident::v1::OUTCOME_GROUP_NO_FURTHER_ACTION;
  plan.note = dice.Of(kCouncilNotes);
  plan.reference = "CS-" + std::to_string(dice.Between(1000, 9999));
  return plan;
}

}  // namespace

void PlanWay(const insight::v1::ReferenceRow& row, Dice& dice, Planned& planned) {
  const int way = dice.Between(1, 100);
  // An urgent report is with the agency already; what the coordinator does is only the review.
  planned.declined = way <= 4 && !planned.urgent;
  planned.returned = way > 4 && way <= 14 && !planned.urgent;
  planned.withdrawn = way > 14 && way <= 17;
  planned.left = way == 18;
  planned.closed = dice.Chance(55);
  planned.silent = dice.Chance(6);
  const auto type = planned.report.type();
  const bool nuisance = type == policy::v1::INCIDENT_TYPE_ASB_NUISANCE;
  const bool both = type == policy::v1::INCIDENT_TYPE_ABUSE || dice.Chance(8);
  if (!nuisance || both) planned.agencies.push_back(Police(row, dice));
  if (nuisance || both) planned.agencies.push_back(Council(dice));
}

}  // namespace smarthub::demo
