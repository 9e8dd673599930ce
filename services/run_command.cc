#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/task/signals.h"
#include "services/commands.h"
#include "services/demo/demo.h"
#include "services/hub.h"
#include "services/insight/import.h"
#include "services/making_schemes.h"
#include "services/serving.h"

namespace smarthub {
namespace {

constexpr char kScheme[] = "melton";
constexpr char kSchemeName[] = "SMART Melton";
constexpr char kNotice[] = "Demonstration, not a service of Melton Borough Council";
// The recorded rows' file in --demo-figures, and the release it is of (its SOURCE.txt).
constexpr char kFiguresFile[] = "/melton-street-2023-01_2025-12.csv";
constexpr char kRelease[] = "2023-01 to 2025-12";
// In --demo-stills: still-1.jpg and so on.
constexpr int kStills = 8;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return text.str();
}

// One line that is rewritten on a terminal, and every hundredth on anything else.
void ShowProgress(std::string_view what, int done, int all) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (!terminal && done % 100 != 0 && done != all) return;
  std::fprintf(stderr, terminal ? "\r  %.*s: %d of %d\033[K" : "  %.*s: %d of %d\n",
               static_cast<int>(what.size()), what.data(), done, all);
  if (terminal && done == all) std::fputc('\n', stderr);
}

Task<absl::StatusOr<std::string>> MakeDemo(Hub& hub, RunOptions options, demo::DemoClock& clock,
                                           Random& random) {
  std::fprintf(stderr, "Making the demonstration town (once; later starts take seconds)\n");
  const absl::Time now = clock.Now();
  auto text = ReadFile(options.demo_figures + kFiguresFile);
  if (!text.ok()) co_return text.status();
  auto file = insight::ParsePoliceUk(*text, insight::PoliceUkOptions());
  if (!file.ok()) co_return file.status();
  insight::ImportOptions import;
  import.scheme = kScheme;
  import.source = "data.police.uk, months moved for the demonstration";
  import.release = kRelease;
  CO_ASSIGN_OR_RETURN(import.move_months, demo::MonthsToMove(file->months, now));

  demo::DemoTools tools;
  tools.hub = &hub.guard();
  tools.clock = &clock;
  tools.secrets = &random;
  tools.make_scheme = [&hub, &random] {
    return MakeScheme(hub, kScheme, kSchemeName, kNotice, random);
  };
  tools.settle = [&hub] { return hub.CarryAll(); };
  demo::DemoOptions town_options;
  town_options.scheme = kScheme;
  town_options.now = now;
  town_options.recorded = std::move(file->months);
  if (!options.demo_stills.empty()) {
    for (int i = 1; i <= kStills; ++i) {
      CO_ASSIGN_OR_RETURN(town_options.stills.emplace_back(),
                          ReadFile(absl::StrCat(options.demo_stills, "/still-", i, ".jpg")));
    }
  }
  town_options.progress = ShowProgress;
  auto town = co_await demo::MakeTown(std::move(tools), std::move(town_options));
  if (!town.ok()) co_return town.status();
  clock.Release();
  // Recorded crime, beside what members reported.
  auto imported = co_await insight::ImportPoliceUk(hub.guard(), *text, std::move(import));
  if (!imported.ok()) co_return imported.status();
  std::fprintf(stderr, "  %d reports, walked by %d calls\n", town->reports, town->calls);

  const std::string data = options.serve.data.data;
  CO_RETURN_IF_ERROR(
      demo::WriteSecretFile(data + "/demo-sign-in.json", demo::SignInJson(*town, kScheme)));
  const std::string people = demo::SignInText(*town);
  CO_RETURN_IF_ERROR(demo::WriteSecretFile(data + "/demo-sign-in.txt", people));
  co_return people;
}

// The town of this data directory, made if there is none: who can sign in.
Task<absl::StatusOr<std::string>> FindOrMakeDemo(Hub& hub, RunOptions options,
                                                 demo::DemoClock& clock, Random& random) {
  const std::string data = options.serve.data.data;
  auto people = ReadFile(data + "/demo-sign-in.txt");
  if (people.ok()) {
    clock.Release();
    co_return people;
  }
  auto slots = co_await hub.store().Slots();
  if (!slots.ok()) co_return slots.status();
  if (!slots->empty()) {
    co_return absl::FailedPreconditionError(
        absl::StrCat(data,
                     " holds a scheme but no finished demonstration town. Start with --empty, "
                     "or with another --data, or remove the directory."));
  }
  co_return co_await MakeDemo(hub, std::move(options), clock, random);
}

Task<absl::Status> RunTask(RunOptions options, Loop& loop) {
  SystemClock real;
  demo::DemoClock clock(&real);
  crypto::SecureRandom random;
  Log log(real, ToStandardError());
  Hub::Options open;
  open.data = options.serve.data;
  open.hosts = {"localhost", "127.0.0.1"};
  if (!options.serve.agency_host.empty()) open.hosts.push_back(options.serve.agency_host);
  open.clock = &clock;
  open.random = &random;
  open.log = &log;
  auto hub = co_await Hub::Open(std::move(open), loop);
  if (!hub.ok()) co_return hub.status();

  std::string people;
  if (options.empty) {
    clock.Release();
  } else {
    CO_ASSIGN_OR_RETURN(people, co_await FindOrMakeDemo(**hub, options, clock, random));
  }
  // From here on only: until the town is made, Ctrl-C simply ends the process, and its Redis with
  // it.
  StopSignal stop(loop);
  const auto ready = [&] {
    std::printf("%s\nSMART Hub is at https://localhost:%d\n", people.c_str(), options.port);
    std::printf("Its certificate is made for this machine; trust %s\n",
                (*hub)->certificates().authority_file.c_str());
    std::printf("Ctrl-C stops everything; the next start has kept everything.\n");
    std::fflush(stdout);
  };
  options.serve.listen = absl::StrCat("127.0.0.1:", options.port);
  co_return co_await ServeHub(**hub, options.serve, clock, log, stop, loop, ready);
}

}  // namespace

int Run(const RunOptions& options) {
  Loop loop;
  return Complain(loop.RunUntilDone(RunTask(options, loop)));
}

}  // namespace smarthub
