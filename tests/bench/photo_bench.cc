// What a photo costs: cleaned in a process of its own against cleaned in this one, and marked.
// Counts a picture an iteration; wall time, because the work is in other processes.
//
//   SMARTHUB_IMAGE=build/release/services/smarthub-image photo_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "services/evidence/image/clean.h"
#include "services/evidence/image/mark.h"
#include "services/evidence/image_worker.h"

namespace smarthub::evidence {
namespace {

constexpr char kReader[] = "Ann Example\nThe Larder\n23 Nov 2026 10:00";

std::string Photo(const std::string& name) {
  std::ifstream file(SMARTHUB_SOURCE_DIR "/tests/data/images/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

ImageWorkerOptions Options() {
  ImageWorkerOptions options;
  const char* program = std::getenv("SMARTHUB_IMAGE");
  options.program = program != nullptr ? program : "build/release/services/smarthub-image";
  return options;
}

// p50 and p99 beside the mean.
class Laps {
 public:
  template <typename Work>
  bool Time(Work work) {
    const auto from = std::chrono::steady_clock::now();
    const bool good = work();
    laps_.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
    return good;
  }
  void Report(benchmark::State& state) {
    if (laps_.empty()) return;
    std::sort(laps_.begin(), laps_.end());
    state.counters["p50_ms"] = laps_[laps_.size() / 2];
    state.counters["p99_ms"] = laps_[laps_.size() * 99 / 100];
  }

 private:
  std::vector<double> laps_;
};

// The smallest possible picture of a kind that is taken and then refused: fork, sandbox, decoder's
// first look, answer.
void BM_Isolation(benchmark::State& state) {
  Loop loop;
  const auto worker = ImageWorker::Start(Options(), loop);
  const std::string nothing = "\xFF\xD8\xFF";
  for (auto _ : state) {
    const auto refused = loop.RunUntilDone(worker->Clean(nothing));
    if (absl::IsUnavailable(refused.status())) state.SkipWithError("no image child");
  }
}
BENCHMARK(BM_Isolation)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_CleanIsolated(benchmark::State& state, const char* name) {
  Loop loop;
  const auto worker = ImageWorker::Start(Options(), loop);
  const std::string photo = Photo(name);
  Laps laps;
  for (auto _ : state) {
    if (!laps.Time([&] { return loop.RunUntilDone(worker->Clean(photo)).ok(); })) {
      state.SkipWithError("not cleaned");
    }
  }
  laps.Report(state);
}
BENCHMARK_CAPTURE(BM_CleanIsolated, landscape, "Landscape_5.jpg")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_CleanIsolated, face, "grace_hopper.jpg")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// The same pictures without a process around them: the difference is what isolation costs.
void BM_CleanHere(benchmark::State& state, const char* name) {
  if (!StartVips()) state.SkipWithError("libvips does not start");
  const std::string photo = Photo(name);
  for (auto _ : state) {
    if (Clean(photo).verdict != Verdict::kDone) state.SkipWithError("not cleaned");
  }
}
BENCHMARK_CAPTURE(BM_CleanHere, landscape, "Landscape_5.jpg")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_CleanHere, face, "grace_hopper.jpg")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Pictures a second for one core: one marker, one picture after another, one reader's minute.
void BM_Mark(benchmark::State& state, bool full) {
  Loop loop;
  ImageWorkerOptions options = Options();
  options.markers = 1;
  const auto worker = ImageWorker::Start(options, loop);
  const auto cleaned = loop.RunUntilDone(worker->Clean(Photo("Landscape_5.jpg")));
  if (!cleaned.ok()) {
    state.SkipWithError("not cleaned");
    return;
  }
  const std::string& jpeg = full ? cleaned->picture : cleaned->thumbnail;
  Laps laps;
  for (auto _ : state) {
    if (!laps.Time([&] { return loop.RunUntilDone(worker->Mark(jpeg, kReader)).ok(); })) {
      state.SkipWithError("not marked");
    }
  }
  laps.Report(state);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(BM_Mark, thumbnail, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Mark, full, true)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace smarthub::evidence

BENCHMARK_MAIN();
