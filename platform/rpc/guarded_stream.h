// What is different about a stream: every message is looked at before it goes out, and the caller
// is admitted again while it is open. Belongs to one loop's thread.
#ifndef PLATFORM_RPC_GUARDED_STREAM_H_
#define PLATFORM_RPC_GUARDED_STREAM_H_

#include "platform/rpc/hall.h"
#include "platform/task/loop.h"

namespace smarthub::rpc {

// A message that shows a record, or personal data outside of one, ends the stream with INTERNAL:
// streams carry ids, kinds and reasons, and reading is a call of its own.
class GuardedStream final : public Stream {
 public:
  GuardedStream(Stream& door, const Redactor& redactor, const Visit& visit)
      : door_(door), redactor_(redactor), visit_(visit) {}
  Task<absl::Status> Write(const Message& message) override;

 private:
  Stream& door_;
  const Redactor& redactor_;
  const Visit& visit_;
};

// Authenticates and decides again every `stream_recheck` and cancels the stream when the caller is
// not let in any more (with that status), or when their standing or the policy is another one
// (ABORTED / CONFLICT: connect again). One failure to find out is let pass, two are not. Nobody did
// anything, so it is no use of the session: one with nothing but an open stream goes idle.
class Readmission {
 public:
  Readmission(Guard::Hall& hall, const Visit& visit);
  // Awaited before the visit goes.
  Task<absl::Status> End();

 private:
  static Task<void> Watch(Readmission* self);
  Task<absl::Status> AdmitAgain();

  Guard::Hall& hall_;
  const Visit& visit_;
  Credentials renewal_;
  Cancellation enough_;
  Event ended_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_GUARDED_STREAM_H_
