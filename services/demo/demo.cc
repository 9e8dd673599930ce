#include "services/demo/demo.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "absl/time/civil_time.h"
#include "platform/base/status_macros.h"
#include "services/demo/dice.h"
#include "services/demo/draw.h"
#include "services/demo/found.h"
#include "services/demo/stage.h"
#include "services/demo/story.h"
#include "services/demo/town.h"
#include "services/demo/walk.h"

namespace smarthub::demo {
namespace {

// Between founding and the first report; also how far the founding's sign-ins may move the clock.
constexpr absl::Duration kFounding = absl::Hours(24 * 3);

std::string_view RoleText(policy::v1::Role role) {
  switch (role) {
    case policy::v1::ROLE_REPORTER:
      return "reporter";
    case policy::v1::ROLE_SITE_MANAGER:
      return "site manager";
    case policy::v1::ROLE_COORDINATOR:
      return "coordinator";
    case policy::v1::ROLE_BOARD_MEMBER:
      return "board member";
    case policy::v1::ROLE_POLICE:
      return "police";
    case policy::v1::ROLE_COUNCIL:
      return "council";
    case policy::v1::ROLE_DPO:
      return "data protection officer";
    default:
      return "other";
  }
}

}  // namespace

Task<absl::StatusOr<DemoTown>> MakeTown(DemoTools tools, DemoOptions options) {
  CO_ASSIGN_OR_RETURN(const int move, MonthsToMove(options.recorded, options.now));
  Dice dice(options.seed);
  std::vector<Planned> plans = Draw(options, move, dice);
  if (plans.empty()) co_return absl::InvalidArgumentError("no report could be drawn");
  AddStory(options.now, dice, plans);
  tools.clock->MoveTo(plans.front().reported - kFounding);

  const auto progress = [&options](std::string_view what, int done, int all) {
    if (options.progress) options.progress(what, done, all);
  };
  CO_ASSIGN_OR_RETURN(const std::string invitation, co_await tools.make_scheme());
  Town town(tools, options.scheme, dice.random());
  CO_ASSIGN_OR_RETURN(Everybody people, co_await Found(town, invitation, [&](int done, int all) {
                        progress("inviting people", done, all);
                      }));
  Stage stage(town, people, plans, std::move(options.stills), options.now, dice.random());
  Walk walk(town, people, plans, stage, dice);
  CO_RETURN_IF_ERROR(co_await walk.Go(
      options.now, [&](int done, int all) { progress("walking reports", done, all); }));
  DemoTown made;
  made.people = people.SignIns();
  made.reports = static_cast<int>(plans.size());
  made.calls = town.calls();
  co_return made;
}

std::string SignInText(const DemoTown& town) {
  std::string text =
      "Who can sign in to the demonstration town. Everybody in it is invented. Passwords and TOTP\n"
      "secrets were made for this data directory alone; put a secret into any authenticator "
      "app.\n\n";
  for (const SignIn& person : town.people) {
    text += std::string(RoleText(person.role)) + ": " + person.name + ", " +
            (person.site.empty() ? person.of : person.site + " (" + person.area + ")") + "\n";
    text += "    login        " + person.login + "\n";
    text += "    password     " + person.password + "\n";
    text += "    TOTP secret  " + person.totp_secret + "\n";
  }
  return text;
}

std::string SignInJson(const DemoTown& town, std::string_view scheme) {
  boost::json::array people;
  for (const SignIn& person : town.people) {
    // "site manager" is "site_manager" for programs.
    std::string role(RoleText(person.role));
    for (char& c : role) c = c == ' ' ? '_' : c;
    if (person.role == policy::v1::ROLE_DPO) role = "dpo";
    people.push_back({{"role", role},
                      {"scheme", std::string(scheme)},
                      {"name", person.name},
                      {"login", person.login},
                      {"password", person.password},
                      {"totp_secret", person.totp_secret},
                      {"of", person.of},
                      {"site", person.site},
                      {"area", person.area}});
  }
  return boost::json::serialize(people);
}

absl::Status WriteSecretFile(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".new";
  // A left-over of a killed run is not ours to write into with whatever mode it has.
  unlink(temporary.c_str());
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, "cannot write " + path);
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t got = write(file, text.data() + written, text.size() - written);
    if (got < 0) break;
    written += static_cast<size_t>(got);
  }
  const bool good = written == text.size() && fsync(file) == 0;
  const int failed = errno;
  close(file);
  if (!good) return absl::ErrnoToStatus(failed, "cannot write " + path);
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, "cannot write " + path);
  }
  return absl::OkStatus();
}

}  // namespace smarthub::demo
