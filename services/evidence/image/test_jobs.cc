#include "services/evidence/image/test_jobs.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace smarthub::evidence {
namespace {

std::string Outcome(const char* what, long result) {
  return std::string(what) + ": " + (result >= 0 ? "allowed" : std::strerror(errno)) + "\n";
}

// What a decoder that has been taken over would try.
std::string TryEverything() {
  std::string said;
  said += Outcome("socket", socket(AF_INET, SOCK_STREAM, 0));
  said += Outcome("unix socket", socket(AF_UNIX, SOCK_STREAM, 0));
  said += Outcome("open for writing", open("/tmp/smarthub-image-test", O_WRONLY | O_CREAT, 0600));
  said += Outcome("open for reading", open("/etc/passwd", O_RDONLY));
  char program[] = "/bin/true";
  char* arguments[] = {program, nullptr};
  said += Outcome("exec", execv(program, arguments));
  said += Outcome("fork", fork());
  said += Outcome("kill", kill(getppid(), 0));
  void* const code =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  said += Outcome("memory that runs", code == MAP_FAILED ? -1 : 0);
  said += Outcome("be root", getuid() == 0 ? 0 : -1);
  return said;
}

}  // namespace

// Tests wait for it.
unsigned JobSeconds() { return 1; }

bool RunTestJob(std::string_view original, CleanedPicture& cleaned) {
  constexpr std::string_view kMark = "test job: ";
  if (original.substr(0, kMark.size()) != kMark) return false;
  const std::string_view job = original.substr(kMark.size());
  if (job == "crash") std::abort();
  if (job == "hang") {
    for (;;) pause();
  }
  if (job == "spin") {
    for (volatile int i = 0;; i = i + 1) {
    }
  }
  if (job == "memory") {
    // Freed by nobody. Not touched all over: on a busy machine that takes longer than a job has,
    // and the limit is on what it has asked for.
    for (;;) {
      auto* const memory = static_cast<volatile char*>(std::malloc(1 << 24));
      memory[0] = 1;
    }
  }
  if (job == "half an answer") {
    Answer answer;
    answer.verdict = Verdict::kDone;
    answer.picture = 1000;
    [[maybe_unused]] const ssize_t ignored = write(kJobFile, &answer, sizeof answer);
    std::abort();
  }
  if (job == "lie") {
    Answer answer;
    answer.verdict = Verdict::kDone;
    answer.picture = ~uint64_t{0};
    [[maybe_unused]] const ssize_t ignored = write(kJobFile, &answer, sizeof answer);
    std::_Exit(0);
  }
  cleaned.verdict = Verdict::kDone;
  cleaned.picture = TryEverything();
  return true;
}

bool RunTestMark(std::string_view text, std::string& said) {
  constexpr std::string_view kOpen = "test job: open ";
  if (text == "test job: everything") {
    said = TryEverything();
    return true;
  }
  if (text.substr(0, kOpen.size()) != kOpen) return false;
  said =
      Outcome("open for reading", open(std::string(text.substr(kOpen.size())).c_str(), O_RDONLY));
  return true;
}

}  // namespace smarthub::evidence
