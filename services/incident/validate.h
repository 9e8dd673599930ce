// Every bound of every request of IncidentService, in one readable place: length in characters,
// counts, ranges, UTF-8, times. What the rules of the field say beyond form is elsewhere.
//
// Each function gives OK, or INVALID_ARGUMENT with a stable Reason and the exact path of the first
// field that is wrong ("report.goods[2].what"). The texts hold nothing of the request. Free
// functions; thread-safe.
#ifndef SERVICES_INCIDENT_VALIDATE_H_
#define SERVICES_INCIDENT_VALIDATE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/text/bounds.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::incident {

// The bounds. Characters, unless said otherwise.
inline constexpr size_t kNarrative = 4000;
inline constexpr size_t kAddition = 2000;
// The report with all that was added to it.
inline constexpr size_t kWholeNarrative = 20000;
inline constexpr size_t kPlace = 200;
inline constexpr size_t kName = 120;
inline constexpr size_t kDescription = 120;
inline constexpr size_t kVictimDescription = 200;
inline constexpr size_t kPlate = 12;
inline constexpr size_t kReference = 40;
inline constexpr size_t kNote = 500;
inline constexpr size_t kAgencyNote = 1000;
inline constexpr int kGoods = 20;
inline constexpr int kPeopleOfEach = 10;
inline constexpr int kAliases = 5;
inline constexpr int kVehicles = 5;
inline constexpr int kGrants = 50;
inline constexpr int64_t kMaxPence = 100'000'000;
inline constexpr absl::Duration kOldest = absl::Hours(31 * 24);
inline constexpr absl::Duration kLongestRequest = absl::Hours(92 * 24);
// A phone's clock may be ahead of ours by this much before "in the future" is said.
inline constexpr absl::Duration kClockSkew = absl::Minutes(1);

using text::At;
using text::CheckCount;
using text::CheckEnum;
using text::CheckPageSize;
using text::CheckText;
using text::CheckTime;

// The report of a ReportIncidentRequest, as of `now`.
absl::Status CheckReport(const incident::v1::Report& report, absl::Time now);
absl::Status CheckAnswer(const incident::v1::AnswerIncidentRequest& request);
// Police, council or both, each once.
absl::Status CheckRecipients(std::string_view path,
                             const google::protobuf::RepeatedField<int>& recipients, int least);
absl::Status CheckIncidentRequest(const incident::v1::RequestIncidentsRequest& request,
                                  absl::Time now);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_VALIDATE_H_
