// Any text as JSON: no crash; what is read can be printed and reads back the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/edge/json.h"
#include "gateway/edge/testing/everything.pb.h"
#include "google/protobuf/util/message_differencer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using smarthub::edge::testing::Everything;
  smarthub::edge::JsonCodec codec;
  Everything message;
  if (!codec.Parse({reinterpret_cast<const char*>(data), size}, message).ok()) return 0;
  std::string text;
  // A mask of odd names, or a Value that holds nothing, has no form: refused, not wrong.
  if (!codec.Print(message, text).ok()) return 0;
  Everything again;
  if (!codec.Parse(text, again).ok()) std::abort();
  if (!google::protobuf::util::MessageDifferencer::Equivalent(message, again)) {
    std::string twice;
    // NaN is unlike itself; as text it is the same.
    if (!codec.Print(again, twice).ok() || twice != text) std::abort();
  }
  return 0;
}
