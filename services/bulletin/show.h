// A stored bulletin as one viewer's Bulletin message. It fills everything; what the viewer may not
// see is cleared by the redactor (platform/rpc), never here, but for people and photos that policy
// shows this viewer nothing of: they are left out.
#ifndef SERVICES_BULLETIN_SHOW_H_
#define SERVICES_BULLETIN_SHOW_H_

#include <optional>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/bulletin/open.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub::bulletin {

// What somebody in it must look like; unspecified: anything. Only what the viewer is shown of them
// counts, so that looking tells no more than reading.
struct Looks {
  incident::v1::AgeBand age = incident::v1::AGE_BAND_UNSPECIFIED;
  incident::v1::Height height = incident::v1::HEIGHT_UNSPECIFIED;
  incident::v1::Build build = incident::v1::BUILD_UNSPECIFIED;

  bool any() const;
  bool Fit(const bulletin::v1::BulletinPerson& person, const policy::LabelSet& shown) const;
};

// nullopt: there is somebody in it whom the viewer may not see, so it is not there for them; or
// nobody in it looks so. For
// methods that declare ACKNOWLEDGEMENT, SUBJECT, PHOTO, MEMBERSHIP and INCIDENT.
Task<absl::StatusOr<std::optional<bulletin::v1::Bulletin>>> Show(rpc::Context& context,
                                                                 const rpc::Loaded& loaded,
                                                                 Looks looks = {});

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_SHOW_H_
