// gzip (RFC 1952) both ways, bounded. One per thread; keeps its buffers.
#ifndef GATEWAY_EDGE_GZIP_H_
#define GATEWAY_EDGE_GZIP_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace smarthub::edge {

class Gzip {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  // RESOURCE_EXHAUSTED past `most` bytes, without having made more; INVALID_ARGUMENT for what is
  // not one whole gzip stream.
  absl::StatusOr<std::string> Expand(std::string_view packed, size_t most);
  // Appends to `out`.
  void Compress(std::string_view plain, std::string& out);

 private:
  struct Streams;
  std::unique_ptr<Streams> streams_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_GZIP_H_
