// Reading for rules: what is opened here cannot get into a reply.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/call_context.h"

namespace smarthub::rpc {

absl::Status CallContext::MayReadForRule(store::RecordKind kind) const {
  const auto& declared = visit_.method->label.rule_reads();
  if (std::find(declared.begin(), declared.end(), kind) != declared.end()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(visit_.method->descriptor->full_name(),
                                          " does not declare that its rules read ",
                                          label::v1::RecordKind_Name(kind)));
}

absl::StatusOr<RuleView> CallContext::View(const store::Sealed& sealed) {
  RETURN_IF_ERROR(MayReadForRule(sealed.key().kind));
  RuleView view;
  view.key = sealed.key();
  view.version = sealed.version();
  ASSIGN_OR_RETURN(view.content, sealed.Open());
  if (!for_stream_ && notebook_.ruled.size() < kMostRuleReads) {
    notebook_.ruled.insert({view.key, view.version});
  }
  return view;
}

Task<absl::StatusOr<std::optional<RuleView>>> CallContext::LoadForRule(const store::Key& key) {
  std::vector<store::Key> one = {key};
  auto views = co_await LoadAllForRule(std::move(one));
  if (!views.ok()) co_return views.status();
  co_return std::move(views->front());
}

Task<absl::StatusOr<std::vector<std::optional<RuleView>>>> CallContext::LoadAllForRule(
    std::vector<store::Key> keys) {
  for (const store::Key& key : keys) CO_RETURN_IF_ERROR(MayReadForRule(key.kind));
  std::vector<std::optional<RuleView>> all(keys.size());
  const auto open = [&](size_t i, const store::Sealed* sealed) -> absl::Status {
    if (rules_must_stand_) {
      // Read twice and not the same: the older one is what does not stand.
      notebook_.standing.try_emplace(keys[i], sealed == nullptr ? 0 : sealed->version());
    }
    if (sealed == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(all[i], View(*sealed));
    return absl::OkStatus();
  };
  CO_RETURN_IF_ERROR(co_await ReadAll(keys, open));
  co_return all;
}

Task<absl::StatusOr<std::vector<RuleView>>> CallContext::ListForRule(const store::Range& range) {
  const store::Range wanted = range;
  auto read = co_await tools_.store->List(visit_.slot, wanted, visit_.cancellation);
  if (!read.ok()) co_return read.status();
  std::vector<RuleView> views;
  views.reserve(read->records.size());
  for (const auto& sealed : read->records) {
    auto view = View(*sealed);
    if (!view.ok()) co_return view.status();
    views.push_back(*std::move(view));
  }
  co_return views;
}

}  // namespace smarthub::rpc
