// The subcommands of `smarthub`. Each returns the process's exit code and says what went wrong on
// standard error, in one line a person can act on.
#ifndef SERVICES_COMMANDS_H_
#define SERVICES_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace smarthub {

// What every command that opens a data directory needs.
struct DataOptions {
  std::string data = "data";
  // Bundles: <policies>/hub for the hub itself, <policies>/melton for schemes.
  std::string policies = "policies";
  // Empty: DATA/keys.
  std::string keys;
  // smarthub-image, the program that looks at photos; main says where it lies. Where it cannot be
  // started, photos are unavailable and everything else goes on.
  std::string image_program;
};

struct ServeOptions {
  DataOptions data;
  std::string listen = "127.0.0.1:8443";
  std::string private_listen = "127.0.0.1:0";
  std::string host = "localhost";
  std::string agency_host;
  std::string certificate;
  std::string key;
  std::string web = "gateway/web/dist";
  // Reading calls that one peer may make in a second, and twice that in a burst (edge::RateLimits).
  uint32_t read_rate = 1000;
  // Shown before sign-in, for target edge: the schemes' own are in the core.
  std::string notice;
  // "all", "core" (everything but the edge) or "edge".
  std::string target = "all";
  // Of target core: where other processes reach it; of target edge: where the core is, by a name
  // that the core's process certificate has.
  std::string core = "127.0.0.1:9443";
  // Of targets core and edge, PEM files: by these the processes of one hub know each other. The
  // authority signs processes and nothing else.
  std::string process_certificate;
  std::string process_key;
  std::string process_authority;
  // Of target edge with an agency host: who signs client certificates (of the core's data
  // directory: tls/agency-authority.pem).
  std::string agency_authority;
};

struct RunOptions {
  ServeOptions serve;
  uint16_t port = 8443;
  // No demonstration town.
  bool empty = false;
  // Recorded crime that the demonstration town is drawn from.
  std::string demo_figures = "tests/data/police-leicestershire";
  // Drawn stills of its people, still-1.jpg to still-8.jpg; empty: a town without photos.
  std::string demo_stills;
};

struct InitOptions {
  DataOptions data;
  std::string scheme;
  std::string host = "localhost";
  std::string notice;
  uint16_t port = 443;
};

// Values as in the proto, with or without prefix, in any case: "police", "ROLE_POLICE".
struct PolicyQuestion {
  std::string directory;
  std::string role;
  std::string purpose;
  std::string action;
  // Empty: may the action be done at all?
  std::string kind;
  // Facts known to hold and known not to hold; every other one is unknown.
  std::vector<std::string> holds;
  std::vector<std::string> holds_not;
};

int Run(const RunOptions& options);
int Serve(const ServeOptions& options);
// Targets core and edge.
int ServeSplit(const ServeOptions& options);
int Init(const InitOptions& options);
// `area`: only rows whose "LSOA name" begins so; empty: all.
int ImportPoliceUk(const DataOptions& data, const std::string& scheme, const std::string& release,
                   const std::string& area, const std::string& file);
int PolicyCheck(const std::string& directory);
// `cases` empty: DIRECTORY/../cases. Exit code 1 where one does not come out as written.
int PolicyTest(const std::string& directory, const std::string& cases);
int PolicyExplain(const PolicyQuestion& question);
// `arguments` as in services/audit/commands.h: --slot, --verifier, --seen.
int AuditVerify(const DataOptions& data, const std::vector<std::string>& arguments);
int AuditReconcile(const DataOptions& data, const std::vector<std::string>& arguments);
int AuditReindex(const DataOptions& data, const std::vector<std::string>& arguments);

}  // namespace smarthub

#endif  // SERVICES_COMMANDS_H_
