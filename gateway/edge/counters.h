// What the edge counts. One thread writes and reads. Nothing here tells of a person.
#ifndef GATEWAY_EDGE_COUNTERS_H_
#define GATEWAY_EDGE_COUNTERS_H_

#include <cstdint>
#include <string>

namespace smarthub::edge {

struct Counters {
  uint64_t connections = 0;
  uint64_t connections_open = 0;
  uint64_t connections_refused = 0;
  uint64_t handshakes_failed = 0;
  uint64_t requests_h1 = 0;
  uint64_t requests_h2 = 0;
  uint64_t calls_connect = 0;
  uint64_t calls_grpc = 0;
  uint64_t calls_failed = 0;
  uint64_t streams_cut = 0;
  uint64_t rate_limited = 0;
  uint64_t timed_out = 0;
  uint64_t abuse = 0;
  uint64_t malformed = 0;
  uint64_t certificate_reloads = 0;
  uint64_t certificate_errors = 0;
};

// In the Prometheus text exposition format.
std::string Exposition(const Counters& counters);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_COUNTERS_H_
