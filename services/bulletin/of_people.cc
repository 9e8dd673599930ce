#include "services/bulletin/of_people.h"

#include "platform/base/status_macros.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using incident::v1::AgeBand;
using standing::People;

// As anybody who reported them saw them: the youngest counts.
absl::Status AddEverybodyLinked(const Linked& linked, People& people) {
  if (!linked.whole) people.AddUnreadReports();
  for (const LinkedReport& each : linked.reports) {
    if (!each.report.has_value()) continue;
    for (const Uuid& appearance : each.appearances) {
      const auto found = each.report->content.appearances.find(appearance);
      if (found == each.report->content.appearances.end()) continue;
      ASSIGN_OR_RETURN(const auto stored,
                       rpc::ParseBody<incident::v1::StoredAppearance>(found->second));
      people.AddReported(stored.suspect().about_how_old());
    }
  }
  return absl::OkStatus();
}

absl::Status AddLinked(const Linked& linked, absl::Time now, People& people) {
  if (!linked.subject.has_value()) {
    people.AddNobody();
    return absl::OkStatus();
  }
  people.Add(linked.subject->facts, linked.subject->body, now);
  return AddEverybodyLinked(linked, people);
}

}  // namespace

absl::StatusOr<People> PeopleOf(standing::Bulletin bulletin, const Ground& ground, absl::Time now) {
  People people;
  for (int i = 0; i < bulletin.body.persons_size(); ++i) {
    const bulletin::v1::StoredPerson& person = bulletin.body.persons(i);
    const PersonGround& known = ground[static_cast<size_t>(i)];
    people.AddLooks(person, bulletin.content);
    RETURN_IF_ERROR(AddLinked(known.linked, now, people));
    people.AddPicture(person, known.photo.has_value() ? &known.photo->content : nullptr);
  }
  return people;
}

}  // namespace smarthub::bulletin
