#include "services/hub.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "services/audit/audit_logs.h"
#include "services/bulletin/answer_follower.h"
#include "services/data_directory.h"
#include "services/evidence/evidence.h"
#include "services/evidence/report_follower.h"
#include "services/evidence/sweep.h"
#include "services/hub_metrics.h"
#include "services/identity/carrier.h"
#include "services/identity/identity.h"
#include "services/rooms.h"
#include "services/subject/report_follower.h"

namespace smarthub {
namespace {

using CompiledPolicy = std::shared_ptr<const policy::Policy>;

absl::StatusOr<CompiledPolicy> LoadPolicy(const std::string& directory) {
  ASSIGN_OR_RETURN(const policy::v1::Bundle bundle, policy::LoadBundle(directory));
  auto compiled = policy::Policy::Compile(bundle, policy::AllActions());
  if (compiled.ok()) return compiled;
  return absl::Status(compiled.status().code(),
                      absl::StrCat(directory, ": ", compiled.status().message()));
}

}  // namespace

// In the order they are made; destroyed in reverse.
struct Hub::Parts {
  Options options;
  Loop& loop;
  HubMetrics metrics;
  DataDirectory data;
  tls::DevelopmentCertificates certificates;
  CompiledPolicy hub_policy;
  CompiledPolicy scheme_policy;
  std::unique_ptr<audit::AuditLogs> audit;
  std::shared_ptr<evidence::Evidence> evidence;
  std::shared_ptr<identity::Identity> identity;
  std::unique_ptr<rpc::Authenticator> authenticator;
  rpc::MethodTable methods;
  std::unique_ptr<rpc::Guard> guard;
  std::unique_ptr<identity::Carrier> carrier;
  std::unique_ptr<evidence::Sweeper> sweeper;
  std::unique_ptr<subject::ReportFollower> follower;
  std::unique_ptr<evidence::ReportFollower> photo_follower;
  std::unique_ptr<bulletin::AnswerFollower> answer_follower;

  Cancellation stop;
  // One for each work in the background.
  std::vector<std::unique_ptr<Event>> ended;

  Parts(Options given, Loop& on) : options(std::move(given)), loop(on), metrics(*options.log) {}

  absl::Status OpenFiles();
  absl::Status OpenPhotos();
  Task<absl::Status> OpenServices();
  rpc::PolicyLookup Policies() const {
    return [this](std::string_view slot) { return slot == "hub" ? hub_policy : scheme_policy; };
  }
};

absl::Status Hub::Parts::OpenFiles() {
  ASSIGN_OR_RETURN(certificates, tls::MakeDevelopmentCertificates(data.path + "/tls", options.hosts,
                                                                  options.clock->Now()));
  ASSIGN_OR_RETURN(hub_policy, LoadPolicy(options.data.policies + "/hub"));
  ASSIGN_OR_RETURN(scheme_policy, LoadPolicy(options.data.policies + "/melton"));
  return absl::OkStatus();
}

absl::Status Hub::Parts::OpenPhotos() {
  evidence::EvidenceOptions photos;
  photos.directory = data.path + "/evidence";
  photos.images.program = options.data.image_program;
  photos.clock = options.clock;
  photos.random = options.random;
  ASSIGN_OR_RETURN(evidence, evidence::OpenEvidence(std::move(photos), loop));
  evidence::Sweeper::Deps sweep;
  sweep.evidence = evidence;
  sweep.store = data.store.get();
  sweep.clock = options.clock;
  sweep.loop = &loop;
  sweep.log = options.log;
  sweeper = std::make_unique<evidence::Sweeper>(std::move(sweep));
  return absl::OkStatus();
}

Task<absl::Status> Hub::Parts::OpenServices() {
  audit::AuditLogs::Options logs;
  logs.directory = data.path + "/audit";
  logs.loop = &loop;
  logs.store = data.store.get();
  logs.keys = data.keys.get();
  logs.random = options.random;
  logs.log = options.log;
  audit = std::make_unique<audit::AuditLogs>(std::move(logs));
  CO_RETURN_IF_ERROR(co_await audit->Start());

  auto authority =
      tls::ReadKeyPair(certificates.agency_authority_file, certificates.agency_authority_key_file);
  if (!authority.ok()) co_return authority.status();
  identity::IdentityDeps deps;
  deps.store = data.store.get();
  deps.keys = data.keys.get();
  deps.clock = options.clock;
  deps.random = options.random;
  deps.loop = &loop;
  deps.policies = Policies();
  deps.issue_certificate = [pair = *std::move(authority)](std::string_view name, absl::Time now,
                                                          absl::Time not_after) {
    return tls::IssueClientCertificate(pair, name, now, not_after);
  };
  auto made = identity::Identity::Make(std::move(deps));
  if (!made.ok()) co_return made.status();
  identity = *std::move(made);
  authenticator = identity::MakeAuthenticator(identity);

  const Rooms rooms = {identity, data.store.get(), options.clock, audit.get(), evidence};
  CO_RETURN_IF_ERROR(RegisterRooms(methods, rooms));

  rpc::GuardOptions hall;
  hall.methods = &methods;
  hall.store = data.store.get();
  hall.authenticator = authenticator.get();
  hall.policies = Policies();
  hall.keys = data.keys.get();
  hall.clock = options.clock;
  hall.random = options.random;
  hall.loop = &loop;
  hall.observer = &metrics;
  auto guarded = rpc::Guard::Make(std::move(hall));
  if (!guarded.ok()) co_return guarded.status();
  guard = *std::move(guarded);

  const auto as = [this](std::string_view whom) {
    return [this, whom](std::string scheme, std::string_view path, const rpc::Message& request) {
      return guard->RunSystem(std::string(whom), std::move(scheme), path, request);
    };
  };
  store::Store* const store = data.store.get();
  carrier = std::make_unique<identity::Carrier>(identity, as("system/identity"), options.log);
  follower =
      std::make_unique<subject::ReportFollower>(store, &loop, as("system/subject"), options.log);
  photo_follower =
      std::make_unique<evidence::ReportFollower>(store, &loop, as("system/evidence"), options.log);
  answer_follower =
      std::make_unique<bulletin::AnswerFollower>(store, &loop, as("system/bulletin"), options.log);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::unique_ptr<Hub>>> Hub::Open(Options options, Loop& loop) {
  auto parts = std::make_unique<Parts>(std::move(options), loop);
  CO_ASSIGN_OR_RETURN(
      parts->data, co_await OpenDataDirectory(parts->options.data, *parts->options.random, loop));
  CO_RETURN_IF_ERROR(parts->OpenFiles());
  CO_RETURN_IF_ERROR(parts->OpenPhotos());
  CO_RETURN_IF_ERROR(co_await parts->OpenServices());
  co_return std::unique_ptr<Hub>(new Hub(std::move(parts)));
}

Hub::Hub(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Hub::~Hub() = default;

rpc::Guard& Hub::guard() { return *parts_->guard; }
const rpc::MethodTable& Hub::methods() const { return parts_->methods; }
store::Store& Hub::store() { return *parts_->data.store; }
const tls::DevelopmentCertificates& Hub::certificates() const { return parts_->certificates; }
Task<absl::StatusOr<std::string>> Hub::Notice() { return identity::NoticeOfAll(store()); }
Task<absl::Status> Hub::CarryAll() { return parts_->carrier->CarryAll(); }

absl::Status Hub::Health() const { return parts_->audit->Health(); }

std::string Hub::Metrics() const {
  HubHealth health;
  health.redis_restarts = parts_->data.redis->restarts();
  health.nearly_full = !parts_->data.store->CheckRoom(/*essential=*/false).ok();
  return parts_->metrics.Exposition(
      *parts_->carrier,
      {&parts_->follower->consumer(), &parts_->photo_follower->consumer(),
       &parts_->answer_follower->consumer()},
      health);
}

void Hub::StartBackground() {
  const auto run = [](Task<void> work, Event& ended) -> Task<void> {
    co_await std::move(work);
    ended.Set();
  };
  const auto start = [&](Task<void> work) {
    parts_->ended.push_back(std::make_unique<Event>(parts_->loop));
    parts_->loop.Spawn(run(std::move(work), *parts_->ended.back()));
  };
  start(parts_->carrier->Run(&parts_->stop));
  start(parts_->audit->Run(&parts_->stop));
  start(parts_->sweeper->Run(&parts_->stop));
  start(parts_->follower->Run(&parts_->stop));
  start(parts_->photo_follower->Run(&parts_->stop));
  start(parts_->answer_follower->Run(&parts_->stop));
}

Task<void> Hub::Close() {
  parts_->stop.Cancel(absl::CancelledError("the hub stops"));
  for (const auto& work : parts_->ended) (void)co_await work->Wait();
}

absl::StatusOr<std::string> SchemeIdOf(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9')) {
      id.push_back(letter ? static_cast<char>(c | 0x20) : c);
    } else if (!id.empty() && id.back() != '-') {
      id.push_back('-');
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  if (id.size() < 2 || id.size() > 32 || id[0] < 'a' || id == "hub") {
    return absl::InvalidArgumentError(
        "a scheme's name needs 2 to 32 letters and digits, a letter first, and is not \"hub\"");
  }
  return id;
}

int Complain(const absl::Status& status) {
  if (status.ok()) return 0;
  const std::string text(status.message());
  std::fprintf(stderr, "smarthub: %s\n", text.c_str());
  return 1;
}

}  // namespace smarthub
