// Everybody described in a scheme's reports, in memory, found by name, plate, looks and method.
//
// It proposes; it does not disclose. A score comes from what is asked and one record alone, so
// neither order nor gaps tell of records that the caller may not see. Putting one record into an
// index of its own and asking that gives the same scores: that is how a match is checked against
// the record as it was loaded for the caller (found.h).
//
// Not thread-safe. `nicknames` outlives it. Words that nobody has any more are gone from memory
// with the last who had them.
#ifndef SERVICES_SUBJECT_NAME_INDEX_H_
#define SERVICES_SUBJECT_NAME_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "platform/base/uuid.h"
#include "services/subject/name_likeness.h"
#include "services/subject/word_table.h"

namespace smarthub::subject {

// One person in one report, as the report says. Empty and 0: it does not say.
struct Person {
  // Nil: nobody is described, only the vehicle.
  Uuid appearance;
  // The name, then aliases.
  std::vector<std::string> names;
  // The numbers of incident.v1.AgeBand, Height, Build.
  uint8_t age = 0;
  uint8_t height = 0;
  uint8_t build = 0;
  std::string hair;
  std::string clothing;
  std::string marks;
};

struct Report {
  Uuid incident;
  absl::Time reported_at;
  // The number of policy.v1.IncidentType.
  uint8_t type = 0;
  std::vector<std::string> goods;
  std::string place;
  std::vector<std::string> plates;
  std::vector<Person> people;
  // Its store.v1.RecordFacts, serialised: on which policy decides whether it may be proposed.
  std::string facts;
};

struct Match {
  Uuid incident;
  Uuid appearance;
  absl::Time reported_at;
  // 1 to 1,000.
  int score = 0;
  // Ascending, without kNone.
  std::vector<By> by;

  friend bool operator==(const Match&, const Match&) = default;
};

// The better one; of equals the newer, then by id.
bool Before(const Match& a, const Match& b);

class NameIndex {
 public:
  explicit NameIndex(const Nicknames* nicknames)
      : names_(nicknames), descriptions_(nicknames), nicknames_(nicknames) {}

  // In place of what was known of this report.
  void Put(const Report& report);
  void Erase(const Uuid& incident);

  static constexpr size_t kEverybody = std::numeric_limits<size_t>::max();
  // By name, alias, sound, part of a plate. At most `most`, best first.
  std::vector<Match> Search(std::string_view query, size_t most = kEverybody) const;
  // Who is likely the same as this person of this report, which is left out itself.
  std::vector<Match> LikelySame(const Report& report, const Person& person,
                                size_t most = kEverybody) const;
  // What policy decides on. Null: there is no such report any more.
  const std::string* FactsOf(const Uuid& incident) const;

  size_t people() const { return people_; }
  size_t reports() const { return reports_.size(); }
  // What it takes, about: for the bound, and measured beside malloc's word in tests/bench.
  size_t bytes() const { return bytes_ + names_.bytes() + descriptions_.bytes(); }

 private:
  // describe_for_test.h
  friend std::string Describe(const NameIndex& index);

  using WordIds = std::vector<WordTable::Id>;
  struct HeldPerson {
    Uuid appearance;
    // What somebody may be called, in full, as words.
    std::vector<WordIds> names;
    uint8_t age = 0, height = 0, build = 0;
    // Sorted.
    WordIds hair, clothing, marks;
  };
  struct HeldReport {
    absl::Time reported_at;
    uint8_t type = 0;
    WordIds goods, place;
    std::vector<std::string> plates;
    std::vector<HeldPerson> people;
    std::string facts;
  };
  // A name asked for, compared with every word there is (name_search.cc).
  class AskedName;

  WordIds HoldTelling(std::string_view text);
  HeldPerson Hold(const Person& person);
  HeldReport Hold(const Report& report);
  void Release(const WordIds& ids, WordTable& table);
  void Release(const HeldReport& report);
  static size_t BytesOf(const HeldReport& report);
  static NameLikeness BestName(const std::vector<AskedName>& asked, const HeldPerson& person);
  // Runs `score(report, person)` -> Match without ids, over everybody; score 0: no match.
  template <typename Score>
  std::vector<Match> Best(size_t most, Score score) const;

  WordTable names_;
  WordTable descriptions_;
  const Nicknames* nicknames_;
  absl::flat_hash_map<Uuid, HeldReport> reports_;
  size_t people_ = 0;
  size_t bytes_ = 0;
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NAME_INDEX_H_
