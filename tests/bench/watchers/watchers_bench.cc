// Open watchers of bulletins on the whole hub without its edge: real sessions (each renewed all the
// while), policy, outbox, audit, Redis with fsync before every answer. How long after an alert is
// sent for publishing each of them has it, and what one costs in memory.
//
//   watchers_bench --data DIR --tokens FILE [--watchers N] [--alerts N] [--policies DIR]
//
// DIR: a data directory of the demonstration town, not in use. FILE: what sign_in.mjs wrote, with a
// reporter, who watches, and a coordinator, who publishes.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/crypto/crypto.h"
#include "services/hub.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"

namespace smarthub {
namespace {

using std::chrono::steady_clock;
constexpr char kService[] = "/smarthub.bulletin.v1.BulletinService/";

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "watchers_bench: %s\n", why.c_str());
  std::exit(1);
}

double MillisSince(steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
}

double CpuMillis() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto millis = [](const timeval& t) { return t.tv_sec * 1e3 + t.tv_usec / 1e3; };
  return millis(usage.ru_utime) + millis(usage.ru_stime);
}

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

class Bench {
 public:
  explicit Bench(const std::map<std::string, std::string>& settings)
      : log_(clock_, [](std::string_view) {}), changed_(std::make_unique<Event>(loop_)) {
    Hub::Options open;
    open.data.data = settings.at("data");
    open.data.policies = settings.at("policies");
    open.hosts = {"localhost", "127.0.0.1"};
    open.clock = &clock_;
    open.random = &random_;
    open.log = &log_;
    auto hub = loop_.RunUntilDone(Hub::Open(std::move(open), loop_));
    if (!hub.ok()) Fail(hub.status().ToString());
    hub_ = *std::move(hub);
    hub_->StartBackground();
    std::ifstream tokens(settings.at("tokens"));
    for (std::string role, token, scheme; tokens >> role >> token >> scheme;) {
      tokens_[role] = token;
      scheme_ = scheme;
    }
    if (!tokens_.contains("reporter") || !tokens_.contains("coordinator"))
      Fail("tokens are missing");
  }

  void Run(int watchers, int alerts) {
    const double before = ResidentBytes();
    const auto opening = steady_clock::now();
    for (int i = 0; i < watchers; ++i) {
      watchers_.push_back(std::make_unique<Watcher>(*this));
      loop_.Spawn(Follow(*this, *watchers_.back()));
      // As they come in a morning, not in one moment.
      if (i % 200 == 199) Await(i + 1);
    }
    Await(watchers);
    std::printf("%d watchers stand after %.0f ms; %.1f KiB each\n", watchers, MillisSince(opening),
                (ResidentBytes() - before) / watchers / 1024);
    for (int round = 1; round <= alerts; ++round) Alert(round);
    Idle();
    for (const auto& watcher : watchers_) watcher->stop.Cancel(absl::CancelledError("done"));
    AwaitEnd();
  }

 private:
  // One open page.
  class Watcher final : public rpc::Stream {
   public:
    explicit Watcher(Bench& bench) : bench_(bench) {}
    Task<absl::Status> Write(const google::protobuf::Message& message) override {
      bench_.Hear(static_cast<const bulletin::v1::WatchBulletinsResponse&>(message));
      co_return absl::OkStatus();
    }
    Cancellation stop;

   private:
    Bench& bench_;
  };

  static Task<void> Follow(Bench& bench, Watcher& watcher) {
    const rpc::Method& method = *bench.hub_->guard().Find(absl::StrCat(kService, "WatchBulletins"));
    const bulletin::v1::WatchBulletinsRequest request;
    rpc::Call call = bench.As("reporter");
    call.cancellation = &watcher.stop;
    const absl::Status ended =
        co_await bench.hub_->guard().ServerStream(method, std::move(call), request, watcher);
    if (!absl::IsCancelled(ended)) Fail(ended.ToString());
    ++bench.ended_;
    bench.changed_->Set();
  }

  rpc::Call As(const std::string& role) const {
    rpc::Call call;
    call.credentials.session_token = tokens_.at(role);
    call.credentials.scheme = scheme_;
    call.credentials.peer = "bench";
    return call;
  }

  template <typename Reply>
  Reply Call(const std::string& method, const google::protobuf::Message& request) {
    const auto ask = [](rpc::Guard& guard, const rpc::Method& asked, rpc::Call call,
                        const rpc::Message& of) -> Task<rpc::Answer> {
      co_return co_await guard.Unary(asked, std::move(call), of);
    };
    const rpc::Method& asked = *hub_->guard().Find(absl::StrCat(kService, method));
    rpc::Answer answer = loop_.RunUntilDone(ask(hub_->guard(), asked, As("coordinator"), request));
    if (!answer.status.ok()) Fail(answer.status.ToString());
    return std::move(static_cast<Reply&>(*answer.reply));
  }

  void Hear(const bulletin::v1::WatchBulletinsResponse& message) {
    if (!message.has_bulletin_id()) {
      ++standing_;
    } else if (message.bulletin_id().value() == awaited_ &&
               message.reason() == "bulletin.publish") {
      took_.push_back(MillisSince(sent_));
    } else {
      return;
    }
    changed_->Set();
  }

  // Runs the loop until `enough()`.
  template <typename Enough>
  void Until(Enough enough) {
    const auto wait = [](Event& event) -> Task<bool> { co_return (co_await event.Wait()).ok(); };
    while (!enough()) {
      changed_ = std::make_unique<Event>(loop_);
      (void)loop_.RunUntilDone(wait(*changed_));
    }
  }
  void Await(int standing) {
    Until([&] { return standing_ >= standing; });
  }
  void AwaitEnd() {
    Until([&] { return ended_ == watchers_.size(); });
  }

  void Alert(int round) {
    bulletin::v1::ProposeBulletinRequest propose;
    propose.mutable_request_id()->set_value(Uuid::Make(random_).ToString());
    propose.set_gallery("alerts");
    propose.set_title("Counterfeit notes");
    propose.set_text("Twenties with a dull strip, passed at two tills this morning.");
    propose.mutable_checklist()->set_names_nobody(true);
    propose.mutable_audience()->add_roles(policy::v1::ROLE_REPORTER);
    propose.mutable_audience()->set_everywhere(true);
    awaited_ = Call<bulletin::v1::ProposeBulletinResponse>("ProposeBulletin", propose)
                   .bulletin_id()
                   .value();
    bulletin::v1::PublishBulletinRequest publish;
    publish.mutable_request_id()->set_value(Uuid::Make(random_).ToString());
    publish.mutable_bulletin_id()->set_value(awaited_);
    publish.set_revision(1);
    took_.clear();
    const double cpu = CpuMillis();
    sent_ = steady_clock::now();
    (void)Call<bulletin::v1::PublishBulletinResponse>("PublishBulletin", publish);
    Until([&] { return took_.size() == watchers_.size(); });
    std::sort(took_.begin(), took_.end());
    const auto at = [this](double share) {
      return took_[static_cast<size_t>(share * static_cast<double>(took_.size() - 1))];
    };
    std::printf("alert %d: p50 %.0f ms, p99 %.0f ms, last %.0f ms; CPU %.1f us a watcher\n", round,
                at(0.5), at(0.99), took_.back(),
                (CpuMillis() - cpu) * 1e3 / static_cast<double>(watchers_.size()));
    std::fflush(stdout);
  }

  // What standing open costs: renewals and heartbeats.
  void Idle() {
    const double cpu = CpuMillis();
    const auto begin = steady_clock::now();
    const auto sleep = [](Loop& loop) -> Task<bool> {
      co_return (co_await loop.Sleep(absl::Seconds(10))).ok();
    };
    (void)loop_.RunUntilDone(sleep(loop_));
    std::printf("standing open: %.1f %% of a core\n",
                100 * (CpuMillis() - cpu) / MillisSince(begin));
  }

  SystemClock clock_;
  crypto::SecureRandom random_;
  Log log_;
  Loop loop_;
  std::unique_ptr<Hub> hub_;
  std::map<std::string, std::string> tokens_;
  std::string scheme_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::unique_ptr<Event> changed_;
  int standing_ = 0;
  size_t ended_ = 0;
  std::string awaited_;
  steady_clock::time_point sent_;
  std::vector<double> took_;

 public:
  ~Bench() {
    const auto close = [](Hub& hub) -> Task<bool> {
      co_await hub.Close();
      co_return true;
    };
    (void)loop_.RunUntilDone(close(*hub_));
  }
};

int Number(const std::map<std::string, std::string>& settings, const char* name) {
  int number = 0;
  if (!absl::SimpleAtoi(settings.at(name), &number)) Fail(absl::StrCat("--", name, ": a number"));
  return number;
}

}  // namespace
}  // namespace smarthub

int main(int argc, char** argv) {
  std::map<std::string, std::string> settings = {{"data", ""},
                                                 {"tokens", ""},
                                                 {"watchers", "10000"},
                                                 {"alerts", "5"},
                                                 {"policies", "policies"}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const auto found = settings.find(std::string(argv[i]).substr(2));
    if (found == settings.end()) smarthub::Fail(std::string("unknown ") + argv[i]);
    found->second = argv[i + 1];
  }
  smarthub::Bench bench(settings);
  bench.Run(smarthub::Number(settings, "watchers"), smarthub::Number(settings, "alerts"));
}
