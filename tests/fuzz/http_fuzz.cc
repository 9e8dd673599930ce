// Any bytes as HTTP/1.1 or HTTP/2, in pieces, through a whole session with a router and methods
// behind it: no crash, no endless answer. The first byte chooses the protocol and the pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/edge/testing/rig.h"

namespace {

constexpr std::string_view kPreface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // One rig for all inputs: a loop has threads, which are dear to start.
  static auto& rig = *new smarthub::edge::testing::Rig(/*http2=*/false);
  if (size < 2) return 0;
  const uint8_t choice = data[0];
  std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  rig.Reconnect(/*http2=*/(choice & 1) != 0);
  rig.clock.Advance(absl::Minutes(5));  // fresh rate limits
  if ((choice & 3) == 3) rig.Say(kPreface);
  const size_t step = (choice & 4) != 0 ? 1 + (choice >> 3) : bytes.size();
  // Each byte may ask for a page or an error, and a stream for what its bounds allow.
  const size_t most = (1 << 20) + 4096 * size;
  size_t said = 0;
  while (!bytes.empty()) {
    said += rig.Say(bytes.substr(0, step)).size();
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  if (said > most) std::abort();
  rig.session.reset();
  static_cast<void>(rig.loop.RunUntilDone(rig.loop.Sleep(absl::ZeroDuration())));
  if (rig.backend.hanging != 0) std::abort();
  return 0;
}
