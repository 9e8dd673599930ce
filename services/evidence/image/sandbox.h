// What a process that looks at pictures may still do: compute, and talk on the socket it has.
//
// No new privileges, a user of its own where the hub is root, limits on memory, time and files, and
// a seccomp list of system calls, for all its threads, beyond which there is only EPERM: no
// network, no programs, no opening of files. It ends with its parent.
#ifndef SERVICES_EVIDENCE_IMAGE_SANDBOX_H_
#define SERVICES_EVIDENCE_IMAGE_SANDBOX_H_

#include <sys/types.h>

namespace smarthub::evidence {

// Not a user of any machine: from the range that systemd leaves free (60578 to 61183).
inline constexpr unsigned kImageUser = 60990;

struct Limits {
  // Processor time in all; 0: none, for what lives long.
  unsigned cpu_seconds = 0;
};

// Where this is root: becomes kImageUser, without groups. True where it is no longer root.
bool LeaveRoot();
// Kills this process when its parent, `parent`, ends; false where that has happened.
bool EndWith(pid_t parent);
// For ever. False where any of it cannot be had: then nothing may be looked at.
bool EnterSandbox(const Limits& limits);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_SANDBOX_H_
