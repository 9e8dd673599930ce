// Every number of signing in and inviting, in one place. A scheme's own numbers (how long accepted
// terms hold) are policy data, not here.
#ifndef SERVICES_IDENTITY_LIMITS_H_
#define SERVICES_IDENTITY_LIMITS_H_

#include "absl/time/time.h"
#include "platform/crypto/crypto.h"

namespace smarthub::identity {

// How long a session lasts. `idle` counts from its last use, `absolute` from signing in.
struct SessionLimits {
  absl::Duration idle;
  absl::Duration absolute;
};

struct Limits {
  // Desk users: a page left open in an office is the risk; a working day is the bound.
  SessionLimits desk = {absl::Minutes(30), absl::Hours(12)};
  // Reporters only, on their own phones: a report must not begin with a sign-in, or it is not made
  // ("under 60 seconds"). What such a session can read is one site's own reports.
  SessionLimits phone = {absl::Hours(12), absl::Hours(24 * 30)};
  // A session's last use is written this often at most, and never more than 20 times an idle
  // period, so that a phone's session costs two writes an hour.
  absl::Duration touch_at_most_every = absl::Minutes(1);
  // More than this and the oldest ends: nobody has so many devices.
  int sessions_per_person = 10;

  // Suspension must bite within 5 s; what authentication knows is never older than this.
  absl::Duration facts_age = absl::Seconds(3);
  // After a change made through this process, nothing older is believed for so long.
  absl::Duration distrust = absl::Seconds(6);
  // Sessions kept in memory; more and the cache starts anew.
  int cached_sessions = 20000;

  absl::Duration invitation = absl::Hours(24 * 7);
  // From the right password to the code.
  absl::Duration continuation = absl::Minutes(5);
  int continuation_tries = 5;
  // How long a caller waits for a second half that is on its way before being told to try again.
  absl::Duration second_half_wait = absl::Seconds(3);

  // Wrong tries in a row before an account (or a login nobody has) waits, and for how long at
  // first; the wait doubles with each further one up to `longest_wait`.
  int tries_per_login = 5;
  // A whole shop signs in through one address.
  int tries_per_peer = 30;
  absl::Duration first_wait = absl::Seconds(30);
  absl::Duration longest_wait = absl::Hours(1);
  // Wrong tries are forgotten after this long without another.
  absl::Duration tries_forgotten = absl::Hours(24);
  // Logins and peers remembered; beyond it the least recent are forgotten first.
  int remembered = 50000;

  // Of passwords set from now on. What is stored under a lower cost still signs in, and is hashed
  // anew when it does.
  crypto::PasswordCost password_cost;
  int recovery_codes = 10;
  // Accounts of one login, told apart by their passwords.
  int accounts_per_login = 8;
  // Members of a reply that lists a whole scheme; a scheme has about 100 of each.
  int list_at_most = 1000;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_LIMITS_H_
