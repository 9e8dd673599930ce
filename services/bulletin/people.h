// Taking people from reports into a bulletin: whom to show, and which of the report's words. What
// stands in a bulletin is a copy under a key of its own, so that it can be erased by itself.
#ifndef SERVICES_BULLETIN_PEOPLE_H_
#define SERVICES_BULLETIN_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/bulletin/record.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

// One person as they stand in the bulletin, and what the room needs to know beside.
struct Taken {
  bulletin::v1::StoredPerson person;
  bulletin::v1::StoredBulletinPerson words;
  // Whether the name is in `words`.
  bool named = false;
  // In the report, shown or not: texts beside the person may not say them.
  std::vector<std::string> names;
  // Of the report.
  std::vector<std::string> site_ids;
};

// One person of a report that the caller may see, who belongs to the subject named, with a photo of
// them in that report. `appearance` is the key in the bulletin. INVALID_ARGUMENT on
// "persons[i]...", alike for what does not exist and what does not fit.
Task<absl::StatusOr<Taken>> TakePerson(rpc::Context& context, policy::v1::BulletinKind kind,
                                       bulletin::v1::ProposedPerson proposed, int index,
                                       Uuid appearance);

// Puts the people into body and content in place of all that were there, with the report's sites
// and the ages as facts.
void PutPeople(const std::vector<Taken>& people, StoredBulletin& body, store::Content& content);

// Everybody in it is shown to members from now on, and their time counts from FirstPublished.
void AddOnceShown(StoredBulletin& body);

// An earlier bulletin of the same person from the same report has used up some of the time: what it
// began counts for this one too, also where an amendment left them out. Looks at the newest 64 of
// each. For methods that declare BULLETIN.
Task<absl::Status> InheritStart(rpc::Context& context, StoredBulletin* body);

// Nobody in the bulletin is named in `text` (title, words, a caption): what is said of a person
// stands in their own part, where it is frozen and erased with them. `but`: their name is shown in
// the part that the text belongs to.
absl::Status CheckNamesNobody(std::string_view path, std::string_view text,
                              const std::vector<Taken>& people, const Taken* but = nullptr);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_PEOPLE_H_
