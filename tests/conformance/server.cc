// The server under test of the Connect conformance suite: reads one ServerCompatRequest from
// standard input, starts an edge, writes one ServerCompatResponse, serves until it is killed.
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "connectrpc/conformance/v1/server_compat.pb.h"
#include "gateway/edge/edge.h"
#include "platform/base/clock.h"
#include "tests/conformance/service.h"

namespace smarthub::conformance {
namespace {

namespace v1 = connectrpc::conformance::v1;

bool ReadAll(void* into, size_t size) { return std::fread(into, 1, size, stdin) == size; }

bool ReadRequest(v1::ServerCompatRequest& request) {
  uint32_t size = 0;
  if (!ReadAll(&size, sizeof(size))) return false;
  std::string bytes(ntohl(size), '\0');
  return ReadAll(bytes.data(), bytes.size()) && request.ParseFromString(bytes);
}

bool WriteResponse(const v1::ServerCompatResponse& response) {
  const std::string bytes = response.SerializeAsString();
  const uint32_t size = htonl(static_cast<uint32_t>(bytes.size()));
  return std::fwrite(&size, 1, sizeof(size), stdout) == sizeof(size) &&
         std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() &&
         std::fflush(stdout) == 0;
}

int Main() {
  v1::ServerCompatRequest request;
  if (!ReadRequest(request)) return 1;
  char directory[] = "/tmp/shconfXXXXXX";
  if (::mkdtemp(directory) == nullptr) return 1;
  const std::string path = directory;
  std::ofstream(path + "/server.pem") << request.server_creds().cert();
  std::ofstream(path + "/server.key") << request.server_creds().key();

  SystemClock clock;
  Loop loop;
  const std::unique_ptr<edge::Backend> service = MakeService(loop);
  edge::EdgeOptions options;
  options.port = 0;
  options.clock = &clock;
  options.certificate_file = path + "/server.pem";
  options.key_file = path + "/server.key";
  options.private_port_enabled = false;
  options.rates.enabled = false;
  options.limits.connections_per_peer = 100000;
  if (request.message_receive_limit() > 0) {
    options.limits.message_bytes = request.message_receive_limit();
  }
  v1::ServerCompatResponse response;
  response.set_host("127.0.0.1");
  auto edge = edge::Edge::Start(options, loop, *service);
  static_cast<void>(::system(("rm -rf " + path).c_str()));
  if (!edge.ok()) {
    std::fprintf(stderr, "%s\n", edge.status().ToString().c_str());
    return 1;
  }
  response.set_port((*edge)->port());
  response.set_pem_cert(request.server_creds().cert());
  if (!WriteResponse(response)) return 1;
  // Until the suite kills us; with it gone, the kernel does.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  loop.Run();
  return 0;
}

}  // namespace
}  // namespace smarthub::conformance

int main() { return smarthub::conformance::Main(); }
