// smarthub-image: looks at pictures for the hub, which starts it. Not a tool for people.
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "services/evidence/image/clean.h"
#include "services/evidence/image/sandbox.h"
#include "services/evidence/image/wire.h"
#include "services/evidence/image/zygote.h"

namespace {

// If memory runs out on this machine, pictures go first, not the hub and its store.
void BeFirstToGo() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const ssize_t ignored = write(file, "1000", 4);
  close(file);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace smarthub::evidence;
  // The hub says its own process id: whoever else runs this did not mean to.
  if (count != 2) {
    std::fprintf(stderr, "smarthub-image is started by smarthub.\n");
    return 2;
  }
  const pid_t hub = static_cast<pid_t>(std::strtol(arguments[1], nullptr, 10));
  BeFirstToGo();
  if (!LeaveRoot() || !EndWith(hub)) return 1;
  // Each arena reserves 64 MB of the address space that is bounded.
  mallopt(M_ARENA_MAX, 2);
  signal(SIGPIPE, SIG_IGN);
  if (!StartVips()) return 1;
  return RunZygote(kControlFile);
}
