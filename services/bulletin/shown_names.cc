#include "services/bulletin/shown_names.h"

#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/facts.h"
#include "platform/store/indexes.h"
#include "platform/text/scan.h"
#include "services/bulletin/open.h"
#include "services/bulletin/record.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::StoredPerson;
using rpc::Context;

constexpr int kMostOfEach = 200;

bool MayKnowNames(const Context& context, std::string_view action, store::RecordKind kind,
                  const store::v1::RecordFacts& facts) {
  if (!context.MayDo(action, kind, facts)) return false;
  const rpc::Caller& caller = context.caller();
  const policy::Question question{caller.role(), caller.purpose(), action};
  return context.policy()
      .DecideRecord(question, kind, rpc::FactsOf(caller, facts, context.now()))
      .shown.Has(label::v1::SUSPECT_NAME);
}

// Everybody in what is live or waits in one index.
Task<absl::StatusOr<std::vector<StoredPerson>>> PeopleIn(Context& context, std::string index) {
  store::Range range;
  range.index = std::move(index);
  range.partition = std::string(store::kAll);
  range.limit = kMostOfEach;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  std::vector<StoredPerson> people;
  for (const rpc::RuleView& view : views) {
    // A damaged one shows nobody, and is no reason to publish nothing any more.
    const auto read = rpc::ParseBody<StoredBulletin>(view.content.body);
    if (!read.ok()) continue;
    const StoredBulletin& body = *read;
    const BulletinState state = StateAt(body, view.content, context.now());
    if (state != bulletin::v1::BULLETIN_STATE_PUBLISHED && !Waits(state)) continue;
    if (!context.MayDo("bulletin.read", label::v1::BULLETIN, view.content.facts)) continue;
    people.insert(people.end(), body.persons().begin(), body.persons().end());
  }
  co_return people;
}

// As the report says them: a bulletin that does not show the name shows the face.
absl::Status AddNames(const rpc::RuleView& report, const StoredPerson& person,
                      std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.source_appearance_id()));
  const auto found = report.content.appearances.find(id);
  if (found == report.content.appearances.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto stored,
                   rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
  names.push_back(stored.suspect().name());
  for (const std::string& alias : stored.suspect().aliases()) names.push_back(alias);
  return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<std::string>>> NamesOf(Context& context,
                                                       std::vector<StoredPerson> people) {
  std::vector<store::Key> subjects;
  std::vector<store::Key> reports;
  for (const StoredPerson& person : people) {
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    CO_ASSIGN_OR_RETURN(const Uuid report, Uuid::FromBytes(person.incident_id()));
    subjects.push_back({label::v1::SUBJECT, subject});
    reports.push_back({label::v1::INCIDENT, report});
  }
  CO_ASSIGN_OR_RETURN(const auto who, co_await context.LoadAllForRule(std::move(subjects)));
  CO_ASSIGN_OR_RETURN(const auto where, co_await context.LoadAllForRule(std::move(reports)));
  std::vector<std::string> names;
  for (size_t i = 0; i < people.size(); ++i) {
    if (!who[i].has_value() || !where[i].has_value()) continue;
    const bool known =
        MayKnowNames(context, "bulletin.read", label::v1::SUBJECT, who[i]->content.facts) &&
        MayKnowNames(context, "incident.read", label::v1::INCIDENT, where[i]->content.facts);
    if (known) CO_RETURN_IF_ERROR(AddNames(*where[i], people[i], names));
  }
  co_return names;
}

absl::Status Check(std::string_view path, std::string_view text,
                   const std::vector<std::string>& names) {
  if (!text::NamesSomebody(text, names)) return absl::OkStatus();
  return InvalidField(path, error::v1::REASON_SCAN_FOUND_SOMETHING,
                      "This names somebody whom a bulletin shows. Take the name out.");
}

}  // namespace

Task<absl::Status> CheckNamesNobodyShown(Context& context, std::string title, std::string text) {
  if (!SeesWithoutPeople(context.caller())) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(auto people, co_await PeopleIn(context, std::string(kPublished)));
  CO_ASSIGN_OR_RETURN(const auto waiting, co_await PeopleIn(context, std::string(kWaiting)));
  people.insert(people.end(), waiting.begin(), waiting.end());
  CO_ASSIGN_OR_RETURN(const auto names, co_await NamesOf(context, std::move(people)));
  CO_RETURN_IF_ERROR(Check("title", title, names));
  co_return Check("text", text, names);
}

}  // namespace smarthub::bulletin
