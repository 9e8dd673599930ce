#include "services/bulletin/ground.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "platform/store/commit.h"
#include "services/bulletin/validate.h"

namespace smarthub::bulletin {
namespace {

// Of one person: subjects, reports, a photo. Beside them the memberships of the second person and
// of whoever calls.
constexpr size_t kMostOfOne = kMostSubjects + kMostReports + 1;
static_assert(kPersons * kMostOfOne + 2 <= store::kMostUnchanged);

}  // namespace

Task<absl::StatusOr<Ground>> ReadGround(rpc::Context& context, bulletin::v1::StoredBulletin body) {
  Ground ground;
  std::vector<store::Key> photos;
  std::vector<size_t> places;
  for (const bulletin::v1::StoredPerson& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    if (!person.photo_id().empty()) {
      CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::FromBytes(person.photo_id()));
      photos.push_back({label::v1::PHOTO, photo});
      places.push_back(ground.size());
    }
    PersonGround of;
    CO_ASSIGN_OR_RETURN(of.linked, co_await ReportsOf(context, subject));
    ground.push_back(std::move(of));
  }
  CO_ASSIGN_OR_RETURN(auto read, co_await context.LoadAllForRule(std::move(photos)));
  for (size_t i = 0; i < read.size(); ++i) ground[places[i]].photo = std::move(read[i]);
  co_return ground;
}

}  // namespace smarthub::bulletin
