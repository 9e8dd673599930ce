#include "services/subject/set_notice.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "platform/base/times.h"
#include "policies/engine/period.h"

namespace smarthub::subject {
namespace {

// Of whom the notices and the exemptions of a set speak: those linked when they were recorded.
struct Spoken {
  absl::flat_hash_set<std::string> told;
  // Until when each is exempt.
  absl::flat_hash_map<std::string, absl::Time> exempt;
};

Spoken SpokenOf(const LinkedSet& set) {
  Spoken spoken;
  const bool reachable = CanBeReached(set);
  for (const Member& member : set) {
    const StoredSubject& own = member.body;
    if (own.notice_given()) {
      spoken.told.insert(own.told_of().begin(), own.told_of().end());
    }
    if (!own.has_exempt_until() || (own.exempt_impossible() && reachable)) continue;
    const absl::Time until = FromProto(own.exempt_until());
    for (const std::string& id : own.exempt_of()) {
      absl::Time& latest = spoken.exempt.try_emplace(id, until).first->second;
      latest = std::max(latest, until);
    }
  }
  return spoken;
}

}  // namespace

OwedNotice NoticeOf(const policy::Policy& policy, const LinkedSet& set) {
  OwedNotice all;
  const Spoken spoken = SpokenOf(set);
  std::optional<absl::Time> in_touch;
  for (const Member& member : set) {
    if (!member.body.has_in_touch_since()) continue;
    const absl::Time since = FromProto(member.body.in_touch_since());
    in_touch = std::min(in_touch.value_or(since), since);
  }
  for (const Member& member : set) {
    const std::string id(member.key.id.bytes());
    if (spoken.told.contains(id)) continue;
    const absl::Time held = FromProto(member.body.first_held_at());
    absl::Time due = policy::EndOf(policy.bundle().notice_within(), held, policy.zone());
    // First contact: then and there (Art 14(3)(b)); of what was reported later, at once.
    if (in_touch) due = std::min(due, std::max(*in_touch, held));
    const auto exempt = spoken.exempt.find(id);
    if (exempt == spoken.exempt.end()) {
      all.owed = true;
    } else {
      due = std::max(due, exempt->second);
      all.exempt_until = std::min(all.exempt_until.value_or(exempt->second), exempt->second);
    }
    all.due = std::min(all.due.value_or(due), due);
  }
  return all;
}

bool EverybodyTold(const LinkedSet& set) {
  const Spoken spoken = SpokenOf(set);
  return std::all_of(set.begin(), set.end(), [&spoken](const Member& one) {
    return spoken.told.contains(std::string(one.key.id.bytes()));
  });
}

bool CanBeReached(const LinkedSet& set) {
  return std::any_of(set.begin(), set.end(), [](const Member& one) {
    return one.body.named() || one.body.has_in_touch_since();
  });
}

}  // namespace smarthub::subject
