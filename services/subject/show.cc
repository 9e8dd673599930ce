#include "services/subject/show.h"

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using subject::v1::StoredChallenge;
using subject::v1::StoredSubject;

template <typename Id>
absl::Status SetId(const std::string& bytes, Id* to) {
  ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(bytes));
  to->set_value(id.ToString());
  return absl::OkStatus();
}

std::vector<std::string_view> SubjectActions(const StoredSubject& body) {
  std::vector<std::string_view> actions = {"subject.link"};
  if (!body.links().empty() || !body.linked_to().empty()) actions.push_back("subject.unlink");
  actions.insert(actions.end(), {"bulletin.propose", "notice.letter", "notice.record"});
  if (body.has_notice_due()) actions.push_back("notice.exempt");
  return actions;
}

std::vector<std::string_view> ChallengeActions(const StoredChallenge& body) {
  if (body.state() == subject::v1::CHALLENGE_STATE_RECEIVED) return {"challenge.review"};
  if (body.state() != subject::v1::CHALLENGE_STATE_DECIDED) {
    return {"challenge.review", "challenge.decide"};
  }
  // Upheld: it freezes until somebody says what was put right.
  if (body.freezes()) return {"challenge.review"};
  return {};
}

// Those of `actions` that the caller may do to this record, in their order.
void AddAllowed(const rpc::Context& context, const rpc::Loaded& loaded,
                const std::vector<std::string_view>& actions,
                google::protobuf::RepeatedPtrField<std::string>& to) {
  for (const std::string_view action : actions) {
    if (context.MayDo(action, loaded.key.kind, loaded.content.facts)) to.Add(std::string(action));
  }
}

}  // namespace

absl::StatusOr<subject::v1::Subject> ShowSubject(const rpc::Context& context,
                                                 const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredSubject>(loaded.content.body));
  const store::v1::RecordFacts& facts = loaded.content.facts;
  subject::v1::Subject shown;
  shown.mutable_subject_id()->set_value(loaded.key.id.ToString());
  shown.set_appearance_count(body.appearance_count());
  shown.set_frozen(facts.frozen());
  shown.set_restricted(facts.restricted());
  shown.set_under_18(facts.under_18());
  *shown.mutable_first_held_at() = body.first_held_at();
  if (body.has_notice_due()) *shown.mutable_notice_due() = body.notice_due();
  AddAllowed(context, loaded, SubjectActions(body), *shown.mutable_allowed_actions());
  return shown;
}

absl::StatusOr<subject::v1::Notice> ShowNotice(const rpc::Context& context,
                                               const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<subject::v1::StoredNotice>(loaded.content.body));
  subject::v1::Notice shown;
  shown.mutable_notice_id()->set_value(loaded.key.id.ToString());
  RETURN_IF_ERROR(SetId(body.subject_id(), shown.mutable_subject_id()));
  shown.set_kind(body.kind());
  shown.set_way(body.way());
  if (body.has_given_at()) *shown.mutable_given_at() = body.given_at();
  shown.set_provision(body.provision());
  shown.set_reason(body.reason());
  if (body.has_review_by()) {
    *shown.mutable_review_by() = body.review_by();
    shown.set_review_overdue(FromProto(body.review_by()) <= context.now());
  }
  shown.set_recorded_by(body.recorded_by_name());
  *shown.mutable_recorded_at() = body.recorded_at();
  shown.set_letter_digest(body.letter_digest());
  return shown;
}

absl::StatusOr<subject::v1::Challenge> ShowChallenge(const rpc::Context& context,
                                                     const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredChallenge>(loaded.content.body));
  subject::v1::Challenge shown;
  shown.mutable_challenge_id()->set_value(loaded.key.id.ToString());
  shown.set_state(body.state());
  shown.set_ground(body.ground());
  ASSIGN_OR_RETURN(const Uuid challenger, Uuid::FromBytes(body.challenger()));
  const auto person = loaded.content.appearances.find(challenger);
  if (person != loaded.content.appearances.end()) {
    ASSIGN_OR_RETURN(const auto who, rpc::ParseBody<subject::v1::StoredChallenger>(person->second));
    shown.set_name(who.name());
    shown.set_contact(who.contact());
  }
  shown.set_what(body.what());
  *shown.mutable_received_at() = body.received_at();
  *shown.mutable_answer_by() = body.answer_by();
  const bool decided = body.state() == subject::v1::CHALLENGE_STATE_DECIDED;
  shown.set_overdue(!decided && FromProto(body.answer_by()) <= context.now());
  if (!body.subject_id().empty()) {
    RETURN_IF_ERROR(SetId(body.subject_id(), shown.mutable_subject_id()));
  }
  shown.set_identity_confirmed(body.identity_confirmed());
  shown.set_risk_of_mistaken_identity(body.risk_of_mistaken_identity());
  if (body.has_acknowledged_at()) *shown.mutable_acknowledged_at() = body.acknowledged_at();
  shown.set_freezes(body.freezes());
  shown.set_not_frozen_because(body.not_frozen_because());
  shown.set_outcome(body.outcome());
  shown.set_decision(body.decision());
  shown.set_decided_by(body.decided_by_name());
  AddAllowed(context, loaded, ChallengeActions(body), *shown.mutable_allowed_actions());
  return shown;
}

absl::StatusOr<subject::v1::Appearance> ShowAppearance(const rpc::Loaded& report,
                                                       const Uuid& appearance,
                                                       const Uuid& subject) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(report.content.body));
  subject::v1::Appearance shown;
  shown.mutable_incident_id()->set_value(report.key.id.ToString());
  shown.set_type(body.type());
  *shown.mutable_happened_from() = body.happened_from();
  shown.set_site_name(body.site_name());
  shown.mutable_subject_id()->set_value(subject.ToString());
  for (const auto& [id, bytes] : report.content.appearances) {
    ASSIGN_OR_RETURN(const auto stored, rpc::ParseBody<incident::v1::StoredAppearance>(bytes));
    if (id == appearance) *shown.mutable_suspect() = stored.suspect();
    const std::string& plate = stored.vehicle().plate();
    if (!plate.empty()) shown.add_plates(plate);
  }
  // Stays where what it said was erased: the person was in this report.
  shown.mutable_suspect()->mutable_appearance_id()->set_value(appearance.ToString());
  return shown;
}

absl::StatusOr<subject::v1::BulletinOfSubject> ShowBulletin(const rpc::Context& context,
                                                            const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<bulletin::v1::StoredBulletin>(loaded.content.body));
  subject::v1::BulletinOfSubject shown;
  shown.mutable_bulletin_id()->set_value(loaded.key.id.ToString());
  shown.set_title(body.title());
  shown.set_kind(body.kind());
  if (body.has_published_at()) *shown.mutable_published_at() = body.published_at();
  if (body.has_live_until()) *shown.mutable_live_until() = body.live_until();
  const store::v1::RecordFacts& facts = loaded.content.facts;
  shown.set_live(facts.has_live_from() && facts.has_live_until() &&
                 FromProto(facts.live_from()) <= context.now() &&
                 context.now() < FromProto(facts.live_until()));
  return shown;
}

absl::StatusOr<subject::v1::SightingOfSubject> ShowSighting(const rpc::Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<bulletin::v1::StoredSighting>(loaded.content.body));
  subject::v1::SightingOfSubject shown;
  shown.mutable_sighting_id()->set_value(loaded.key.id.ToString());
  *shown.mutable_at() = body.at();
  shown.set_site_name(body.site_name());
  return shown;
}

}  // namespace smarthub::subject
