// Durable reports through the whole hub without its edge: real sessions, policy, sealing, audit log
// and sequencer, Redis with fsync before every answer; 64 callers at once in this process. Against
// the same commit sent raw to the same Redis, alternating; or only filling, to look at memory.
//
//   report_bench --data DIR --tokens FILE [--reports N] [--rounds N] [--at_once N] [--fill N]
//       [--fill_seconds N] [--sizes FILE] [--policies DIR]
//
// DIR: a data directory of the demonstration town, not in use. FILE: what sign_in.mjs wrote.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/crypto/crypto.h"
#include "services/hub.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "tests/bench/report/capture.h"
#include "tests/bench/store/raw_client.h"

namespace smarthub {
namespace {

using std::chrono::steady_clock;
constexpr char kReport[] = "/smarthub.incident.v1.IncidentService/ReportIncident";
constexpr char kWho[] = "/smarthub.identity.v1.IdentityService/WhoAmI";

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "report_bench: %s\n", why.c_str());
  std::exit(1);
}

double SecondsSince(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return t.tv_sec + t.tv_usec / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Bench {
 public:
  explicit Bench(const std::map<std::string, std::string>& settings)
      : data_(settings.at("data")), log_(clock_, [](std::string_view) {}) {
    Hub::Options open;
    open.data.data = settings.at("data");
    open.data.policies = settings.at("policies");
    open.hosts = {"localhost", "127.0.0.1"};
    open.clock = &clock_;
    open.random = &random_;
    open.log = &log_;
    const auto begin = steady_clock::now();
    auto hub = loop_.RunUntilDone(Hub::Open(std::move(open), loop_));
    if (!hub.ok()) Fail(hub.status().ToString());
    hub_ = *std::move(hub);
    hub_->StartBackground();
    std::printf("hub open after %.2f s\n", SecondsSince(begin));
    std::ifstream tokens(settings.at("tokens"));
    for (std::string role, token, scheme; tokens >> role >> token >> scheme;) {
      if (role == "reporter") token_ = token, scheme_ = scheme;
    }
    if (token_.empty()) Fail("no reporter among the tokens");
    FindSite();
  }
  ~Bench() {
    const auto close = [](Hub& hub) -> Task<bool> {
      co_await hub.Close();
      co_return true;
    };
    (void)loop_.RunUntilDone(close(*hub_));
  }

  // Seconds for `count` reports, `at_once` at a time; stops early after `most` seconds.
  double Through(int count, int at_once, double most = 1e9) {
    left_ = count;
    running_ = at_once;
    most_ = most;
    done_count_ = 0;
    begin_ = steady_clock::now();
    Event done(loop_);
    for (int i = 0; i < at_once; ++i) loop_.Spawn(Worker(*this, done));
    const auto wait = [](Event& event) -> Task<bool> { co_return (co_await event.Wait()).ok(); };
    (void)loop_.RunUntilDone(wait(done));
    return SecondsSince(begin_);
  }
  int done() const { return done_count_; }

  Arguments Overhear() {
    Ear ear(socket_path());
    Through(1, 1);
    return ear.Hear();
  }
  Random& random() { return random_; }
  std::string socket_path() const { return SocketOf(data_); }

 private:
  rpc::Call AsReporter() const {
    rpc::Call call;
    call.credentials.session_token = token_;
    call.credentials.scheme = scheme_;
    call.credentials.peer = "bench";
    return call;
  }

  void FindSite() {
    const identity::v1::WhoAmIRequest who;
    const auto ask = [](Hub& hub, rpc::Call call,
                        const rpc::Message& request) -> Task<rpc::Answer> {
      co_return co_await hub.guard().Unary(*hub.guard().Find(kWho), std::move(call), request);
    };
    const auto answer = loop_.RunUntilDone(ask(*hub_, AsReporter(), who));
    if (!answer.status.ok()) Fail(answer.status.ToString());
    const auto& me = static_cast<const identity::v1::WhoAmIResponse&>(*answer.reply);
    if (me.memberships().empty() || me.memberships(0).sites().empty()) Fail("no site");
    site_ = me.memberships(0).sites(0).site_id().value();
  }

  // The usual report: a theft, two goods, one suspect, 400 letters.
  incident::v1::ReportIncidentRequest Usual() {
    incident::v1::ReportIncidentRequest request;
    request.mutable_incident_id()->set_value(Uuid::Make(random_).ToString());
    auto& report = *request.mutable_report();
    report.mutable_site_id()->set_value(site_);
    report.set_type(policy::v1::INCIDENT_TYPE_THEFT_FROM_SHOP);
    const int64_t now = absl::ToUnixSeconds(clock_.Now());
    report.mutable_happened_from()->set_seconds(now - 3600);
    report.mutable_happened_to()->set_seconds(now - 3000);
    report.set_place("aisle four");
    for (const char* what : {"spirits", "razor blades"}) {
      auto& goods = *report.add_goods();
      goods.set_what(what);
      goods.set_value_pence(1600);
    }
    std::string text = "{p1} filled a bag and left by the side door without paying. ";
    while (text.size() < 400) text += "Staff saw it and wrote it down as it was. ";
    report.set_what_happened(text);
    auto& suspect = *report.add_suspects();
    suspect.set_name("Name Surname");
    suspect.set_hair("short");
    suspect.set_clothing("grey jacket, white shoes");
    return request;
  }

  static Task<void> Worker(Bench& bench, Event& done) {
    rpc::Guard& guard = bench.hub_->guard();
    const rpc::Method& method = *guard.Find(kReport);
    while (bench.left_ > 0 && SecondsSince(bench.begin_) < bench.most_) {
      --bench.left_;
      const auto request = bench.Usual();
      const rpc::Answer answer = co_await guard.Unary(method, bench.AsReporter(), request);
      if (!answer.status.ok()) Fail(answer.status.ToString());
      ++bench.done_count_;
    }
    if (--bench.running_ == 0) done.Set();
  }

  const std::string data_;
  SystemClock clock_;
  crypto::SecureRandom random_;
  Log log_;
  Loop loop_;
  std::unique_ptr<Hub> hub_;
  std::string token_, scheme_, site_;
  int left_ = 0, running_ = 0, done_count_ = 0;
  double most_ = 0;
  steady_clock::time_point begin_;
};

// As shell assignments, for the PostgreSQL peer; and in words.
void WriteSizes(const CommitSizes& sizes, const std::string& path) {
  const auto list = [](const std::vector<size_t>& values) {
    std::string out;
    for (const size_t value : values) absl::StrAppend(&out, out.empty() ? "" : " ", value);
    return out;
  };
  const std::string text =
      absl::StrCat("command=", sizes.command, "\nkeys=", sizes.keys, "\naudit=", sizes.audit,
                   "\nanswer=", sizes.answer, "\nevent=", sizes.event, "\nfields='",
                   list(sizes.fields), "'\npeople='", list(sizes.people), "'\nperson_keys='",
                   list(sizes.person_keys), "'\nindex_members='", list(sizes.index_members),
                   "'\npartitions='", list(sizes.partitions), "'\n");
  std::printf("bytes of one commit:\n%s", text.c_str());
  if (path.empty()) return;
  std::ofstream out(path);
  out << text;
}

int Number(const std::map<std::string, std::string>& settings, const char* name) {
  int number = 0;
  if (!absl::SimpleAtoi(settings.at(name), &number)) Fail(absl::StrCat("--", name, ": a number"));
  return number;
}

void RunBench(const std::map<std::string, std::string>& settings) {
  Bench bench(settings);
  const int at_once = Number(settings, "at_once");
  if (const int fill = Number(settings, "fill"); fill > 0) {
    const double took = bench.Through(fill, at_once, Number(settings, "fill_seconds"));
    std::printf("filled %d reports in %.1f s, %.0f/s\n", bench.done(), took, bench.done() / took);
    return;
  }
  const int count = Number(settings, "reports");
  bench.Through(std::min(count, 1000), at_once);
  const Arguments commit = bench.Overhear();
  WriteSizes(SizesOf(commit), settings.at("sizes"));
  if (Number(settings, "rounds") == 0) return;
  constexpr char kSlot[] = "rawraw";
  const std::string socket = bench.socket_path();
  OpenSlotLike(socket, commit, kSlot);
  std::vector<double> guard, raw, ratio;
  for (int round = 1; round <= Number(settings, "rounds"); ++round) {
    const auto copies = CopiesOf(commit, kSlot, count, bench.random());
    raw.push_back(count / store::SendAll(socket, copies, 2, at_once));
    const double cpu = CpuSeconds();
    guard.push_back(count / bench.Through(count, at_once));
    ratio.push_back(guard.back() / raw.back());
    std::printf(
        "round %d: raw EVALSHA %.0f/s, through Guard %.0f/s (hub %.0f us of CPU each), "
        "ratio %.2f\n",
        round, raw.back(), guard.back(), (CpuSeconds() - cpu) / count * 1e6, ratio.back());
    std::fflush(stdout);
  }
  std::printf("median: raw EVALSHA %.0f/s, through Guard %.0f/s, ratio %.2f (lowest %.2f)\n",
              MedianOf(raw), MedianOf(guard), MedianOf(ratio),
              *std::min_element(ratio.begin(), ratio.end()));
}

}  // namespace
}  // namespace smarthub

int main(int argc, char** argv) {
  std::map<std::string, std::string> settings = {{"data", ""},
                                                 {"tokens", ""},
                                                 {"reports", "10000"},
                                                 {"rounds", "5"},
                                                 {"at_once", "64"},
                                                 {"fill", "0"},
                                                 {"fill_seconds", "240"},
                                                 {"sizes", ""},
                                                 {"policies", "policies"}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const auto found = settings.find(std::string(argv[i]).substr(2));
    if (found == settings.end()) smarthub::Fail(std::string("unknown ") + argv[i]);
    found->second = argv[i + 1];
  }
  smarthub::RunBench(settings);
}
