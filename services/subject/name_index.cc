#include "services/subject/name_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "services/subject/looks.h"
#include "services/subject/plates.h"

namespace smarthub::subject {
namespace {

// Single words are called with a family name, too: "Gaz" of Gary Smith is Gaz Smith.
std::vector<std::vector<std::string>> CalledInFull(const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> called;
  for (const std::string& name : names) {
    std::vector<std::string> words = NameWords(name);
    if (!words.empty()) called.push_back(std::move(words));
  }
  const size_t given = called.size();
  for (size_t i = 1; i < given; ++i) {
    if (called[i].size() == 1 && called[0].size() > 1) {
      called.push_back({called[i][0], called[0].back()});
    }
  }
  return called;
}

}  // namespace

NameIndex::WordIds NameIndex::HoldTelling(std::string_view text) {
  WordIds ids;
  for (const std::string& word : TellingWords(text)) ids.push_back(descriptions_.Hold(word));
  std::sort(ids.begin(), ids.end());
  return ids;
}

NameIndex::HeldPerson NameIndex::Hold(const Person& person) {
  HeldPerson held;
  held.appearance = person.appearance;
  for (const auto& words : CalledInFull(person.names)) {
    WordIds& name = held.names.emplace_back();
    for (const std::string& word : words) name.push_back(names_.Hold(word));
  }
  held.age = person.age;
  held.height = person.height;
  held.build = person.build;
  held.hair = HoldTelling(person.hair);
  held.clothing = HoldTelling(person.clothing);
  held.marks = HoldTelling(person.marks);
  return held;
}

NameIndex::HeldReport NameIndex::Hold(const Report& report) {
  HeldReport held;
  held.reported_at = report.reported_at;
  held.type = report.type;
  held.facts = report.facts;
  held.goods = HoldTelling(absl::StrJoin(report.goods, " "));
  held.place = HoldTelling(report.place);
  for (const std::string& plate : report.plates) {
    if (std::string as_read = PlateOf(plate); !as_read.empty()) {
      held.plates.push_back(std::move(as_read));
    }
  }
  for (const Person& person : report.people) held.people.push_back(Hold(person));
  return held;
}

void NameIndex::Put(const Report& report) {
  Erase(report.incident);
  HeldReport held = Hold(report);
  people_ += held.people.size();
  bytes_ += BytesOf(held);
  reports_.emplace(report.incident, std::move(held));
}

void NameIndex::Erase(const Uuid& incident) {
  const auto found = reports_.find(incident);
  if (found == reports_.end()) return;
  people_ -= found->second.people.size();
  bytes_ -= BytesOf(found->second);
  Release(found->second);
  reports_.erase(found);
}

void NameIndex::Release(const WordIds& ids, WordTable& table) {
  for (const WordTable::Id id : ids) table.Release(id);
}

void NameIndex::Release(const HeldReport& report) {
  Release(report.goods, descriptions_);
  Release(report.place, descriptions_);
  for (const HeldPerson& person : report.people) {
    for (const WordIds& name : person.names) Release(name, names_);
    Release(person.hair, descriptions_);
    Release(person.clothing, descriptions_);
    Release(person.marks, descriptions_);
  }
}

size_t NameIndex::BytesOf(const HeldReport& report) {
  constexpr size_t kBlock = 16;  // of malloc, about
  const auto ids = [](const WordIds& of) {
    return of.empty() ? 0 : of.size() * sizeof(WordTable::Id) + kBlock;
  };
  size_t bytes = 2 * (sizeof(Uuid) + sizeof(HeldReport));
  bytes += ids(report.goods) + ids(report.place) + report.plates.size() * sizeof(std::string);
  bytes += report.facts.size() + kBlock;
  bytes += report.people.size() * sizeof(HeldPerson) + kBlock;
  for (const HeldPerson& person : report.people) {
    bytes += ids(person.hair) + ids(person.clothing) + ids(person.marks);
    for (const WordIds& name : person.names) bytes += sizeof(WordIds) + ids(name) + kBlock;
  }
  return bytes;
}

const std::string* NameIndex::FactsOf(const Uuid& incident) const {
  const auto found = reports_.find(incident);
  return found == reports_.end() ? nullptr : &found->second.facts;
}

}  // namespace smarthub::subject
