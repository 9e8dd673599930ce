#include "services/subject/describe_for_test.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smarthub::subject {

std::string Describe(const NameIndex& index) {
  const auto text = [](const auto& ids, const WordTable& table) {
    std::vector<std::string> words;
    for (const WordTable::Id id : ids) words.push_back(table.at(id).text);
    std::sort(words.begin(), words.end());
    return absl::StrJoin(words, " ");
  };
  std::vector<std::string> lines;
  for (const auto& [incident, report] : index.reports_) {
    std::string line = absl::StrCat(
        incident.ToString(), "|", absl::ToUnixMillis(report.reported_at), "|", report.type, "|",
        text(report.goods, index.descriptions_), "|", text(report.place, index.descriptions_), "|",
        absl::StrJoin(report.plates, ","));
    for (const auto& person : report.people) {
      absl::StrAppend(&line, "\n ", person.appearance.ToString(), "|", person.age, "|",
                      person.height, "|", person.build, "|", text(person.hair, index.descriptions_),
                      "|", text(person.clothing, index.descriptions_), "|",
                      text(person.marks, index.descriptions_));
      for (const auto& name : person.names) absl::StrAppend(&line, "|", text(name, index.names_));
    }
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  return absl::StrJoin(lines, "\n");
}

}  // namespace smarthub::subject
