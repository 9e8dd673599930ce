// What the parts of one Edge share. One thread; shared with every connection and call.
#ifndef GATEWAY_EDGE_CORE_H_
#define GATEWAY_EDGE_CORE_H_

#include "absl/container/flat_hash_set.h"
#include "gateway/edge/backend.h"
#include "gateway/edge/counters.h"
#include "gateway/edge/exchange.h"
#include "gateway/edge/gzip.h"
#include "gateway/edge/json.h"
#include "gateway/edge/options.h"
#include "gateway/edge/rate_limiter.h"
#include "gateway/edge/security_headers.h"
#include "gateway/edge/static_files.h"

namespace smarthub::edge {

struct Core {
  Core(EdgeOptions given, Loop& its_loop, Backend& its_backend)
      : options(std::move(given)),
        loop(its_loop),
        backend(its_backend),
        rates(options.rates),
        call_headers(CallHeaders()) {}

  EdgeOptions options;
  Loop& loop;
  Backend& backend;
  Counters counters;
  JsonCodec json;
  Gzip gzip;
  RateLimiter rates;
  StaticFiles files;
  const Headers call_headers;
  // Server streams that run, so that a stop can end them.
  absl::flat_hash_set<std::shared_ptr<Exchange>> streams;
  bool draining = false;
};

// What is known of a connection's other side.
struct Peer {
  std::string address;
  std::string key;
  std::string certificate_sha256;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_CORE_H_
