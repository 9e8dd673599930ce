// Load on a store whose every promise can be checked afterwards, from what was acknowledged.
#ifndef TESTS_FAULT_WORKLOAD_H_
#define TESTS_FAULT_WORKLOAD_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "platform/store/store.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {

class Workload {
 public:
  explicit Workload(TestStore& test) : test_(test) {}

  // Commits from many tasks at once until `acknowledged` more were, then calls `strike`, and
  // returns when every task has met its error.
  template <typename F>
  void RunUntil(int acknowledged, F strike) {
    Begin(acknowledged);
    while (goal_ > 0 && running_ > 0) Turn();
    strike();
    while (running_ > 0) Turn();
  }

  // Sends what ended without an answer again, with the same request ids: each must tell.
  std::vector<std::string> RepeatUnknown();

  // Everything that is not as it must be: an acknowledged commit or audit entry that is missing, an
  // entry without its change, a change without its entry, event or index place.
  std::vector<std::string> FindViolations();

  int acknowledged() const { return acknowledged_; }

 private:
  struct Step {
    int record = 0;
    uint64_t version = 0;
    bool operator<(const Step& other) const {
      return std::tie(record, version) < std::tie(other.record, other.version);
    }
  };

  static Task<void> Worker(Workload& load);
  static Batch BatchOf(const Step& step);
  static std::string NameOf(const Step& step);
  Step NextStep();
  void Begin(int acknowledged);
  void Turn();

  TestStore& test_;
  int goal_ = 0;
  int running_ = 0;
  int next_record_ = 0;
  int acknowledged_ = 0;
  // The last version known of each record that nobody is changing.
  std::map<int, uint64_t> idle_;
  // Acknowledged steps and the leaf each was given; steps without an answer.
  std::map<Step, uint64_t> done_;
  std::vector<Step> unknown_;
};

}  // namespace smarthub::store

#endif  // TESTS_FAULT_WORKLOAD_H_
