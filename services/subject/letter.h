// What the letter to a person says, as one value: which letter was handed over.
#ifndef SERVICES_SUBJECT_LETTER_H_
#define SERVICES_SUBJECT_LETTER_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

// `Letter.digest` of the letter to this person as it stands now; empty while the public page is not
// complete. By LoadForRule and ListForRule of INCIDENT, BULLETIN, PUBLIC_PAGE and SCHEME: nothing
// of it is disclosed. `set` is copied: the caller goes on to change its own.
Task<absl::StatusOr<std::string>> LetterDigest(rpc::Context& context, Uuid id, LinkedSet set);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LETTER_H_
