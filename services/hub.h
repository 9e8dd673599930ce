// The hub, composed: a data directory with its keys, Redis, policies, services, Guard and the work
// in the background. Everything explicit and in order; it refuses to open on any doubt.
//
// Belongs to one Loop's thread, which must be the one that started the process (the Redis child
// goes with it).
#ifndef SERVICES_HUB_H_
#define SERVICES_HUB_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/rpc/guard.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "platform/telemetry/log.h"
#include "platform/tls/certificates.h"
#include "services/commands.h"

namespace smarthub {

class Hub {
 public:
  // Pointers are not owned and outlive the hub.
  struct Options {
    DataOptions data;
    // Names for the certificates that the hub makes itself.
    std::vector<std::string> hosts;
    Clock* clock = nullptr;
    Random* random = nullptr;
    Log* log = nullptr;
  };

  // Errors are for the operator: which file, which setting.
  static Task<absl::StatusOr<std::unique_ptr<Hub>>> Open(Options options, Loop& loop);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  rpc::Guard& guard();
  const rpc::MethodTable& methods() const;
  store::Store& store();
  const tls::DevelopmentCertificates& certificates() const;

  // For whoever has not signed in; empty where there is none, or the schemes differ.
  Task<absl::StatusOr<std::string>> Notice();
  // Second halves of two-slot changes, once, now: for commands that end.
  Task<absl::Status> CarryAll();
  // Carrier, sequencer, the sweep of photos and the followers of records, until Close().
  void StartBackground();
  // Ends the background work and makes a last pass over the audit log.
  Task<void> Close();
  // OK: ready to serve.
  absl::Status Health() const;
  // What it counted, in the Prometheus text exposition format.
  std::string Metrics() const;

 private:
  struct Parts;
  explicit Hub(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// "melton" for "Melton"; 2 to 32 of [a-z0-9-], first a letter, else INVALID_ARGUMENT.
absl::StatusOr<std::string> SchemeIdOf(std::string_view name);

// Says what stopped a command, for a person, on standard error; returns the exit code.
int Complain(const absl::Status& status);

}  // namespace smarthub

#endif  // SERVICES_HUB_H_
