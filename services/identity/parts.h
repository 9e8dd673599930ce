// What Identity holds. For this room's own files.
#ifndef SERVICES_IDENTITY_PARTS_H_
#define SERVICES_IDENTITY_PARTS_H_

#include "services/identity/directory.h"
#include "services/identity/identity.h"
#include "services/identity/lockout.h"
#include "services/identity/login.h"
#include "services/identity/tokens.h"

namespace smarthub::identity {

struct Identity::Parts {
  Parts(IdentityDeps given, const crypto::Key& login_key, const crypto::Key& token_key);

  IdentityDeps deps;
  Argon2Hasher argon2;
  PasswordHasher& hasher;
  LoginKeys logins;
  InvitationTokens invitations;
  Directory directory;
  Lockout by_login;
  Lockout by_peer;
  // Codes, per person and per sign-in that was begun.
  Lockout by_person;
  Lockout by_continuation;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_PARTS_H_
