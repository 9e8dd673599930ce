// A session with a router and a fake backend behind it, without sockets and without TLS: what a
// test sends goes straight in, what comes out is text.
#ifndef GATEWAY_EDGE_TESTING_RIG_H_
#define GATEWAY_EDGE_TESTING_RIG_H_

#include <memory>
#include <string>

#include "gateway/edge/core.h"
#include "gateway/edge/http_session.h"
#include "gateway/edge/router.h"
#include "gateway/edge/testing/fake_backend.h"
#include "platform/base/clock.h"

namespace smarthub::edge::testing {

class Rig {
 public:
  explicit Rig(bool http2, EdgeOptions options = {})
      : clock(absl::FromUnixSeconds(1800000000)), backend(loop) {
    options.clock = &clock;
    core = std::make_shared<Core>(std::move(options), loop, backend);
    peer = std::make_shared<Peer>(Peer{"192.0.2.7", "192.0.2.7", ""});
    router = std::make_unique<Router>(core, peer);
    Reconnect(http2);
  }

  void Reconnect(bool http2) {
    SessionContext context;
    context.limits = &core->options.limits;
    context.clock = &clock;
    context.counters = &core->counters;
    context.handler = router.get();
    context.wake = [] {};
    session = http2 ? NewH2Session(std::move(context)) : NewH1Session(std::move(context));
  }

  // What the session says to `bytes`, all of it.
  std::string Say(std::string_view bytes) {
    session->Receive(bytes);
    return Hear();
  }
  std::string Hear(size_t most = 16 << 20) {
    std::string out;
    while (out.size() < most) {
      const size_t before = out.size();
      session->Produce(out, out.size() + 4096);
      if (out.size() == before) break;
    }
    return out;
  }

  FakeClock clock;
  Loop loop;
  FakeBackend backend;
  std::shared_ptr<Core> core;
  std::shared_ptr<Peer> peer;
  std::unique_ptr<Router> router;
  std::unique_ptr<HttpSession> session;
};

// One HTTP/1.1 request.
inline std::string H1Request(std::string_view path, std::string_view content_type,
                             std::string_view body, std::string_view more_headers = "") {
  std::string text = "POST " + std::string(path) +
                     " HTTP/1.1\r\nhost: hub.test\r\ncontent-type: " + std::string(content_type) +
                     "\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
  text += more_headers;
  text += "\r\n";
  text += body;
  return text;
}

// A message in its envelope.
inline std::string Envelope(std::string_view message, char flags = 0) {
  std::string frame(5, '\0');
  WriteEnvelope(flags, message.size(), frame.data());
  return frame + std::string(message);
}

}  // namespace smarthub::edge::testing

#endif  // GATEWAY_EDGE_TESTING_RIG_H_
