// A challenge from outside: whoever sends it says who they are and what is wrong. Nobody is looked
// up, so that nothing in the answer, its time or the store's work tells whether anybody is held.
#include "services/subject/challenge.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "platform/text/bounds.h"
#include "policies/engine/lifecycle.h"
#include "policies/engine/period.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::StoredChallenge;

constexpr Length kName = {1, 120};
constexpr Length kContact = {3, 200};
constexpr Length kWhat = {1, 2000};

bool Decided(const StoredChallenge& body) {
  return body.state() == subject::v1::CHALLENGE_STATE_DECIDED;
}

void IndexChallenge(const StoredChallenge& body, store::Content& content) {
  auto& to = content.indexes;
  to.clear();
  if (Decided(body)) {
    to.push_back({std::string(kChallenge), std::string(kDecided),
                  store::NewestFirst(FromProto(body.decided_at()))});
  } else {
    to.push_back({std::string(kChallenge), std::string(kOpen),
                  store::OldestFirst(FromProto(body.answer_by()))});
  }
  // Of its subject while it is open, and while it still freezes them.
  const absl::StatusOr<Uuid> subject = Uuid::FromBytes(body.subject_id());
  if (subject.ok() && (!Decided(body) || body.freezes())) {
    to.push_back({std::string(kChallengeOf), subject->ToString(),
                  store::NewestFirst(FromProto(body.received_at()))});
  }
}

}  // namespace

const policy::v1::ChallengeRule* RuleFor(const policy::Policy& policy,
                                         policy::v1::ChallengeGround ground) {
  for (const policy::v1::ChallengeRule& rule : policy.bundle().challenges()) {
    const auto& grounds = rule.grounds();
    if (std::find(grounds.begin(), grounds.end(), ground) != grounds.end()) return &rule;
  }
  return nullptr;
}

absl::Time AnswerBy(const policy::Policy& policy, const policy::v1::ChallengeRule& rule,
                    absl::Time received) {
  const absl::TimeZone zone = policy.zone();
  const absl::Time end = policy::EndOf(rule.answer_within(), received, zone);
  // A period of days ends with its last day; what stands on the clock ends within one.
  const absl::CivilDay last(zone.At(end - absl::Nanoseconds(1)).cs);
  const absl::Weekday weekday = absl::GetWeekday(last);
  const int more = weekday == absl::Weekday::saturday ? 2
                   : weekday == absl::Weekday::sunday ? 1
                                                      : 0;
  if (more == 0) return end;
  return zone.At(absl::CivilSecond(last + more + 1)).pre;
}

absl::Status PackChallenge(const policy::Policy& policy, absl::Time now,
                           const StoredChallenge& body, store::Content& content) {
  IndexChallenge(body, content);
  const absl::Time start = FromProto(Decided(body) ? body.decided_at() : body.received_at());
  const auto retention = policy::RetentionDue(policy, kChallengeClass, kChallengeClock, start,
                                              /*under_18=*/false, now);
  if (!retention.ok()) return absl::InternalError(retention.status().message());
  content.retention_class = kChallengeClass;
  content.retention_clock = kChallengeClock;
  content.retention_started = start;
  content.retention_due = retention->due;
  content.body = body.SerializeAsString();
  return absl::OkStatus();
}

Task<absl::StatusOr<subject::v1::OpenChallengeResponse>> OpenChallenge(
    const Service&, Context& context, const subject::v1::OpenChallengeRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckEnum("ground", request.ground(),
                                     policy::v1::ChallengeGround_IsValid, /*required=*/true));
  CO_RETURN_IF_ERROR(text::CheckText("name", request.name(), kName.least, kName.most));
  CO_RETURN_IF_ERROR(text::CheckText("contact", request.contact(), kContact.least, kContact.most));
  CO_RETURN_IF_ERROR(text::CheckText("what", request.what(), kWhat.least, kWhat.most));
  const policy::v1::ChallengeRule* rule = RuleFor(context.policy(), request.ground());
  if (rule == nullptr) {
    co_return InvalidField("ground", error::v1::REASON_UNKNOWN_VALUE, "This choice is not known.");
  }
  StoredChallenge body;
  body.set_state(subject::v1::CHALLENGE_STATE_RECEIVED);
  body.set_ground(request.ground());
  body.set_what(request.what());
  *body.mutable_received_at() = ToProto(context.now());
  *body.mutable_answer_by() = ToProto(AnswerBy(context.policy(), *rule, context.now()));

  store::Content content;
  subject::v1::StoredChallenger challenger;
  challenger.set_name(request.name());
  challenger.set_contact(request.contact());
  const Uuid person = Uuid::Make(context.random());
  content.appearances[person] = challenger.SerializeAsString();
  body.set_challenger(std::string(person.bytes()));
  CO_RETURN_IF_ERROR(PackChallenge(context.policy(), context.now(), body, content));

  // The record is found by the reference alone, and the reference is nowhere: its hash is the id.
  subject::v1::OpenChallengeResponse reply;
  reply.set_reference(MakeReference(context.random()));
  const store::Key key = ChallengeKey(reply.reference());
  context.Stage(key, 0, std::move(content));
  context.Tell(key);
  *reply.mutable_answer_by() = body.answer_by();
  co_return reply;
}

Task<absl::StatusOr<subject::v1::GetChallengeStateResponse>> GetChallengeState(
    const Service&, Context& context, const subject::v1::GetChallengeStateRequest& request) {
  CO_ASSIGN_OR_RETURN(const auto view,
                      co_await context.LoadForRule(ChallengeKey(request.reference())));
  if (!view.has_value()) co_return NotFound();
  CO_ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredChallenge>(view->content.body));
  subject::v1::GetChallengeStateResponse reply;
  reply.set_state(body.state());
  *reply.mutable_received_at() = body.received_at();
  *reply.mutable_answer_by() = body.answer_by();
  if (body.has_acknowledged_at()) *reply.mutable_acknowledged_at() = body.acknowledged_at();
  co_return reply;
}

}  // namespace smarthub::subject
