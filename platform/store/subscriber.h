// Wakes those who wait for a slot's outbox, by a connection of its own that listens to channels.
// Belongs to one loop's thread. Held by shared_ptr until Stop().
#ifndef PLATFORM_STORE_SUBSCRIBER_H_
#define PLATFORM_STORE_SUBSCRIBER_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/store/connection.h"

namespace smarthub::store {

class Subscriber : public std::enable_shared_from_this<Subscriber> {
 public:
  Subscriber(Endpoint endpoint, Loop& loop) : endpoint_(std::move(endpoint)), loop_(loop) {}

  // Resumes OK when the channel announces a number above `after` (or announced it already), when it
  // may have missed one, and after `at_most`; else with the cancellation's status.
  Task<absl::Status> Await(std::string channel, std::optional<uint64_t> after,
                           absl::Duration at_most, Cancellation* cancellation);
  void Stop();

 private:
  struct Channel {
    uint64_t announced = 0;
    std::list<Cancellation*> waiters;
  };

  static Task<void> Keep(std::shared_ptr<Subscriber> self);
  void OnPush(ReplyView push);
  void Wake(Channel& channel);
  void Subscribe(const std::string& channel);

  const Endpoint endpoint_;
  Loop& loop_;
  Cancellation stopping_;
  std::shared_ptr<Connection> connection_;
  std::map<std::string, Channel, std::less<>> channels_;
  bool started_ = false;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_SUBSCRIBER_H_
