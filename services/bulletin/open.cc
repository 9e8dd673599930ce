#include "services/bulletin/open.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/bulletin/standing.h"

namespace smarthub::bulletin {

Task<absl::StatusOr<Opened>> Open(rpc::Context& context, const id::v1::BulletinId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id.value(), "bulletin_id"));
  const store::Key key{label::v1::BULLETIN, uuid};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  Opened opened;
  opened.key = key;
  opened.version = loaded.version;
  opened.content = std::move(loaded.content);
  CO_ASSIGN_OR_RETURN(opened.body, rpc::ParseBody<StoredBulletin>(opened.content.body));
  co_return opened;
}

absl::Status CheckState(const Opened& opened, absl::Time now, std::vector<BulletinState> states) {
  if (absl::c_linear_search(states, StateAt(opened.body, opened.content, now)))
    return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
               "This bulletin does not stand where that can be done.");
}

absl::Status CheckRevision(const Opened& opened, int revision) {
  if (revision == opened.body.revision()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
               "This bulletin has changed. Read it again.", "revision");
}

absl::Status LacksError(error::v1::Reason reason,
                        const std::vector<policy::v1::PublicationItem>& missing) {
  const bool second = reason == error::v1::REASON_NOT_SECOND_PERSON;
  absl::Status status = Error(absl::StatusCode::kFailedPrecondition, reason,
                              second ? "You cannot be the second person for this bulletin."
                                     : "Something is missing before this can be published.");
  ErrorDetail detail;
  detail.set_reason(reason);
  for (const policy::v1::PublicationItem item : missing) detail.add_missing(item);
  return WithDetail(std::move(status), detail);
}

absl::Status Save(rpc::Context& context, Opened& opened) {
  RETURN_IF_ERROR(Settle(context.policy(), context.now(), opened.body, opened.content));
  context.Stage(opened.key, opened.version, std::move(opened.content));
  context.Tell(opened.key);
  return absl::OkStatus();
}

bool Seen::everybody() const {
  return absl::c_all_of(people, [](const auto& person) { return person.has_value(); });
}

Task<absl::StatusOr<Seen>> SeePeople(rpc::Context& context, const StoredBulletin& body) {
  std::vector<store::Key> keys;
  for (const bulletin::v1::StoredPerson& person : body.persons()) {
    CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(person.subject_id()));
    keys.push_back({label::v1::SUBJECT, id});
  }
  Seen seen;
  CO_ASSIGN_OR_RETURN(seen.people, co_await context.LoadAllAlong(std::move(keys)));
  co_return seen;
}

bool IsCallersOwn(const rpc::Context& context, const store::v1::RecordFacts& facts) {
  return facts.person_id() == context.caller().person_id().bytes();
}

bool SeesWithoutPeople(const rpc::Caller& caller) {
  return standing::SeesWhatIsDown(caller.role());
}

Task<absl::StatusOr<Opened>> OpenLive(rpc::Context& context, const id::v1::BulletinId& id) {
  CO_ASSIGN_OR_RETURN(Opened opened, co_await Open(context, id));
  CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeePeople(context, opened.body));
  if (!seen.everybody()) co_return NotFound();
  CO_RETURN_IF_ERROR(CheckState(opened, context.now(), {bulletin::v1::BULLETIN_STATE_PUBLISHED}));
  if (!IsUp(context, opened.body, opened.content, seen)) co_return NotFound();
  co_return opened;
}

absl::StatusOr<Uuid> CallersSite(const rpc::Caller& caller, bool named, const std::string& id) {
  const std::vector<Uuid>& sites = caller.facts().sites;
  if (!named) {
    if (sites.size() == 1) return sites.front();
    return InvalidField("site_id", error::v1::REASON_REQUIRED, "Say at which of your sites.");
  }
  ASSIGN_OR_RETURN(const Uuid site, Uuid::Parse(id, "site_id"));
  if (!absl::c_linear_search(sites, site)) {
    return InvalidField("site_id", error::v1::REASON_NOT_FOUND, "This is not one of your sites.");
  }
  return site;
}

}  // namespace smarthub::bulletin
