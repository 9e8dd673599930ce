#include "platform/rpc/audit_leaf.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace smarthub::rpc {
namespace {

using audit::v1::Leaf;
using audit::v1::LeafRecord;
using audit::v1::LeafUse;

std::string Bytes(const Uuid& id) { return id.nil() ? std::string() : std::string(id.bytes()); }

LeafRecord* Add(Leaf& leaf, const store::Key& key, uint64_t version, LeafUse use) {
  LeafRecord* record = leaf.add_records();
  record->set_kind(key.kind);
  record->set_id(std::string(key.id.bytes()));
  record->set_version(version);
  record->set_use(use);
  return record;
}

void AddActor(Leaf& leaf, const Caller& caller) {
  const CallerFacts& of = caller.facts();
  leaf.set_person_id(Bytes(of.person_id));
  leaf.set_organisation_id(Bytes(of.organisation_id));
  leaf.set_role(of.role);
  leaf.set_purpose(of.purpose);
  leaf.set_session(of.session);
  leaf.set_agency_certificate_id(Bytes(of.agency_certificate_id));
}

void AddRules(Leaf& leaf, const Visit& visit, const Notebook& notebook) {
  std::set<std::string_view> ids;
  const policy::Policy& policy = *visit.policy->policy;
  for (const policy::RuleIndex rule : visit.admission.rules) ids.insert(policy.RuleId(rule));
  for (const policy::RuleIndex rule : notebook.denied_by) ids.insert(policy.RuleId(rule));
  for (const auto& [key, disclosed] : notebook.disclosed) {
    for (const policy::RuleIndex rule : disclosed.decision.rules) ids.insert(policy.RuleId(rule));
  }
  for (const std::string_view id : ids) leaf.add_rules(std::string(id));
}

}  // namespace

bool NeedsEntry(const Visit& visit, const Notebook& notebook) {
  if (!notebook.staged.empty() || !notebook.denied.empty()) return true;
  return visit.method->label.operation() != label::v1::NONE &&
         visit.method->label.admission() != label::v1::PUBLIC;
}

Leaf MakeLeaf(const Uuid& entry_id, const Visit& visit, const Notebook& notebook, Reason refusal) {
  Leaf leaf;
  leaf.set_entry_id(std::string(entry_id.bytes()));
  const int64_t nanos = absl::ToUnixNanos(visit.now);
  leaf.mutable_at()->set_seconds(nanos / 1'000'000'000);
  leaf.mutable_at()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  leaf.set_operation(visit.method->label.operation());
  leaf.set_action(visit.method->label.action());
  const bool allowed = refusal == error::v1::REASON_UNSPECIFIED;
  leaf.set_outcome(allowed ? audit::v1::OUTCOME_ALLOWED : audit::v1::OUTCOME_DENIED);
  if (!allowed) leaf.set_reason(error::v1::Reason_Name(refusal));
  AddActor(leaf, visit.caller);
  AddRules(leaf, visit, notebook);
  leaf.set_policy_digest(visit.policy->digest);
  for (const policy::v1::Role role : notebook.recipients) leaf.add_recipients(role);

  absl::flat_hash_set<store::Key> written;
  for (const store::Change& change : notebook.staged) {
    if (!allowed) break;  // nothing of it happened
    written.insert(change.key);
    Add(leaf, change.key, change.expected_version + 1,
        change.content.has_value() ? audit::v1::LEAF_USE_WRITTEN : audit::v1::LEAF_USE_ERASED);
  }
  // Sorted, so that the same call makes the same entry.
  std::vector<const Disclosures::value_type*> shown;
  for (const auto& entry : notebook.disclosed) shown.push_back(&entry);
  std::sort(shown.begin(), shown.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const auto* entry : shown) {
    const uint64_t labels = allowed ? entry->second.in_reply.bits() : 0;
    if (labels == 0 && written.contains(entry->first)) continue;
    // Read for a page and not shown on it: it decided what is there, and told nothing of itself.
    const bool unseen = labels == 0 && entry->second.along;
    Add(leaf, entry->first, entry->second.version,
        unseen ? audit::v1::LEAF_USE_RULE : audit::v1::LEAF_USE_SHOWN)
        ->set_labels_shown(labels);
  }
  for (const Noted& denied : notebook.denied) {
    Add(leaf, denied.key, denied.version, audit::v1::LEAF_USE_DENIED);
  }
  for (const Noted& ruled : notebook.ruled) {
    if (!written.contains(ruled.key)) {
      Add(leaf, ruled.key, ruled.version, audit::v1::LEAF_USE_RULE);
    }
  }
  return leaf;
}

}  // namespace smarthub::rpc
