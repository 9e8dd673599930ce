#include "services/subject/opening.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "services/subject/keys.h"
#include "services/subject/load_set.h"
#include "services/subject/retention.h"
#include "services/subject/settle_set.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using incident::v1::StoredIncident;

// A month is the least that the law allows for telling them; whoever looks at the list once in two
// weeks has each person in it before their day.
constexpr absl::Duration kUnseenAfter = absl::Hours(24 * 14);
// Of each state; a town has some 30 reports a day.
constexpr int kReportsRead = 300;
constexpr int kReportsAtOnce = 50;

bool Named(const incident::v1::Suspect& suspect) {
  return !suspect.name().empty() || !suspect.aliases().empty();
}

// Somebody suspected, by name, in one of the reports at hand.
struct Described {
  const rpc::RuleView* report = nullptr;
  Uuid appearance;
};

absl::StatusOr<std::vector<Described>> NamedIn(const std::vector<rpc::RuleView>& reports) {
  std::vector<Described> people;
  for (const rpc::RuleView& report : reports) {
    if (!report.content.facts.submitted()) continue;
    for (const auto& [id, bytes] : report.content.appearances) {
      ASSIGN_OR_RETURN(const auto appearance,
                       rpc::ParseBody<incident::v1::StoredAppearance>(bytes));
      if (appearance.has_suspect() && Named(appearance.suspect())) people.push_back({&report, id});
    }
  }
  return people;
}

// Opens those who are named and whom nobody has opened. Returns how many.
Task<absl::StatusOr<int>> OpenIn(rpc::Context& context, const std::vector<rpc::RuleView>& reports,
                                 int most) {
  CO_ASSIGN_OR_RETURN(const std::vector<Described> people, NamedIn(reports));
  std::vector<store::Key> keys;
  for (const Described& one : people) keys.push_back(SubjectKey(one.appearance));
  CO_ASSIGN_OR_RETURN(const auto subjects, co_await context.LoadAllForRule(std::move(keys)));
  int opened = 0;
  for (size_t i = 0; i < people.size() && opened < most; ++i) {
    if (subjects[i].has_value()) continue;
    const rpc::RuleView& report = *people[i].report;
    CO_ASSIGN_OR_RETURN(LinkedSet made,
                        MakeSubject(report.key.id, report.content, people[i].appearance));
    CO_RETURN_IF_ERROR(co_await Save(context, made));
    ++opened;
  }
  co_return opened;
}

}  // namespace

absl::Status CheckSuspect(const store::Content& report, const Uuid& appearance) {
  const auto found = report.appearances.find(appearance);
  if (found != report.appearances.end()) {
    ASSIGN_OR_RETURN(const auto stored,
                     rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
    if (stored.has_suspect()) return absl::OkStatus();
  }
  return InvalidField("appearance_id", error::v1::REASON_NOT_FOUND,
                      "This report has no such suspect.");
}

absl::StatusOr<LinkedSet> MakeSubject(const Uuid& incident, const store::Content& report,
                                      const Uuid& appearance) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredIncident>(report.body));
  LinkedSet alone(1);
  Member& made = alone.front();
  made.key = SubjectKey(appearance);
  auto& own = *made.body.add_appearances();
  own.set_incident_id(std::string(incident.bytes()));
  own.set_appearance_id(std::string(appearance.bytes()));
  *made.body.mutable_first_held_at() = body.reported_at();
  RETURN_IF_ERROR(TakeReport(report, appearance, made.body).status());
  KeepAs(report, made.content);
  return alone;
}

Task<absl::StatusOr<int>> OpenUnseen(rpc::Context& context, int most) {
  int opened = 0;
  for (const std::string_view state : store::kReportStates) {
    store::Range range = In(store::kReportsByState, state, kReportsAtOnce);
    range.after = store::NewestFirst(context.now() - kUnseenAfter);
    for (int read = 0; read < kReportsRead; read += kReportsAtOnce) {
      CO_ASSIGN_OR_RETURN(const std::vector<rpc::RuleView> reports,
                          co_await context.ListForRule(range));
      CO_ASSIGN_OR_RETURN(const int more, co_await OpenIn(context, reports, most - opened));
      opened += more;
      if (opened == most) co_return opened;
      if (static_cast<int>(reports.size()) < kReportsAtOnce) break;
      const rpc::RuleView& last = reports.back();
      CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredIncident>(last.content.body));
      range.after = store::NewestFirst(FromProto(body.reported_at()))
                        .append(std::string(last.key.id.bytes()));
    }
  }
  co_return opened;
}

}  // namespace smarthub::subject
