#include "platform/rpc/hall.h"

#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/rpc/answer_status.h"
#include "platform/rpc/audit_leaf.h"

namespace smarthub::rpc {
namespace {

bool IsStaged(const Notebook& notebook, const store::Key& key) {
  return std::any_of(notebook.staged.begin(), notebook.staged.end(),
                     [&key](const store::Change& change) { return change.key == key; });
}

}  // namespace

Linked::Linked(Cancellation* from, Cancellation* to)
    : listener_(from, [from, to] { to->Cancel(from->why()); }) {
  if (from != nullptr && from->cancelled()) to->Cancel(from->why());
}

Guard::Hall::Hall(GuardOptions given, crypto::Key token_key, crypto::Key fingerprint)
    : options(std::move(given)),
      policies(options.policies),
      admission(options.authenticator, &policies, options.store),
      redactor(*options.methods),
      leaf_seal(options.keys, options.random),
      tokens(token_key, options.random),
      fingerprint_key(fingerprint),
      deadlines(options.loop, options.longest_call) {}

Visit Guard::Hall::Enter(const Method& method, const Call& call, Cancellation* cancellation) const {
  Visit visit;
  visit.method = &method;
  visit.credentials = &call.credentials;
  visit.now = options.clock->Now();
  visit.cancellation = cancellation;
  if (call.deadline <= visit.now) cancellation->Cancel(absl::DeadlineExceededError("too late"));
  return visit;
}

Task<absl::StatusOr<store::Committed>> Guard::Hall::Commit(
    const Visit& visit, const Notebook& notebook, Uuid entry_id, Reason refusal,
    std::optional<store::Idempotency> idempotency) {
  auto sealed = leaf_seal.Seal(visit.slot, MakeLeaf(entry_id, visit, notebook, refusal));
  if (!sealed.ok()) co_return sealed.status();
  store::Batch batch;
  batch.slot = visit.slot;
  batch.audit_entry = *std::move(sealed);
  batch.essential = visit.method->essential();
  if (refusal == error::v1::REASON_UNSPECIFIED) {
    batch.changes = notebook.staged;
    for (const auto& [key, version] : notebook.standing) {
      // What is changed itself is fenced by the version it was made from.
      if (!IsStaged(notebook, key)) batch.unchanged.push_back({key, version});
    }
    batch.idempotency = std::move(idempotency);
    for (const store::Key& told : notebook.told) {
      for (const store::Change& change : notebook.staged) {
        if (change.key != told) continue;
        store::OutboxEvent event;
        event.key = told;
        event.version = change.expected_version + 1;
        event.reason = visit.method->label.action();
        batch.events.push_back(std::move(event));
      }
    }
  }
  co_return co_await options.store->Commit(std::move(batch));
}

Task<Answer> Guard::Hall::RepeatOrRefuse(const Visit& visit, Notebook notebook,
                                         const std::optional<RequestIdentity>& identity,
                                         absl::Status why) {
  if (identity.has_value()) {
    auto kept = co_await options.store->FindAnswer(visit.slot, identity->key);
    if (!kept.ok()) {
      Answer unknown;
      unknown.status = kept.status();
      co_return unknown;
    }
    if (kept->has_value()) co_return Repeat(**kept, *identity, *visit.method);
  }
  co_return co_await Refuse(visit, std::move(notebook), std::move(why));
}

CallContext::Tools Guard::Hall::tools() const {
  CallContext::Tools tools;
  tools.store = options.store;
  tools.random = options.random;
  tools.clock = options.clock;
  tools.loop = options.loop;
  tools.tokens = &tokens;
  return tools;
}

namespace {

// A call that opened a record and then failed on what it found has told something of the record by
// how it failed. One that was given up, or failed on our side, has told nothing.
bool TellsOfTheRecord(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ||
         absl::IsAlreadyExists(status) || absl::IsNotFound(status) ||
         absl::IsResourceExhausted(status);
}

}  // namespace

Task<Answer> Guard::Hall::Refuse(const Visit& visit, Notebook notebook, absl::Status why) {
  Answer answer;
  answer.status = std::move(why);
  // These tell of records that were opened for a rule only: that there is one already, and that
  // words hold the name of somebody in them.
  const bool found = absl::IsAlreadyExists(answer.status) ||
                     ReasonOf(answer.status) == error::v1::REASON_SCAN_FOUND_SOMETHING;
  const bool told = found && !notebook.ruled.empty();
  const bool refused = absl::IsPermissionDenied(answer.status) || !notebook.denied.empty() ||
                       told || (TellsOfTheRecord(answer.status) && !notebook.disclosed.empty());
  // Nobody's knocks are a metric, not an entry: they would let anyone fill the log.
  if (!refused || !visit.caller.signed_in()) co_return answer;
  Reason reason = ReasonOf(ToldToCaller(answer.status));
  if (reason == error::v1::REASON_UNSPECIFIED) reason = error::v1::REASON_NOT_ALLOWED;
  const Uuid entry_id = Uuid::Make(*options.random);
  auto committed = co_await Commit(visit, notebook, entry_id, reason, std::nullopt);
  if (committed.ok()) {
    answer.receipt = entry_id.ToString();
  } else {
    // What cannot be recorded does not happen; that includes saying why not.
    answer.status = committed.status();
  }
  co_return answer;
}

absl::Status Guard::Hall::Tell(const Visit& visit, absl::Status status) {
  absl::Status told = ToldToCaller(status);
  if (options.observer != nullptr) {
    if (IsHidden(status)) options.observer->Broken(*visit.method, status);
    options.observer->Called(*visit.method, told, options.clock->Now() - visit.now);
  }
  return told;
}

}  // namespace smarthub::rpc
