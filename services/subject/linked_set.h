// A person as this room knows them: a tree of subjects, each with its own appearance, each but the
// root pointing at the one it was linked to. Read by load_set.h, made true and staged by
// settle_set.h; what is told and owed to it is in set_notice.h.
//
// Plain values and pure functions; a set belongs to the call that loaded it.
#ifndef SERVICES_SUBJECT_LINKED_SET_H_
#define SERVICES_SUBJECT_LINKED_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "platform/store/commit.h"
#include "platform/store/store.h"
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
  // Its reports are kept for longer or shorter than is stored of it: `content` says so already.
  bool kept_anew = false;
};

// The first is the root; each stands behind the one it is linked to.
using LinkedSet = std::vector<Member>;

// Whether `above` says that `from` was linked to it. A link counts where both ends say so: a
// subject that was erased and made again has its old id, and not its old links.
bool HasLink(const StoredSubject& above, const Uuid& from);

// A challenge is open against, or freezes, somebody in it.
bool Challenged(const LinkedSet& set);
// Their ids.
void ListTo(const LinkedSet& set, google::protobuf::RepeatedPtrField<std::string>* ids);

// Null: not in it.
Member* Find(LinkedSet& set, const Uuid& id);

// What `from` was linked to, undone: {the rest, what was linked below and including `from`}.
struct Parted {
  LinkedSet rest;
  LinkedSet apart;
};
Parted Part(LinkedSet set, const Uuid& from);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LINKED_SET_H_
