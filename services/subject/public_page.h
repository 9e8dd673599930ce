// What a scheme tells everybody, read for the public page and for the letter.
#ifndef SERVICES_SUBJECT_PUBLIC_PAGE_H_
#define SERVICES_SUBJECT_PUBLIC_PAGE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "smarthub/identity/v1/stored.pb.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

// By LoadForRule of PUBLIC_PAGE; empty fields where the scheme has not said it yet.
Task<absl::StatusOr<subject::v1::PublicPage>> ReadPublicPage(rpc::Context& context);
// By LoadForRule of SCHEME; empty where there is none.
Task<absl::StatusOr<identity::v1::StoredRoster>> ReadScheme(rpc::Context& context);
// All that a letter needs is said.
bool IsComplete(const subject::v1::PublicPage& page);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_PUBLIC_PAGE_H_
