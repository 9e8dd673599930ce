#include "services/incident/record.h"

#include <algorithm>
#include <cstdint>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/context.h"
#include "policies/engine/flow.h"
#include "policies/engine/lifecycle.h"
#include "services/incident/progress.h"

namespace smarthub::incident {
namespace {

using incident::v1::AgeBand;
using incident::v1::StoredAppearance;
using store::Content;
using store::IndexEntry;

std::string IdText(std::string_view bytes) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(bytes);
  return id.ok() ? id->ToString() : std::string();
}

template <typename People, typename Set>
void TakePeople(const People& people, Random& random, Content& content,
                google::protobuf::RepeatedPtrField<std::string>& ids, Set set) {
  for (const auto& person : people) {
    StoredAppearance appearance;
    set(appearance, person);
    ids.Add(std::string(AddAppearance(std::move(appearance), random, content).bytes()));
  }
}

bool Answered(const StoredIncident& body) {
  return std::any_of(body.handovers().begin(), body.handovers().end(),
                     [](const StoredHandover& handover) { return handover.has_answer(); });
}

void SetIndexes(const policy::Policy& policy, const StoredIncident& body,
                const store::v1::RecordFacts& facts, Content& content) {
  const absl::Time reported = FromProto(body.reported_at());
  const std::string newest = NewestFirst(reported);
  std::vector<IndexEntry>& to = content.indexes;
  to.clear();
  const auto add = [&to](std::string_view index, std::string partition, std::string prefix) {
    to.push_back({std::string(index), std::move(partition), std::move(prefix)});
  };
  const std::string_view stage = Finished(body) ? kFinished : kOpen;
  add(kBySite, IdText(body.site_id()), newest);
  add(kByReporter, IdText(facts.person_id()), newest);
  add(store::kReportsByState, std::string(stage), newest);
  for (const StoredHandover& handover : body.handovers()) {
    const bool open = handover.track().waiting_for() != policy::v1::ROLE_UNSPECIFIED;
    add(kByAgency, AgencyPartition(handover.to(), open ? kOpen : kFinished), newest);
  }
  for (const Waiting& waiting : WaitingFor(body)) {
    const std::string role(Partition(waiting.role));
    // Urgent, then what nobody of theirs has opened, then by due time: what is overdue comes first
    // of each by itself, so that the order holds without asking the clock.
    const char* rank = Urgent(policy, body.type(), body.urgency()) ? "0" : "1";
    const char* opened = Unopened(waiting.role, body) ? "0" : "1";
    add(kQueue, role, std::string(rank) + opened + OldestFirst(waiting.due));
  }
  const bool theft = body.type() == policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP;
  add(store::kReportsByMonth,
      absl::FormatTime("%Y-%m", FromProto(body.happened_from()), policy.zone()),
      std::string(theft ? "t" : "o") + (Answered(body) ? "a" : "-"));
}

absl::Status SetIncidentRetention(const policy::Policy& policy, absl::Time now,
                                  const StoredIncident& body, Content& content) {
  // Passed to police: kept from their outcome, or from the passing while there is none.
  const StoredHandover* police = FindHandover(body, policy::v1::ROLE_POLICE);
  if (police == nullptr) {
    return SetRetention(policy, now, policy::v1::RETENTION_CLASS_INCIDENT,
                        policy::v1::CLOCK_END_OF_MONTH_HAPPENED, FromProto(body.happened_to()),
                        content);
  }
  const bool outcome = body.has_agency_outcome_at();
  return SetRetention(policy, now, policy::v1::RETENTION_CLASS_INCIDENT_PASSED,
                      outcome ? policy::v1::CLOCK_AGENCY_OUTCOME : policy::v1::CLOCK_PASSED,
                      FromProto(outcome ? body.agency_outcome_at() : police->passed_at()), content);
}

}  // namespace

std::string_view Partition(policy::v1::Role role) {
  switch (role) {
    case policy::v1::ROLE_REPORTER:
      return "reporter";
    case policy::v1::ROLE_SITE_MANAGER:
      return "site_manager";
    case policy::v1::ROLE_COORDINATOR:
      return "coordinator";
    case policy::v1::ROLE_POLICE:
      return "police";
    case policy::v1::ROLE_COUNCIL:
      return "council";
    default:
      return "other";
  }
}

std::string AgencyPartition(policy::v1::Role agency, std::string_view stage) {
  return std::string(Partition(agency)).append("/").append(stage);
}

bool Urgent(const policy::Policy& policy, policy::v1::IncidentType type,
            const incident::v1::Urgency& urgency) {
  return urgency.violence() || urgency.weapon() || urgency.offender_detained() ||
         policy::IsUrgent(policy, type);
}

Uuid AddAppearance(StoredAppearance appearance, Random& random, Content& content) {
  const Uuid id = Uuid::Make(random);
  appearance.set_nonce(random.Bytes(16));
  content.appearances[id] = appearance.SerializeAsString();
  return id;
}

void TakeReport(const incident::v1::Report& report, Random& random, StoredIncident& body,
                Content& content) {
  body.set_type(report.type());
  *body.mutable_urgency() = report.urgency();
  *body.mutable_happened_from() = report.happened_from();
  *body.mutable_happened_to() = report.happened_to();
  body.set_place(report.place());
  *body.mutable_goods() = report.goods();
  body.set_what_happened(report.what_happened());
  *body.mutable_cctv() = report.cctv();

  TakePeople(report.suspects(), random, content, *body.mutable_suspects(),
             [](StoredAppearance& to, const auto& person) {
               *to.mutable_suspect() = person;
               // Named by members: that is all a report can make of anybody.
               if (person.standing() == incident::v1::PROOF_STANDING_UNSPECIFIED) {
                 to.mutable_suspect()->set_standing(incident::v1::PROOF_STANDING_SUSPECTED);
               }
             });
  TakePeople(report.victims(), random, content, *body.mutable_victims(),
             [](StoredAppearance& to, const auto& person) { *to.mutable_victim() = person; });
  TakePeople(report.witnesses(), random, content, *body.mutable_witnesses(),
             [](StoredAppearance& to, const auto& person) { *to.mutable_witness() = person; });
  TakePeople(report.staff(), random, content, *body.mutable_staff(),
             [](StoredAppearance& to, const auto& person) { *to.mutable_staff() = person; });
  TakePeople(report.vehicles(), random, content, *body.mutable_vehicles(),
             [](StoredAppearance& to, const auto& vehicle) { *to.mutable_vehicle() = vehicle; });

  bool under_18 = report.urgency().under_18();
  for (const auto& suspect : report.suspects()) {
    const AgeBand age = suspect.about_how_old();
    under_18 |= age == incident::v1::AGE_BAND_UNDER_10 || age == incident::v1::AGE_BAND_10_TO_17;
  }
  content.facts.set_under_18(under_18);
}

absl::Status SetRetention(const policy::Policy& policy, absl::Time now,
                          policy::v1::RetentionClass retention_class, policy::v1::Clock clock,
                          absl::Time start, Content& content) {
  const absl::StatusOr<policy::Retention> retention =
      policy::RetentionDue(policy, retention_class, clock, start, content.facts.under_18(), now);
  // The policy's fault, not the caller's.
  if (!retention.ok()) return absl::InternalError(retention.status().message());
  content.retention_class = retention_class;
  content.retention_clock = clock;
  content.retention_started = start;
  content.retention_due = retention->due;
  return absl::OkStatus();
}

absl::Status Settle(const policy::Policy& policy, absl::Time now, const StoredIncident& body,
                    Content& content) {
  store::v1::RecordFacts& facts = content.facts;
  facts.clear_passed_to();
  for (const StoredHandover& handover : body.handovers()) facts.add_passed_to(handover.to());
  SetIndexes(policy, body, facts, content);
  RETURN_IF_ERROR(SetIncidentRetention(policy, now, body, content));
  content.body = body.SerializeAsString();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SuspectNames(const Content& content) {
  std::vector<std::string> names;
  for (const auto& [id, bytes] : content.appearances) {
    ASSIGN_OR_RETURN(const StoredAppearance appearance, rpc::ParseBody<StoredAppearance>(bytes));
    if (!appearance.has_suspect()) continue;
    names.push_back(appearance.suspect().name());
    for (const std::string& alias : appearance.suspect().aliases()) names.push_back(alias);
  }
  return names;
}

}  // namespace smarthub::incident
