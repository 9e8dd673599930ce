// A challenge opened to be changed, and the people that its change touches: marked, and saved with
// it in one commit.
#ifndef SERVICES_SUBJECT_CHALLENGE_CHANGE_H_
#define SERVICES_SUBJECT_CHALLENGE_CHANGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/linked_set.h"
#include "smarthub/id/v1/id.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {

// A challenge opened to be changed.
struct OpenedChallenge {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  subject::v1::StoredChallenge body;
};

// For disclosure: NOT_FOUND where it is not the caller's.
Task<absl::StatusOr<OpenedChallenge>> OpenToChange(rpc::Context& context,
                                                   const id::v1::ChallengeId& id);
// Packs, stages and tells.
absl::Status SaveChallenge(rpc::Context& context, OpenedChallenge& opened);

// The people that a change of a challenge touches, each set once: whose it was and whose it is may
// be linked.
class Touched {
 public:
  // Null: gone.
  Task<absl::StatusOr<StoredSubject*>> Find(rpc::Context& context, Uuid id);
  const std::vector<LinkedSet>& sets() const { return sets_; }
  Task<absl::Status> SaveAll(rpc::Context& context);

 private:
  std::vector<LinkedSet> sets_;
};

// Why somebody is not frozen, or is frozen no longer; 10 to 500 characters. Empty is no reason, and
// passes.
absl::Status CheckNotFrozenBecause(const std::string& reason);

// Marks whom the challenge speaks of as it is now; nobody where it found nobody.
Task<absl::Status> MarkItsSubject(rpc::Context& context, const OpenedChallenge& opened,
                                  Touched& touched, bool open);

// `still`: whom it speaks of from now on, who keep since when they are in touch.
Task<absl::Status> Unmark(rpc::Context& context, const OpenedChallenge& opened, Touched& touched,
                          const std::string& still);

// Nobody judges what they put up themselves (UK GDPR Art 12(2), 24: an answer, not a defence):
// NOT_SECOND_PERSON where the caller proposed, amended, approved or published a bulletin of anybody
// touched, or signed for their age, in whichever revision. By ListForRule of BULLETIN.
Task<absl::Status> CheckHasNoPart(rpc::Context& context, const Touched& touched);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_CHALLENGE_CHANGE_H_
