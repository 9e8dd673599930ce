#include "policies/standing/bulletin.h"

#include "platform/base/times.h"

namespace smarthub::standing {

bool Waits(BulletinState state) {
  return state == bulletin::v1::BULLETIN_STATE_PROPOSED ||
         state == bulletin::v1::BULLETIN_STATE_APPROVED;
}

BulletinState StateAt(const StoredBulletin& body, const store::Content& content, absl::Time now) {
  const bool over = Waits(body.state())
                        ? content.retention_due.has_value() && now >= *content.retention_due
                        : body.state() == bulletin::v1::BULLETIN_STATE_PUBLISHED &&
                              now >= FromProto(content.facts.live_until());
  return over ? bulletin::v1::BULLETIN_STATE_EXPIRED : body.state();
}

bool WasPublished(const StoredBulletin& body) {
  return body.has_first_published_at() || body.has_published_at();
}

absl::Time FirstPublished(const StoredBulletin& body) {
  return FromProto(body.has_first_published_at() ? body.first_published_at() : body.published_at());
}

bool IsOf(const bulletin::v1::StoredApproval& approval, const StoredBulletin& body) {
  return approval.revision() == body.revision() && !approval.person_id().empty();
}

bool IsApproved(const StoredBulletin& body) { return IsOf(body.approval(), body); }

bool IsSignedOff(const StoredBulletin& body) { return IsOf(body.age_sign_off(), body); }

bool IsBy(std::string_view person, const bulletin::v1::StoredApproval& approval,
          const StoredBulletin& body) {
  return IsOf(approval, body) && approval.person_id() == person;
}

bool SeesWhatIsDown(policy::Role role) {
  return role == policy::v1::ROLE_COORDINATOR || role == policy::v1::ROLE_DPO;
}

}  // namespace smarthub::standing
