#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/edge/dispatcher_backend.h"
#include "gateway/edge/edge.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/task/signals.h"
#include "services/commands.h"
#include "services/hub.h"
#include "services/serving.h"

namespace smarthub {
namespace {

struct Address {
  std::string host;
  uint16_t port = 0;
};

absl::StatusOr<Address> ParseAddress(const std::string& text, std::string_view option) {
  const size_t colon = text.rfind(':');
  Address address;
  uint32_t port = 0;
  if (colon == text.npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", std::string(option), " wants ADDRESS:PORT, not \"", text, "\""));
  }
  address.host = text.substr(0, colon);
  address.port = static_cast<uint16_t>(port);
  return address;
}

}  // namespace

Task<absl::Status> ServeHub(Hub& hub, const ServeOptions& options, Clock& clock, Log& log,
                            StopSignal& stop, Loop& loop, std::function<void()> when_ready) {
  edge::EdgeOptions edge_options;
  auto listen = ParseAddress(options.listen, "listen");
  if (!listen.ok()) co_return listen.status();
  auto private_listen = ParseAddress(options.private_listen, "private-listen");
  if (!private_listen.ok()) co_return private_listen.status();
  edge_options.address = listen->host;
  edge_options.port = listen->port;
  edge_options.private_address = private_listen->host;
  edge_options.private_port = private_listen->port;
  const auto& made = hub.certificates();
  const bool own = options.certificate.empty();
  edge_options.certificate_file = own ? made.certificate_file : options.certificate;
  edge_options.key_file = own ? made.key_file : options.key;
  edge_options.agency_host = options.agency_host;
  edge_options.agency_authority_file = made.agency_authority_file;
  edge_options.web_directory = options.web;
  edge_options.ready = [&hub] { return hub.Health(); };
  edge_options.clock = &clock;
  edge_options.rates.read = {2.0 * options.read_rate, 1.0 * options.read_rate};

  const auto backend = edge::MakeDispatcherBackend(hub.methods(), hub.guard());
  auto edge = edge::Edge::Start(std::move(edge_options), loop, *backend);
  if (!edge.ok()) co_return edge.status();
  hub.StartBackground();
  log.Info("hub.ready", {{"port", (*edge)->port()}, {"private_port", (*edge)->private_port()}});
  if (when_ready) when_ready();

  (void)co_await stop.Wait();
  log.Info("hub.stopping");
  co_await (*edge)->Drain();
  co_await hub.Close();
  co_return absl::OkStatus();
}

namespace {

Task<absl::Status> ServeTask(ServeOptions options, Loop& loop) {
  SystemClock clock;
  crypto::SecureRandom random;
  Log log(clock, ToStandardError());
  StopSignal stop(loop);
  Hub::Options open;
  open.data = options.data;
  open.hosts = {options.host};
  if (!options.agency_host.empty()) open.hosts.push_back(options.agency_host);
  open.clock = &clock;
  open.random = &random;
  open.log = &log;
  auto hub = co_await Hub::Open(std::move(open), loop);
  if (!hub.ok()) co_return hub.status();
  co_return co_await ServeHub(**hub, options, clock, log, stop, loop, nullptr);
}

}  // namespace

int Serve(const ServeOptions& options) {
  if (options.target != "all") {
    return Complain(absl::UnimplementedError("--target " + options.target + " is not built yet"));
  }
  Loop loop;
  return Complain(loop.RunUntilDone(ServeTask(options, loop)));
}

}  // namespace smarthub
