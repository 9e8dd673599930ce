// Any bytes as what Redis answers: no crash, and no record comes out of what is none.
#include <hiredis/hiredis.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "platform/store/record.h"
#include "platform/store/resp.h"

namespace store = smarthub::store;

namespace {

// As deep as a reply of ours can be, and one further.
void Look(store::ReplyView view, int depth) {
  static_cast<void>(view.is_nil() || view.is_error() || view.is_array());
  static_cast<void>(view.integer());
  if (view.text().size() > 65536) std::abort();
  // Past the end there is nothing, and asking is no fault.
  if (!view[view.size()].is_nil()) std::abort();
  for (size_t i = 0; depth > 0 && i < view.size(); ++i) Look(view[i], depth - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::unique_ptr<redisReader, void (*)(redisReader*)> reader(redisReaderCreate(),
                                                                    redisReaderFree);
  if (redisReaderFeed(reader.get(), reinterpret_cast<const char*>(data), size) != REDIS_OK) {
    return 0;
  }
  for (;;) {
    void* next = nullptr;
    if (redisReaderGetReply(reader.get(), &next) != REDIS_OK || next == nullptr) return 0;
    const store::Reply reply(static_cast<redisReply*>(next));
    Look(reply.view(), 8);
    const auto record = store::ParseRecord(reply.view());
    if (!record.ok() || *record == nullptr) continue;
    static_cast<void>((*record)->Epochs());
    static_cast<void>(store::IndexesOfHeader((*record)->header));
    const auto keyring = std::make_shared<const store::Keyring>();
    const auto sealed =
        store::MakeSealed("melton", {smarthub::label::v1::INCIDENT, {}}, *record, keyring);
    if (sealed->Open().ok()) std::abort();
  }
}
