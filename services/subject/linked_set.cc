#include "services/subject/linked_set.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "policies/engine/period.h"
#include "services/subject/keys.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

// Young, or young as far as the report says: its own word that somebody in it is under 18 counts,
// however old this one looked to whoever wrote the report.
bool Under18(const incident::v1::StoredIncident& report, const incident::v1::Suspect& suspect) {
  return report.urgency().under_18() ||
         suspect.about_how_old() == incident::v1::AGE_BAND_UNDER_10 ||
         suspect.about_how_old() == incident::v1::AGE_BAND_10_TO_17;
}

Task<absl::Status> ReadReports(rpc::Context& context, StoredSubject* subject) {
  for (const subject::v1::StoredAppearanceRef& own : subject->appearances()) {
    CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
    CO_ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(own.appearance_id()));
    CO_ASSIGN_OR_RETURN(const auto report,
                        co_await context.LoadForRule({label::v1::INCIDENT, incident}));
    if (report.has_value()) {
      CO_RETURN_IF_ERROR(TakeReport(report->content, appearance, *subject));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::optional<Member>>> LoadMember(rpc::Context& context, Uuid id) {
  const store::Key key{label::v1::SUBJECT, id};
  CO_ASSIGN_OR_RETURN(auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::optional<Member>();
  Member member;
  member.key = key;
  member.version = view->version;
  CO_ASSIGN_OR_RETURN(member.body, rpc::ParseBody<StoredSubject>(view->content.body));
  CO_RETURN_IF_ERROR(co_await ReadReports(context, &member.body));
  member.content = std::move(view->content);
  co_return std::optional<Member>(std::move(member));
}

absl::Status TooLarge() {
  return absl::InternalError("a set of subjects is larger than it can be");
}

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

// From `id` to its root. A pointer to what is gone, or was made again since, is taken away.
Task<absl::StatusOr<std::vector<Member>>> Climb(rpc::Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(auto asked, co_await LoadMember(context, id));
  if (!asked.has_value()) co_return NotFound();
  std::vector<Member> climbed;
  climbed.push_back(*std::move(asked));
  while (!climbed.back().body.linked_to().empty()) {
    if (climbed.size() > kMostLinked) co_return TooLarge();
    StoredSubject& below = climbed.back().body;
    CO_ASSIGN_OR_RETURN(const Uuid above, Uuid::FromBytes(below.linked_to()));
    CO_ASSIGN_OR_RETURN(auto next, co_await LoadMember(context, above));
    if (!next.has_value() || !HasLink(next->body, climbed.back().key.id)) {
      below.clear_linked_to();
      break;
    }
    climbed.push_back(*std::move(next));
  }
  co_return climbed;
}

std::optional<Member> TakeFrom(std::vector<Member>& members, const Uuid& id) {
  const auto found =
      absl::c_find_if(members, [&id](const Member& one) { return one.key.id == id; });
  if (found == members.end()) return std::nullopt;
  std::optional<Member> taken = std::move(*found);
  members.erase(found);
  return taken;
}

// What the set says of itself.
struct Together {
  bool frozen = false;
  bool restricted = false;
  bool under_18 = false;
  bool challenged = false;
  int appearances = 0;
  // Earliest of those who were not told; absent: everybody was.
  std::optional<absl::Time> due;
  // Somebody who was not told is not exempt either.
  bool owed = false;
  std::optional<absl::Time> exempt_until;
};

void AddNotice(const policy::Policy& policy, const LinkedSet& set, Together& all) {
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
}

Together Over(const policy::Policy& policy, const LinkedSet& set) {
  Together all;
  for (const Member& member : set) {
    const StoredSubject& own = member.body;
    all.frozen |= !own.frozen_by().empty();
    all.restricted |= own.restricted();
    all.under_18 |= own.under_18();
    all.challenged |= !own.challenged_by().empty();
    all.appearances += own.appearances_size();
  }
  AddNotice(policy, set, all);
  return all;
}

void SetTogether(const Together& all, Member& member) {
  store::v1::RecordFacts& facts = member.content.facts;
  facts.set_frozen(all.frozen);
  facts.set_restricted(all.restricted);
  facts.set_under_18(all.under_18);
  StoredSubject& body = member.body;
  body.set_challenged(all.challenged);
  body.set_appearance_count(all.appearances);
  body.set_notice_done(!all.owed);
  body.clear_notice_done_until();
  body.clear_notice_due();
  if (!all.due) return;
  if (!all.owed) *body.mutable_notice_done_until() = ToProto(*all.exempt_until);
  *body.mutable_notice_due() = ToProto(*all.due);
}

void SetIndexes(bool root, Member& member) {
  std::vector<store::IndexEntry>& to = member.content.indexes;
  to.clear();
  const StoredSubject& body = member.body;
  for (const subject::v1::StoredAppearanceRef& own : body.appearances()) {
    const absl::StatusOr<Uuid> id = Uuid::FromBytes(own.appearance_id());
    if (id.ok()) to.push_back({std::string(kByAppearance), id->ToString(), ""});
  }
  to.push_back({std::string(kSubjects), std::string(kAll),
                store::NewestFirst(FromProto(body.first_held_at()))});
  // The root speaks for everybody: one person, one notice.
  if (root && body.has_notice_due()) {
    to.push_back({std::string(kNoticeDue), std::string(kDue),
                  store::OldestFirst(FromProto(body.notice_due()))});
  }
}

}  // namespace

bool HasLink(const StoredSubject& above, const Uuid& from) {
  return absl::c_any_of(above.links(), [&from](const subject::v1::StoredLink& link) {
    return link.from() == from.bytes();
  });
}

Task<absl::StatusOr<LinkedSet>> LoadSet(rpc::Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(std::vector<Member> climbed, co_await Climb(context, id));
  LinkedSet set;
  set.push_back(std::move(climbed.back()));
  climbed.pop_back();
  for (size_t i = 0; i < set.size(); ++i) {
    const std::string own(set[i].key.id.bytes());
    std::vector<subject::v1::StoredLink> kept;
    const auto links = set[i].body.links();
    for (const subject::v1::StoredLink& link : links) {
      CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(link.from()));
      // Who was met on the way up is not read again: whoever was asked for is in the set, whatever
      // others do meanwhile.
      std::optional<Member> member = TakeFrom(climbed, from);
      if (!member.has_value()) {
        CO_ASSIGN_OR_RETURN(member, co_await LoadMember(context, from));
      }
      if (!member.has_value() || member->body.linked_to() != own) continue;
      if (set.size() >= kMostLinked) co_return TooLarge();
      set.push_back(*std::move(member));
      kept.push_back(link);
    }
    set[i].body.mutable_links()->Assign(kept.begin(), kept.end());
  }
  co_return set;
}

absl::Status TakeReport(const store::Content& report, const Uuid& appearance,
                        StoredSubject& member) {
  const auto found = report.appearances.find(appearance);
  if (found == report.appearances.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto stored,
                   rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<incident::v1::StoredIncident>(report.body));
  const incident::v1::Suspect& suspect = stored.suspect();
  member.set_under_18(Under18(body, suspect));
  member.set_named(!suspect.name().empty() || !suspect.aliases().empty());
  return absl::OkStatus();
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

bool Challenged(const LinkedSet& set) {
  return std::any_of(set.begin(), set.end(), [](const Member& one) {
    return !one.body.challenged_by().empty() || !one.body.frozen_by().empty();
  });
}

void ListTo(const LinkedSet& set, google::protobuf::RepeatedPtrField<std::string>* ids) {
  ids->Clear();
  for (const Member& member : set) ids->Add(std::string(member.key.id.bytes()));
}

Member* Find(LinkedSet& set, const Uuid& id) {
  const auto found =
      std::find_if(set.begin(), set.end(), [&id](const Member& one) { return one.key.id == id; });
  return found == set.end() ? nullptr : &*found;
}

absl::Status Settle(const policy::Policy& policy, LinkedSet& set) {
  if (!policy.bundle().has_notice_within()) {
    return absl::InternalError("the policy does not say within what notice is due");
  }
  const Together all = Over(policy, set);
  for (Member& member : set) {
    SetTogether(all, member);
    SetIndexes(&member == &set.front(), member);
    member.content.body = member.body.SerializeAsString();
  }
  return absl::OkStatus();
}

absl::Status Save(rpc::Context& context, LinkedSet& set) {
  std::vector<std::string> before;
  for (const Member& member : set) before.push_back(member.content.facts.SerializeAsString());
  RETURN_IF_ERROR(Settle(context.policy(), set));
  for (size_t i = 0; i < set.size(); ++i) {
    const Member& member = set[i];
    context.Stage(member.key, member.version, member.content);
    const bool changed = member.content.facts.SerializeAsString() != before[i];
    if (changed || member.version == 0) context.Tell(member.key);
  }
  return absl::OkStatus();
}

absl::Status SaveIfChanged(rpc::Context& context, LinkedSet& set) {
  LinkedSet settled = set;
  RETURN_IF_ERROR(Settle(context.policy(), settled));
  const auto same = [](const Member& a, const Member& b) {
    return a.content.body == b.content.body &&
           a.content.facts.SerializeAsString() == b.content.facts.SerializeAsString();
  };
  if (std::equal(set.begin(), set.end(), settled.begin(), settled.end(), same)) {
    return absl::OkStatus();
  }
  return Save(context, set);
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
