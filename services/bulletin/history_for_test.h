// What the model of history_test.cc knows of people and bulletins. For tests only.
#ifndef SERVICES_BULLETIN_HISTORY_FOR_TEST_H_
#define SERVICES_BULLETIN_HISTORY_FOR_TEST_H_

#include <algorithm>
#include <map>
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
  // Turned out to be so: a report said it.
  bool under_10 = false;
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
  // Everybody it ever showed, and from when their time counts.
  std::map<int, absl::Time> once_shown;
  absl::Time proposed;
  // When it would be erased.
  absl::Time due;

  // Goes up; `first` is set.
  void ShowEverybody() {
    published = was_up = true;
    waits = false;
    for (const int person : people) {
      const auto [shown, is_new] = once_shown.emplace(person, *first);
      if (!is_new) shown->second = std::min(shown->second, *first);
    }
  }
  // What `other` has used up of the time of whoever is in both.
  void InheritFrom(const Posted& other) {
    for (const int person : people) {
      const auto shown = other.once_shown.find(person);
      if (shown != other.once_shown.end()) {
        first = std::min(first.value_or(shown->second), shown->second);
      }
    }
  }
};

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_HISTORY_FOR_TEST_H_
