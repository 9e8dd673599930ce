// What becomes of a drawn report: who declines, returns, takes, asks, answers, and who lets it lie.
#ifndef SERVICES_DEMO_PLAN_H_
#define SERVICES_DEMO_PLAN_H_

#include "services/demo/draw.h"

namespace smarthub::demo {

void PlanWay(const insight::v1::ReferenceRow& row, Dice& dice, Planned& planned);

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_PLAN_H_
