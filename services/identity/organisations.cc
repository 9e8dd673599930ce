// Member companies, forces and councils, and their signed agreements.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "policies/engine/period.h"
#include "services/identity/dates.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

// A member of the scheme; the scheme's own organisation comes with the scheme.
absl::Status CheckKind(OrganisationKind kind) {
  if (kind == ORGANISATION_KIND_UNSPECIFIED) {
    return InvalidField("kind", error::v1::REASON_REQUIRED, "Say what kind of organisation it is.");
  }
  if (!OrganisationKind_IsValid(kind)) {
    return InvalidField("kind", error::v1::REASON_UNKNOWN_VALUE, "This kind is not known.");
  }
  return absl::OkStatus();
}

// A day in the past is how an agreement that was ended early is recorded.
absl::Status CheckLastDay(std::string_view text, absl::Time now) {
  if (text.empty()) {
    return InvalidField("agreement_ends", error::v1::REASON_REQUIRED,
                        "Say on which day the agreement ends.");
  }
  const absl::StatusOr<absl::CivilDay> day = policy::ParseDay(text);
  if (!day.ok()) {
    return InvalidField("agreement_ends", error::v1::REASON_BAD_FORMAT,
                        "Write the day as YYYY-MM-DD.");
  }
  const absl::CivilDay today = LondonDay(now);
  if (*day > absl::CivilDay(today.year() + 5, today.month(), today.day())) {
    return InvalidField("agreement_ends", error::v1::REASON_OUT_OF_RANGE,
                        "An agreement runs for at most five years.");
  }
  return absl::OkStatus();
}

absl::Status CheckFields(const RecordAgreementRequest& request, absl::Time now) {
  RETURN_IF_ERROR(CheckKind(request.kind()));
  RETURN_IF_ERROR(CheckText(request.name(), {.at_most = 80}, "name"));
  RETURN_IF_ERROR(CheckText(request.controller(), {.at_most = 120}, "controller"));
  RETURN_IF_ERROR(CheckText(request.basis(), {.at_most = 300}, "basis"));
  RETURN_IF_ERROR(CheckText(request.contact(), {.at_most = 200, .lines = true}, "contact"));
  return CheckLastDay(request.agreement_ends(), now);
}

}  // namespace

Answered<RecordAgreementResponse> Service::RecordAgreement(Context& context,
                                                           const RecordAgreementRequest& request) {
  CO_RETURN_IF_ERROR(CheckFields(request, context.now()));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  Uuid id = Uuid::Make(context.random());
  uint64_t version = 0;
  if (request.has_organisation_id()) {
    CO_ASSIGN_OR_RETURN(id, RequireId(true, request.organisation_id(), "organisation_id"));
    const store::Key key = KeyOf(label::v1::ORGANISATION, id);
    CO_ASSIGN_OR_RETURN(auto before, co_await LoadAs<StoredOrganisation>(context, key));
    if (!before.has_value()) co_return NotFound();
    version = before->version;
    if (before->body.kind() != request.kind()) {
      co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                      "An organisation stays of its kind.", "kind");
    }
    // Nobody could sign in to put it right.
    if (id == context.caller().facts().organisation_id &&
        !AgreementCurrent(request.agreement_ends(), context.now())) {
      co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_SELF,
                      "You would shut yourself out.", "agreement_ends");
    }
  } else if (request.kind() == ORGANISATION_KIND_SCHEME) {
    co_return InvalidField("kind", error::v1::REASON_UNKNOWN_VALUE,
                           "A scheme has one organisation of its own, from the start.");
  }
  const store::Range everything = Everything(kOrganisations, limits().list_at_most);
  CO_ASSIGN_OR_RETURN(auto all, co_await ListAs<StoredOrganisation>(context, everything));
  for (const auto& other : all) {
    if (other.key.id == id) continue;
    if (absl::EqualsIgnoreCase(other.body.name(), request.name())) {
      co_return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_NAME_TAKEN,
                      "There is an organisation of this name already.", "name");
    }
    // What is passed to police (council) every member in that role sees, of whichever force.
    const bool agency = RoleOfAgency(request.kind()) != policy::v1::ROLE_UNSPECIFIED;
    if (agency && other.body.kind() == request.kind() &&
        AgreementCurrent(request.agreement_ends(), context.now()) &&
        AgreementCurrent(other.body.agreement_ends(), context.now())) {
      co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_TOO_MANY,
                      "A scheme works with one police force and one council at a time.", "kind");
    }
  }
  StoredOrganisation organisation;
  organisation.set_kind(request.kind());
  organisation.set_name(request.name());
  organisation.set_controller(request.controller());
  organisation.set_basis(request.basis());
  organisation.set_contact(request.contact());
  organisation.set_agreement_ends(request.agreement_ends());
  context.Stage(KeyOf(label::v1::ORGANISATION, id), version, PackOrganisation(id, organisation));
  CO_RETURN_IF_ERROR(co_await StageDirectoryLine(context, id, request.name()));
  Serialise(context, roster);
  parts().directory.DistrustScheme(context.caller().scheme());
  RecordAgreementResponse response;
  response.mutable_organisation_id()->set_value(id.ToString());
  co_return response;
}

Answered<ListOrganisationsResponse> Service::ListOrganisations(Context& context,
                                                               const ListOrganisationsRequest&) {
  ListOrganisationsResponse response;
  store::Range range = Everything(kOrganisations, 100);
  do {
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage page, co_await context.List(range));
    for (const rpc::Loaded& loaded : page.records) {
      CO_ASSIGN_OR_RETURN(auto stored, rpc::ParseBody<StoredOrganisation>(loaded.content.body));
      Organisation* shown = response.add_organisations();
      shown->mutable_organisation_id()->set_value(loaded.key.id.ToString());
      shown->set_kind(stored.kind());
      shown->set_name(stored.name());
      shown->set_controller(stored.controller());
      shown->set_basis(stored.basis());
      shown->set_contact(stored.contact());
      shown->set_agreement_ends(stored.agreement_ends());
      shown->set_agreement_current(AgreementCurrent(stored.agreement_ends(), context.now()));
    }
    range.after = page.next;
  } while (!range.after.empty() && response.organisations_size() < limits().list_at_most);
  std::sort(response.mutable_organisations()->begin(), response.mutable_organisations()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
  co_return response;
}

}  // namespace smarthub::identity
