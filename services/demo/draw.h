// Drawing invented reports from recorded crime: each drawn row gives month, street, type and
// outcome; everything else is thrown with dice. What becomes of the report is drawn with it, so
// that walking it is only doing. Pure; thread-safe.
#ifndef SERVICES_DEMO_DRAW_H_
#define SERVICES_DEMO_DRAW_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/demo/demo.h"
#include "services/demo/dice.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::demo {

// What one agency will do with it.
struct AgencyPlan {
  policy::v1::Role to = policy::v1::ROLE_UNSPECIFIED;
  // Days from being passed to being taken; negative: it is left lying.
  int take_after = 0;
  int answer_after = 0;
  bool asks = false;
  incident::v1::OutcomeGroup outcome = incident::v1::OUTCOME_GROUP_UNSPECIFIED;
  std::string_view note;
  std::string reference;
};

struct Planned {
  // Index into kSites.
  size_t shop = 0;
  // Into kReported where it is one of the story's (story.h); else -1.
  int story = -1;
  absl::Time reported;
  // Without the site's id.
  incident::v1::Report report;
  std::string incident_id;
  bool urgent = false;

  // What the coordinator will do.
  bool returned = false;
  bool declined = false;
  bool withdrawn = false;
  // Nobody at the scheme looks at it.
  bool left = false;
  // The shop never answers what it is asked.
  bool silent = false;
  bool closed = false;
  std::vector<AgencyPlan> agencies;
};

// In the order in which they are reported, none after `options.now`. `move` is MonthsToMove.
std::vector<Planned> Draw(const DemoOptions& options, int move, Dice& dice);

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_DRAW_H_
