// How those in a NameIndex are compared with what is asked, and ranked.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "services/subject/looks.h"
#include "services/subject/name_index.h"
#include "services/subject/plates.h"

namespace smarthub::subject {
namespace {

// One name alone is shared by many; two that fit are much more.
constexpr float kOneWord = 0.75F;
constexpr float kNamePart = 0.85F;
constexpr float kPlatePart = 0.75F;
constexpr float kLeastHint = 0.35F;

void AddBy(std::vector<By>& by, uint32_t bits) {
  for (int i = 1; i < 8; ++i) {
    if ((bits >> i & 1) != 0) by.push_back(static_cast<By>(i));
  }
}
uint32_t Bit(By by) { return 1U << static_cast<int>(by); }
int Thousandths(float score) {
  return static_cast<int>(std::lround(std::clamp(score, 0.0F, 1.0F) * 1000));
}

float BestPlate(const std::vector<std::string>& asked, const std::vector<std::string>& held) {
  float best = 0;
  for (const std::string& part : asked) {
    for (const std::string& plate : held) best = std::max(best, PlateLikeness(part, plate));
  }
  return best;
}

}  // namespace

bool Before(const Match& a, const Match& b) {
  return std::tie(b.score, b.reported_at, a.incident, a.appearance) <
         std::tie(a.score, a.reported_at, b.incident, b.appearance);
}

// Every word asked for beside every word there is, once; a name is then only looked up.
class NameIndex::AskedName {
 public:
  AskedName(std::string_view name, const WordTable& table, const Nicknames& nicknames)
      : table_(&table) {
    for (const std::string& text : NameWords(name)) words_.emplace_back(text, nicknames);
    for (const Word& word : words_) {
      std::vector<Likeness>& row = scores_.emplace_back(table.size());
      for (WordTable::Id id = 0; id < row.size(); ++id) {
        if (!table.at(id).text.empty()) row[id] = CompareWords(word, table.at(id));
      }
    }
  }

  bool empty() const { return words_.empty(); }

  NameLikeness With(const WordIds& name) const {
    std::vector<const Word*> asked;
    for (const Word& word : words_) asked.push_back(&word);
    std::vector<const Word*> held;
    for (const WordTable::Id id : name) held.push_back(&table_->at(id));
    return CompareNames(asked, held, [&](size_t i, size_t j) { return scores_[i][name[j]]; });
  }

 private:
  const WordTable* table_;
  std::vector<Word> words_;
  std::vector<std::vector<Likeness>> scores_;
};

NameLikeness NameIndex::BestName(const std::vector<AskedName>& asked, const HeldPerson& person) {
  NameLikeness best;
  for (const AskedName& one : asked) {
    for (const WordIds& name : person.names) {
      const NameLikeness likeness = one.With(name);
      if (likeness.score > best.score) best = likeness;
    }
  }
  return best;
}

template <typename Score>
std::vector<Match> NameIndex::Best(size_t most, Score score) const {
  std::vector<Match> matches;
  for (const auto& [incident, report] : reports_) {
    for (const HeldPerson& person : report.people) {
      Match match = score(report, person);
      if (match.score <= 0) continue;
      match.incident = incident;
      match.appearance = person.appearance;
      match.reported_at = report.reported_at;
      matches.push_back(std::move(match));
    }
  }
  std::sort(matches.begin(), matches.end(), Before);
  if (matches.size() > most) matches.resize(most);
  return matches;
}

std::vector<Match> NameIndex::Search(std::string_view query, size_t most) const {
  std::vector<AskedName> names;
  names.emplace_back(query, names_, *nicknames_);
  if (names.front().empty()) names.clear();
  std::vector<std::string> plates;
  if (LooksLikePlate(query)) plates.push_back(PlateOf(query));
  return Best(most, [&](const HeldReport& report, const HeldPerson& person) {
    const NameLikeness name = BestName(names, person);
    const float plate = BestPlate(plates, report.plates);
    uint32_t by = name.score >= kAlike ? name.by : 0;
    if (plate >= kAlike) by |= Bit(By::kPlate);
    Match match;
    AddBy(match.by, by);
    if (by != 0) match.score = Thousandths(std::max(name.score, plate));
    return match;
  });
}

std::vector<Match> NameIndex::LikelySame(const Report& report, const Person& person,
                                         size_t most) const {
  std::vector<AskedName> names;
  for (const std::string& name : person.names) {
    names.emplace_back(name, names_, *nicknames_);
    if (names.back().empty()) names.pop_back();
  }
  std::vector<std::string> plates;
  for (const std::string& plate : report.plates) plates.push_back(PlateOf(plate));
  const auto ids = [this](std::string_view text) {
    WordIds found;
    for (const std::string& word : TellingWords(text)) {
      if (const auto id = descriptions_.Find(word)) found.push_back(*id);
    }
    std::sort(found.begin(), found.end());
    return found;
  };
  const Looks looks{person.age,       person.height,        person.build,
                    ids(person.hair), ids(person.clothing), ids(person.marks)};
  const Method method{report.type, ids(absl::StrJoin(report.goods, " ")), ids(report.place)};
  return Best(most, [&](const HeldReport& held_report, const HeldPerson& held) {
    Match match;
    if (held.appearance == person.appearance || held.appearance.nil()) return match;
    const NameLikeness name = BestName(names, held);
    const float plate = BestPlate(plates, held_report.plates);
    const float look = LooksLikeness(
        looks, {held.age, held.height, held.build, held.hair, held.clothing, held.marks});
    const float way =
        MethodLikeness(method, {held_report.type, held_report.goods, held_report.place});
    uint32_t by = 0;
    float strong = 0;
    if (name.score >= kAlike) {
      by |= name.by;
      strong = kNamePart * name.score * (name.words > 1 ? 1 : kOneWord);
    }
    if (plate >= kAlike) {
      by |= Bit(By::kPlate);
      strong = std::max(strong, kPlatePart * plate) + 0.1F * std::min(strong, plate);
    }
    if (look >= kLikeLooks) by |= Bit(By::kLooks);
    if (way >= kLikeMethod) by |= Bit(By::kMethod);
    // Looks and method alone must say more than they do beside a name.
    const float score =
        strong > 0 ? strong + 0.15F * look + 0.05F * way : 0.6F * look + 0.15F * way;
    if (by == 0 || score < kLeastHint || (strong == 0 && look < kLikeLooks)) return match;
    AddBy(match.by, by);
    match.score = Thousandths(score);
    return match;
  });
}

}  // namespace smarthub::subject
