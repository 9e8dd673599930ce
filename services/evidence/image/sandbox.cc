#include "services/evidence/image/sandbox.h"

#include <grp.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

namespace smarthub::evidence {
namespace {

// A sanitizer maps terabytes of shadow and opens files of its own: the limits are for real builds.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SMARTHUB_SANITIZED 1
#endif
#endif
#ifdef SMARTHUB_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// 40 megapixels of an interlaced 16-bit PNG are 320 MB; the libraries themselves map about 200.
constexpr rlim_t kMemory = rlim_t{1} << 30;
// Job socket, and what libraries hold.
constexpr rlim_t kFiles = 32;

bool Limit(__rlimit_resource which, rlim_t most) {
  const rlimit limit{most, most};
  return setrlimit(which, &limit) == 0;
}

bool SetLimits(const Limits& limits) {
  if (kSanitized) return true;
  return Limit(RLIMIT_AS, kMemory) && Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_FSIZE, 0) &&
         Limit(RLIMIT_NOFILE, kFiles) &&
         (limits.cpu_seconds == 0 || Limit(RLIMIT_CPU, limits.cpu_seconds));
}

class Filter {
 public:
  // Of every thread: Pango has one from the first text on.
  Filter()
      : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))),
        good_(context_ != nullptr && seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1) == 0) {}
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void Allow(std::initializer_list<int> calls) {
    for (const int call : calls) Add(SCMP_ACT_ALLOW, call, {});
  }
  // The argument without the bits of `mask` is `value`.
  void AllowWhere(int call, unsigned argument, uint64_t mask, uint64_t value) {
    Add(SCMP_ACT_ALLOW, call, {scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, mask, value}});
  }
  // `error` 0: says that it was done.
  void Refuse(int call, int error) { Add(SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, {}); }
  bool Load() { return good_ && seccomp_load(context_) == 0; }

 private:
  void Add(uint32_t action, int call, std::initializer_list<scmp_arg_cmp> arguments) {
    good_ = good_ &&
            seccomp_rule_add_array(context_, action, call, static_cast<unsigned>(arguments.size()),
                                   arguments.begin()) == 0;
  }
  scmp_filter_ctx context_;
  bool good_;
};

bool Confine() {
  Filter filter;
  filter.Allow({SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(close),
                SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(poll)});
  filter.Allow({SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise)});
  // Memory, but none that runs.
  filter.AllowWhere(SCMP_SYS(mmap), 2, PROT_EXEC, 0);
  filter.AllowWhere(SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
  // libvips computes in threads. clone3 hides its flags from a filter; without it, libc takes
  // clone.
  filter.AllowWhere(SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD);
  filter.Refuse(SCMP_SYS(clone3), ENOSYS);
  filter.Allow({SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(gettid),
                SCMP_SYS(getpid), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity)});
  filter.Allow({SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigreturn),
                SCMP_SYS(sigaltstack), SCMP_SYS(exit), SCMP_SYS(exit_group)});
  filter.Allow({SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep),
                SCMP_SYS(nanosleep), SCMP_SYS(restart_syscall), SCMP_SYS(getrandom),
                SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(alarm), SCMP_SYS(setitimer)});
  // cairo asks whether a font that it holds is still there, and is told so; nobody looks.
  filter.Refuse(SCMP_SYS(access), 0);
  filter.Refuse(SCMP_SYS(faccessat), 0);
  // On the socket it has: no address can be named.
  filter.AllowWhere(SCMP_SYS(sendto), 4, ~uint64_t{0}, 0);
  filter.AllowWhere(SCMP_SYS(prctl), 0, ~uint64_t{0}, PR_SET_NAME);
  return filter.Load();
}

}  // namespace

bool LeaveRoot() {
  if (getuid() != 0 && geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setresgid(kImageUser, kImageUser, kImageUser) == 0 &&
         setresuid(kImageUser, kImageUser, kImageUser) == 0 && getuid() == kImageUser;
}

bool EndWith(pid_t parent) { return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent; }

bool EnterSandbox(const Limits& limits) {
  // Nobody of the same user looks into this process.
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  if (!SetLimits(limits)) return false;
  return kSanitized || Confine();
}

}  // namespace smarthub::evidence
