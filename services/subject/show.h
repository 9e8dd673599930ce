// Stored records of this room as one viewer's messages. Everything is filled in; what the viewer
// may not see is cleared by the redactor (platform/rpc), never here.
#ifndef SERVICES_SUBJECT_SHOW_H_
#define SERVICES_SUBJECT_SHOW_H_

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "smarthub/subject/v1/stored.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

// What is said of the set it belongs to is in each of them; links are the page's to add.
absl::StatusOr<subject::v1::Subject> ShowSubject(const rpc::Context& context,
                                                 const rpc::Loaded& loaded);
absl::StatusOr<subject::v1::Notice> ShowNotice(const rpc::Context& context,
                                               const rpc::Loaded& loaded);
absl::StatusOr<subject::v1::Challenge> ShowChallenge(const rpc::Context& context,
                                                     const rpc::Loaded& loaded);

// INCIDENT, as services/incident seals it: one person in it, for `subject`.
absl::StatusOr<subject::v1::Appearance> ShowAppearance(const rpc::Loaded& report,
                                                       const Uuid& appearance, const Uuid& subject);
// BULLETIN and SIGHTING, as services/bulletin seals them.
absl::StatusOr<subject::v1::BulletinOfSubject> ShowBulletin(const rpc::Context& context,
                                                            const rpc::Loaded& loaded);
absl::StatusOr<subject::v1::SightingOfSubject> ShowSighting(const rpc::Loaded& loaded);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SHOW_H_
