// Indexes that one room keeps and another reads: the names they agree on. What only one room knows
// stays in that room. Each says whose records it lists, the partition, and what sorts it
// (docs/formats/redis-keys.md gives the bytes; "newest first" is store::NewestFirst).
#ifndef PLATFORM_STORE_INDEXES_H_
#define PLATFORM_STORE_INDEXES_H_

#include <string_view>

namespace smarthub::store {

// The one partition of an index that has one.
inline constexpr std::string_view kAll = "all";

// INCIDENT by the month in which it happened ("2026-11"); the prefix says theft or other, answered
// or not (services/incident/README.md). services/incident; read by insight.
inline constexpr std::string_view kReportsByMonth = "month";
// INCIDENT by state, newest first: each report is in one of kReportStates. Finished after open, so
// that one that is finished while they are walked is met twice, never not at all.
// Kept by services/incident; read by subject.
inline constexpr std::string_view kReportsByState = "state";
inline constexpr std::string_view kReportOpen = "open";
inline constexpr std::string_view kReportFinished = "finished";
inline constexpr std::string_view kReportStates[] = {kReportOpen, kReportFinished};
// SITE, partition kAll. services/identity; read by bulletin.
inline constexpr std::string_view kSites = "identity_sites";
// SUBJECT by the id of an appearance of its own. services/subject; read by bulletin, evidence.
inline constexpr std::string_view kSubjectOfAppearance = "appearance";
// BULLETIN by the id of a subject it shows, newest first. services/bulletin; read by subject.
inline constexpr std::string_view kBulletinsOfSubject = "bulletin_of";
// BULLETIN by the id of a photo it shows. services/bulletin; read by evidence.
inline constexpr std::string_view kBulletinsOfPhoto = "bulletin_photo";
// SIGHTING by the id of a subject, newest first. services/bulletin; read by subject.
inline constexpr std::string_view kSightingsOfSubject = "sighting_of";

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_INDEXES_H_
