// From what the index proposes to what the caller is shown: every person through their report as
// policy lets the caller see it, matched again with the words of that report that the caller may
// see, and passed over where the person is a subject that is not the caller's to see.
#ifndef SERVICES_SUBJECT_FOUND_H_
#define SERVICES_SUBJECT_FOUND_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/name_index.h"
#include "smarthub/subject/v1/subject.pb.h"

namespace smarthub::subject {

// So many of the best that the caller may be told of are looked at.
inline constexpr size_t kMostProposed = 200;

// What is asked of an index: the whole one, and then one that holds a single report.
using Ask = std::function<std::vector<Match>(const NameIndex& of)>;

// Whether policy would let the caller see that report in `action`, by the facts that the index has
// at that moment: what it would not is not even proposed, so it costs the store nothing and takes
// nobody's place. `context` outlives it.
using MayTell = std::function<bool(const Uuid& incident)>;
MayTell MayBeTold(const rpc::Context& context, std::string_view action,
                  std::shared_ptr<const NameIndex> index);

// The first kMostProposed of `matches` that may be told. `may` is asked once a report, however many
// are in it; after every kAskedAtOnce the loop is others' for a moment: somebody who may be told of
// little has all who match in a town looked through. Or the cancellation's status.
inline constexpr size_t kAskedAtOnce = 256;
Task<absl::StatusOr<std::vector<Match>>> FirstTold(std::vector<Match> matches, MayTell may,
                                                   Loop& loop, Cancellation* cancellation);

struct Wanted {
  size_t limit = 0;
  // People of this subject are left out; nil: nobody.
  Uuid but;
};

// `nicknames` outlives the call. Best first, at most `limit`. As many as that are read at once, and
// more only where some of them are not shown after all.
Task<absl::StatusOr<std::vector<subject::v1::Found>>> ShowFound(rpc::Context& context,
                                                                const Nicknames& nicknames,
                                                                std::vector<Match> proposed,
                                                                Ask ask, Wanted wanted);

// The subjects that speak for the persons of appearances, by LoadAllForRule: the roots of the sets
// they are linked into; for an agency, to which no link is shown, each one's own. Nil: nobody made
// one.
Task<absl::StatusOr<std::vector<Uuid>>> RootsOf(rpc::Context& context,
                                                std::vector<Uuid> appearances);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_FOUND_H_
