#include "services/bulletin/linked.h"

#include <set>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"

namespace smarthub::bulletin {
namespace {

using subject::v1::StoredSubject;

// Links lead to one subject that speaks for all; a longer way is a broken one.
constexpr int kLongestWay = 64;
constexpr size_t kMostPeople = 64;
constexpr size_t kMostReports = 128;

Task<absl::StatusOr<std::optional<StoredSubject>>> ReadSubject(rpc::Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::SUBJECT, id}));
  if (!view.has_value()) co_return std::optional<StoredSubject>();
  CO_ASSIGN_OR_RETURN(auto body, rpc::ParseBody<StoredSubject>(view->content.body));
  co_return std::optional<StoredSubject>(std::move(body));
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
  for (int steps = 0; steps < kLongestWay; ++steps) {
    CO_ASSIGN_OR_RETURN(const auto body, co_await ReadSubject(context, subject));
    if (!body.has_value() || body->linked_to().empty()) break;
    CO_ASSIGN_OR_RETURN(subject, Uuid::FromBytes(body->linked_to()));
  }
  co_return subject;
}

Task<absl::StatusOr<Linked>> ReportsOf(rpc::Context& context, Uuid subject) {
  CO_ASSIGN_OR_RETURN(const Uuid head, co_await SpeaksFor(context, subject));
  // The subject itself too, should the way down not lead back to it.
  std::vector<Uuid> people = {head};
  if (head != subject) people.push_back(subject);
  std::set<Uuid> known(people.begin(), people.end());
  Linked linked;
  for (size_t i = 0; i < people.size(); ++i) {
    CO_ASSIGN_OR_RETURN(const auto body, co_await ReadSubject(context, people[i]));
    if (!body.has_value()) continue;
    CO_RETURN_IF_ERROR(AddReports(*body, linked));
    for (const auto& link : body->links()) {
      CO_ASSIGN_OR_RETURN(const Uuid from, Uuid::FromBytes(link.from()));
      if (!known.insert(from).second) continue;
      if (people.size() == kMostPeople) {
        linked.whole = false;
        break;
      }
      people.push_back(from);
    }
  }
  for (LinkedReport& each : linked.reports) {
    CO_ASSIGN_OR_RETURN(each.report,
                        co_await context.LoadForRule({label::v1::INCIDENT, each.incident}));
  }
  co_return linked;
}

}  // namespace smarthub::bulletin
