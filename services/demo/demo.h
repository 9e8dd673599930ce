// The demonstration town: invented shops, invented people, invented reports, drawn with a seed from
// the months, streets, types and outcomes of really recorded crime, and walked through the hub's
// public API by the roles concerned. services/demo/README.md tells how it is drawn.
//
// Used by `smarthub run`, before the doors open. Belongs to one loop's thread.
#ifndef SERVICES_DEMO_DEMO_H_
#define SERVICES_DEMO_DEMO_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/rpc/guard.h"
#include "services/demo/clock.h"
#include "smarthub/insight/v1/insight.pb.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::demo {

// Recorded crime by month ("2025-12"), as insight::ParsePoliceUk gives it.
using Recorded = std::map<std::string, std::vector<insight::v1::ReferenceRow>>;

struct DemoOptions {
  std::string scheme = "melton";
  // Same seed, same `now`, same recorded crime: the same town.
  uint64_t seed = 20261123;
  // Where the town's past ends.
  absl::Time now;
  // How many of the newest recorded months are drawn from.
  int months = 12;
  Recorded recorded;
  // Drawn stills of the story's people (stills/), JPEG, in the order of kFigures; empty: none.
  std::vector<std::string> stills;
  // May be empty. Called often with what is being done, and how far it is.
  std::function<void(std::string_view what, int done, int all)> progress;
};

// Nothing is owned; all of it outlives the call.
struct DemoTools {
  rpc::Dispatcher* hub = nullptr;
  // The clock that the hub itself was opened with; not released yet.
  DemoClock* clock = nullptr;
  // For passwords: real randomness, so that no two data directories share one.
  Random* secrets = nullptr;
  // Makes the empty scheme and returns the token of its first coordinator's invitation. Called once
  // the clock stands where the town begins: a scheme is not younger than its reports.
  std::function<Task<absl::StatusOr<std::string>>()> make_scheme;
  // Lets second halves of two-slot changes happen now (Hub::CarryAll).
  std::function<Task<absl::Status>()> settle;
};

// How one invented person signs in.
struct SignIn {
  std::string name;
  std::string login;
  std::string password;
  // Base32, for an authenticator app.
  std::string totp_secret;
  policy::v1::Role role = policy::v1::ROLE_UNSPECIFIED;
  // Company, force or council.
  std::string of;
  // Of shop staff: where they work.
  std::string site;
  std::string area;
};

struct DemoTown {
  std::vector<SignIn> people;
  int reports = 0;
  int calls = 0;
};

// Makes a scheme and fills it. Any call that fails ends it: half a town is an error, not a town.
Task<absl::StatusOr<DemoTown>> MakeTown(DemoTools tools, DemoOptions options);

// By how many months recorded crime is moved, so that its newest month is the one before `now`
// (Europe/London). INVALID_ARGUMENT where there is none.
absl::StatusOr<int> MonthsToMove(const Recorded& recorded, absl::Time now);

// What `./dev run` prints, for people.
std::string SignInText(const DemoTown& town);
// The same for programs: [{"role", "scheme", "name", "login", "password", "totp_secret", "of",
// "site", "area"}].
std::string SignInJson(const DemoTown& town, std::string_view scheme);
// Through a temporary name, readable by the owner only (0600).
absl::Status WriteSecretFile(const std::string& path, std::string_view text);

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_DEMO_H_
