// How well a search finds people, on the labelled names of tests/data/names. The floors are what is
// measured, less a little; docs/performance.md has the figures beside a public algorithm's.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "platform/base/clock.h"
#include "services/subject/name_index.h"

namespace smarthub::subject {
namespace {

std::vector<std::vector<std::string>> Rows(const std::string& file) {
  std::ifstream in(SMARTHUB_SOURCE_DIR "/tests/data/names/" + file);
  EXPECT_TRUE(in.good()) << file;
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) rows.push_back(absl::StrSplit(line, ','));
  return rows;
}

struct Tally {
  double asked = 0;
  double first = 0;
  double among_ten = 0;
  double shown = 0;
};

TEST(SearchQualityTest, FindsPeopleByNamesWithErrorsAndOtherNames) {
  const Nicknames nicknames;
  NameIndex index(&nicknames);
  SeededRandom random(1);
  std::map<Uuid, std::string> names;
  for (const auto& row : Rows("held.csv")) {
    Report report;
    report.incident = Uuid::Make(random);
    report.people.emplace_back();
    report.people.back().names = {row[1]};
    names[report.incident] = row[1];
    index.Put(report);
  }
  ASSERT_GT(index.people(), 4900u);
  std::map<std::string, Tally> tallies;
  for (const auto& row : Rows("asked.csv")) {
    Tally& tally = tallies[row[0]];
    ++tally.asked;
    const std::vector<Match> found = index.Search(row[1], 10);
    tally.shown += static_cast<double>(found.size());
    for (size_t i = 0; i < found.size(); ++i) {
      if (names[found[i].incident] != row[2]) continue;
      if (i == 0) ++tally.first;
      ++tally.among_ten;
      break;
    }
  }
  struct Floor {
    const char* kind;
    double first;
    double among_ten;
  };
  for (const Floor& floor : std::vector<Floor>{{"spelling", 0.98, 0.99},
                                               {"swapped", 0.98, 0.99},
                                               {"nickname", 0.96, 0.98},
                                               {"sound", 0.92, 0.93},
                                               {"surname", 0.88, 0.92},
                                               {"one_name", 0.24, 0.7}}) {
    const Tally& tally = tallies[floor.kind];
    RecordProperty(std::string(floor.kind) + "_first", std::to_string(tally.first / tally.asked));
    EXPECT_GE(tally.first / tally.asked, floor.first) << floor.kind;
    EXPECT_GE(tally.among_ten / tally.asked, floor.among_ten) << floor.kind;
    // A search that shows everybody finds everybody, too.
    EXPECT_LE(tally.shown / tally.asked, 10) << floor.kind;
  }
}

}  // namespace
}  // namespace smarthub::subject
