// Waits that grow with wrong tries, per login and per peer. In memory, per process: a restart
// forgives, which an attacker cannot cause. Holds HMACs of logins, never logins. Time is given by
// the caller. Belongs to one thread.
#ifndef SERVICES_IDENTITY_LOCKOUT_H_
#define SERVICES_IDENTITY_LOCKOUT_H_

#include <list>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace smarthub::identity {

struct LockoutRule {
  // Wrong tries that cost nothing.
  int tries = 5;
  absl::Duration first_wait = absl::Seconds(30);
  absl::Duration longest_wait = absl::Hours(1);
  absl::Duration forgotten = absl::Hours(24);
  // Keys remembered at most.
  int remembered = 50000;
};

class Lockout {
 public:
  explicit Lockout(LockoutRule rule) : rule_(rule) {}

  // Counts a wrong try beforehand: RESOURCE_EXHAUSTED / LOCKED_OUT while `key` waits (uncounted),
  // else OK, and the caller takes it back when the try turns out right. Counting first means that a
  // thousand tries at once are no more than a thousand in a row. An empty key never waits.
  absl::Status Try(std::string_view key, absl::Time now);
  // One try was right, or was not made: it does not count; earlier ones still do.
  void TakeBack(std::string_view key);
  // Everything is forgiven.
  void Succeeded(std::string_view key);
  // How long `key` has to wait still; zero: not at all.
  absl::Duration Wait(std::string_view key, absl::Time now) const;
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    int failures = 0;
    absl::Time last;
    absl::Time until = absl::InfinitePast();
    std::list<std::string>::iterator place;
  };
  LockoutRule rule_;
  absl::flat_hash_map<std::string, Entry> entries_;
  std::list<std::string> by_use_;  // newest first
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_LOCKOUT_H_
