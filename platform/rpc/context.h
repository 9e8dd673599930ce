// What a handler is given: who calls, the time, and the only ways to read and to change.
//
// A handler is re-runnable: it reads, Stages changes, fills its reply and returns. It never
// commits; Guard does, once, together with the audit entry (platform/rpc/guard.h).
#ifndef PLATFORM_RPC_CONTEXT_H_
#define PLATFORM_RPC_CONTEXT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/uuid.h"
#include "platform/rpc/caller.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "policies/engine/policy.h"

namespace smarthub::rpc {

// A record opened for disclosure: policy allowed the caller to see it, label by label. The redactor
// applies the same decision to the reply's message that shows it.
struct Loaded {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  policy::LabelSet shown;
};

// A record opened for a rule. There is no way from here into a reply: a reply's record message
// whose record was not Loaded fails the call.
struct RuleView {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
};

struct LoadedPage {
  // Only what the caller may see.
  std::vector<Loaded> records;
  // Continues after the last examined; empty: that was all. A handler seals it with SealToken
  // before it leaves.
  std::string next;
};

class Context {
 public:
  virtual ~Context() = default;

  virtual const Caller& caller() const = 0;
  // The call's one moment.
  virtual absl::Time now() const = 0;
  virtual Random& random() = 0;
  // The bundle in force for the scheme.
  virtual const policy::Policy& policy() const = 0;
  virtual Cancellation* cancellation() = 0;
  virtual Loop& loop() = 0;
  virtual const Credentials& credentials() const = 0;

  // For disclosure. NOT_FOUND whether it does not exist or policy denies; both are in the audit
  // entry as denied, so that probing is seen and cannot be told apart. Reads what is stored: what
  // this call has staged is not seen.
  virtual Task<absl::StatusOr<Loaded>> Load(const store::Key& key) = 0;
  // The same, from another slot, of the caller's own records only (their membership, for WhoAmI).
  virtual Task<absl::StatusOr<Loaded>> LoadOwn(std::string slot, store::Key key) = 0;
  // For disclosure, of a record that comes along with one that was asked for (the people in a
  // bulletin, the photos of a report). nullopt where there is none or policy denies, without a
  // note, as in a list: nobody asked for it by name.
  virtual Task<absl::StatusOr<std::optional<Loaded>>> LoadAlong(const store::Key& key) = 0;
  // The same of several, in the order asked for, in as few reads as can be.
  virtual Task<absl::StatusOr<std::vector<std::optional<Loaded>>>> LoadAllAlong(
      std::vector<store::Key> keys) = 0;
  // A page ends at `range.limit` permitted records or four times as many examined.
  virtual Task<absl::StatusOr<LoadedPage>> List(const store::Range& range) = 0;

  // For a record that the handler got from outside the store (an audit entry out of its bundle):
  // policy decides its disclosure from `facts`, exactly as Load does for a stored one, and Guard
  // remembers the decision for the redactor and the audit entry. NOT_FOUND where policy denies;
  // INTERNAL for kinds that the store holds: they are Loaded, except the caller's own, just read by
  // authentication (WhoAmI), and in a stream, which tells ids (facts read once for all streams).
  virtual Task<absl::StatusOr<policy::LabelSet>> DiscloseOutside(
      const store::Key& key, const store::v1::RecordFacts& facts) = 0;

  // For rules. Only kinds that the method declares in `rule_reads`; INTERNAL otherwise. nullopt:
  // there is none.
  virtual Task<absl::StatusOr<std::optional<RuleView>>> LoadForRule(const store::Key& key) = 0;
  virtual Task<absl::StatusOr<std::vector<std::optional<RuleView>>>> LoadAllForRule(
      std::vector<store::Key> keys) = 0;
  virtual Task<absl::StatusOr<std::vector<RuleView>>> ListForRule(const store::Range& range) = 0;
  // From here to the call's end the rules' ground must stand: the commit happens only where every
  // record that LoadForRule and LoadAllForRule open after this (or find missing) is then as it was
  // read; else the call runs again. What a list of an index leaves out is not seen to. At most
  // store::kMostUnchanged records.
  virtual void RulesMustStand() = 0;

  // Whether policy would let the caller do `action` to a record of `kind` with these facts, asked
  // as Guard asks it when the call comes. For the buttons of a page and for permissions within a
  // method; no record is opened by it.
  bool MayDo(std::string_view action, store::RecordKind kind,
             const store::v1::RecordFacts& facts) const;

  // Stages a change: creates (version 0), replaces, or erases. `expected_version` is that of the
  // Loaded or RuleView it was made from. Staged twice for one key: the later one counts.
  virtual void Stage(store::Key key, uint64_t expected_version, store::Content content) = 0;
  virtual void StageErase(store::Key key, uint64_t expected_version) = 0;
  // Says to other rooms and to streams that a staged record changed. Without it, nothing is told.
  virtual void Tell(const store::Key& key) = 0;
  // RESOURCE_EXHAUSTED / STORE_NEARLY_FULL where this call's commit would be shed. For whoever
  // writes files before the commit that names them.
  virtual absl::Status CheckRoom() const = 0;
  // Names a receiver of a disclosure, for the audit entry.
  virtual void DisclosedTo(policy::v1::Role role) = 0;

  // Opaque, authenticated text for page tokens and resume tokens, bound to the caller, the scheme
  // and `purpose_of_token`. An empty text is an empty token, both ways.
  virtual std::string SealToken(std::string_view purpose_of_token, std::string_view text) = 0;
  // INVALID_ARGUMENT / BAD_FORMAT on `field` for anything not sealed so.
  virtual absl::StatusOr<std::string> OpenToken(std::string_view purpose_of_token,
                                                std::string_view token, std::string_view field) = 0;
};

// ---- for handlers: the body of a record as its message ----

// INTERNAL where the bytes do not parse: they are ours.
template <typename Message>
absl::StatusOr<Message> ParseBody(std::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InternalError("a stored body does not parse");
  }
  return message;
}

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_CONTEXT_H_
