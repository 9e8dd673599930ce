// What an operator may set of the edge, and the bounds it keeps. A value type.
#ifndef GATEWAY_EDGE_OPTIONS_H_
#define GATEWAY_EDGE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"

namespace smarthub::edge {

// Every one of these is a promise to a stranger's connection. Sizes in bytes.
struct Limits {
  size_t connections = 10000;
  size_t connections_per_peer = 256;
  size_t header_bytes = 16 << 10;
  size_t header_count = 64;
  size_t path_bytes = 2048;
  // One message, as sent and after gunzip.
  size_t message_bytes = 1 << 20;
  uint32_t h2_streams = 128;
  uint32_t hpack_table_bytes = 4096;
  // CONTINUATION frames of one header block.
  int continuations = 4;
  // Frames that cost us work and bring the client nothing (resets of unanswered requests, pings,
  // settings, empty data): a bucket of so many, refilled at so many a second.
  int idle_frames = 400;
  int idle_frames_a_second = 50;
  // What a stream may owe to a client that reads slowly, before Write waits, and for how long it
  // waits before the stream is cut.
  size_t unread_messages = 16;
  size_t unread_bytes = 256 << 10;
  absl::Duration unread_wait = absl::Seconds(10);
  // TLS handshake; a request from its first byte to its last; a connection with no request; bytes
  // that the client does not take.
  absl::Duration handshake = absl::Seconds(10);
  absl::Duration request = absl::Seconds(20);
  absl::Duration idle = absl::Seconds(75);
  absl::Duration write = absl::Seconds(30);
};

// Token buckets, per peer (IPv4 address or IPv6 /64) and class of method.
struct RateLimits {
  struct Bucket {
    double burst;
    double a_second;
  };
  Bucket read = {2000, 1000};
  Bucket write = {200, 50};
  Bucket sign_in = {60, 2};
  bool enabled = true;
};

struct EdgeOptions {
  std::string address = "127.0.0.1";
  // Where it is not, only the private port is there.
  bool public_port_enabled = true;
  // 0: any free one; Edge::port() tells.
  uint16_t port = 8443;
  // PEM files; re-read when they change.
  std::string certificate_file;
  std::string key_file;
  // Client certificates are asked for on this host name only, and must be signed by this authority.
  // Empty: nowhere.
  std::string agency_host;
  std::string agency_authority_file;
  // The built web app (gateway/web/dist), read once at start. Empty: no pages.
  std::string web_directory;
  // Beside the pages, as /about.json: what the page shows to whoever has not signed in. UTF-8.
  std::string notice;

  // /healthz, /readyz, /metrics as plain HTTP; loopback unless a cluster needs else.
  bool private_port_enabled = true;
  std::string private_address = "127.0.0.1";
  uint16_t private_port = 0;
  // OK: ready to serve. Called on the loop's thread; not set: always ready.
  std::function<absl::Status()> ready;
  // Text after the edge's own, in the Prometheus exposition format.
  std::function<std::string()> metrics;
  // Told of errors that were hidden from a caller: code and method only, never data.
  std::function<void(const absl::Status& status, std::string_view path)> hidden_error;

  Limits limits;
  RateLimits rates;
  // How often the files of the certificate are looked at, and timeouts are checked.
  absl::Duration certificate_check = absl::Seconds(2);
  absl::Duration tick = absl::Milliseconds(500);
  // Required; outlives the edge.
  Clock* clock = nullptr;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_OPTIONS_H_
