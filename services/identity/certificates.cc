// Client certificates of agencies' systems. Issued, listed and revoked in the scheme; nothing of
// them is in the hub, because every call names its scheme.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/roles.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

// Renewed once a year, by a person who knows that the system is still there.
constexpr absl::Duration kCertificateLife = absl::Hours(24 * 366);

}  // namespace

Answered<IssueAgencyCertificateResponse> Service::IssueAgencyCertificate(
    Context& context, const IssueAgencyCertificateRequest& request) {
  CO_ASSIGN_OR_RETURN(
      const Uuid organisation_id,
      RequireId(request.has_organisation_id(), request.organisation_id(), "organisation_id"));
  CO_RETURN_IF_ERROR(CheckSystemName(request.system_name(), "system_name"));
  const store::Key key = KeyOf(label::v1::ORGANISATION, organisation_id);
  CO_ASSIGN_OR_RETURN(auto organisation, co_await LoadAs<StoredOrganisation>(context, key));
  if (!organisation.has_value()) co_return NotFound();
  if (RoleOfAgency(organisation->body.kind()) == policy::v1::ROLE_UNSPECIFIED) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_NOT_OF_ORGANISATION,
                    "Only police and council have systems that call.", "organisation_id");
  }
  const CertificateIssuer& issuer = parts().deps.issue_certificate;
  if (issuer == nullptr) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                    "This hub was started without an agency authority.");
  }
  const std::string name = request.system_name();
  const absl::Time now = context.now();
  auto issue = [issuer, name, now] { return issuer(name, now, now + kCertificateLife); };
  CO_ASSIGN_OR_RETURN(const tls::ClientCertificate made,
                      co_await context.loop().Offload(std::move(issue)));
  const Uuid id = Uuid::Make(context.random());
  StoredCertificate stored;
  stored.set_organisation_id(std::string(organisation_id.bytes()));
  stored.set_system_name(name);
  stored.set_sha256(made.sha256);
  *stored.mutable_ends() = ToProto(made.not_after);
  context.Stage(KeyOf(label::v1::AGENCY_CERTIFICATE, id), 0, PackCertificate(stored));
  IssueAgencyCertificateResponse response;
  response.mutable_certificate_id()->set_value(id.ToString());
  response.set_certificate_pem(made.pair.certificate_pem);
  response.set_private_key_pem(made.pair.private_key_pem);
  *response.mutable_ends() = ToProto(made.not_after);
  co_return response;
}

Answered<RevokeAgencyCertificateResponse> Service::RevokeAgencyCertificate(
    Context& context, const RevokeAgencyCertificateRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, RequireId(request.has_certificate_id(),
                                               request.certificate_id(), "certificate_id"));
  const store::Key key = KeyOf(label::v1::AGENCY_CERTIFICATE, id);
  CO_ASSIGN_OR_RETURN(auto certificate, co_await LoadAs<StoredCertificate>(context, key));
  if (!certificate.has_value()) co_return NotFound();
  if (certificate->body.revoked()) co_return RevokeAgencyCertificateResponse();
  certificate->body.set_revoked(true);
  context.Stage(key, certificate->version, PackCertificate(certificate->body));
  context.Tell(key);
  parts().directory.DistrustScheme(context.caller().scheme());
  co_return RevokeAgencyCertificateResponse();
}

Answered<ListAgencyCertificatesResponse> Service::ListAgencyCertificates(
    Context& context, const ListAgencyCertificatesRequest&) {
  ListAgencyCertificatesResponse response;
  store::Range range = Everything(kAllCertificates, 100);
  do {
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage page, co_await context.List(range));
    for (const rpc::Loaded& loaded : page.records) {
      CO_ASSIGN_OR_RETURN(auto stored, rpc::ParseBody<StoredCertificate>(loaded.content.body));
      AgencyCertificate* shown = response.add_certificates();
      shown->mutable_certificate_id()->set_value(loaded.key.id.ToString());
      shown->mutable_organisation_id()->set_value(IdOf(stored.organisation_id()).ToString());
      shown->set_system_name(stored.system_name());
      *shown->mutable_ends() = stored.ends();
      shown->set_revoked(stored.revoked());
    }
    range.after = page.next;
  } while (!range.after.empty() && response.certificates_size() < limits().list_at_most);
  co_return response;
}

}  // namespace smarthub::identity
