// The pure evaluator: (bundle, question, facts) -> decision. No I/O, no clock, no gRPC.
//
// How a question is decided (docs/formats/policy.md says it for people):
//   1. Rules whose role, purpose, action and kind match are looked at; the others are not. A rule
//      without kinds speaks of actions only, one with kinds of records only.
//   2. A rule applies when all its conditions hold. A condition on an unknown fact counts as not
//      holding in an ALLOW and as holding in a DENY: what is not known never opens anything.
//   3. Any DENY that applies: denied. Else any ALLOW that applies: allowed. Else: denied.
//   4. Shown labels: default treatments, plus `show` of every redaction rule that applies, minus
//      `hide` of every one that applies (here an unknown fact makes SHOW not apply and HIDE apply).
// Immutable after Compile, so thread-safe. Deciding allocates nothing.
#ifndef POLICIES_ENGINE_POLICY_H_
#define POLICIES_ENGINE_POLICY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "smarthub/label/v1/label.pb.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::policy {

using label::v1::Label;
using label::v1::RecordKind;
using v1::Fact;
using v1::Purpose;
using v1::Role;

// A set of labels: bit n is label number n.
class LabelSet {
 public:
  constexpr LabelSet() = default;
  constexpr explicit LabelSet(uint64_t bits) : bits_(bits) {}
  constexpr bool Has(Label label) const { return (bits_ >> label) & 1; }
  constexpr void Add(Label label) { bits_ |= uint64_t{1} << label; }
  constexpr void Remove(Label label) { bits_ &= ~(uint64_t{1} << label); }
  constexpr uint64_t bits() const { return bits_; }
  friend constexpr bool operator==(LabelSet, LabelSet) = default;

 private:
  uint64_t bits_ = 0;
};

// What is known about the caller and the record. A fact that was not set is unknown.
class Facts {
 public:
  constexpr void Set(Fact fact, bool value) {
    known_ |= uint64_t{1} << fact;
    if (value) {
      true_ |= uint64_t{1} << fact;
    } else {
      true_ &= ~(uint64_t{1} << fact);
    }
  }
  constexpr bool Known(Fact fact) const { return (known_ >> fact) & 1; }
  constexpr bool True(Fact fact) const { return (true_ >> fact) & 1; }
  // Bit n is fact number n; a bit of holds() means something where it is known.
  constexpr uint64_t known() const { return known_; }
  constexpr uint64_t holds() const { return true_; }

 private:
  uint64_t known_ = 0;
  uint64_t true_ = 0;
};

// Index of a rule in its bundle; Policy::RuleId gives its name.
using RuleIndex = uint16_t;

struct Decision {
  bool allowed = false;
  // Of a record decision only.
  LabelSet shown;
  // Rules that decided, in the order of the bundle: the denying ones where denied; else the
  // allowing ones and the redaction rules that applied. Empty where no rule applied.
  absl::InlinedVector<RuleIndex, 8> rules;
};

struct Question {
  Role role = v1::ROLE_UNSPECIFIED;
  Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  std::string_view action;
};

class Policy {
 public:
  // Rejects the whole bundle on one bad rule (duplicate or empty id, an ALLOW that does not name
  // roles, purposes and actions, an action outside `actions`, an unspecified enum value, a
  // redaction rule without kinds, a toy kind, a label that is TREATMENT_ONCE, a transition nobody
  // may make ...), saying which. `actions`: those of every method, see policies/engine/actions.h.
  static absl::StatusOr<std::shared_ptr<const Policy>> Compile(
      const v1::Bundle& bundle, absl::Span<const std::string_view> actions);

  // May the caller do this action at all?
  Decision DecideAction(const Question& question, const Facts& facts) const;
  // May the caller see a record of `kind` while doing it, and which labels of it?
  Decision DecideRecord(const Question& question, RecordKind kind, const Facts& facts) const;

  std::string_view RuleId(RuleIndex index) const;
  size_t rule_count() const;

  // Which purposes the role may name in this scheme; the first is its default. Empty: none.
  absl::Span<const Purpose> Purposes(Role role) const;
  // PURPOSE_UNSPECIFIED where the role has none.
  Purpose DefaultPurpose(Role role) const;

  // Europe/London: statutory days are civil days there.
  absl::TimeZone zone() const;

  const v1::Bundle& bundle() const { return bundle_; }
  // The bundle's deterministic bytes. Their SHA-256 is the policy digest in audit entries; the
  // caller computes it, the engine has no crypto.
  const std::string& canonical_bytes() const { return canonical_bytes_; }

  struct Compiled;
  Policy(v1::Bundle bundle, std::unique_ptr<const Compiled> compiled);
  ~Policy();

 private:
  Decision Decide(const Question& question, int kind, const Facts& facts) const;

  v1::Bundle bundle_;
  std::string canonical_bytes_;
  std::unique_ptr<const Compiled> compiled_;
};

// Labels shown where no rule speaks: TREATMENT_SHOW of the label table.
LabelSet DefaultShown();

// Every kind that a policy may name, in the order of their numbers: not the toys of tests.
std::vector<RecordKind> AllKinds();

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_POLICY_H_
