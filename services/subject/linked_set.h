// A person as this room knows them: a tree of subjects, each with its own appearance, each but the
// root pointing at the one it was linked to. What is true of the person (frozen, restricted, under
// 18, notice, challenged) is worked out from what each subject says for itself, over the whole set,
// and written into every one of them in one commit: so a bulletin that shows any of them is decided
// by all of them, and taking a link away leaves exactly what was there before.
//
// Plain values and free functions; a set belongs to the call that loaded it.
#ifndef SERVICES_SUBJECT_LINKED_SET_H_
#define SERVICES_SUBJECT_LINKED_SET_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/store/commit.h"
#include "policies/engine/policy.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {

using subject::v1::StoredSubject;

// Of subjects linked together. A challenge that turns out to be about another is one commit of both
// their sets and itself.
inline constexpr size_t kMostLinked = 31;
static_assert(2 * kMostLinked + 1 <= store::kMostRecords);

struct Member {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  StoredSubject body;
};

// The first is the root; each stands behind the one it is linked to.
using LinkedSet = std::vector<Member>;

// Whether `above` says that `from` was linked to it. A link counts where both ends say so: a
// subject that was erased and made again has its old id, and not its old links.
bool HasLink(const StoredSubject& above, const Uuid& from);

// Everybody linked with `id`, always that one included, by LoadForRule of SUBJECT, each with what
// its report says of it now (by LoadForRule of INCIDENT; where that is gone, what it last said). A
// link of which one end is gone or does not know is no link, and is taken out of what is handed
// back. NOT_FOUND where `id` itself is gone; INTERNAL where it is larger than a set can be.
Task<absl::StatusOr<LinkedSet>> LoadSet(rpc::Context& context, Uuid id);

// What the report says of `member` now: its age, and whether it has a name.
absl::Status TakeReport(const store::Content& report, const Uuid& appearance,
                        StoredSubject& member);

// Notice was given to everybody in it.
bool EverybodyTold(const LinkedSet& set);
// Somebody in it has a name, or has been in touch: notice is not impossible.
bool CanBeReached(const LinkedSet& set);
// A challenge is open against, or freezes, somebody in it.
bool Challenged(const LinkedSet& set);
// Their ids.
void ListTo(const LinkedSet& set, google::protobuf::RepeatedPtrField<std::string>* ids);

// Null: not in it.
Member* Find(LinkedSet& set, const Uuid& id);

// Works out facts, the fields that speak for the set, and the indexes of everybody in it, and seals
// the bodies. INTERNAL where the policy has no notice_within.
absl::Status Settle(const policy::Policy& policy, LinkedSet& set);

// Settles and stages all of them, so that two who change one set meet, and tells of those whose
// facts changed: what shows them must look again.
absl::Status Save(rpc::Context& context, LinkedSet& set);

// Save, where anything that a set says differs from what is stored: for whoever only looks.
absl::Status SaveIfChanged(rpc::Context& context, LinkedSet& set);

// What `from` was linked to, undone: {the rest, what was linked below and including `from`}.
struct Parted {
  LinkedSet rest;
  LinkedSet apart;
};
Parted Part(LinkedSet set, const Uuid& from);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LINKED_SET_H_
