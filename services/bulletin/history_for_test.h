// What the model of history_test.cc knows of people and bulletins. For tests only.
#ifndef SERVICES_BULLETIN_HISTORY_FOR_TEST_H_
#define SERVICES_BULLETIN_HISTORY_FOR_TEST_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace smarthub::bulletin {

// What the model knows of a person.
struct Person {
  std::string name;
  bool frozen = false;
  bool restricted = false;
  bool young = false;
  bool told = true;
  bool challenged = false;
  // Everybody linked is one person: what holds for one holds for all.
  int set = 0;
};

struct Posted {
  std::vector<int> people;
  std::set<int> roles;
  std::set<std::string> areas;
  bool everywhere = false;
  int revision = 1;
  bool waits = true;
  bool approved = false;
  bool signed_off = false;
  bool published = false;
  absl::Time from;
  absl::Time until;
  std::optional<absl::Time> wanted;
  bool was_up = false;
  // From when its time counts, where it or an earlier one was up.
  std::optional<absl::Time> first;
  absl::Time proposed;
  // When it would be erased.
  absl::Time due;
};

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_HISTORY_FOR_TEST_H_
