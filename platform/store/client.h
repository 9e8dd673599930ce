// A few connections to one Redis, kept up: each is probed and given the scripts before it serves,
// and reconnected with back-off when it goes. While none is up, calls fail at once.
//
// Belongs to one loop's thread. Held by shared_ptr: its background tasks hold it too, until Stop().
#ifndef PLATFORM_STORE_CLIENT_H_
#define PLATFORM_STORE_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/store/connection.h"
#include "platform/store/scripts.h"

namespace smarthub::store {

struct ClientOptions {
  Endpoint endpoint;
  int connections = 2;
  absl::Duration reply_within;
  absl::Duration watch_every;
  std::function<void(std::string_view)> log;
};

class Client : public std::enable_shared_from_this<Client> {
 public:
  Client(ClientOptions options, Loop& loop);

  // Starts connecting. Once.
  void Start();
  // OK when a connection serves; FAILED_PRECONDITION when Redis was refused; UNAVAILABLE in the
  // end.
  Task<absl::Status> AwaitReady(absl::Duration at_most);
  // No call may follow; what waits is not answered any more.
  void Stop();

  bool ready() const;

  // UNAVAILABLE while away (see Connection::Call). An error reply becomes a status.
  Task<absl::StatusOr<Reply>> Call(Command command, CallKind kind,
                                   Cancellation* cancellation = nullptr);
  // `arguments` begin with the number of keys. Loads the script again where Redis has forgotten it.
  Task<absl::StatusOr<Reply>> Run(Script script, Command arguments, CallKind kind,
                                  Cancellation* cancellation = nullptr);

  // EVALSHA without its arguments, for Run.
  static Command Invoke(Script script);

 private:
  static Task<void> Keep(std::shared_ptr<Client> self, size_t place);
  static Task<void> Watch(std::shared_ptr<Client> self);
  Task<absl::Status> SetUp(std::shared_ptr<Connection> connection);
  std::shared_ptr<Connection> Pick();
  void Log(std::string_view line);

  ClientOptions options_;
  Loop& loop_;
  Cancellation stopping_;
  // Null where that one is away.
  std::vector<std::shared_ptr<Connection>> serving_;
  size_t turn_ = 0;
  absl::Status last_refusal_;
  bool told_away_ = false;
};

// The status of an error reply: what Redis refused before doing anything is STORE_AWAY or
// STORE_NEARLY_FULL, the rest INTERNAL. Error texts may quote arguments, so only the code is kept.
absl::Status StatusOfError(std::string_view text);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_CLIENT_H_
