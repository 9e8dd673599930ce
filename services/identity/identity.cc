#include "services/identity/identity.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "services/identity/authenticator.h"
#include "services/identity/parts.h"

namespace smarthub::identity {
namespace {

LockoutRule RuleOf(const Limits& limits, int tries) {
  LockoutRule rule;
  rule.tries = tries;
  rule.first_wait = limits.first_wait;
  rule.longest_wait = limits.longest_wait;
  rule.forgotten = limits.tries_forgotten;
  rule.remembered = limits.remembered;
  return rule;
}

LockoutRule ContinuationRule(const Limits& limits) {
  LockoutRule rule = RuleOf(limits, limits.continuation_tries);
  // It is over with the continuation itself; it never opens again before.
  rule.first_wait = limits.continuation;
  return rule;
}

}  // namespace

Identity::Parts::Parts(IdentityDeps given, const crypto::Key& login_key,
                       const crypto::Key& token_key)
    : deps(std::move(given)),
      hasher(deps.hasher == nullptr ? static_cast<PasswordHasher&>(argon2) : *deps.hasher),
      logins(login_key),
      invitations(token_key),
      directory(*deps.store, *deps.clock, deps.policies, logins, deps.limits),
      by_login(RuleOf(deps.limits, deps.limits.tries_per_login)),
      by_peer(RuleOf(deps.limits, deps.limits.tries_per_peer)),
      by_person(RuleOf(deps.limits, deps.limits.tries_per_login)),
      by_continuation(ContinuationRule(deps.limits)) {}

absl::StatusOr<std::shared_ptr<Identity>> Identity::Make(IdentityDeps deps) {
  ASSIGN_OR_RETURN(const crypto::Key login_key, deps.keys->GetOrMake("hub/login"));
  ASSIGN_OR_RETURN(const crypto::Key token_key, deps.keys->GetOrMake("hub/token"));
  if (deps.policies == nullptr) {
    deps.policies = [](std::string_view) { return std::shared_ptr<const policy::Policy>(); };
  }
  auto parts = std::make_unique<Parts>(std::move(deps), login_key, token_key);
  return std::shared_ptr<Identity>(new Identity(std::move(parts)));
}

Identity::Identity(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Identity::~Identity() = default;

std::unique_ptr<rpc::Authenticator> MakeAuthenticator(std::shared_ptr<Identity> identity) {
  return std::make_unique<SessionAuthenticator>(std::move(identity));
}

}  // namespace smarthub::identity
