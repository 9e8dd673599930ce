// Every method of IdentityService, once.
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "services/identity/identity.h"
#include "services/identity/service.h"

namespace smarthub::identity {
namespace {

template <typename Request, typename Reply>
void Add(rpc::MethodTable& methods, const std::shared_ptr<Service>& service, std::string_view name,
         Answered<Reply> (Service::*handler)(Context&, const Request&)) {
  methods.Unary<Request, Reply>(absl::StrCat("smarthub.identity.v1.IdentityService.", ToAbsl(name)),
                                [service, handler](Context& context, const Request& request) {
                                  return (service.get()->*handler)(context, request);
                                });
}

}  // namespace

void RegisterIdentity(rpc::MethodTable& methods, std::shared_ptr<Identity> identity) {
  const auto service = std::make_shared<Service>(std::move(identity));
  Add(methods, service, "Init", &Service::Init);
  Add(methods, service, "CarryScheme", &Service::CarryScheme);
  Add(methods, service, "GetTerms", &Service::GetTerms);
  Add(methods, service, "AcceptTerms", &Service::AcceptTerms);
  Add(methods, service, "SignIn", &Service::SignIn);
  Add(methods, service, "SignOut", &Service::SignOut);
  Add(methods, service, "WhoAmI", &Service::WhoAmI);
  Add(methods, service, "TouchSession", &Service::TouchSession);
  Add(methods, service, "AddArea", &Service::AddArea);
  Add(methods, service, "AddSite", &Service::AddSite);
  Add(methods, service, "ListPlaces", &Service::ListPlaces);
  Add(methods, service, "RecordAgreement", &Service::RecordAgreement);
  Add(methods, service, "ListOrganisations", &Service::ListOrganisations);
  Add(methods, service, "InvitePerson", &Service::InvitePerson);
  Add(methods, service, "CarryInvitation", &Service::CarryInvitation);
  Add(methods, service, "ChangeRole", &Service::ChangeRole);
  Add(methods, service, "GetInvitation", &Service::GetInvitation);
  Add(methods, service, "AcceptInvitation", &Service::AcceptInvitation);
  Add(methods, service, "ConfirmTotp", &Service::ConfirmTotp);
  Add(methods, service, "CarryAcceptance", &Service::CarryAcceptance);
  Add(methods, service, "ListPeople", &Service::ListPeople);
  Add(methods, service, "SuspendPerson", &Service::SuspendPerson);
  Add(methods, service, "RestorePerson", &Service::RestorePerson);
  Add(methods, service, "RemovePerson", &Service::RemovePerson);
  Add(methods, service, "CarryStanding", &Service::CarryStanding);
  Add(methods, service, "IssueAgencyCertificate", &Service::IssueAgencyCertificate);
  Add(methods, service, "RevokeAgencyCertificate", &Service::RevokeAgencyCertificate);
  Add(methods, service, "ListAgencyCertificates", &Service::ListAgencyCertificates);
}

}  // namespace smarthub::identity
