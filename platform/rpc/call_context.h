// The Context that Guard gives to a handler, and the notebook it fills: what was opened for
// disclosure and for rules, what was denied, what is to change. One run of one handler; a re-run
// gets a new one. Belongs to one loop's thread.
#ifndef PLATFORM_RPC_CALL_CONTEXT_H_
#define PLATFORM_RPC_CALL_CONTEXT_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "platform/rpc/context.h"
#include "platform/rpc/disclosures.h"
#include "platform/rpc/method_table.h"
#include "platform/rpc/policy_book.h"
#include "platform/rpc/token.h"
#include "platform/store/commit.h"

namespace smarthub::rpc {

// What a call has once it is admitted. Everything pointed to outlives the call.
struct Visit {
  const Method* method = nullptr;
  const Credentials* credentials = nullptr;
  Caller caller = Caller::Nobody();
  std::string slot;
  std::shared_ptr<const PolicyInForce> policy;
  // Rules that let the caller in, or kept them out.
  policy::Decision admission;
  absl::Time now;
  Cancellation* cancellation = nullptr;

  policy::Question question() const {
    return {caller.role(), caller.purpose(), method->label.action()};
  }
};

// What a handler did to one record beyond opening it for disclosure.
struct Noted {
  store::Key key;
  uint64_t version = 0;
  friend auto operator<=>(const Noted&, const Noted&) = default;
};

struct Notebook {
  Disclosures disclosed;
  // Asked for and not given.
  std::vector<Noted> denied;
  std::vector<policy::RuleIndex> denied_by;
  // Opened for rules, at most kMostRuleReads of them.
  std::set<Noted> ruled;
  std::vector<store::Change> staged;
  // What the commit rests on, with the version that was read (0: there was none).
  std::map<store::Key, uint64_t> standing;
  std::vector<store::Key> told;
  std::vector<policy::v1::Role> recipients;
};

// A rule that counts a whole town must not make an audit entry as long as the town; whatever a
// commit rests on is in its entry.
inline constexpr size_t kMostRuleReads = store::kMostUnchanged;

class CallContext final : public Context {
 public:
  struct Tools {
    store::Store* store = nullptr;
    Random* random = nullptr;
    Clock* clock = nullptr;
    Loop* loop = nullptr;
    const Tokens* tokens = nullptr;
  };
  // `for_stream`: nothing is kept of what is opened, since a stream shows no record and has no end.
  CallContext(const Visit& visit, Tools tools, bool for_stream = false)
      : visit_(visit), tools_(tools), for_stream_(for_stream) {}

  const Caller& caller() const override { return visit_.caller; }
  absl::Time now() const override { return visit_.now; }
  Random& random() override { return *tools_.random; }
  const policy::Policy& policy() const override { return *visit_.policy->policy; }
  Cancellation* cancellation() override { return visit_.cancellation; }
  Loop& loop() override { return *tools_.loop; }
  const Credentials& credentials() const override { return *visit_.credentials; }

  Task<absl::StatusOr<Loaded>> Load(const store::Key& key) override;
  Task<absl::StatusOr<Loaded>> LoadOwn(std::string slot, store::Key key) override;
  Task<absl::StatusOr<std::optional<Loaded>>> LoadAlong(const store::Key& key) override;
  Task<absl::StatusOr<std::vector<std::optional<Loaded>>>> LoadAllAlong(
      std::vector<store::Key> keys) override;
  Task<absl::StatusOr<policy::LabelSet>> DiscloseOutside(
      const store::Key& key, const store::v1::RecordFacts& facts) override;
  Task<absl::StatusOr<LoadedPage>> List(const store::Range& range) override;
  Task<absl::StatusOr<std::optional<RuleView>>> LoadForRule(const store::Key& key) override;
  Task<absl::StatusOr<std::vector<std::optional<RuleView>>>> LoadAllForRule(
      std::vector<store::Key> keys) override;
  Task<absl::StatusOr<std::vector<RuleView>>> ListForRule(const store::Range& range) override;
  void RulesMustStand() override { rules_must_stand_ = true; }

  void Stage(store::Key key, uint64_t expected_version, store::Content content) override;
  void StageErase(store::Key key, uint64_t expected_version) override;
  void Tell(const store::Key& key) override;
  absl::Status CheckRoom() const override;
  void DisclosedTo(policy::v1::Role role) override;

  std::string SealToken(std::string_view purpose_of_token, std::string_view text) override;
  absl::StatusOr<std::string> OpenToken(std::string_view purpose_of_token, std::string_view token,
                                        std::string_view field) override;

  Notebook& notebook() { return notebook_; }

 private:
  Task<absl::StatusOr<Loaded>> LoadFrom(std::string slot, store::Key key, bool own_only);
  // Hands over each of `keys` with its place, null where there is none, in portions that keep
  // neither Redis nor the loop busy for long. `each` outlives the task.
  Task<absl::Status> ReadAll(std::vector<store::Key> keys,
                             absl::FunctionRef<absl::Status(size_t, const store::Sealed*)> each);
  policy::Decision Decide(const store::Key& key, const store::v1::RecordFacts& facts) const;
  // Opens what was decided and notes it.
  absl::StatusOr<Loaded> Open(const store::Sealed& sealed, policy::Decision decision,
                              bool along = false);
  absl::Status Denied(const store::Key& key, uint64_t version, const policy::Decision& decision);
  absl::StatusOr<RuleView> View(const store::Sealed& sealed);
  absl::Status MayReadForRule(store::RecordKind kind) const;
  void Put(store::Change change);

  const Visit& visit_;
  Tools tools_;
  bool for_stream_;
  bool rules_must_stand_ = false;
  Notebook notebook_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_CALL_CONTEXT_H_
