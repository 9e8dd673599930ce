// From what the index proposes to what the caller is shown: every person through their report as
// policy lets the caller see it, matched again with the words of that report that the caller may
// see, and passed over where the person is a subject that is not the caller's to see.
#ifndef SERVICES_SUBJECT_FOUND_H_
#define SERVICES_SUBJECT_FOUND_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/name_index.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

// So many of the best proposed are looked at.
inline constexpr size_t kMostProposed = 200;

// Asks an index that holds one report what the whole one was asked.
using AskAgain = std::function<std::vector<Match>(const NameIndex& one)>;

struct Wanted {
  size_t limit = 0;
  // People of this subject are left out; nil: nobody.
  Uuid but;
};

// `nicknames` outlives the call. Best first, at most `limit`.
Task<absl::StatusOr<std::vector<subject::v1::Found>>> ShowFound(rpc::Context& context,
                                                                const Nicknames& nicknames,
                                                                std::vector<Match> proposed,
                                                                AskAgain again, Wanted wanted);

// The subject that speaks for the person of an appearance, by LoadForRule: the root of the set it
// is linked into. Nil: nobody made one.
Task<absl::StatusOr<Uuid>> RootOf(rpc::Context& context, Uuid appearance);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_FOUND_H_
