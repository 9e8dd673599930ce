#include "services/subject/load_set.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/subject/retention.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using KnownMembers = absl::flat_hash_map<Uuid, Member>;
using Reports = absl::flat_hash_map<Uuid, store::Content>;

// Young, or young as far as the report says: its own word that somebody in it is under 18 counts,
// however old this one looked to whoever wrote the report.
bool Under18(const incident::v1::StoredIncident& report, const incident::v1::Suspect& suspect) {
  return report.urgency().under_18() ||
         suspect.about_how_old() == incident::v1::AGE_BAND_UNDER_10 ||
         suspect.about_how_old() == incident::v1::AGE_BAND_10_TO_17;
}

absl::Status TooLarge() {
  return absl::InternalError("a set of subjects is larger than it can be");
}

// Those of `ids` that are there, without what their reports say.
Task<absl::Status> ReadMembers(rpc::Context& context, std::vector<Uuid> ids, KnownMembers& known) {
  if (ids.empty()) co_return absl::OkStatus();
  std::vector<store::Key> keys;
  for (const Uuid& id : ids) keys.push_back({label::v1::SUBJECT, id});
  CO_ASSIGN_OR_RETURN(auto views, co_await context.LoadAllForRule(std::move(keys)));
  for (auto& view : views) {
    if (!view.has_value()) continue;
    Member member;
    member.key = view->key;
    member.version = view->version;
    CO_ASSIGN_OR_RETURN(member.body, rpc::ParseBody<StoredSubject>(view->content.body));
    member.content = std::move(view->content);
    known.insert_or_assign(member.key.id, std::move(member));
  }
  co_return absl::OkStatus();
}

std::optional<Member> Take(KnownMembers& known, const Uuid& id) {
  auto node = known.extract(id);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

// From `id` to its root, which is the result; whom it meets on the way is put by. A pointer to what
// is gone, or was made again since, is taken away.
Task<absl::StatusOr<Member>> Climb(rpc::Context& context, Uuid id, KnownMembers& met) {
  KnownMembers read;
  CO_RETURN_IF_ERROR(co_await ReadMembers(context, {id}, read));
  std::optional<Member> at = Take(read, id);
  if (!at.has_value()) co_return NotFound();
  for (size_t steps = 1; !at->body.linked_to().empty(); ++steps) {
    if (steps > kMostLinked) co_return TooLarge();
    CO_ASSIGN_OR_RETURN(const Uuid above, Uuid::FromBytes(at->body.linked_to()));
    CO_RETURN_IF_ERROR(co_await ReadMembers(context, {above}, read));
    std::optional<Member> next = Take(read, above);
    if (!next.has_value() || !HasLink(next->body, at->key.id)) {
      at->body.clear_linked_to();
      break;
    }
    const Uuid below = at->key.id;
    met.insert_or_assign(below, *std::exchange(at, std::move(next)));
  }
  co_return *std::move(at);
}

absl::StatusOr<std::vector<Uuid>> LinkedTo(const LinkedSet& set, size_t from, size_t to) {
  std::vector<Uuid> ids;
  for (size_t i = from; i < to; ++i) {
    for (const subject::v1::StoredLink& link : set[i].body.links()) {
      ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(link.from()));
      ids.push_back(id);
    }
  }
  return ids;
}

// Moves those who say that they are linked to set[i] behind it, and drops its other links.
absl::Status Attach(KnownMembers& known, size_t i, LinkedSet& set) {
  const std::string own(set[i].key.id.bytes());
  std::vector<subject::v1::StoredLink> kept;
  const auto links = set[i].body.links();
  for (const subject::v1::StoredLink& link : links) {
    ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(link.from()));
    std::optional<Member> member = Take(known, from);
    if (!member.has_value() || member->body.linked_to() != own) continue;
    if (set.size() >= kMostLinked) return TooLarge();
    set.push_back(*std::move(member));
    kept.push_back(link);
  }
  set[i].body.mutable_links()->Assign(kept.begin(), kept.end());
  return absl::OkStatus();
}

Task<absl::StatusOr<Reports>> ReadReports(rpc::Context& context, const LinkedSet& set) {
  std::vector<store::Key> keys;
  for (const Member& member : set) {
    for (const subject::v1::StoredAppearanceRef& own : member.body.appearances()) {
      CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
      keys.push_back({label::v1::INCIDENT, incident});
    }
  }
  CO_ASSIGN_OR_RETURN(auto views, co_await context.LoadAllForRule(std::move(keys)));
  Reports reports;
  for (auto& view : views) {
    if (view.has_value()) reports.insert_or_assign(view->key.id, std::move(view->content));
  }
  co_return reports;
}

// What all its reports say, and as long as the longest of them. Of a report that is gone, what it
// last said stays.
absl::Status TakeReports(const Reports& reports, Member& member) {
  const store::Content* longest = nullptr;
  for (const subject::v1::StoredAppearanceRef& own : member.body.appearances()) {
    ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(own.incident_id()));
    ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(own.appearance_id()));
    const auto found = reports.find(incident);
    if (found == reports.end()) continue;
    const store::Content& report = found->second;
    ASSIGN_OR_RETURN(const bool there, TakeReport(report, appearance, member.body));
    if (!there) continue;
    if (longest == nullptr || LastsLonger(report, *longest)) longest = &report;
  }
  if (longest == nullptr) return absl::OkStatus();
  member.kept_anew = !KeptAlike(*longest, member.content);
  KeepAs(*longest, member.content);
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<LinkedSet>> LoadSet(rpc::Context& context, Uuid id) {
  // Who was met on the way up is not read again: whoever was asked for is in the set, whatever
  // others do meanwhile.
  KnownMembers met;
  LinkedSet set;
  CO_ASSIGN_OR_RETURN(Member root, co_await Climb(context, id, met));
  set.push_back(std::move(root));
  for (size_t level = 0; level < set.size();) {
    const size_t end = set.size();
    CO_ASSIGN_OR_RETURN(std::vector<Uuid> below, LinkedTo(set, level, end));
    std::erase_if(below, [&met](const Uuid& one) { return met.contains(one); });
    CO_RETURN_IF_ERROR(co_await ReadMembers(context, std::move(below), met));
    for (; level < end; ++level) CO_RETURN_IF_ERROR(Attach(met, level, set));
  }
  CO_ASSIGN_OR_RETURN(const Reports reports, co_await ReadReports(context, set));
  for (Member& member : set) CO_RETURN_IF_ERROR(TakeReports(reports, member));
  co_return set;
}

absl::StatusOr<bool> TakeReport(const store::Content& report, const Uuid& appearance,
                                StoredSubject& member) {
  const auto found = report.appearances.find(appearance);
  if (found == report.appearances.end()) return false;
  ASSIGN_OR_RETURN(const auto stored,
                   rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<incident::v1::StoredIncident>(report.body));
  const incident::v1::Suspect& suspect = stored.suspect();
  member.set_under_18(Under18(body, suspect));
  member.set_under_10(suspect.about_how_old() == incident::v1::AGE_BAND_UNDER_10);
  member.set_named(!suspect.name().empty() || !suspect.aliases().empty());
  return true;
}

}  // namespace smarthub::subject
