// Challenges at the scheme's desk: whose it is, whether it freezes them, how it ends.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/text/bounds.h"
#include "services/subject/challenge.h"
#include "services/subject/handlers.h"
#include "services/subject/keys.h"
#include "services/subject/linked_set.h"
#include "services/subject/names.h"
#include "services/subject/show.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using rpc::Context;
using subject::v1::ListChallengesResponse;
using subject::v1::StoredChallenge;

constexpr std::string_view kChallengesPage = "challenge.list";
constexpr Length kNotFrozen = {10, 500};
constexpr Length kDecision = {10, 1000};
constexpr std::string_view kBulletinOf = "bulletin_of";
constexpr int kBulletinsRead = 100;

// A challenge opened to be changed.
struct Opened {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  StoredChallenge body;
};

Task<absl::StatusOr<Opened>> Open(Context& context, const id::v1::ChallengeId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id.value(), "challenge_id"));
  Opened opened;
  opened.key = {label::v1::CHALLENGE, uuid};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(opened.key));
  opened.version = loaded.version;
  opened.content = std::move(loaded.content);
  CO_ASSIGN_OR_RETURN(opened.body, rpc::ParseBody<StoredChallenge>(opened.content.body));
  co_return opened;
}

absl::Status SaveChallenge(Context& context, Opened& opened) {
  RETURN_IF_ERROR(PackChallenge(context.policy(), context.now(), opened.body, opened.content));
  context.Stage(opened.key, opened.version, opened.content);
  context.Tell(opened.key);
  return absl::OkStatus();
}

absl::Status WrongState(std::string_view text) {
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE, text);
}

void SetMember(google::protobuf::RepeatedPtrField<std::string>& ids, const std::string& id,
               bool in) {
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (in && found == ids.end()) *ids.Add() = id;
  if (!in && found != ids.end()) ids.erase(found);
}

// What the challenge makes of one subject: open against them, freezing them, or neither.
void Mark(const Opened& opened, bool open, bool freezes, StoredSubject& subject) {
  const std::string id(opened.key.id.bytes());
  SetMember(*subject.mutable_challenged_by(), id, open);
  SetMember(*subject.mutable_frozen_by(), id, freezes);
}

// Whether the subject has been in touch, known to be who they say (Art 14(3)(b): notice is due).
void MarkInTouch(const Opened& opened, bool in_touch, absl::Time now, StoredSubject& subject) {
  const std::string id(opened.key.id.bytes());
  if (in_touch && !subject.has_in_touch_since()) {
    *subject.mutable_in_touch_since() = ToProto(now);
    subject.set_in_touch_by(id);
  }
  if (!in_touch && subject.in_touch_by() == id) {
    subject.clear_in_touch_since();
    subject.clear_in_touch_by();
  }
}

// The people that a change of a challenge touches, each set once: whose it was and whose it is may
// be linked.
class Touched {
 public:
  // Null: gone.
  Task<absl::StatusOr<StoredSubject*>> Find(Context& context, Uuid id) {
    for (LinkedSet& set : sets_) {
      if (Member* member = subject::Find(set, id)) co_return &member->body;
    }
    auto set = co_await LoadSet(context, id);
    if (absl::IsNotFound(set.status())) co_return nullptr;
    if (!set.ok()) co_return set.status();
    sets_.push_back(*std::move(set));
    co_return &subject::Find(sets_.back(), id)->body;
  }
  const std::vector<LinkedSet>& sets() const { return sets_; }
  absl::Status SaveAll(Context& context) {
    for (LinkedSet& set : sets_) RETURN_IF_ERROR(Save(context, set));
    return absl::OkStatus();
  }

 private:
  std::vector<LinkedSet> sets_;
};

// Marks whom the challenge speaks of as it is now; nobody where it found nobody.
Task<absl::Status> MarkItsSubject(Context& context, const Opened& opened, Touched& touched,
                                  bool open) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(opened.body.subject_id());
  if (!id.ok()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(StoredSubject * subject, co_await touched.Find(context, *id));
  if (subject == nullptr) co_return absl::OkStatus();
  Mark(opened, open, opened.body.freezes(), *subject);
  const bool known = opened.body.identity_confirmed() &&
                     opened.body.outcome() != subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED;
  MarkInTouch(opened, known, context.now(), *subject);
  co_return absl::OkStatus();
}

// `still`: whom it speaks of from now on, who keep since when they are in touch.
Task<absl::Status> Unmark(Context& context, const Opened& opened, Touched& touched,
                          const std::string& still) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(opened.body.subject_id());
  if (!id.ok()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(StoredSubject * subject, co_await touched.Find(context, *id));
  if (subject == nullptr) co_return absl::OkStatus();
  Mark(opened, /*open=*/false, /*freezes=*/false, *subject);
  if (opened.body.subject_id() != still) {
    MarkInTouch(opened, /*in_touch=*/false, context.now(), *subject);
  }
  co_return absl::OkStatus();
}

bool WroteOrApproved(const bulletin::v1::StoredBulletin& bulletin, const std::string& person) {
  const auto& authors = bulletin.authors();
  return bulletin.approval().person_id() == person ||
         std::any_of(authors.begin(), authors.end(),
                     [&person](const auto& author) { return author.person_id() == person; });
}

// Nobody judges what they put up themselves (UK GDPR Art 12(2), 24: an answer, not a defence).
Task<absl::Status> CheckHasNoPart(Context& context, const Touched& touched) {
  const std::string person(context.caller().person_id().bytes());
  for (const LinkedSet& set : touched.sets()) {
    for (const Member& member : set) {
      CO_ASSIGN_OR_RETURN(
          const auto bulletins,
          co_await context.ListForRule(In(kBulletinOf, member.key.id.ToString(), kBulletinsRead)));
      for (const rpc::RuleView& view : bulletins) {
        CO_ASSIGN_OR_RETURN(const auto bulletin,
                            rpc::ParseBody<bulletin::v1::StoredBulletin>(view.content.body));
        if (WroteOrApproved(bulletin, person)) {
          co_return Error(absl::StatusCode::kFailedPrecondition,
                          error::v1::REASON_NOT_SECOND_PERSON,
                          "You proposed or approved a bulletin of this person. Another coordinator "
                          "or the data protection officer has to do this.");
        }
      }
    }
  }
  co_return absl::OkStatus();
}

// By the policy's rule for its ground, and then whether somebody recorded why not (DPA 2018 Sch 2
// para 2). What froze until now is not free without a reason. Reasons that nothing asked for are
// not kept.
absl::Status DecideFreeze(const policy::Policy& policy,
                          const subject::v1::ReviewChallengeRequest& request,
                          StoredChallenge& body) {
  const policy::v1::ChallengeRule* rule = RuleFor(policy, body.ground());
  if (rule == nullptr) return absl::InternalError("the policy has no rule for a ground it took");
  const bool confirmed = rule->freezes_when_confirmed() && request.identity_confirmed();
  const bool risk = rule->freezes_on_risk() && request.risk_of_mistaken_identity();
  const bool would = !body.subject_id().empty() && (confirmed || risk);
  const bool reason = !request.not_frozen_because().empty();
  if (body.freezes() && !would && !reason) {
    return InvalidField("not_frozen_because", error::v1::REASON_REQUIRED,
                        "This froze somebody until now. Say why it does no longer.");
  }
  const bool exempt = reason && (would || body.freezes());
  body.set_freezes(would && !exempt);
  body.set_not_frozen_because(exempt ? request.not_frozen_because() : "");
  return absl::OkStatus();
}

// Upheld, and what was wrong has been put right: nothing is left to be frozen for.
Task<absl::Status> Release(Context& context, const subject::v1::ReviewChallengeRequest& request,
                           Opened& opened) {
  if (!opened.body.freezes() || request.not_frozen_because().empty()) {
    co_return WrongState("This challenge has been decided.");
  }
  opened.body.set_freezes(false);
  opened.body.set_not_frozen_because(request.not_frozen_because());
  Touched touched;
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/false));
  CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  CO_RETURN_IF_ERROR(touched.SaveAll(context));
  co_return SaveChallenge(context, opened);
}

Task<absl::Status> TakeSubject(Context& context, const subject::v1::ReviewChallengeRequest& request,
                               StoredChallenge& body) {
  body.clear_subject_id();
  if (!request.has_subject_id()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(request.subject_id().value(), "subject_id"));
  CO_RETURN_IF_ERROR((co_await context.Load({label::v1::SUBJECT, id})).status());
  body.set_subject_id(std::string(id.bytes()));
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<ListChallengesResponse>> ListChallenges(
    const Service&, Context& context, const subject::v1::ListChallengesRequest& request) {
  CO_ASSIGN_OR_RETURN(const int limit, text::CheckPageSize(request.page_size()));
  // A token continues the list that it was given with.
  const std::string_view partition = request.decided() ? kDecided : kOpen;
  const std::string purpose = std::string(kChallengesPage).append("/").append(partition);
  store::Range range = In(kChallenge, partition, limit);
  CO_ASSIGN_OR_RETURN(range.after, context.OpenToken(purpose, request.page_token(), "page_token"));
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  ListChallengesResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(*reply.add_challenges(), ShowChallenge(context, loaded));
  }
  reply.set_next_page_token(context.SealToken(purpose, page.next));
  co_return reply;
}

Task<absl::StatusOr<subject::v1::ReviewChallengeResponse>> ReviewChallenge(
    const Service&, Context& context, const subject::v1::ReviewChallengeRequest& request) {
  if (!request.not_frozen_because().empty()) {
    CO_RETURN_IF_ERROR(text::CheckText("not_frozen_because", request.not_frozen_because(),
                                       kNotFrozen.least, kNotFrozen.most));
  }
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.challenge_id()));
  subject::v1::ReviewChallengeResponse reply;
  if (opened.body.state() == subject::v1::CHALLENGE_STATE_DECIDED) {
    CO_RETURN_IF_ERROR(co_await Release(context, request, opened));
    co_return reply;
  }
  Touched touched;
  const Opened before = opened;
  CO_RETURN_IF_ERROR(co_await TakeSubject(context, request, opened.body));
  CO_RETURN_IF_ERROR(co_await Unmark(context, before, touched, opened.body.subject_id()));
  opened.body.set_state(subject::v1::CHALLENGE_STATE_UNDER_REVIEW);
  if (!opened.body.has_acknowledged_at()) {
    *opened.body.mutable_acknowledged_at() = ToProto(context.now());
  }
  opened.body.set_identity_confirmed(request.identity_confirmed());
  opened.body.set_risk_of_mistaken_identity(request.risk_of_mistaken_identity());
  CO_RETURN_IF_ERROR(DecideFreeze(context.policy(), request, opened.body));
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/true));
  if (!request.not_frozen_because().empty()) {
    CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  }
  CO_RETURN_IF_ERROR(touched.SaveAll(context));
  CO_RETURN_IF_ERROR(SaveChallenge(context, opened));
  reply.set_freezes(opened.body.freezes());
  co_return reply;
}

Task<absl::StatusOr<subject::v1::DecideChallengeResponse>> DecideChallenge(
    const Service&, Context& context, const subject::v1::DecideChallengeRequest& request) {
  CO_RETURN_IF_ERROR(text::CheckEnum("outcome", request.outcome(),
                                     subject::v1::ChallengeOutcome_IsValid, /*required=*/true));
  CO_RETURN_IF_ERROR(
      text::CheckText("decision", request.decision(), kDecision.least, kDecision.most));
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, request.challenge_id()));
  StoredChallenge& body = opened.body;
  if (body.state() == subject::v1::CHALLENGE_STATE_DECIDED) {
    co_return WrongState("This challenge has been decided.");
  }
  if (body.state() != subject::v1::CHALLENGE_STATE_UNDER_REVIEW) {
    co_return WrongState("Review it first: whose it is, and whether they are frozen meanwhile.");
  }
  body.set_state(subject::v1::CHALLENGE_STATE_DECIDED);
  body.set_outcome(request.outcome());
  body.set_decision(request.decision());
  body.set_decided_by(std::string(context.caller().person_id().bytes()));
  CO_ASSIGN_OR_RETURN(*body.mutable_decided_by_name(), co_await NameOfCaller(context));
  *body.mutable_decided_at() = ToProto(context.now());
  // Whoever was right, wholly or in part, is not shown again as they were, whether or not they were
  // frozen until now: that stays until somebody says what was put right. Nothing is withdrawn from
  // here; people decide. A copy that was asked for says nothing against what it is a copy of.
  const bool right = request.outcome() == subject::v1::CHALLENGE_OUTCOME_UPHELD ||
                     request.outcome() == subject::v1::CHALLENGE_OUTCOME_PARTLY_UPHELD;
  const bool copy = body.ground() == policy::v1::CHALLENGE_GROUND_ACCESS;
  body.set_freezes(right && !body.subject_id().empty() && (body.freezes() || !copy));
  Touched touched;
  CO_RETURN_IF_ERROR(co_await MarkItsSubject(context, opened, touched, /*open=*/false));
  CO_RETURN_IF_ERROR(co_await CheckHasNoPart(context, touched));
  CO_RETURN_IF_ERROR(touched.SaveAll(context));
  CO_RETURN_IF_ERROR(SaveChallenge(context, opened));
  co_return subject::v1::DecideChallengeResponse();
}

}  // namespace smarthub::subject
