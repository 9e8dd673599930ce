// From a login and a password to an account. A login may have several accounts: whoever takes up a
// town's invitation as somebody new gets one, whether or not another town knows the login, or
// inviting somebody would be a way to learn where else they are a member. Passwords tell them
// apart.
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "services/identity/records.h"
#include "services/identity/service.h"

namespace smarthub::identity {
namespace {

using absl::StatusCode;

bool Weaker(const crypto::PasswordCost& cost, const crypto::PasswordCost& today) {
  return cost.kibibytes < today.kibibytes || cost.passes < today.passes;
}

}  // namespace

absl::Status WrongPassword() {
  return Error(StatusCode::kUnauthenticated, error::v1::REASON_WRONG_CREDENTIALS,
               "The e-mail address or the password is wrong.");
}

Task<absl::StatusOr<Service::Known>> Service::FindAccounts(Context& context, std::string login) {
  Known known;
  const Uuid login_id = parts().logins.LoginId(login);
  const store::Key login_key = KeyOf(label::v1::LOGIN, login_id);
  CO_ASSIGN_OR_RETURN(auto claim, co_await LoadAs<StoredLogin>(context, login_key));
  // Two reads, whether nobody knows the login, one town or several.
  std::vector<store::Key> keys = {KeyOf(label::v1::ACCOUNT, login_id)};
  if (claim.has_value()) {
    known.login_version = claim->version;
    keys.clear();
    for (const auto& id : claim->body.person_ids()) {
      keys.push_back(KeyOf(label::v1::ACCOUNT, IdOf(id)));
    }
  }
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.LoadAllForRule(std::move(keys)));
  for (const auto& view : views) {
    if (!view.has_value()) continue;
    CO_ASSIGN_OR_RETURN(auto account, OpenView<StoredAccount>(*view));
    const bool active = account.body.state() == ACCOUNT_STATE_ACTIVE;
    (active ? known.accounts : known.ended).push_back(std::move(account));
  }
  co_return known;
}

Task<absl::StatusOr<Service::Tried>> Service::TryPassword(Context& context, std::string login,
                                                          std::string password) {
  const std::string by_login = parts().logins.ForLockout(login);
  const std::string peer = context.credentials().peer;
  // Counted before the slow part, so that many at once get no more tries than one after the other.
  CO_RETURN_IF_ERROR(parts().by_login.Try(by_login, context.now()));
  if (absl::Status status = parts().by_peer.Try(peer, context.now()); !status.ok()) {
    parts().by_login.TakeBack(by_login);
    co_return status;
  }
  CO_ASSIGN_OR_RETURN(Known known, co_await FindAccounts(context, login));
  // What is stored says how it was hashed: neither a higher cost nor another key shuts anybody out.
  // Every account of a login has the same parameters (StageClaim).
  crypto::PasswordParameters parameters = {parts().logins.Salt(login), limits().password_cost};
  for (const Opened<StoredAccount>& account : known.accounts) {
    auto stored = crypto::PasswordParametersOf(account.body.password());
    if (!stored.ok()) continue;
    parameters = *std::move(stored);
    break;
  }
  PasswordHasher* hasher = &parts().hasher;
  auto hash = [hasher, password, parameters] { return hasher->Hash(password, parameters); };
  Tried tried;
  CO_ASSIGN_OR_RETURN(tried.phc, co_await context.loop().Offload(std::move(hash)));
  for (Opened<StoredAccount>& account : known.accounts) {
    if (!crypto::EqualInConstantTime(account.body.password(), tried.phc)) continue;
    tried.account = std::move(account);
    parts().by_login.TakeBack(by_login);
    parts().by_peer.TakeBack(peer);
    break;
  }
  const bool weaker = Weaker(parameters.cost, limits().password_cost);
  // With more accounts, the others' passwords are not known, and all stay comparable with one hash.
  if (tried.account.has_value() && known.accounts.size() == 1 && weaker) {
    parameters.cost = limits().password_cost;
    auto anew = [hasher, password, parameters] { return hasher->Hash(password, parameters); };
    CO_ASSIGN_OR_RETURN(tried.phc, co_await context.loop().Offload(std::move(anew)));
    Opened<StoredAccount>& account = *tried.account;
    account.body.set_password(tried.phc);
    context.Stage(account.key, account.version,
                  PackAccount(account.key.id, account.body, account.person));
  }
  tried.ended = std::move(known.ended);
  co_return tried;
}

Task<absl::Status> Service::StageClaim(Context& context, Opened<StoredAccount> account) {
  const std::string login = account.person.login();
  CO_ASSIGN_OR_RETURN(const Known known, co_await FindAccounts(context, login));
  StoredLogin claim;
  for (const Opened<StoredAccount>& ended : known.ended) {
    if (ended.key.id != account.key.id) claim.add_person_ids(std::string(ended.key.id.bytes()));
  }
  const auto parameters = crypto::PasswordParametersOf(account.body.password());
  for (const Opened<StoredAccount>& other : known.accounts) {
    // Two links taken up side by side, with one password, which could not tell the accounts apart;
    // or hashed in two ways, which one hash could not compare.
    const auto theirs = crypto::PasswordParametersOf(other.body.password());
    const bool alike = parameters.ok() && theirs.ok() && *parameters == *theirs;
    if (!alike || crypto::EqualInConstantTime(other.body.password(), account.body.password())) {
      co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                      "You have an account now. Open the link again and join with it, or choose "
                      "another password.");
    }
    claim.add_person_ids(std::string(other.key.id.bytes()));
  }
  if (claim.person_ids_size() >= limits().accounts_per_login) {
    co_return Error(StatusCode::kFailedPrecondition, error::v1::REASON_TOO_MANY,
                    "This e-mail address has too many accounts. Join with one of them.");
  }
  claim.add_person_ids(std::string(account.key.id.bytes()));
  context.Stage(KeyOf(label::v1::LOGIN, parts().logins.LoginId(login)), known.login_version,
                PackLogin(claim));
  co_return absl::OkStatus();
}

}  // namespace smarthub::identity
