// The gateway: one TLS port that serves the web app, the Connect protocol and gRPC, over HTTP/1.1
// and HTTP/2, and a private plain-HTTP port for health and metrics.
//
// An Edge belongs to one Loop's thread and must be made, drained and destroyed there (or while the
// loop is not running). Bytes come in through platform/tls, become requests in h1_session.cc and
// h2_session.cc, calls in rpc_call.cc, and leave to a Backend.
#ifndef GATEWAY_EDGE_EDGE_H_
#define GATEWAY_EDGE_EDGE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "gateway/edge/backend.h"
#include "gateway/edge/options.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::edge {

class Edge {
 public:
  // Listens when it returns. UNAVAILABLE with a clear text where a port is taken; INVALID_ARGUMENT
  // where a certificate does not read or does not fit its key. `loop` and `backend` outlive it.
  static absl::StatusOr<std::unique_ptr<Edge>> Start(EdgeOptions options, Loop& loop,
                                                     Backend& backend);
  // Cuts what is still open.
  ~Edge();
  Edge(const Edge&) = delete;
  Edge& operator=(const Edge&) = delete;

  uint16_t port() const;
  uint16_t private_port() const;

  // Accepts nothing new, is not ready any more, tells clients to go (GOAWAY, Connection: close),
  // lets calls in flight end for at most `patience`, cuts open streams with UNAVAILABLE, and
  // returns when the last connection is gone.
  Task<void> Drain(absl::Duration patience = absl::Seconds(20));

 private:
  class Impl;
  explicit Edge(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_EDGE_H_
