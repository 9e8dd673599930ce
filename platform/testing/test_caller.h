// Somebody who calls, made up by a test, and an Authenticator that believes them. For tests only.
#ifndef PLATFORM_TESTING_TEST_CALLER_H_
#define PLATFORM_TESTING_TEST_CALLER_H_

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "platform/rpc/caller.h"

namespace smarthub::testing {

// The same id for the same name, in every test: `Id("boots")`.
Uuid Id(std::string_view name);

// `TestCaller::Reporter("ann").At({Id("boots")})`: in good standing unless said otherwise. The same
// name is the same person.
class TestCaller {
 public:
  static TestCaller Nobody();
  static TestCaller Member(std::string name, policy::v1::Role role);
  static TestCaller Reporter(std::string name = "reporter");
  static TestCaller SiteManager(std::string name = "site-manager");
  static TestCaller Coordinator(std::string name = "coordinator");
  static TestCaller BoardMember(std::string name = "board-member");
  static TestCaller Police(std::string name = "police");
  static TestCaller Council(std::string name = "council");
  static TestCaller Dpo(std::string name = "dpo");

  TestCaller At(std::vector<Uuid> sites) const;
  TestCaller InAreas(std::vector<Uuid> areas) const;
  TestCaller Of(Uuid organisation) const;
  // A member of this scheme instead of "melton".
  TestCaller OfScheme(std::string scheme) const;
  // Knocks at this scheme, whatever they are a member of; empty: names none.
  TestCaller Naming(std::string scheme) const;
  // As sent in smarthub-purpose; empty: the role's default.
  TestCaller For(std::string purpose) const;
  TestCaller WithoutTerms() const;
  TestCaller WithoutAgreement() const;
  TestCaller WithoutMembership() const;
  // By an agency's certificate, naming no officer.
  TestCaller WithoutOfficer() const;

  Uuid person_id() const { return facts.person_id; }
  rpc::Credentials credentials() const;

  std::string token;
  std::string scheme;
  std::string names_scheme;
  std::string purpose;
  rpc::CallerFacts facts;
};

// Believes every TestCaller it was told of. Belongs to one loop's thread.
class TestAuthenticator final : public rpc::Authenticator {
 public:
  Task<absl::StatusOr<rpc::Caller>> Authenticate(const rpc::Credentials& credentials,
                                                 Cancellation* cancellation) override;

  // What is known of the caller from now on: the newest word about a name counts.
  void Know(const TestCaller& caller);
  // From now on their session has ended, open streams included.
  void Suspend(const TestCaller& caller);
  // The next `times` authentications fail with this.
  void Fail(absl::Status status, int times = 1);
  int asked() const { return asked_; }
  // Of those, asked by an open stream.
  int renewals() const { return renewals_; }

 private:
  std::map<std::string, TestCaller> known_;
  std::set<std::string> suspended_;
  absl::Status failure_;
  int failures_ = 0;
  int asked_ = 0;
  int renewals_ = 0;
};

}  // namespace smarthub::testing

#endif  // PLATFORM_TESTING_TEST_CALLER_H_
