#include "tests/integration/demo_world.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/testing/test_hub.h"
#include "services/bulletin/bulletin.h"
#include "services/evidence/evidence.h"
#include "services/incident/incident.h"
#include "services/insight/import.h"
#include "services/insight/insight.h"
#include "services/subject/subject.h"

namespace smarthub {
namespace {

constexpr char kFigures[] =
    SMARTHUB_SOURCE_DIR "/tests/data/police-leicestershire/melton-street-2023-01_2025-12.csv";
constexpr char kStills[] = SMARTHUB_SOURCE_DIR "/services/demo/stills/still-";
// The last months have every state already; `smarthub run` draws from twelve.
constexpr int kMonths = 3;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string MakeDirectory() {
  char name[] = "/tmp/demoXXXXXX";
  return mkdtemp(name);
}

}  // namespace

DemoWorld::DemoWorld()
    : directory_(MakeDirectory()),
      hub_policy_(testing::LoadPolicy("hub")),
      scheme_policy_(testing::LoadPolicy("melton")),
      tools_(Tools()),
      visit_(tools_, "melton", store_.random()) {
  const auto lookup = [this](std::string_view slot) {
    return slot == "hub" ? hub_policy_ : scheme_policy_;
  };
  identity::IdentityDeps deps;
  deps.store = &*store_;
  deps.keys = &store_.keys();
  deps.clock = &clock_;
  deps.random = &store_.random();
  deps.loop = &store_.loop();
  deps.policies = lookup;
  identity_ = *identity::Identity::Make(std::move(deps));
  authenticator_ = identity::MakeAuthenticator(identity_);
  const absl::Status opened = OpenRooms();
  EXPECT_TRUE(opened.ok()) << opened;
  rpc::GuardOptions options;
  options.methods = &methods_;
  options.store = &*store_;
  options.authenticator = authenticator_.get();
  options.policies = lookup;
  options.keys = &store_.keys();
  options.clock = &clock_;
  options.random = &store_.random();
  options.loop = &store_.loop();
  options.observer = &ears_;
  guard_ = *rpc::Guard::Make(std::move(options));
  tools_.hub = guard_.get();
  carrier_ = std::make_unique<identity::Carrier>(
      identity_, [this](std::string scheme, std::string_view path, const rpc::Message& request) {
        return guard_->RunSystem("system/identity", std::move(scheme), path, request);
      });
}

DemoWorld::~DemoWorld() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

absl::Status DemoWorld::OpenRooms() {
  identity::RegisterIdentity(methods_, identity_);
  incident::RegisterIncident(methods_, &*store_, &clock_);
  insight::RegisterInsight(methods_);
  subject::RegisterSubject(methods_, &*store_, &clock_);
  bulletin::RegisterBulletin(methods_, &*store_, &clock_);
  evidence::EvidenceOptions photos;
  photos.directory = directory_ + "/evidence";
  photos.images.program = SMARTHUB_IMAGE;
  photos.clock = &clock_;
  photos.random = &store_.random();
  ASSIGN_OR_RETURN(auto room, evidence::OpenEvidence(std::move(photos), store_.loop()));
  evidence::RegisterEvidence(methods_, std::move(room));
  return absl::OkStatus();
}

Task<absl::StatusOr<std::string>> DemoWorld::MakeScheme() {
  identity::v1::InitRequest request;
  request.mutable_scheme()->set_value("melton");
  request.set_scheme_name("SMART Melton");
  request.set_notice("A demonstration");
  request.mutable_request_id()->set_value(Uuid::Make(store_.random()).ToString());
  rpc::Answer answer = co_await guard_->RunSystem(
      "system/init", "", "/smarthub.identity.v1.IdentityService/Init", request);
  if (!answer.status.ok()) co_return answer.status;
  co_return static_cast<const identity::v1::InitResponse&>(*answer.reply).invitation_token();
}

demo::DemoTools DemoWorld::Tools() {
  demo::DemoTools tools;
  tools.clock = &clock_;
  tools.secrets = &store_.random();
  tools.make_scheme = [this] { return MakeScheme(); };
  tools.settle = [this] { return carrier_->CarryAll(); };
  return tools;
}

absl::StatusOr<demo::DemoTown> DemoWorld::Make() {
  auto file = insight::ParsePoliceUk(ReadFile(kFigures), {});
  if (!file.ok()) return file.status();
  demo::DemoOptions options;
  options.now = kDemoNow;
  options.months = kMonths;
  options.recorded = std::move(file->months);
  for (int i = 1; i <= 8; ++i) {
    options.stills.push_back(ReadFile(kStills + std::to_string(i) + ".jpg"));
  }
  options.progress = [](std::string_view, int done, int all) { EXPECT_LE(done, all); };
  auto town = store_.Run(demo::MakeTown(tools_, std::move(options)));
  clock_.Release();
  if (!town.ok()) return town;
  for (const demo::SignIn& one : town->people) people_.emplace_back().sign_in = one;
  return town;
}

demo::Person& DemoWorld::Somebody(policy::v1::Role role, std::string_view site) {
  for (demo::Person& person : people_) {
    const demo::SignIn& one = person.sign_in;
    if (one.role == role && (site.empty() || one.site == site)) return person;
  }
  ADD_FAILURE() << "nobody to sign in as " << policy::v1::Role_Name(role) << " at " << site;
  return people_.emplace_back();
}

void DemoWorld::Ears::Broken(const rpc::Method& method, const absl::Status& why) {
  ADD_FAILURE() << method.descriptor->full_name() << ": " << why;
}

}  // namespace smarthub
