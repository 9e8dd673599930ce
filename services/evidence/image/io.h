// Whole reads and writes on a job's socket. Free functions; thread-safe.
#ifndef SERVICES_EVIDENCE_IMAGE_IO_H_
#define SERVICES_EVIDENCE_IMAGE_IO_H_

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace smarthub::evidence {

// How much came before the end, an error or the socket's own patience.
inline size_t ReadUpTo(int socket, void* out, size_t size) {
  size_t have = 0;
  while (have < size) {
    const ssize_t n = read(socket, static_cast<char*>(out) + have, size - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    have += static_cast<size_t>(n);
  }
  return have;
}

inline bool ReadAll(int socket, void* out, size_t size) {
  return ReadUpTo(socket, out, size) == size;
}

inline bool WriteAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

template <typename Struct>
std::string_view BytesOf(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_IO_H_
