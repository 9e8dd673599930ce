// Two schemes of one hub, for the tests of taking an invitation up where the login is known
// already.
#ifndef SERVICES_IDENTITY_TWO_TOWNS_FOR_TEST_H_
#define SERVICES_IDENTITY_TWO_TOWNS_FOR_TEST_H_

#include <string>
#include <vector>

#include "services/identity/town_for_test.h"

namespace smarthub::identity {

class TwoTownsForTest : public TownForTest {
 protected:
  static constexpr char kOther[] = "lantern pebble six";

  // Ann has an account in Melton; Oakham is another town, Olga its coordinator.
  TwoTownsForTest() {
    ann = Join("ann@boots.example", policy::v1::ROLE_REPORTER, boots, {site});
    auto oakham = MakeScheme("oakham");
    EXPECT_THAT(oakham, IsOk());
    EXPECT_THAT(Carry(), IsOk());
    auto taken_up = TakeUp(*oakham, "olga@oakham.example", "Olga");
    EXPECT_THAT(taken_up, IsOk());
    EXPECT_THAT(Carry(), IsOk());
    olga = *taken_up;
    olga.session = *SignIn(olga);
    EXPECT_THAT(AcceptTerms(olga, "oakham"), IsOk());
    auto agreement = New<RecordAgreementRequest>();
    agreement.set_kind(ORGANISATION_KIND_COUNCIL);
    agreement.set_name("Rutland");
    agreement.set_controller("Rutland County Council");
    agreement.set_basis("Public task");
    agreement.set_contact("The clerk");
    agreement.set_agreement_ends("2028-01-01");
    auto made =
        Call<RecordAgreementResponse>("RecordAgreement", As(olga.session, "oakham"), agreement);
    EXPECT_THAT(made, IsOk());
    council = made->organisation_id().value();
  }

  // Oakham's link for a login.
  std::string Link(const std::string& login) {
    auto invited = Call<InvitePersonResponse>("InvitePerson", As(olga.session, "oakham"),
                                              Invitation(login, policy::v1::ROLE_COUNCIL, council));
    EXPECT_THAT(invited, IsOk());
    EXPECT_THAT(Carry(), IsOk());
    return invited.ok() ? invited->invitation_token() : "";
  }
  absl::StatusOr<AcceptInvitationResponse> Accept(const std::string& link,
                                                  const std::string& password, bool has_account,
                                                  const std::string& login = "") {
    auto accept = New<AcceptInvitationRequest>();
    accept.set_invitation_token(link);
    accept.set_password(password);
    accept.set_has_account(has_account);
    accept.set_login(login);
    if (!login.empty()) accept.set_name("Somebody");
    return Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept);
  }
  absl::Status Confirm(const std::string& link, const std::string& secret) {
    Somebody who;
    who.secret = secret;
    auto confirm = New<ConfirmTotpRequest>();
    confirm.set_invitation_token(link);
    confirm.set_code(CodeOf(who));
    return Call<ConfirmTotpResponse>("ConfirmTotp", As(""), confirm).status();
  }
  // The schemes that a session is a member of.
  std::vector<std::string> Schemes(const std::string& session) {
    hub.clock().Advance(absl::Seconds(3));  // what is known of a person is that old at most
    std::vector<std::string> schemes;
    auto who = Call<WhoAmIResponse>("WhoAmI", As(session), WhoAmIRequest());
    EXPECT_THAT(who, IsOk());
    if (!who.ok()) return schemes;
    for (const auto& member : who->memberships()) schemes.push_back(member.scheme().value());
    return schemes;
  }

  Somebody ann;
  Somebody olga;
  std::string council;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_TWO_TOWNS_FOR_TEST_H_
