// `serve --target=core` and `--target=edge`: the hub as two processes (or more edges). The core has
// data, keys and Redis and decides everything; an edge has none of them, and carries what it saw of
// the caller to the core over mutual TLS.
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/edge/dispatcher_backend.h"
#include "gateway/edge/edge.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/rpc/grpc_door.h"
#include "platform/rpc/remote_dispatcher.h"
#include "platform/task/signals.h"
#include "services/commands.h"
#include "services/hub.h"
#include "services/rooms.h"
#include "services/serving.h"

namespace smarthub {
namespace {

// For calls that are under way when the core is told to stop.
constexpr absl::Duration kPatience = absl::Seconds(10);

struct ProcessPems {
  std::string certificate;
  std::string key;
  std::string authority;
};

absl::StatusOr<std::string> ReadPem(const std::string& path, std::string_view option) {
  if (path.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", ToAbsl(option),
                     " is required with --target core and --target edge: the "
                     "processes of a hub speak to each other over mutual TLS only"));
  }
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in || text.str().find("-----BEGIN ") == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", ToAbsl(option), " ", path, ": cannot be read, or is not PEM"));
  }
  return text.str();
}

absl::StatusOr<ProcessPems> ReadPems(const ServeOptions& options) {
  ProcessPems pems;
  ASSIGN_OR_RETURN(pems.certificate, ReadPem(options.process_certificate, "process-cert"));
  ASSIGN_OR_RETURN(pems.key, ReadPem(options.process_key, "process-key"));
  ASSIGN_OR_RETURN(pems.authority, ReadPem(options.process_authority, "process-authority"));
  RETURN_IF_ERROR(ParseAddress(options.core, "core").status());
  return pems;
}

// Health and metrics, and nothing else.
absl::StatusOr<edge::EdgeOptions> WatchCore(Hub& hub, const ServeOptions& options, Clock& clock) {
  ASSIGN_OR_RETURN(Address listen, ParseAddress(options.private_listen, "private-listen"));
  edge::EdgeOptions watched;
  watched.public_port_enabled = false;
  watched.private_address = std::move(listen.host);
  watched.private_port = listen.port;
  watched.ready = [&hub] { return hub.Health(); };
  watched.metrics = [&hub] { return hub.Metrics(); };
  watched.clock = &clock;
  return watched;
}

Task<absl::Status> ServeCore(ServeOptions options, ProcessPems pems, Loop& loop) {
  SystemClock clock;
  crypto::SecureRandom random;
  Log log(clock, ToStandardError());
  StopSignal stop(loop);
  if (options.host.empty()) options.host = "localhost";
  auto hub = co_await OpenHub(options, clock, random, log, loop);
  if (!hub.ok()) co_return hub.status();

  // Before the door, which must not open in vain: calls come through it at once, and it goes only
  // when they are over.
  auto watched = WatchCore(**hub, options, clock);
  if (!watched.ok()) co_return watched.status();
  const auto backend = edge::MakeDispatcherBackend((*hub)->methods(), (*hub)->guard());
  auto private_port = edge::Edge::Start(*std::move(watched), loop, *backend);
  if (!private_port.ok()) {
    co_return absl::Status(private_port.status().code(),
                           absl::StrCat("--private-listen: ", private_port.status().message()));
  }

  rpc::GrpcDoorOptions door_options;
  door_options.listen = options.core;
  door_options.certificate_pem = std::move(pems.certificate);
  door_options.private_key_pem = std::move(pems.key);
  door_options.authority_pem = std::move(pems.authority);
  door_options.dispatcher = &(*hub)->guard();
  door_options.loop = &loop;
  auto door = rpc::GrpcDoor::Open(std::move(door_options));
  if (!door.ok()) {
    co_return absl::Status(door.status().code(),
                           absl::StrCat("--core ", options.core, ": ", door.status().message(),
                                        " (or its certificate and key do not fit together)"));
  }
  (*hub)->StartBackground();
  log.Info("core.ready",
           {{"port", (*door)->port()}, {"private_port", (*private_port)->private_port()}});

  (void)co_await stop.Wait();
  log.Info("hub.stopping");
  const absl::Status closed = co_await (*door)->Close(kPatience);
  co_await (*private_port)->Drain();
  co_await (*hub)->Close();
  co_return closed;
}

Task<absl::Status> ServeEdge(ServeOptions options, ProcessPems pems, Loop& loop) {
  SystemClock clock;
  Log log(clock, ToStandardError());
  StopSignal stop(loop);
  rpc::MethodTable methods;
  CO_RETURN_IF_ERROR(RegisterRooms(methods, Rooms()));
  rpc::RemoteOptions remote;
  remote.address = options.core;
  remote.certificate_pem = std::move(pems.certificate);
  remote.private_key_pem = std::move(pems.key);
  remote.authority_pem = std::move(pems.authority);
  remote.methods = &methods;
  remote.loop = &loop;
  rpc::RemoteDispatcher core(std::move(remote));
  (void)core.Reachable();

  auto edge_options = EdgeOptionsOf(options);
  if (!edge_options.ok()) co_return edge_options.status();
  edge_options->clock = &clock;
  // The scheme's own is in the core, which an edge may not have reached yet.
  edge_options->notice = options.notice;
  edge_options->ready = [&core] {
    return core.Reachable() ? absl::OkStatus() : absl::UnavailableError("the core is away");
  };
  const auto backend = edge::MakeDispatcherBackend(methods, core);
  auto edge = edge::Edge::Start(*std::move(edge_options), loop, *backend);
  if (!edge.ok()) co_return edge.status();
  log.Info("hub.ready", {{"port", (*edge)->port()}, {"private_port", (*edge)->private_port()}});

  (void)co_await stop.Wait();
  log.Info("hub.stopping");
  co_await (*edge)->Drain();
  co_return absl::OkStatus();
}

absl::Status CheckEdge(const ServeOptions& options) {
  if (options.certificate.empty() || options.key.empty()) {
    return absl::InvalidArgumentError("--cert and --key are required with --target edge");
  }
  if (options.agency_host.empty() != options.agency_authority.empty()) {
    return absl::InvalidArgumentError(
        "--agency-host and --agency-authority belong together with --target edge: it has no data "
        "directory to find the authority of client certificates in");
  }
  return absl::OkStatus();
}

}  // namespace

int ServeSplit(const ServeOptions& options) {
  auto pems = ReadPems(options);
  if (!pems.ok()) return Complain(pems.status());
  const bool edge = options.target == "edge";
  if (edge) {
    if (const absl::Status whole = CheckEdge(options); !whole.ok()) return Complain(whole);
  } else if (!options.notice.empty()) {
    return Complain(
        absl::InvalidArgumentError("--notice is for --target edge: it is the edge that shows it"));
  }
  Loop loop;
  return Complain(loop.RunUntilDone(edge ? ServeEdge(options, *std::move(pems), loop)
                                         : ServeCore(options, *std::move(pems), loop)));
}

}  // namespace smarthub
