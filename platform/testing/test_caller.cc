#include "platform/testing/test_caller.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::testing {

using absl::StatusCode;

Uuid Id(std::string_view name) {
  uint64_t seed = 0;
  for (const char c : crypto::Sha256(name).substr(0, 8)) {
    seed = seed << 8 | static_cast<uint8_t>(c);
  }
  SeededRandom random(seed);
  return Uuid::Make(random);
}

TestCaller TestCaller::Nobody() { return TestCaller(); }

TestCaller TestCaller::Member(std::string name, policy::v1::Role role) {
  TestCaller caller;
  caller.token = absl::StrCat("session of ", name);
  caller.scheme = "melton";
  caller.names_scheme = "melton";
  caller.facts.person_id = Id(absl::StrCat("person ", name));
  caller.facts.membership_id = Id(absl::StrCat("membership ", name));
  caller.facts.organisation_id = Id(absl::StrCat("organisation ", name));
  caller.facts.session_id = Id(absl::StrCat("session ", name));
  caller.facts.session = std::string(caller.facts.session_id.bytes().substr(0, 8));
  caller.facts.role = role;
  caller.facts.membership_current = true;
  caller.facts.terms_current = true;
  caller.facts.agreement_current = true;
  return caller;
}

TestCaller TestCaller::Reporter(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_REPORTER);
}
TestCaller TestCaller::SiteManager(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_SITE_MANAGER);
}
TestCaller TestCaller::Coordinator(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_COORDINATOR);
}
TestCaller TestCaller::BoardMember(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_BOARD_MEMBER);
}
TestCaller TestCaller::Police(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_POLICE).For("investigation");
}
TestCaller TestCaller::Council(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_COUNCIL).For("enforcement");
}
TestCaller TestCaller::Dpo(std::string name) {
  return Member(std::move(name), policy::v1::ROLE_DPO).For("audit");
}

TestCaller TestCaller::At(std::vector<Uuid> sites) const {
  TestCaller caller = *this;
  caller.facts.sites = std::move(sites);
  return caller;
}
TestCaller TestCaller::InAreas(std::vector<Uuid> areas) const {
  TestCaller caller = *this;
  caller.facts.areas = std::move(areas);
  return caller;
}
TestCaller TestCaller::Of(Uuid organisation) const {
  TestCaller caller = *this;
  caller.facts.organisation_id = organisation;
  return caller;
}
TestCaller TestCaller::OfScheme(std::string of) const {
  TestCaller caller = *this;
  caller.scheme = of;
  caller.names_scheme = std::move(of);
  return caller;
}
TestCaller TestCaller::Naming(std::string named) const {
  TestCaller caller = *this;
  caller.names_scheme = std::move(named);
  return caller;
}
TestCaller TestCaller::For(std::string of) const {
  TestCaller caller = *this;
  caller.purpose = std::move(of);
  return caller;
}
TestCaller TestCaller::WithoutTerms() const {
  TestCaller caller = *this;
  caller.facts.terms_current = false;
  return caller;
}
TestCaller TestCaller::WithoutAgreement() const {
  TestCaller caller = *this;
  caller.facts.agreement_current = false;
  return caller;
}
TestCaller TestCaller::WithoutMembership() const {
  TestCaller caller = *this;
  caller.facts.membership_current = false;
  return caller;
}
TestCaller TestCaller::WithoutOfficer() const {
  TestCaller caller = *this;
  caller.facts.officer_named = false;
  return caller;
}

rpc::Credentials TestCaller::credentials() const {
  rpc::Credentials credentials;
  credentials.session_token = token;
  credentials.scheme = names_scheme;
  credentials.purpose = purpose;
  credentials.peer = "test";
  return credentials;
}

Task<absl::StatusOr<rpc::Caller>> TestAuthenticator::Authenticate(
    const rpc::Credentials& credentials, Cancellation* /*cancellation*/) {
  ++asked_;
  if (credentials.unattended) ++renewals_;
  if (failures_ > 0) {
    --failures_;
    co_return failure_;
  }
  if (credentials.session_token.empty()) co_return rpc::Caller::Nobody();
  const auto known = known_.find(credentials.session_token);
  if (known == known_.end()) {
    co_return Error(StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
                    "Sign in again.");
  }
  if (suspended_.contains(credentials.session_token)) {
    co_return Error(StatusCode::kUnauthenticated, error::v1::REASON_SESSION_ENDED,
                    "Sign in again.");
  }
  const TestCaller& caller = known->second;
  rpc::CallerFacts facts = caller.facts;
  if (credentials.scheme.empty()) {
    // Outside any scheme a person has no role.
    facts.role = policy::v1::ROLE_UNSPECIFIED;
    co_return Admit("", std::move(facts));
  }
  if (credentials.scheme != caller.scheme) {
    co_return Error(StatusCode::kPermissionDenied, error::v1::REASON_NO_MEMBERSHIP,
                    "You are not a member of this scheme.");
  }
  co_return Admit(caller.scheme, std::move(facts));
}

void TestAuthenticator::Know(const TestCaller& caller) {
  if (!caller.token.empty()) known_.insert_or_assign(caller.token, caller);
}

void TestAuthenticator::Suspend(const TestCaller& caller) { suspended_.insert(caller.token); }

void TestAuthenticator::Fail(absl::Status status, int times) {
  failure_ = std::move(status);
  failures_ = times;
}

}  // namespace smarthub::testing
