// How much of Redis's own speed a commit through the store keeps: sealed, checked, with its audit
// entry, event and kept answer, against the same script with the same bytes sent raw. Alternating
// rounds, the median of their ratios counts. store_bench [--commits=N] [--rounds=N] [--in_flight=N]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/crypto/crypto.h"
#include "platform/store/commit.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"
#include "tests/bench/store/raw_client.h"

namespace smarthub::store {
namespace {

constexpr int kConnections = 2;

struct Settings {
  int commits = 20000;
  int rounds = 5;
  int in_flight = 64;
};

// A report with one person and what goes with it, about as large as a real one.
Batch Report(const std::string& slot, int n) {
  Content content;
  content.indexes = {{"site", std::string(16, 's'), "01234567"},
                     {"state", "submitted", "01234567"},
                     {"area", std::string(16, 'a'), "01234567"}};
  content.facts.set_submitted(true);
  content.facts.add_site_ids(std::string(16, 's'));
  content.body = std::string(600, 'b');
  content.appearances[Pear(n).id] = std::string(150, 'p');
  Batch batch = Change1(Apple(n), 0, std::move(content));
  batch.slot = slot;
  batch.audit_entry = std::string(500, 'e');
  batch.events = {{Apple(n), 1, "incident.report"}};
  batch.idempotency = Idempotency{absl::StrCat("request ", n), {"print", std::string(100, 'r')}};
  return batch;
}

class Bench {
 public:
  explicit Bench(Settings settings) : settings_(settings) {
    StoreOptions options = test_.MakeOptions();
    options.connections = kConnections;
    options.random = &random_;
    options.watch_every = absl::Seconds(1);
    test_.Reopen(options);
  }

  // Seconds for all commits through the store.
  double Through(const std::string& slot) {
    Open(slot);
    next_ = 0;
    running_ = settings_.in_flight;
    const auto begin = std::chrono::steady_clock::now();
    Event done(test_.loop());
    for (int i = 0; i < settings_.in_flight; ++i) {
      test_.loop().Spawn(Worker(*this, slot, done));
    }
    (void)test_.Run(done.Wait());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return took.count();
  }

  // The same commits made beforehand, sent raw.
  double Raw(const std::string& slot) {
    Open(slot);
    Keyring keyring;
    keyring.Put(slot, 1, *test_.keys().Get(absl::StrCat("epoch/", slot, "/1")));
    const SealingKeys keys{slot, 1, keyring, random_};
    std::vector<std::string> commands(static_cast<size_t>(settings_.commits));
    bytes_ = 0;
    for (int n = 0; n < settings_.commits; ++n) {
      PrepareCommit(keys, Report(slot, n), {}, 100000)->command.AppendTo(commands[n]);
      bytes_ += commands[n].size();
    }
    return SendAll(test_.redis().socket_path(), commands, kConnections, settings_.in_flight);
  }

  size_t bytes() const { return bytes_ / static_cast<size_t>(settings_.commits); }

 private:
  // The first commit of a slot makes its key; that is not what is measured.
  void Open(const std::string& slot) {
    const auto committed = test_.Run(test_->Commit(Report(slot, 1 << 24)));
    if (!committed.ok()) Fail(committed.status());
  }
  [[noreturn]] static void Fail(const absl::Status& status) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }
  static Task<void> Worker(Bench& bench, std::string slot, Event& done) {
    while (bench.next_ < bench.settings_.commits) {
      const auto committed = co_await bench.test_->Commit(Report(slot, bench.next_++));
      if (!committed.ok()) Fail(committed.status());
    }
    if (--bench.running_ == 0) done.Set();
  }

  const Settings settings_;
  crypto::SecureRandom random_;
  TestStore test_;
  int next_ = 0;
  int running_ = 0;
  size_t bytes_ = 0;
};

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Run(const Settings& settings) {
  Bench bench(settings);
  std::vector<double> store, raw, ratio;
  for (int round = 0; round < settings.rounds; ++round) {
    raw.push_back(settings.commits / bench.Raw(absl::StrCat("raw", round)));
    store.push_back(settings.commits / bench.Through(absl::StrCat("store", round)));
    ratio.push_back(store.back() / raw.back());
    std::printf("round %d: raw EVALSHA %.0f/s, store %.0f/s, ratio %.2f\n", round + 1, raw.back(),
                store.back(), ratio.back());
  }
  std::printf(
      "median of %d rounds, %d commits of %zu bytes, %d in flight, %d connections: raw "
      "%.0f/s, store %.0f/s, ratio %.2f\n",
      settings.rounds, settings.commits, bench.bytes(), settings.in_flight, kConnections,
      MedianOf(raw), MedianOf(store), MedianOf(ratio));
}

}  // namespace
}  // namespace smarthub::store

int main(int argc, char** argv) {
  smarthub::store::Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string_view text = argv[i];
    const size_t equals = text.find('=');
    const int value = equals == text.npos ? 0 : std::atoi(argv[i] + equals + 1);
    if (text.rfind("--commits=", 0) == 0) settings.commits = value;
    if (text.rfind("--rounds=", 0) == 0) settings.rounds = value;
    if (text.rfind("--in_flight=", 0) == 0) settings.in_flight = value;
  }
  smarthub::store::Run(settings);
}
