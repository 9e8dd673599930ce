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

absl::StatusOr<edge::EdgeOptions> EdgeOptionsOf(const ServeOptions& options) {
  ASSIGN_OR_RETURN(Address listen, ParseAddress(options.listen, "listen"));
  ASSIGN_OR_RETURN(Address private_listen, ParseAddress(options.private_listen, "private-listen"));
  edge::EdgeOptions edge;
  edge.address = std::move(listen.host);
  edge.port = listen.port;
  edge.private_address = std::move(private_listen.host);
  edge.private_port = private_listen.port;
  edge.certificate_file = options.certificate;
  edge.key_file = options.key;
  edge.agency_host = options.agency_host;
  edge.agency_authority_file = options.agency_authority;
  edge.web_directory = options.web;
  edge.rates.read = {2.0 * options.read_rate, 1.0 * options.read_rate};
  return edge;
}

Task<absl::Status> ServeHub(Hub& hub, const ServeOptions& options, Clock& clock, Log& log,
                            StopSignal& stop, Loop& loop, std::function<void()> when_ready) {
  auto edge_options = EdgeOptionsOf(options);
  if (!edge_options.ok()) co_return edge_options.status();
  const auto& made = hub.certificates();
  if (options.certificate.empty()) {
    edge_options->certificate_file = made.certificate_file;
    edge_options->key_file = made.key_file;
  }
  edge_options->agency_authority_file = made.agency_authority_file;
  edge_options->ready = [&hub] { return hub.Health(); };
  edge_options->metrics = [&hub] { return hub.Metrics(); };
  edge_options->clock = &clock;
  // A scheme is made while no hub is serving, so what is true now stays true.
  auto notice = co_await hub.Notice();
  if (!notice.ok()) co_return notice.status();
  edge_options->notice = *std::move(notice);

  const auto backend = edge::MakeDispatcherBackend(hub.methods(), hub.guard());
  auto edge = edge::Edge::Start(*std::move(edge_options), loop, *backend);
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

Task<absl::StatusOr<std::unique_ptr<Hub>>> OpenHub(ServeOptions options, Clock& clock,
                                                   Random& random, Log& log, Loop& loop) {
  Hub::Options open;
  open.data = options.data;
  open.hosts = {options.host};
  if (!options.agency_host.empty()) open.hosts.push_back(options.agency_host);
  open.clock = &clock;
  open.random = &random;
  open.log = &log;
  co_return co_await Hub::Open(std::move(open), loop);
}

namespace {

Task<absl::Status> ServeTask(ServeOptions options, Loop& loop) {
  SystemClock clock;
  crypto::SecureRandom random;
  Log log(clock, ToStandardError());
  StopSignal stop(loop);
  auto hub = co_await OpenHub(options, clock, random, log, loop);
  if (!hub.ok()) co_return hub.status();
  co_return co_await ServeHub(**hub, options, clock, log, stop, loop, nullptr);
}

}  // namespace

int Serve(const ServeOptions& options) {
  if (options.target != "all") {
    return ServeSplit(options);
  }
  if (options.host.empty() || options.certificate.empty() || options.key.empty()) {
    return Complain(absl::InvalidArgumentError("--host, --cert and --key are required"));
  }
  if (!options.agency_authority.empty()) {
    return Complain(absl::InvalidArgumentError(
        "--agency-authority is for --target edge; a hub with a data directory has its own"));
  }
  if (!options.notice.empty()) {
    return Complain(absl::InvalidArgumentError(
        "--notice is for --target edge; a hub with a data directory has its schemes' own"));
  }
  Loop loop;
  return Complain(loop.RunUntilDone(ServeTask(options, loop)));
}

}  // namespace smarthub
