#include "platform/rpc/call_context.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/facts.h"

namespace smarthub::rpc {

using policy::Decision;

namespace {

// Of records read together: Redis does nothing else meanwhile.
constexpr size_t kMostAtOnce = 128;

}  // namespace

bool Context::MayDo(std::string_view action, store::RecordKind kind,
                    const store::v1::RecordFacts& facts) const {
  const policy::Question question{caller().role(), caller().purpose(), action};
  return policy().DecideAction(question, FactsOf(caller())).allowed &&
         policy().DecideRecord(question, kind, FactsOf(caller(), facts, now())).allowed;
}

// ---- for disclosure ----

Task<absl::StatusOr<Loaded>> CallContext::Load(const store::Key& key) {
  return LoadFrom(visit_.slot, key, /*own_only=*/false);
}

Task<absl::StatusOr<Loaded>> CallContext::LoadOwn(std::string slot, store::Key key) {
  return LoadFrom(std::move(slot), key, /*own_only=*/true);
}

Task<absl::StatusOr<Loaded>> CallContext::LoadFrom(std::string slot, store::Key key,
                                                   bool own_only) {
  auto read = co_await tools_.store->Read(slot, absl::MakeConstSpan(&key, 1), visit_.cancellation);
  if (!read.ok()) co_return read.status();
  const store::Sealed* sealed = read->empty() ? nullptr : read->front().get();
  // That it does not exist is told, and recorded, just as that it is not for this caller.
  if (sealed == nullptr) co_return Denied(key, 0, Decision());
  auto facts = sealed->OpenFacts();
  if (!facts.ok()) co_return facts.status();
  Decision decision = Decide(key, *facts);
  const bool own = facts->person_id() == visit_.caller.person_id().bytes();
  if (!decision.allowed || (own_only && !(visit_.caller.signed_in() && own))) {
    co_return Denied(key, sealed->version(), decision);
  }
  co_return Open(*sealed, std::move(decision));
}

Task<absl::Status> CallContext::ReadAll(
    std::vector<store::Key> keys,
    absl::FunctionRef<absl::Status(size_t, const store::Sealed*)> each) {
  for (size_t from = 0; from < keys.size(); from += kMostAtOnce) {
    const auto some = absl::MakeConstSpan(keys).subspan(from, kMostAtOnce);
    auto read = co_await tools_.store->Read(visit_.slot, some, visit_.cancellation);
    if (!read.ok()) co_return read.status();
    for (size_t i = 0; i < read->size(); ++i) {
      CO_RETURN_IF_ERROR(each(from + i, (*read)[i].get()));
    }
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::optional<Loaded>>> CallContext::LoadAlong(const store::Key& key) {
  std::vector<store::Key> one = {key};
  auto loaded = co_await LoadAllAlong(std::move(one));
  if (!loaded.ok()) co_return loaded.status();
  co_return std::move(loaded->front());
}

Task<absl::StatusOr<std::vector<std::optional<Loaded>>>> CallContext::LoadAllAlong(
    std::vector<store::Key> keys) {
  std::vector<std::optional<Loaded>> all(keys.size());
  const auto open = [&](size_t i, const store::Sealed* sealed) -> absl::Status {
    if (sealed == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(const store::v1::RecordFacts facts, sealed->OpenFacts());
    Decision decision = Decide(sealed->key(), facts);
    if (!decision.allowed) return absl::OkStatus();
    ASSIGN_OR_RETURN(all[i], Open(*sealed, std::move(decision), /*along=*/true));
    return absl::OkStatus();
  };
  CO_RETURN_IF_ERROR(co_await ReadAll(std::move(keys), open));
  co_return all;
}

Task<absl::StatusOr<policy::LabelSet>> CallContext::DiscloseOutside(
    const store::Key& key, const store::v1::RecordFacts& facts) {
  const bool own =
      visit_.caller.signed_in() && facts.person_id() == visit_.caller.person_id().bytes();
  // A stream shows no record: what is decided here is whether its id may be told.
  if (key.kind != label::v1::AUDIT_ENTRY && !own && !for_stream_) {
    co_return absl::InternalError("only audit entries are disclosed from outside the store");
  }
  Decision decision = Decide(key, facts);
  if (!decision.allowed) co_return Denied(key, 0, decision);
  const policy::LabelSet shown = decision.shown;
  if (!for_stream_) notebook_.disclosed[key] = Disclosed{0, std::move(decision), {}, false};
  co_return shown;
}

Task<absl::StatusOr<LoadedPage>> CallContext::List(const store::Range& range) {
  LoadedPage page;
  store::Range rest = range;
  const int wanted = std::max(range.limit, 1);
  int examined = 0;
  bool more = true;
  while (more && static_cast<int>(page.records.size()) < wanted && examined < 4 * wanted) {
    rest.limit = std::min(wanted, 4 * wanted - examined);
    auto read = co_await tools_.store->List(visit_.slot, rest, visit_.cancellation);
    if (!read.ok()) co_return read.status();
    more = read->more;
    for (size_t i = 0; i < read->records.size(); ++i) {
      // What is not for the caller is passed over without a note: nobody asked for it by name.
      const store::Sealed& sealed = *read->records[i];
      auto facts = sealed.OpenFacts();
      if (!facts.ok()) co_return facts.status();
      rest.after = read->members[i];
      ++examined;
      Decision decision = Decide(sealed.key(), *facts);
      if (!decision.allowed) continue;
      auto loaded = Open(sealed, std::move(decision));
      if (!loaded.ok()) co_return loaded.status();
      page.records.push_back(*std::move(loaded));
      if (static_cast<int>(page.records.size()) == wanted) {
        more = more || i + 1 < read->records.size();
        break;
      }
    }
    if (read->records.empty()) break;
  }
  if (more) page.next = rest.after;
  co_return page;
}

policy::Decision CallContext::Decide(const store::Key& key,
                                     const store::v1::RecordFacts& facts) const {
  // A call is of one moment. A stream is not: what was published after it began is live for it.
  const absl::Time at = for_stream_ ? tools_.clock->Now() : visit_.now;
  return visit_.policy->policy->DecideRecord(visit_.question(), key.kind,
                                             FactsOf(visit_.caller, facts, at));
}

absl::StatusOr<Loaded> CallContext::Open(const store::Sealed& sealed, Decision decision,
                                         bool along) {
  Loaded loaded;
  loaded.key = sealed.key();
  loaded.version = sealed.version();
  loaded.shown = decision.shown;
  ASSIGN_OR_RETURN(loaded.content, sealed.Open());
  if (!for_stream_) {
    Disclosed opened{loaded.version, std::move(decision), {}, along};
    const auto before = notebook_.disclosed.find(loaded.key);
    // Asked for by name once is asked for by name.
    if (before != notebook_.disclosed.end()) opened.along = along && before->second.along;
    notebook_.disclosed[loaded.key] = std::move(opened);
  }
  return loaded;
}

absl::Status CallContext::Denied(const store::Key& key, uint64_t version,
                                 const Decision& decision) {
  if (!for_stream_) {
    notebook_.denied.push_back({key, version});
    notebook_.denied_by.insert(notebook_.denied_by.end(), decision.rules.begin(),
                               decision.rules.end());
  }
  return NotFound();
}

// ---- changes ----

void CallContext::Stage(store::Key key, uint64_t expected_version, store::Content content) {
  store::Change change;
  change.key = key;
  change.expected_version = expected_version;
  change.content = std::move(content);
  Put(std::move(change));
}

void CallContext::StageErase(store::Key key, uint64_t expected_version) {
  store::Change change;
  change.key = key;
  change.expected_version = expected_version;
  Put(std::move(change));
}

void CallContext::Put(store::Change change) {
  for (store::Change& staged : notebook_.staged) {
    if (staged.key == change.key) {
      staged = std::move(change);
      return;
    }
  }
  notebook_.staged.push_back(std::move(change));
}

void CallContext::Tell(const store::Key& key) {
  auto& told = notebook_.told;
  if (std::find(told.begin(), told.end(), key) == told.end()) told.push_back(key);
}

absl::Status CallContext::CheckRoom() const {
  return tools_.store->CheckRoom(visit_.method->essential());
}

void CallContext::DisclosedTo(policy::v1::Role role) {
  auto& to = notebook_.recipients;
  if (std::find(to.begin(), to.end(), role) == to.end()) to.push_back(role);
}

// ---- tokens ----

std::string CallContext::SealToken(std::string_view purpose_of_token, std::string_view text) {
  return tools_.tokens->Seal(visit_.caller, purpose_of_token, text);
}

absl::StatusOr<std::string> CallContext::OpenToken(std::string_view purpose_of_token,
                                                   std::string_view token, std::string_view field) {
  return tools_.tokens->Open(visit_.caller, purpose_of_token, token, field);
}

}  // namespace smarthub::rpc
