// The calls of one connection that wait for their replies, in order. A call outlives whoever waits
// for it: its reply comes even if nobody wants it any more. Not thread-safe.
#ifndef PLATFORM_STORE_CALL_QUEUE_H_
#define PLATFORM_STORE_CALL_QUEUE_H_

#include <coroutine>
#include <memory>
#include <vector>

#include "platform/store/connection.h"
#include "platform/store/resp.h"

namespace smarthub::store {

struct PendingCall {
  PendingCall* next = nullptr;
  // Null once nobody waits.
  std::coroutine_handle<> waiter;
  CallKind kind = CallKind::kRead;
  bool written = false;
  bool answered = false;
  bool lost = false;
  Reply reply;
};

// First in, first out; nodes are kept and used again, so a busy connection does not allocate.
class CallQueue {
 public:
  PendingCall* Push(CallKind kind) {
    PendingCall* call = Take();
    call->kind = kind;
    (last_ == nullptr ? first_ : last_->next) = call;
    last_ = call;
    if (unwritten_ == nullptr) unwritten_ = call;
    ++size_;
    return call;
  }
  // Null where there is none.
  PendingCall* Pop() {
    PendingCall* call = first_;
    if (call == nullptr) return nullptr;
    first_ = call->next;
    if (first_ == nullptr) last_ = nullptr;
    if (unwritten_ == call) unwritten_ = first_;
    call->next = nullptr;
    --size_;
    return call;
  }
  void MarkWritten() {
    for (; unwritten_ != nullptr; unwritten_ = unwritten_->next) unwritten_->written = true;
  }
  void Recycle(PendingCall* call) {
    call->reply = Reply();
    free_.push_back(call);
  }
  int size() const { return size_; }

 private:
  PendingCall* Take() {
    if (free_.empty()) {
      all_.push_back(std::make_unique<PendingCall>());
      return all_.back().get();
    }
    PendingCall* call = free_.back();
    free_.pop_back();
    *call = PendingCall();
    return call;
  }

  PendingCall* first_ = nullptr;
  PendingCall* last_ = nullptr;
  // Written calls come first: the first that is not; null: all are.
  PendingCall* unwritten_ = nullptr;
  int size_ = 0;
  std::vector<PendingCall*> free_;
  std::vector<std::unique_ptr<PendingCall>> all_;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_CALL_QUEUE_H_
