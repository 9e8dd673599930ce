// A Dispatcher whose Guard is in another process of the same hub: the edge of split mode uses it in
// place of a Guard, and knows no difference. It decides nothing: it carries what the edge saw to
// the gRPC door over there, and the answer back.
#ifndef PLATFORM_RPC_REMOTE_DISPATCHER_H_
#define PLATFORM_RPC_REMOTE_DISPATCHER_H_

#include <memory>
#include <string>

#include "platform/rpc/guard.h"

namespace smarthub::rpc {

struct RemoteOptions {
  // "core:9443", and the name its certificate must have if that is another one.
  std::string address;
  std::string server_name;
  std::string certificate_pem;
  std::string private_key_pem;
  std::string authority_pem;
  // Which methods there are; their handlers are not run here. Not owned, outlive the dispatcher.
  const MethodTable* methods = nullptr;
  Loop* loop = nullptr;
};

// Belongs to the loop's thread; outlives its calls. A process that is away is UNAVAILABLE /
// STORE_AWAY at once (OUTCOME_UNKNOWN where the call may have arrived); One that hangs is
// away after 15 s. gRPC reconnects by itself,
// within about a second of the other's return.
class RemoteDispatcher final : public Dispatcher {
 public:
  explicit RemoteDispatcher(RemoteOptions options);
  ~RemoteDispatcher() override;

  // Whether the other process is connected, as known now; starts connecting if not.
  bool Reachable();

  const Method* Find(std::string_view path) const override;
  Task<Answer> Unary(const Method& method, Call call, const Message& request) override;
  Task<absl::Status> ServerStream(const Method& method, Call call, const Message& request,
                                  Stream& stream) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_REMOTE_DISPATCHER_H_
