#include "services/subject/report_words.h"

#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/context.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using incident::v1::StoredAppearance;

Person PersonOf(const Uuid& id, const incident::v1::Suspect& suspect, policy::LabelSet shown) {
  Person person;
  person.appearance = id;
  if (shown.Has(label::v1::SUSPECT_NAME)) {
    person.names.push_back(suspect.name());
    person.names.insert(person.names.end(), suspect.aliases().begin(), suspect.aliases().end());
  }
  if (shown.Has(label::v1::SUSPECT_AGE)) {
    person.age = static_cast<uint8_t>(suspect.about_how_old());
  }
  if (shown.Has(label::v1::SUSPECT_DESCRIPTION)) {
    person.height = static_cast<uint8_t>(suspect.height());
    person.build = static_cast<uint8_t>(suspect.build());
    person.hair = suspect.hair();
    person.clothing = suspect.clothing();
    person.marks = suspect.marks();
  }
  return person;
}

}  // namespace

policy::LabelSet AllLabels() { return policy::LabelSet(~uint64_t{0}); }

absl::StatusOr<Report> WordsOf(const store::Key& key, const store::Content& content,
                               policy::LabelSet shown) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<incident::v1::StoredIncident>(content.body));
  Report report;
  report.incident = key.id;
  report.reported_at = FromProto(body.reported_at());
  report.facts = content.facts.SerializeAsString();
  if (shown.Has(label::v1::INCIDENT_CLASS)) report.type = static_cast<uint8_t>(body.type());
  if (shown.Has(label::v1::INCIDENT_PLACE)) report.place = body.place();
  if (shown.Has(label::v1::GOODS)) {
    for (const incident::v1::Goods& goods : body.goods()) report.goods.push_back(goods.what());
  }
  for (const auto& [id, bytes] : content.appearances) {
    ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<StoredAppearance>(bytes));
    if (stored.has_suspect()) report.people.push_back(PersonOf(id, stored.suspect(), shown));
    const bool plate = shown.Has(label::v1::VEHICLE_PLATE) && !stored.vehicle().plate().empty();
    if (plate) report.plates.push_back(stored.vehicle().plate());
  }
  if (report.people.empty() && !report.plates.empty()) report.people.emplace_back();
  return report;
}

}  // namespace smarthub::subject
