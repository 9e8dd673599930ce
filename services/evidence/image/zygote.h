// The image child: a process that has started libvips once and forks one process per untrusted
// picture, so that no picture meets another one's memory. Single-threaded; takes no data itself.
#ifndef SERVICES_EVIDENCE_IMAGE_ZYGOTE_H_
#define SERVICES_EVIDENCE_IMAGE_ZYGOTE_H_

#include <cstddef>

namespace smarthub::evidence {

// Processes at a time; more requests wait in the socket.
inline constexpr size_t kMostProcesses = 16;

// Serves the control socket until the hub closes it. Returns the exit code.
int RunZygote(int control);

// What a forked process does on its job socket; each returns the exit code.
int ServeCleaner(int job);
int ServeMarker(int job);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_ZYGOTE_H_
