#include "services/bulletin/record.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/crypto/crypto.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "policies/engine/lifecycle.h"
#include "policies/engine/publication.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::Audience;
using bulletin::v1::BULLETIN_STATE_PUBLISHED;
using store::Content;

void SetFacts(const StoredBulletin& body, store::v1::RecordFacts& facts) {
  if (!body.authors().empty()) {
    facts.set_person_id(body.authors(0).person_id());
    facts.set_organisation_id(body.authors(0).organisation_id());
  }
  facts.clear_live_from();
  facts.clear_live_until();
  if (body.state() == BULLETIN_STATE_PUBLISHED) {
    *facts.mutable_live_from() = body.published_at();
    *facts.mutable_live_until() = body.live_until();
  }
  facts.set_proposed(Waits(body.state()));
  SetAudience(body.audience(), facts);
}

void SetIndexes(const StoredBulletin& body, absl::Time now, Content& content) {
  content.indexes.clear();
  const std::string newest = store::NewestFirst(Since(body));
  const auto add = [&](std::string_view index, std::string partition) {
    content.indexes.push_back({std::string(index), std::move(partition), newest});
  };
  // What waits is kept anew from now on, however long it has waited.
  const BulletinState state = Waits(body.state()) ? body.state() : StateAt(body, content, now);
  if (Waits(state)) {
    add(kWaiting, std::string(store::kAll));
  } else if (state == BULLETIN_STATE_PUBLISHED) {
    add(kByGallery, body.gallery());
    add(kPublished, std::string(store::kAll));
  } else {
    add(kOver, std::string(store::kAll));
  }
  std::set<std::string> subjects;
  for (const bulletin::v1::StoredPerson& person : body.persons()) {
    subjects.insert(person.subject_id());
    if (!person.photo_id().empty()) add(store::kBulletinsOfPhoto, TextOf(person.photo_id()));
  }
  for (const auto& shown : body.once_shown()) subjects.insert(shown.subject_id());
  for (const std::string& subject : subjects) add(store::kBulletinsOfSubject, TextOf(subject));
}

// Its gallery's class: from publication, or while it was never published from its proposal; what
// was withdrawn is kept as long as a proposal that came to nothing, from its withdrawal. A
// proposal that nobody published is gone soon where the class says nothing of it.
absl::Status SetRetention(const policy::Policy& policy, absl::Time now, const StoredBulletin& body,
                          Content& content) {
  const policy::v1::Gallery* gallery = policy::FindGallery(policy, body.gallery());
  const auto of_gallery =
      gallery == nullptr ? policy::v1::RETENTION_CLASS_SHORT_LIVED : gallery->retention_class();
  struct Try {
    policy::v1::RetentionClass retention_class;
    policy::v1::Clock clock;
    absl::Time start;
  };
  std::vector<Try> tries;
  if (body.state() == bulletin::v1::BULLETIN_STATE_WITHDRAWN) {
    tries.push_back({of_gallery, policy::v1::CLOCK_CREATION, now});
  }
  if (body.has_published_at()) {
    tries.push_back({of_gallery, policy::v1::CLOCK_PUBLICATION, FirstPublished(body)});
  }
  const absl::Time made = FromProto(body.proposed_at());
  tries.push_back({of_gallery, policy::v1::CLOCK_CREATION, made});
  tries.push_back({policy::v1::RETENTION_CLASS_SHORT_LIVED, policy::v1::CLOCK_CREATION, made});
  for (const Try& each : tries) {
    const auto retention = policy::RetentionDue(policy, each.retention_class, each.clock,
                                                each.start, content.facts.under_18(), now);
    if (!retention.ok()) continue;
    content.retention_class = each.retention_class;
    content.retention_clock = each.clock;
    content.retention_started = each.start;
    content.retention_due = retention->due;
    return absl::OkStatus();
  }
  // The policy's fault, not the caller's.
  return absl::InternalError("no retention rule for a bulletin");
}

void AddOncePutUpBy(std::string_view person, StoredBulletin& body) {
  if (person.empty() || absl::c_linear_search(body.put_up_by(), person)) return;
  body.add_put_up_by(std::string(person));
}

}  // namespace

bool IsBy(const rpc::Caller& caller, const bulletin::v1::StoredApproval& approval,
          const StoredBulletin& body) {
  return standing::IsBy(caller.person_id().bytes(), approval, body);
}

absl::Time Since(const StoredBulletin& body) {
  const bool waits = Waits(body.state());
  return FromProto(body.has_published_at() && !waits ? body.published_at() : body.proposed_at());
}

void AddAuthor(const rpc::Caller& caller, StoredBulletin& body) {
  const rpc::CallerFacts& of = caller.facts();
  // The newest is the last, once.
  auto& authors = *body.mutable_authors();
  for (int i = 1; i < authors.size(); ++i) {
    if (authors[i].person_id() == of.person_id.bytes()) authors.DeleteSubrange(i--, 1);
  }
  auto& author = *authors.Add();
  author.set_person_id(std::string(of.person_id.bytes()));
  author.set_role(of.role);
  author.set_organisation_id(std::string(of.organisation_id.bytes()));
  for (const Uuid& area : of.areas) author.add_area_ids(std::string(area.bytes()));
}

void AddPutUpBy(const rpc::Caller& caller, StoredBulletin& body) {
  AddOncePutUpBy(caller.facts().person_id.bytes(), body);
}

void TakeApprovalAway(StoredBulletin& body) {
  if (body.has_approval()) AddOncePutUpBy(body.approval().person_id(), body);
  if (body.has_age_sign_off()) AddOncePutUpBy(body.age_sign_off().person_id(), body);
  body.clear_approval();
  body.clear_age_sign_off();
}

absl::Status Settle(const policy::Policy& policy, absl::Time now, const StoredBulletin& body,
                    Content& content) {
  SetFacts(body, content.facts);
  SetIndexes(body, now, content);
  RETURN_IF_ERROR(SetRetention(policy, now, body, content));
  content.body = body.SerializeAsString();
  return absl::OkStatus();
}

void SetAudience(const Audience& audience, store::v1::RecordFacts& facts) {
  *facts.mutable_audience_roles() = audience.roles();
  facts.clear_audience_areas();
  for (const auto& area : audience.areas()) facts.add_audience_areas(BytesOf(area.value()));
  facts.set_audience_everywhere(audience.everywhere());
}

void Widen(const Audience& more, Audience& audience) {
  for (const int role : more.roles()) {
    if (!absl::c_linear_search(audience.roles(), role)) {
      audience.add_roles(static_cast<policy::v1::Role>(role));
    }
  }
  for (const auto& area : more.areas()) {
    const bool there = absl::c_any_of(
        audience.areas(), [&area](const auto& known) { return known.value() == area.value(); });
    if (!there) *audience.add_areas() = area;
  }
  if (more.everywhere()) audience.set_everywhere(true);
}

void TakeRetention(const Content& bulletin, Content& content) {
  content.retention_class = bulletin.retention_class;
  content.retention_clock = bulletin.retention_clock;
  content.retention_started = bulletin.retention_started;
  content.retention_due = bulletin.retention_due;
}

Uuid AcknowledgementId(const Uuid& bulletin, const Uuid& site) {
  std::string text = "smarthub acknowledgement 1\n";
  text.append(bulletin.bytes()).append(site.bytes());
  std::string bytes = crypto::Sha256(text).substr(0, 16);
  // In the shape of a UUIDv4, as every id is.
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return *Uuid::FromBytes(bytes);
}

std::string BytesOf(std::string_view id_text) {
  const absl::StatusOr<Uuid> id = Uuid::Parse(id_text);
  return id.ok() ? std::string(id->bytes()) : std::string();
}

std::string TextOf(std::string_view id_bytes) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(id_bytes);
  return id.ok() ? id->ToString() : std::string();
}

}  // namespace smarthub::bulletin
