#include "platform/testing/test_hub.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::testing {
namespace {

using google::protobuf::Message;

[[noreturn]] void Die(std::string_view what, const absl::Status& why) {
  std::fprintf(stderr, "TestHub: %.*s: %s\n", static_cast<int>(what.size()), what.data(),
               why.ToString().c_str());
  std::abort();
}

}  // namespace

std::shared_ptr<const policy::Policy> LoadPolicy(const std::string& name) {
  auto bundle = policy::LoadBundle(absl::StrCat(SMARTHUB_SOURCE_DIR, "/policies/", name));
  if (!bundle.ok()) Die(name, bundle.status());
  const std::vector<std::string_view> actions = policy::AllActions();
  auto compiled = policy::Policy::Compile(*bundle, actions);
  if (!compiled.ok()) Die(name, compiled.status());
  return *std::move(compiled);
}

// Hears what observers of Guard hear.
class TestHub::Ears final : public rpc::GuardObserver {
 public:
  explicit Ears(std::vector<std::string>& told) : told_(told) {}
  void Called(const rpc::Method&, const absl::Status& told, absl::Duration) override {
    if (!told.ok()) told_.push_back(told.ToString(absl::StatusToStringMode::kWithEverything));
  }
  void RunsAgain(const rpc::Method&) override {}
  void Broken(const rpc::Method& method, const absl::Status& why) override {
    // The first place to look when a test meets INTERNAL.
    std::fprintf(stderr, "INTERNAL in %s: %s\n", method.descriptor->full_name().c_str(),
                 why.ToString().c_str());
    told_.push_back(why.ToString(absl::StatusToStringMode::kWithEverything));
  }

 private:
  std::vector<std::string>& told_;
};

TestHub::TestHub(Options options)
    : options_(std::move(options)),
      clock_(options_.start),
      store_(options_.redis),
      ears_(std::make_unique<Ears>(told_)) {
  if (!options_.policies.contains("melton")) options_.policies["melton"] = LoadPolicy("melton");
  if (!options_.policies.contains("hub")) options_.policies["hub"] = LoadPolicy("hub");
}

TestHub::~TestHub() = default;

void TestHub::SetPolicy(const std::string& slot, std::shared_ptr<const policy::Policy> policy) {
  options_.policies[slot] = std::move(policy);
}

rpc::Guard& TestHub::guard() {
  if (guard_ != nullptr) return *guard_;
  rpc::GuardOptions options;
  options.methods = &methods_;
  options.store = &*store_;
  options.authenticator =
      options_.authenticator != nullptr ? options_.authenticator : &authenticator_;
  options.policies = [this](std::string_view slot) {
    const auto own = options_.policies.find(std::string(slot));
    return own != options_.policies.end() ? own->second : options_.policies["melton"];
  };
  options.keys = &keys();
  options.clock = &clock_;
  options.random = &random();
  options.loop = &loop();
  options.observer = ears_.get();
  options.longest_call = options_.longest_call;
  options.stream_recheck = options_.stream_recheck;
  auto guard = rpc::Guard::Make(std::move(options));
  if (!guard.ok()) Die("Guard", guard.status());
  guard_ = *std::move(guard);
  return *guard_;
}

std::string TestHub::PathOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) Die(name, absl::NotFoundError("no method name"));
  return absl::StrCat("/", ToAbsl(name.substr(0, dot)), "/", ToAbsl(name.substr(dot + 1)));
}

const rpc::Method& TestHub::MethodOf(std::string_view name) {
  const rpc::Method* method = guard().Find(PathOf(name));
  if (method == nullptr) Die(name, absl::NotFoundError("was not registered"));
  return *method;
}

rpc::Answer TestHub::Send(std::string_view name, const TestCaller& caller, const Message& request) {
  return Run(Begin(name, caller, request));
}

Task<rpc::Answer> TestHub::Begin(std::string_view name, const TestCaller& caller,
                                 const Message& request, absl::Time deadline,
                                 Cancellation* cancellation) {
  authenticator_.Know(caller);
  rpc::Call call;
  call.credentials = caller.credentials();
  call.deadline = deadline;
  call.cancellation = cancellation;
  return guard().Unary(MethodOf(name), std::move(call), request);
}

rpc::Answer TestHub::SendAs(std::string_view name, rpc::Credentials credentials,
                            const Message& request) {
  rpc::Call call;
  call.credentials = std::move(credentials);
  return Run(guard().Unary(MethodOf(name), std::move(call), request));
}

std::vector<audit::v1::Leaf> TestHub::Leaves(const std::string& slot) {
  constexpr int kPage = 1000;
  rpc::LeafSeal seal(&keys(), &random());
  std::vector<audit::v1::Leaf> leaves;
  uint64_t from = 0;
  while (true) {
    auto tail = Run(store_->ReadTail(slot, from, kPage));
    if (!tail.ok()) Die("the audit tail", tail.status());
    for (const auto& entry : *tail) {
      auto leaf = seal.Open(slot, entry.sealed);
      if (!leaf.ok()) Die("an audit entry", leaf.status());
      leaves.push_back(*std::move(leaf));
      from = entry.leaf_index + 1;
    }
    if (tail->size() < kPage) return leaves;
  }
}

audit::v1::Leaf TestHub::LeafOf(const std::string& receipt, const std::string& slot) {
  auto id = Uuid::Parse(receipt);
  if (id.ok()) {
    for (const audit::v1::Leaf& leaf : Leaves(slot)) {
      if (leaf.entry_id() == id->bytes()) return leaf;
    }
  }
  ADD_FAILURE() << "no audit entry for receipt '" << receipt << "'";
  return audit::v1::Leaf();
}

void TestHub::ExpectNowhere(std::string_view canary) {
  for (const std::string& told : told_) {
    EXPECT_FALSE(absl::StrContains(told, ToAbsl(canary))) << "told: " << told;
  }
  EXPECT_FALSE(absl::StrContains(store_.redis().Dump(), ToAbsl(canary))) << "in Redis";
  auto slots = Run(store_->Slots());
  if (!slots.ok()) Die("slots", slots.status());
  for (const std::string& slot : *slots) {
    for (const audit::v1::Leaf& leaf : Leaves(slot)) {
      EXPECT_FALSE(absl::StrContains(leaf.SerializeAsString(), ToAbsl(canary)))
          << "audit entry: " << leaf.ShortDebugString();
    }
  }
}

}  // namespace smarthub::testing
