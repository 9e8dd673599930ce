#include "gateway/edge/counters.h"

#include "absl/strings/str_cat.h"

namespace smarthub::edge {

std::string Exposition(const Counters& c) {
  std::string text;
  const auto counter = [&](const char* name, uint64_t value) {
    absl::StrAppend(&text, "# TYPE smarthub_edge_", name, " counter\nsmarthub_edge_", name, " ",
                    value, "\n");
  };
  const auto gauge = [&](const char* name, uint64_t value) {
    absl::StrAppend(&text, "# TYPE smarthub_edge_", name, " gauge\nsmarthub_edge_", name, " ",
                    value, "\n");
  };
  counter("connections_total", c.connections);
  gauge("connections_open", c.connections_open);
  counter("connections_refused_total", c.connections_refused);
  counter("handshakes_failed_total", c.handshakes_failed);
  counter("requests_h1_total", c.requests_h1);
  counter("requests_h2_total", c.requests_h2);
  counter("calls_connect_total", c.calls_connect);
  counter("calls_grpc_total", c.calls_grpc);
  counter("calls_failed_total", c.calls_failed);
  counter("streams_cut_total", c.streams_cut);
  counter("rate_limited_total", c.rate_limited);
  counter("timed_out_total", c.timed_out);
  counter("abuse_total", c.abuse);
  counter("malformed_total", c.malformed);
  counter("certificate_reloads_total", c.certificate_reloads);
  counter("certificate_errors_total", c.certificate_errors);
  return text;
}

}  // namespace smarthub::edge
