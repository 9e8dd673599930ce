#include "platform/rpc/guarded_stream.h"

#include <memory>
#include <utility>

#include "platform/base/error.h"

namespace smarthub::rpc {
namespace {

bool SameStanding(const Caller& a, const Caller& b) {
  const CallerFacts& x = a.facts();
  const CallerFacts& y = b.facts();
  return a.scheme() == b.scheme() && x.person_id == y.person_id &&
         x.membership_id == y.membership_id && x.organisation_id == y.organisation_id &&
         x.role == y.role && x.purpose == y.purpose && x.sites == y.sites && x.areas == y.areas &&
         x.session_id == y.session_id;
}

}  // namespace

Task<absl::Status> GuardedStream::Write(const Message& message) {
  if (visit_.cancellation->cancelled()) co_return visit_.cancellation->why();
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  Disclosures none;
  auto redacted = redactor_.Redact(*copy, none, *visit_.policy);
  if (!redacted.ok()) co_return redacted.status();
  co_return co_await door_.Write(*copy);
}

Readmission::Readmission(Guard::Hall& hall, const Visit& visit)
    : hall_(hall), visit_(visit), renewal_(*visit.credentials), ended_(*hall.options.loop) {
  renewal_.unattended = true;
  hall_.options.loop->Spawn(Watch(this));
}

Task<absl::Status> Readmission::End() {
  enough_.Cancel(absl::CancelledError("the stream is over"));
  co_return co_await ended_.Wait();
}

Task<void> Readmission::Watch(Readmission* self) {
  int unknown = 0;
  while (true) {
    const absl::Status slept = co_await self->hall_.options.loop->Sleep(
        self->hall_.options.stream_recheck, &self->enough_);
    if (!slept.ok() || self->visit_.cancellation->cancelled()) break;
    absl::Status admitted = co_await self->AdmitAgain();
    if (self->enough_.cancelled()) break;
    unknown = absl::IsUnavailable(admitted) ? unknown + 1 : 0;
    if (admitted.ok() || unknown == 1) continue;
    self->visit_.cancellation->Cancel(std::move(admitted));
    break;
  }
  self->ended_.Set();
}

Task<absl::Status> Readmission::AdmitAgain() {
  Visit again;
  again.method = visit_.method;
  again.credentials = &renewal_;
  again.now = hall_.options.clock->Now();
  again.cancellation = &enough_;
  absl::Status status = co_await hall_.admission.Authenticate(again);
  if (status.ok()) status = hall_.admission.Decide(again);
  if (!status.ok()) co_return status;
  if (again.policy != visit_.policy || !SameStanding(again.caller, visit_.caller)) {
    co_return Error(absl::StatusCode::kAborted, error::v1::REASON_CONFLICT,
                    "What you may see has changed. Connect again.");
  }
  co_return absl::OkStatus();
}

}  // namespace smarthub::rpc
