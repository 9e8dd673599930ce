// Between a report and its stored record: body, one appearance per person and vehicle, facts for
// policy, index entries, retention. README.md lists the indexes.
//
// Pure functions but for the ids they are given a Random for; thread-safe.
#ifndef SERVICES_INCIDENT_RECORD_H_
#define SERVICES_INCIDENT_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {

using incident::v1::StoredIncident;

// The indexes; partitions and prefixes are made by the functions below.
inline constexpr std::string_view kBySite = "site";
inline constexpr std::string_view kByReporter = "reporter";
inline constexpr std::string_view kByAgency = "agency";
inline constexpr std::string_view kQueue = "queue";

inline constexpr std::string_view kOpen = store::kReportOpen;
inline constexpr std::string_view kFinished = store::kReportFinished;

// "police", "coordinator": a role as a partition.
std::string_view Partition(policy::v1::Role role);
// "police/open": one agency's open or finished reports.
std::string AgencyPartition(policy::v1::Role agency, std::string_view stage);
using store::NewestFirst;
using store::OldestFirst;

// Takes what the report says of the incident into `body`, and everybody in it into `content`'s
// appearances, each under a new id.
void TakeReport(const incident::v1::Report& report, Random& random, StoredIncident& body,
                store::Content& content);
// The new id under which it lies.
Uuid AddAppearance(incident::v1::StoredAppearance appearance, Random& random,
                   store::Content& content);

// Brings facts, indexes and retention into line with the body and seals the body into `content`:
// called before every Stage. INTERNAL where the policy has no retention rule for it.
absl::Status Settle(const policy::Policy& policy, absl::Time now, const StoredIncident& body,
                    store::Content& content);

// Class, clock and due time of a record, as the policy has it and for people of the age in its
// facts. INTERNAL where the policy has no rule for it.
absl::Status SetRetention(const policy::Policy& policy, absl::Time now,
                          policy::v1::RetentionClass retention_class, policy::v1::Clock clock,
                          absl::Time start, store::Content& content);

// Names and aliases of everybody suspected in it, for the check of texts for shops.
absl::StatusOr<std::vector<std::string>> SuspectNames(const store::Content& content);

// Violence, a weapon, an offender detained, or a type that the policy holds to be violence: what an
// agency must have at once.
bool Urgent(const policy::Policy& policy, policy::v1::IncidentType type,
            const incident::v1::Urgency& urgency);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_RECORD_H_
