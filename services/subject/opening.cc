#include "services/subject/opening.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "services/subject/keys.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using incident::v1::StoredIncident;

// As services/incident keeps its reports (its README.md).
constexpr std::string_view kByState = "state";
constexpr std::string_view kStates[] = {"open", "finished"};
// A month is the least that the law allows for telling them; whoever looks at the list once in two
// weeks has each person in it before their day.
constexpr absl::Duration kUnseenAfter = absl::Hours(24 * 14);
// Of each state; a town has some 30 reports a day.
constexpr int kReportsRead = 300;
constexpr int kReportsAtOnce = 50;

bool Named(const incident::v1::StoredAppearance& appearance) {
  const incident::v1::Suspect& suspect = appearance.suspect();
  return !suspect.name().empty() || !suspect.aliases().empty();
}

Task<absl::StatusOr<int>> OpenOf(rpc::Context& context, rpc::RuleView report, int most) {
  if (!report.content.facts.submitted()) co_return 0;
  int opened = 0;
  for (const auto& [id, bytes] : report.content.appearances) {
    if (opened == most) break;
    CO_ASSIGN_OR_RETURN(const auto appearance,
                        rpc::ParseBody<incident::v1::StoredAppearance>(bytes));
    if (!appearance.has_suspect() || !Named(appearance)) continue;
    CO_ASSIGN_OR_RETURN(const auto there, co_await context.LoadForRule(SubjectKey(id)));
    if (there.has_value()) continue;
    CO_ASSIGN_OR_RETURN(LinkedSet made, MakeSubject(report.key.id, report.content, id));
    CO_RETURN_IF_ERROR(Save(context, made));
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
  RETURN_IF_ERROR(TakeReport(report, appearance, made.body));
  made.content.retention_class = report.retention_class;
  made.content.retention_clock = report.retention_clock;
  made.content.retention_started = report.retention_started;
  made.content.retention_due = report.retention_due;
  return alone;
}

Task<absl::StatusOr<int>> OpenUnseen(rpc::Context& context, int most) {
  int opened = 0;
  for (const std::string_view state : kStates) {
    store::Range range = In(kByState, state, kReportsAtOnce);
    range.after = store::NewestFirst(context.now() - kUnseenAfter);
    for (int read = 0; read < kReportsRead; read += kReportsAtOnce) {
      CO_ASSIGN_OR_RETURN(std::vector<rpc::RuleView> reports, co_await context.ListForRule(range));
      for (rpc::RuleView& report : reports) {
        CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredIncident>(report.content.body));
        range.after = store::NewestFirst(FromProto(body.reported_at()))
                          .append(std::string(report.key.id.bytes()));
        CO_ASSIGN_OR_RETURN(const int more,
                            co_await OpenOf(context, std::move(report), most - opened));
        opened += more;
        if (opened == most) co_return opened;
      }
      if (static_cast<int>(reports.size()) < kReportsAtOnce) break;
    }
  }
  co_return opened;
}

}  // namespace smarthub::subject
