// The scheme's rules that several handlers share.
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"
#include "smarthub/audit/v1/stored.pb.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

absl::Status NotOfOrganisation(std::string_view text, std::string_view field) {
  return Error(StatusCode::kFailedPrecondition, error::v1::REASON_NOT_OF_ORGANISATION, text, field);
}

store::Content PackDirectoryLine(const audit::v1::DirectoryLine& line) {
  store::Content content;
  content.body = line.SerializeAsString();
  content.retention_class = policy::v1::RETENTION_CLASS_AUDIT;
  content.retention_clock = policy::v1::CLOCK_ITS_MONTH;
  return content;
}

}  // namespace

Task<absl::StatusOr<Opened<StoredRoster>>> Service::LoadRoster(Context& context) {
  const store::Key key = SchemeKey(context.caller().scheme());
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadAs<StoredRoster>(context, key));
  if (!roster.has_value()) co_return absl::InternalError("a scheme without its roster");
  co_return *std::move(roster);
}

void Service::Serialise(Context& context, const Opened<StoredRoster>& roster) {
  context.Stage(roster.key, roster.version, PackRoster(roster.body));
}

Task<absl::StatusOr<Service::Post>> Service::CheckPost(Context& context, Role role,
                                                       Uuid organisation, std::vector<Uuid> sites) {
  const store::Key key = KeyOf(label::v1::ORGANISATION, organisation);
  CO_ASSIGN_OR_RETURN(auto found, co_await LoadAs<StoredOrganisation>(context, key));
  if (!found.has_value()) co_return NotFound();
  Post post;
  post.organisation = *std::move(found);
  if (!FitsOrganisation(role, post.organisation.body.kind())) {
    co_return NotOfOrganisation("This role does not go with an organisation of this kind.",
                                "organisation_id");
  }
  if (NeedsSites(role) && sites.empty()) {
    co_return InvalidField("sites", error::v1::REASON_REQUIRED,
                           "Somebody in this role works at one site at least.");
  }
  if (!NeedsSites(role) && !sites.empty()) {
    co_return InvalidField("sites", error::v1::REASON_TOO_MANY,
                           "Somebody in this role belongs to no site.");
  }
  for (size_t i = 0; i < sites.size(); ++i) {
    const std::string field = absl::StrCat("sites[", i, "]");
    for (size_t j = 0; j < i; ++j) {
      if (sites[i] == sites[j]) {
        co_return InvalidField(field, error::v1::REASON_BAD_FORMAT, "This site is named twice.");
      }
    }
    const store::Key site_key = KeyOf(label::v1::SITE, sites[i]);
    CO_ASSIGN_OR_RETURN(auto site, co_await LoadAs<StoredSite>(context, site_key));
    if (!site.has_value() || site->body.organisation_id() != organisation.bytes()) {
      // The same answer for another organisation's site and for none.
      co_return NotOfOrganisation("This is no site of that organisation.", field);
    }
    post.site_names.push_back(site->body.name());
  }
  co_return post;
}

Task<absl::StatusOr<Opened<StoredMembership>>> Service::LoadMember(Context& context, bool present,
                                                                   std::string id) {
  CO_ASSIGN_OR_RETURN(const Uuid membership_id, RequireIdText(present, id, "membership_id"));
  const store::Key key = KeyOf(label::v1::MEMBERSHIP, membership_id);
  CO_ASSIGN_OR_RETURN(auto member, co_await LoadAs<StoredMembership>(context, key));
  if (!member.has_value()) co_return NotFound();
  co_return *std::move(member);
}

Task<absl::Status> Service::CheckNotLastCoordinator(Context& context, StoredMembership member) {
  if (member.role() != policy::v1::ROLE_COORDINATOR || member.state() != MEMBERSHIP_STATE_ACTIVE) {
    co_return absl::OkStatus();
  }
  const store::Range active =
      In(kActiveRoles, RolePartition(policy::v1::ROLE_COORDINATOR), /*limit=*/2);
  CO_ASSIGN_OR_RETURN(auto coordinators, co_await ListAs<StoredMembership>(context, active));
  if (coordinators.size() > 1) co_return absl::OkStatus();
  co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_LAST_COORDINATOR,
                  "This is the scheme's last coordinator. Make another one first.");
}

void Service::StageMember(Context& context, const Opened<StoredMembership>& member,
                          std::string_view slot, std::optional<absl::Time> due) {
  context.Stage(
      member.key, member.version,
      PackMembership(parts().logins, slot, member.key.id, member.body, member.person, due));
}

Task<absl::Status> Service::StageDirectoryLine(Context& context, Uuid person_id, std::string name,
                                               Role role, Post post) {
  const store::Key key = KeyOf(label::v1::AUDIT_DIRECTORY, person_id);
  CO_ASSIGN_OR_RETURN(auto before, co_await context.LoadForRule(key));
  audit::v1::DirectoryLine line;
  line.set_name(std::move(name));
  line.set_role(role);
  for (std::string& site : post.site_names) line.add_site_names(std::move(site));
  store::Content content = PackDirectoryLine(line);
  content.facts.set_person_id(std::string(person_id.bytes()));
  context.Stage(key, before.has_value() ? before->version : 0, std::move(content));
  co_return co_await StageDirectoryLine(context, post.organisation.key.id,
                                        post.organisation.body.name());
}

Task<absl::Status> Service::StageDirectoryLine(Context& context, Uuid organisation_id,
                                               std::string name) {
  const store::Key key = KeyOf(label::v1::AUDIT_DIRECTORY, organisation_id);
  CO_ASSIGN_OR_RETURN(auto before, co_await LoadAs<audit::v1::DirectoryLine>(context, key));
  if (before.has_value() && before->body.organisation_name() == name) co_return absl::OkStatus();
  audit::v1::DirectoryLine line;
  line.set_organisation_name(std::move(name));
  store::Content content = PackDirectoryLine(line);
  content.facts.set_organisation_id(std::string(organisation_id.bytes()));
  context.Stage(key, before.has_value() ? before->version : 0, std::move(content));
  co_return absl::OkStatus();
}

}  // namespace smarthub::identity
