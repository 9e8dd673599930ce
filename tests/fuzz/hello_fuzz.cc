// Any bytes as the start of a TLS connection: no crash, and nobody is let in.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/tls/session.h"

namespace {

std::unique_ptr<smarthub::tls::Server> Open() {
  char name[] = "/tmp/shfuzzXXXXXX";
  const auto files = smarthub::tls::MakeDevelopmentCertificates(
      ::mkdtemp(name), {"localhost", "agency.localhost"}, smarthub::SystemClock().Now());
  if (!files.ok()) std::abort();
  auto server = smarthub::tls::Server::Open(
      {files->certificate_file, files->key_file, "agency.localhost", files->agency_authority_file});
  if (!server.ok()) std::abort();
  return *std::move(server);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto& server = *Open().release();
  const auto session = server.NewSession();
  std::string plain;
  static_cast<void>(session->Receive({reinterpret_cast<const char*>(data), size}, plain));
  if (session->established() || !plain.empty()) std::abort();
  return 0;
}
