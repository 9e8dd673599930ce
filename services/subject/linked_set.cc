#include "services/subject/linked_set.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"

namespace smarthub::subject {

bool HasLink(const StoredSubject& above, const Uuid& from) {
  return absl::c_any_of(above.links(), [&from](const subject::v1::StoredLink& link) {
    return link.from() == from.bytes();
  });
}

bool Challenged(const LinkedSet& set) {
  return absl::c_any_of(set, [](const Member& one) {
    return !one.body.challenged_by().empty() || !one.body.frozen_by().empty();
  });
}

void ListTo(const LinkedSet& set, google::protobuf::RepeatedPtrField<std::string>* ids) {
  ids->Clear();
  for (const Member& member : set) ids->Add(std::string(member.key.id.bytes()));
}

Member* Find(LinkedSet& set, const Uuid& id) {
  const auto found = absl::c_find_if(set, [&id](const Member& one) { return one.key.id == id; });
  return found == set.end() ? nullptr : &*found;
}

Parted Part(LinkedSet set, const Uuid& from) {
  Parted parted;
  absl::flat_hash_set<std::string> below = {std::string(from.bytes())};
  // Each stands behind the one it is linked to, so one pass finds all that hang below.
  for (Member& member : set) {
    const std::string id(member.key.id.bytes());
    const bool apart = member.key.id == from || below.contains(member.body.linked_to());
    if (apart) below.insert(id);
    (apart ? parted.apart : parted.rest).push_back(std::move(member));
  }
  return parted;
}

}  // namespace smarthub::subject
