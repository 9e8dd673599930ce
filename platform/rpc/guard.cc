#include "platform/rpc/guard.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/rpc/audit_leaf.h"
#include "platform/rpc/guarded_stream.h"
#include "platform/rpc/hall.h"

namespace smarthub::rpc {
namespace {

// A handler whose commit met somebody else's is run again, on what is stored by then, so often.
constexpr int kMostReruns = 3;

}  // namespace

// ---- a call comes in ----

Task<Answer> Guard::Unary(const Method& method, Call call, const Message& request) {
  Cancellation cancellation;
  const Linked linked(call.cancellation, &cancellation);
  // The door keeps the deadline that a client named; this one holds whatever was named.
  const Deadlines::Running running(hall_->deadlines, &cancellation);
  Visit visit = hall_->Enter(method, call, &cancellation);

  // 1. Authenticate. 2. Decide.
  absl::Status admitted = cancellation.why();
  if (admitted.ok() && !method.unary) admitted = NoSuchMethod();
  if (admitted.ok()) admitted = co_await hall_->admission.Authenticate(visit);
  if (admitted.ok()) admitted = hall_->admission.Decide(visit);

  Answer answer;
  if (admitted.ok()) {
    answer = co_await hall_->Handle(visit, request);
  } else {
    answer = co_await hall_->Refuse(visit, Notebook(), std::move(admitted));
  }
  answer.status = hall_->Tell(visit, std::move(answer.status));
  co_return answer;
}

// ---- an admitted call ----

Task<Answer> Guard::Hall::Handle(Visit& visit, const Message& request) {
  const Method& method = *visit.method;
  Answer answer;
  auto identity = Identify(method, visit.caller, request, fingerprint_key);
  if (!identity.ok()) {
    answer.status = identity.status();
    co_return answer;
  }

  for (int run = 0; run <= kMostReruns; ++run) {
    // 3. Handle: reads, stages changes, fills a fresh reply; commits nothing.
    CallContext context(visit, tools());
    std::unique_ptr<Message> reply = method.new_reply();
    absl::Status handled = co_await method.unary(context, request, *reply);
    Notebook& notebook = context.notebook();
    if (!handled.ok()) {
      co_return co_await RepeatOrRefuse(visit, std::move(notebook), *identity, std::move(handled));
    }

    // 4. Redact: what is left in the reply is what the audit entry says was shown.
    auto redacted = redactor.Redact(*reply, notebook.disclosed, *visit.policy);
    if (!redacted.ok()) {
      answer.status = redacted.status();
      co_return answer;
    }

    // 5. Commit: changes and audit entry, or neither. Nobody waits any more: nothing is done.
    if (visit.cancellation->cancelled()) {
      answer.status = visit.cancellation->why();
      co_return answer;
    }
    if (NeedsEntry(visit, notebook) || identity->has_value()) {
      const Uuid entry_id = Uuid::Make(*options.random);
      std::optional<store::Idempotency> keep;
      if (identity->has_value()) {
        keep = Keep(**identity, *reply, entry_id, redacted->holds_secret);
      }
      auto committed = co_await Commit(visit, notebook, entry_id, error::v1::REASON_UNSPECIFIED,
                                       std::move(keep));
      if (!committed.ok()) {
        if (absl::IsAborted(committed.status()) && run < kMostReruns) {
          if (options.observer != nullptr) options.observer->RunsAgain(method);
          continue;
        }
        answer.status = committed.status();
        co_return answer;
      }
      if (committed->kept.has_value() && identity->has_value()) {
        co_return Repeat(*committed->kept, **identity, method);
      }
      answer.receipt = entry_id.ToString();
    }

    // 6. Answer. From here on only the connection can fail.
    answer.reply = std::move(reply);
    co_return answer;
  }
  co_return answer;  // not reached: the last run returns
}

// ---- a stream ----

Task<absl::Status> Guard::ServerStream(const Method& method, Call call, const Message& request,
                                       Stream& stream) {
  Cancellation cancellation;
  const Linked linked(call.cancellation, &cancellation);
  Visit visit = hall_->Enter(method, call, &cancellation);

  // 1. Authenticate. 2. Decide.
  absl::Status status = cancellation.why();
  if (status.ok() && !method.server_stream) status = NoSuchMethod();
  if (status.ok()) status = co_await hall_->admission.Authenticate(visit);
  if (status.ok()) status = hall_->admission.Decide(visit);

  // 5. The entry comes first: a stream has no end to commit at. It shows no record, ever, so the
  // entry says all there is to say.
  if (!status.ok()) {
    Answer refused = co_await hall_->Refuse(visit, Notebook(), std::move(status));
    co_return hall_->Tell(visit, std::move(refused.status));
  }
  const Notebook nothing_opened;
  if (NeedsEntry(visit, nothing_opened)) {
    auto committed =
        co_await hall_->Commit(visit, nothing_opened, Uuid::Make(*hall_->options.random),
                               error::v1::REASON_UNSPECIFIED, std::nullopt);
    if (!committed.ok()) co_return hall_->Tell(visit, committed.status());
  }

  // 3. Handle. 4. Redact each message. Meanwhile the caller is admitted again and again.
  CallContext context(visit, hall_->tools(), /*for_stream=*/true);
  GuardedStream guarded(stream, hall_->redactor, visit);
  Readmission readmission(*hall_, visit);
  status = co_await method.server_stream(context, request, guarded);
  const absl::Status ended = co_await readmission.End();
  if (status.ok()) status = ended;
  // Why the call was cut says more than what the handler made of it.
  if (cancellation.cancelled()) status = cancellation.why();
  co_return hall_->Tell(visit, std::move(status));
}

// ---- the hub's own work ----

Task<Answer> Guard::RunSystem(std::string name, std::string scheme, std::string_view path,
                              const Message& request) {
  Answer answer;
  const Method* method = Find(path);
  if (method == nullptr || !method->unary) {
    answer.status = NoSuchMethod();
    co_return answer;
  }
  Cancellation cancellation;
  const Call call;
  Visit visit = hall_->Enter(*method, call, &cancellation);
  answer.status = hall_->admission.AdmitSystem(visit, std::move(name), std::move(scheme));
  if (answer.status.ok()) answer = co_await hall_->Handle(visit, request);
  answer.status = hall_->Tell(visit, std::move(answer.status));
  co_return answer;
}

// ---- its making ----

absl::StatusOr<std::unique_ptr<Guard>> Guard::Make(GuardOptions options) {
  auto token_key = options.keys->GetOrMake("hub/token");
  if (!token_key.ok()) return token_key.status();
  auto fingerprint_key = options.keys->GetOrMake("hub/fingerprint");
  if (!fingerprint_key.ok()) return fingerprint_key.status();
  return std::unique_ptr<Guard>(
      new Guard(std::make_unique<Hall>(std::move(options), *token_key, *fingerprint_key)));
}

Guard::Guard(std::unique_ptr<Hall> hall) : hall_(std::move(hall)) {}
Guard::~Guard() = default;

const Method* Guard::Find(std::string_view path) const {
  return hall_->options.methods->Find(path);
}

}  // namespace smarthub::rpc
