#include "services/subject/nicknames.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "platform/base/strings.h"
#include "services/subject/name_lists.h"

namespace smarthub::subject {
namespace {

void Insert(std::vector<uint16_t>& into, uint16_t family) {
  const auto at = std::lower_bound(into.begin(), into.end(), family);
  if (at == into.end() || *at != family) into.insert(at, family);
}

bool Meet(const std::vector<uint16_t>& a, const std::vector<uint16_t>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&b](uint16_t one) { return std::binary_search(b.begin(), b.end(), one); });
}

// The lines of a list that hold something: no comments, no blank ones.
template <typename Take>
void ForEachLine(std::string_view csv, Take take) {
  for (const absl::string_view line : absl::StrSplit(ToAbsl(csv), '\n', absl::SkipWhitespace())) {
    if (line.front() == '#') continue;
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    take(fields);
  }
}

}  // namespace

Nicknames::Nicknames() {
  for (const std::string_view piece : kNicknamesCsv) AddNicknames(piece);
  for (const std::string_view piece : kVariantsCsv) AddVariants(piece);
}

uint16_t Nicknames::FamilyOf(std::string_view formal) {
  const auto next = static_cast<uint16_t>(numbers_.size());
  return numbers_.try_emplace(std::string(formal), next).first->second;
}

void Nicknames::AddNicknames(std::string_view csv) {
  ForEachLine(csv, [this](const std::vector<std::string>& fields) {
    if (fields.size() != 3 || fields[1] != "has_nickname") return;
    const uint16_t family = FamilyOf(fields[0]);
    Insert(families_[fields[0]].begins, family);
    Insert(families_[fields[0]].belongs, family);
    Insert(families_[fields[2]].belongs, family);
  });
}

void Nicknames::AddVariants(std::string_view csv) {
  ForEachLine(csv, [this](const std::vector<std::string>& fields) {
    // Every one of them begins the family, so that any two are direct kin. The name of the family
    // cannot be a word, or it would join that name's own.
    const uint16_t family = FamilyOf("=" + fields[0]);
    for (const std::string& name : fields) {
      Insert(families_[name].begins, family);
      Insert(families_[name].belongs, family);
    }
  });
}

const Nicknames::Families* Nicknames::Find(std::string_view word) const {
  const auto found = families_.find(ToAbsl(word));
  return found == families_.end() ? nullptr : &found->second;
}

Nicknames::Kin Nicknames::KinOf(const Families* a, const Families* b) {
  if (a == nullptr || b == nullptr) return Kin::kNone;
  if (Meet(a->begins, b->belongs) || Meet(b->begins, a->belongs)) return Kin::kDirect;
  return Meet(a->belongs, b->belongs) ? Kin::kSiblings : Kin::kNone;
}

}  // namespace smarthub::subject
