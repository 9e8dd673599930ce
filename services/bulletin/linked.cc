#include "services/bulletin/linked.h"

#include <map>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"

namespace smarthub::bulletin {
namespace {

using subject::v1::StoredSubject;

bool HasLink(const StoredSubject& above, const Uuid& from) {
  return absl::c_any_of(above.links(),
                        [&from](const auto& link) { return link.from() == from.bytes(); });
}

// The subjects met on the way from one of them, each read once. Lives as long as the tasks it gave
// out.
class Walk {
 public:
  explicit Walk(rpc::Context& context) : context_(context) {}

  // Up from `id`, to whoever speaks for it.
  Task<absl::StatusOr<Uuid>> Climb(Uuid id);
  // Everybody for whom `head` speaks, and itself.
  Task<absl::StatusOr<std::vector<Uuid>>> Below(Uuid head);

  // Null: gone, or not met.
  const LinkedSubject* Find(const Uuid& id) const;
  // False: there were more than are read, or links that lead in a ring.
  bool whole() const { return whole_; }

 private:
  Task<absl::Status> Meet(std::vector<Uuid> ids);

  rpc::Context& context_;
  std::map<Uuid, std::optional<LinkedSubject>> met_;
  bool whole_ = true;
};

Task<absl::Status> Walk::Meet(std::vector<Uuid> ids) {
  std::vector<store::Key> keys;
  for (const Uuid& id : ids) {
    if (met_.contains(id)) continue;
    if (met_.size() == kMostSubjects) {
      whole_ = false;
      break;
    }
    met_.emplace(id, std::nullopt);
    keys.push_back({label::v1::SUBJECT, id});
  }
  CO_ASSIGN_OR_RETURN(const auto views, co_await context_.LoadAllForRule(std::move(keys)));
  for (const auto& view : views) {
    if (!view.has_value()) continue;
    CO_ASSIGN_OR_RETURN(auto body, rpc::ParseBody<StoredSubject>(view->content.body));
    met_[view->key.id] = LinkedSubject{view->content.facts, std::move(body)};
  }
  co_return absl::OkStatus();
}

const LinkedSubject* Walk::Find(const Uuid& id) const {
  const auto met = met_.find(id);
  return met == met_.end() || !met->second.has_value() ? nullptr : &*met->second;
}

Task<absl::StatusOr<Uuid>> Walk::Climb(Uuid id) {
  std::vector<Uuid> first = {id};
  CO_RETURN_IF_ERROR(co_await Meet(std::move(first)));
  while (true) {
    const LinkedSubject* below = Find(id);
    if (below == nullptr || below->body.linked_to().empty()) co_return id;
    CO_ASSIGN_OR_RETURN(const Uuid above, Uuid::FromBytes(below->body.linked_to()));
    if (met_.contains(above)) {
      whole_ = false;
      co_return id;
    }
    std::vector<Uuid> next = {above};
    CO_RETURN_IF_ERROR(co_await Meet(std::move(next)));
    const LinkedSubject* speaker = Find(above);
    if (speaker == nullptr || !HasLink(speaker->body, id)) co_return id;
    id = above;
  }
}

Task<absl::StatusOr<std::vector<Uuid>>> Walk::Below(Uuid head) {
  struct Link {
    Uuid above;
    Uuid from;
  };
  std::vector<Uuid> people = {head};
  std::set<Uuid> known = {head};
  // One level after the other, each in one read.
  for (size_t done = 0; done < people.size();) {
    std::vector<Link> links;
    std::vector<Uuid> ids;
    for (; done < people.size(); ++done) {
      const LinkedSubject* above = Find(people[done]);
      if (above == nullptr) continue;
      for (const auto& link : above->body.links()) {
        CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(link.from()));
        links.push_back({people[done], from});
        ids.push_back(from);
      }
    }
    CO_RETURN_IF_ERROR(co_await Meet(std::move(ids)));
    for (const Link& link : links) {
      const LinkedSubject* below = Find(link.from);
      if (below == nullptr || below->body.linked_to() != link.above.bytes()) continue;
      if (known.insert(link.from).second) people.push_back(link.from);
    }
  }
  co_return people;
}

absl::Status AddReports(const StoredSubject& body, Linked& linked) {
  for (const auto& ref : body.appearances()) {
    ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(ref.incident_id()));
    ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(ref.appearance_id()));
    auto known = absl::c_find_if(
        linked.reports, [&incident](const auto& each) { return each.incident == incident; });
    if (known == linked.reports.end()) {
      if (linked.reports.size() == kMostReports) {
        linked.whole = false;
        continue;
      }
      linked.reports.push_back({incident, {}, std::nullopt});
      known = linked.reports.end() - 1;
    }
    known->appearances.push_back(appearance);
  }
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<Uuid>> SpeaksFor(rpc::Context& context, Uuid subject) {
  Walk walk(context);
  CO_ASSIGN_OR_RETURN(const Uuid head, co_await walk.Climb(subject));
  if (!walk.whole()) co_return absl::InternalError("links of subjects that do not end");
  co_return head;
}

Task<absl::StatusOr<Linked>> ReportsOf(rpc::Context& context, Uuid subject) {
  Walk walk(context);
  CO_ASSIGN_OR_RETURN(const Uuid head, co_await walk.Climb(subject));
  CO_ASSIGN_OR_RETURN(const std::vector<Uuid> people, co_await walk.Below(head));
  Linked linked;
  if (const LinkedSubject* own = walk.Find(subject); own != nullptr) linked.subject = *own;
  for (const Uuid& id : people) {
    const LinkedSubject* person = walk.Find(id);
    if (person != nullptr) CO_RETURN_IF_ERROR(AddReports(person->body, linked));
  }
  linked.whole &= walk.whole();
  std::vector<store::Key> keys;
  for (const LinkedReport& each : linked.reports) {
    keys.push_back({label::v1::INCIDENT, each.incident});
  }
  CO_ASSIGN_OR_RETURN(auto reports, co_await context.LoadAllForRule(std::move(keys)));
  for (size_t i = 0; i < reports.size(); ++i) linked.reports[i].report = std::move(reports[i]);
  co_return linked;
}

}  // namespace smarthub::bulletin
