#include "platform/store/client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/store/probe.h"

namespace smarthub::store {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(20);
constexpr absl::Duration kLongestPause = absl::Seconds(2);
constexpr absl::Duration kReadyPoll = absl::Milliseconds(5);

std::string_view CodeOf(std::string_view text) { return text.substr(0, text.find(' ')); }

}  // namespace

absl::Status StatusOfError(std::string_view text) {
  const std::string_view code = CodeOf(text);
  if (code == "OOM") {
    return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STORE_NEARLY_FULL,
                 "The record store is full. Nothing was changed.");
  }
  for (const std::string_view busy :
       {"LOADING", "MISCONF", "READONLY", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS",
        "TRYAGAIN", "NOSCRIPT", "NOAUTH", "NOPERM"}) {
    if (code == busy) return StoreAway();
  }
  return absl::InternalError(absl::StrCat("Redis refused a command: ", ToAbsl(code)));
}

Client::Client(ClientOptions options, Loop& loop)
    : options_(std::move(options)), loop_(loop), serving_(std::max(1, options_.connections)) {}

void Client::Start() {
  for (size_t i = 0; i < serving_.size(); ++i) loop_.Spawn(Keep(shared_from_this(), i));
  loop_.Spawn(Watch(shared_from_this()));
}

void Client::Stop() {
  stopping_.Cancel(absl::CancelledError("the store is closed"));
  for (auto& connection : serving_) {
    if (auto gone = std::exchange(connection, nullptr)) gone->Abandon();
  }
}

bool Client::ready() const {
  return std::any_of(serving_.begin(), serving_.end(),
                     [](const auto& connection) { return connection != nullptr; });
}

void Client::Log(std::string_view line) {
  if (options_.log) options_.log(line);
}

Task<absl::Status> Client::AwaitReady(absl::Duration at_most) {
  for (absl::Duration waited; !ready(); waited += kReadyPoll) {
    if (!last_refusal_.ok()) co_return last_refusal_;
    if (waited >= at_most) co_return StoreAway();
    CO_RETURN_IF_ERROR(co_await loop_.Sleep(kReadyPoll));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Client::SetUp(std::shared_ptr<Connection> connection) {
  CO_RETURN_IF_ERROR(co_await connection->Connect(options_.endpoint));
  CO_RETURN_IF_ERROR(co_await Probe(*connection));
  for (const Script script : kAllScripts) {
    Command load("SCRIPT");
    load.Add("LOAD").Add(SourceOf(script));
    auto loaded = co_await connection->Call(load, CallKind::kRead);
    CO_RETURN_IF_ERROR(loaded.status());
    if (loaded->view().is_error()) co_return StatusOfError(loaded->view().text());
  }
  co_return absl::OkStatus();
}

Task<void> Client::Keep(std::shared_ptr<Client> self, size_t place) {
  absl::Duration pause = kFirstPause;
  while (!self->stopping_.cancelled()) {
    auto connection = std::make_shared<Connection>(self->loop_);
    const absl::Status up = co_await self->SetUp(connection);
    if (self->stopping_.cancelled()) {
      connection->Abandon();
      co_return;
    }
    if (up.ok()) {
      pause = kFirstPause;
      self->last_refusal_ = absl::OkStatus();
      if (std::exchange(self->told_away_, false)) self->Log("the record store is back");
      self->serving_[place] = connection;
      const absl::Status ended = co_await connection->closed().Wait(&self->stopping_);
      if (!ended.ok()) co_return;
      self->serving_[place] = nullptr;
      if (!std::exchange(self->told_away_, true)) self->Log("the record store went away");
    } else {
      connection->Close();
      if (absl::IsFailedPrecondition(up)) {
        if (self->last_refusal_ != up) self->Log(ToStd(up.message()));
        self->last_refusal_ = up;
      }
    }
    // Spread a little, so that the connections do not all knock at once.
    const absl::Duration spread = absl::Milliseconds(3) * static_cast<int64_t>(place);
    if (!(co_await self->loop_.Sleep(pause + spread, &self->stopping_)).ok()) co_return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

// Gives up a connection on which something waits and nothing came for too long: a Redis that hangs
// must not hang the hub.
Task<void> Client::Watch(std::shared_ptr<Client> self) {
  struct Seen {
    const Connection* connection = nullptr;
    uint64_t progress = 0;
    absl::Duration stuck;
  };
  std::vector<Seen> seen(self->serving_.size());
  const absl::Duration every = self->options_.watch_every;
  while ((co_await self->loop_.Sleep(every, &self->stopping_)).ok()) {
    for (size_t i = 0; i < seen.size(); ++i) {
      const std::shared_ptr<Connection> connection = self->serving_[i];
      if (connection == nullptr) continue;
      const bool same = seen[i].connection == connection.get() && connection->waiting() > 0 &&
                        seen[i].progress == connection->progress();
      seen[i].stuck = same ? seen[i].stuck + every : absl::ZeroDuration();
      seen[i].connection = connection.get();
      seen[i].progress = connection->progress();
      if (seen[i].stuck >= self->options_.reply_within) {
        self->serving_[i] = nullptr;
        connection->Close();
      }
    }
  }
}

std::shared_ptr<Connection> Client::Pick() {
  for (size_t i = 0; i < serving_.size(); ++i) {
    const auto& connection = serving_[turn_++ % serving_.size()];
    if (connection != nullptr && connection->open()) return connection;
  }
  return nullptr;
}

Command Client::Invoke(Script script) {
  Command command("EVALSHA");
  command.Add(Sha1Of(script));
  return command;
}

Task<absl::StatusOr<Reply>> Client::Call(Command command, CallKind kind,
                                         Cancellation* cancellation) {
  const std::shared_ptr<Connection> connection = Pick();
  if (connection == nullptr) co_return StoreAway();
  auto reply = co_await connection->Call(command, kind, cancellation);
  if (reply.ok() && reply->view().is_error()) co_return StatusOfError(reply->view().text());
  co_return reply;
}

Task<absl::StatusOr<Reply>> Client::Run(Script script, Command arguments, CallKind kind,
                                        Cancellation* cancellation) {
  const std::shared_ptr<Connection> connection = Pick();
  if (connection == nullptr) co_return StoreAway();
  auto reply = co_await connection->Call(arguments, kind, cancellation);
  if (reply.ok() && CodeOf(reply->view().text()) == "NOSCRIPT" && reply->view().is_error()) {
    Command load("SCRIPT");
    load.Add("LOAD").Add(SourceOf(script));
    auto loaded = co_await connection->Call(load, CallKind::kRead, cancellation);
    CO_RETURN_IF_ERROR(loaded.status());
    reply = co_await connection->Call(arguments, kind, cancellation);
  }
  if (reply.ok() && reply->view().is_error()) co_return StatusOfError(reply->view().text());
  co_return reply;
}

}  // namespace smarthub::store
