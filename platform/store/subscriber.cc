#include "platform/store/subscriber.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "platform/base/strings.h"

namespace smarthub::store {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(100);

// How a wake-up tells itself from a real cancellation.
absl::Status Woken() { return absl::AbortedError("woken"); }

}  // namespace

Task<absl::Status> Subscriber::Await(std::string channel, std::optional<uint64_t> after,
                                     absl::Duration at_most, Cancellation* cancellation) {
  auto self = shared_from_this();
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  const auto [entry, is_new] = channels_.try_emplace(channel);
  if (is_new) Subscribe(channel);
  if (!std::exchange(started_, true)) loop_.Spawn(Keep(self));
  Channel& heard = entry->second;
  if (after && heard.announced > *after) co_return absl::OkStatus();
  Cancellation woken;
  const auto place = heard.waiters.insert(heard.waiters.end(), &woken);
  {
    Cancellation::Listener listener(cancellation, [&woken] { woken.Cancel(Woken()); });
    absl::Status ignored = co_await loop_.Sleep(at_most, &woken);
  }
  heard.waiters.erase(place);
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  co_return absl::OkStatus();
}

void Subscriber::Stop() {
  stopping_.Cancel(absl::CancelledError("the store is closed"));
  if (auto connection = std::exchange(connection_, nullptr)) connection->Abandon();
}

void Subscriber::Wake(Channel& channel) {
  // Those woken leave the list only when they resume, later.
  for (Cancellation* waiter : channel.waiters) waiter->Cancel(Woken());
}

void Subscriber::Subscribe(const std::string& channel) {
  if (connection_ == nullptr) return;
  Command command("SUBSCRIBE");
  command.Add(channel);
  connection_->Send(command);
}

void Subscriber::OnPush(ReplyView push) {
  const auto found = channels_.find(push[1].text());
  if (found == channels_.end()) return;
  if (push[0].text() == "message") {
    uint64_t number = 0;
    if (absl::SimpleAtoi(ToAbsl(push[2].text()), &number)) found->second.announced = number;
  }
  // The confirmation of a subscription wakes too: what came before it was not heard.
  Wake(found->second);
}

Task<void> Subscriber::Keep(std::shared_ptr<Subscriber> self) {
  while (!self->stopping_.cancelled()) {
    auto connection = std::make_shared<Connection>(self->loop_);
    const absl::Status up = co_await connection->Connect(self->endpoint_);
    if (self->stopping_.cancelled()) {
      connection->Abandon();
      co_return;
    }
    if (up.ok()) {
      connection->Subscribed(
          [subscriber = self.get()](ReplyView push) { subscriber->OnPush(push); });
      self->connection_ = connection;
      for (const auto& [channel, state] : self->channels_) self->Subscribe(channel);
      const absl::Status ended = co_await connection->closed().Wait(&self->stopping_);
      self->connection_ = nullptr;
      if (!ended.ok()) co_return;
    }
    if (!(co_await self->loop_.Sleep(kPause, &self->stopping_)).ok()) co_return;
  }
}

}  // namespace smarthub::store
