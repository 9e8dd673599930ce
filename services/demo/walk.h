// Walking drawn reports through the hub, day by day: shops report as it happens; the coordinator
// sits on weekday mornings, police on Tuesdays and Fridays, the council on Wednesdays; shops answer
// questions in the evening. What the town's past has not come to stays open.
#ifndef SERVICES_DEMO_WALK_H_
#define SERVICES_DEMO_WALK_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/demo/draw.h"
#include "services/demo/found.h"
#include "services/demo/stage.h"
#include "services/demo/town.h"

namespace smarthub::demo {

// One agency's part of one report, as it goes.
struct Part {
  const AgencyPlan* plan = nullptr;
  enum class Stage { kPassed, kTaken, kAsked, kAnswered, kOver } stage = Stage::kPassed;
  absl::Time since;
  bool asked = false;
};

// One report on its way.
struct Case {
  const Planned* plan = nullptr;
  enum class Stage {
    kNotYet,
    kWithCoordinator,
    kReturned,
    kWithAgencies,
    kOver
  } stage = Stage::kNotYet;
  absl::Time since;
  bool returned_before = false;
  std::vector<Part> parts;
};

class Walk {
 public:
  // All outlive the walk.
  Walk(Town& town, Everybody& people, const std::vector<Planned>& plans, Stage& stage, Dice& dice);

  // From the first report to `until`.
  Task<absl::Status> Go(absl::Time until, std::function<void(int done, int all)> progress);

 private:
  // Reports and scenes of the story, as they come, before `at`.
  Task<absl::Status> WhatHappens(absl::Time at);
  Task<absl::Status> Day(absl::Time midnight, absl::Time until);
  Task<absl::Status> Report(Case& one);
  Task<absl::Status> CoordinatorSits();
  Task<absl::Status> Review(Case& one);
  Task<absl::Status> Pass(Case& one);
  Task<absl::Status> AgencySits(policy::v1::Role role, Person& officer);
  Task<absl::Status> Work(policy::v1::Role role, Person& officer, Case& one, Part& part);
  Task<absl::Status> ShopsAnswer();
  Task<absl::Status> CloseOne(Case& one);
  template <typename Reply, typename Request>
  Task<absl::Status> Do(Person& person, std::string_view method, Request request, const Case& one);
  Task<absl::Status> Open(Person& person, const Case& one);
  Task<absl::Status> LookAtQueue(Person& person);
  Person& ReporterOf(const Case& one);
  static std::string Method(std::string_view name);

  Town& town_;
  Everybody& people_;
  Stage& stage_;
  Dice& dice_;
  std::vector<Case> cases_;
  size_t reported_ = 0;
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_WALK_H_
