#include "platform/rpc/caller.h"

#include <utility>

namespace smarthub::rpc {

Caller Caller::System(std::string name, std::string scheme) {
  Caller caller;
  caller.system_name_ = std::move(name);
  caller.scheme_ = std::move(scheme);
  caller.facts_.role = policy::v1::ROLE_SYSTEM;
  caller.facts_.purpose = policy::v1::PURPOSE_ADMINISTRATION;
  return caller;
}

Caller Caller::WithPurpose(policy::v1::Purpose purpose) const {
  Caller caller = *this;
  caller.facts_.purpose = purpose;
  return caller;
}

Caller Authenticator::Admit(std::string scheme, CallerFacts facts) {
  Caller caller;
  caller.signed_in_ = true;
  caller.scheme_ = std::move(scheme);
  caller.facts_ = std::move(facts);
  return caller;
}

}  // namespace smarthub::rpc
