// The world stops at every step of a pass; whatever was signed and forgotten by the store is on
// disk, and the log goes on as if nothing had been.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/audit/crash_files.h"
#include "services/audit/test_town.h"
#include "services/audit/tile_log.h"
#include "services/audit/verify.h"

namespace smarthub::audit {
namespace {

using Crash = CrashFiles::Crash;

// The store's side: all entries there are, and how many were forgotten on the log's word.
struct Tail {
  std::vector<std::string> entries;
  uint64_t forgotten = 0;
};

class CrashTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<TileLog>> Open() {
    return TileLog::Open(files_, "/log", "town", town_.LogSeed());
  }
  // What the sequencer does, up to `until` entries.
  absl::Status Pass(TileLog& log, Tail& tail, uint64_t until) {
    const uint64_t size = log.state()->size();
    const std::vector<std::string> waiting(tail.entries.begin() + size,
                                           tail.entries.begin() + until);
    absl::Status appended = log.Append(waiting);
    if (!appended.ok()) return appended;
    tail.forgotten = log.state()->size();
    return log.CleanUp();
  }
  void ExpectNothingLost(TileLog& log, const Tail& tail, uint64_t until) {
    const auto state = log.state();
    ASSERT_GE(state->size(), tail.forgotten);
    ASSERT_LE(state->size(), until);
    for (uint64_t i = 0; i < state->size();) {
      const auto entries = log.ReadBundleFrom(*state, i);
      ASSERT_TRUE(entries.ok()) << entries.status();
      for (const std::string& entry : *entries) ASSERT_EQ(entry, tail.entries[i++]);
    }
  }
  VerifyReport VerifyAll(const Tail& tail) {
    TemporaryDirectory real;
    files_.WriteTo(real.path(), "/log");
    VerifyInput input;
    input.directory = real.path();
    input.slot = "town";
    input.verifier_key = town_.VerifierKey();
    input.store.emplace();
    input.store->next_leaf = tail.entries.size();
    for (uint64_t i = tail.forgotten; i < tail.entries.size(); ++i) {
      input.store->tail.push_back({i, tail.entries[i]});
    }
    return Verify(input);
  }

  TestTown town_;
  CrashFiles files_;
};

TEST_F(CrashTest, AtEveryStepOfAPass) {
  const Tail all{town_.Sealed(0, 700), 0};
  // Passes that begin and end inside a bundle, fill one, fill several.
  const std::vector<uint64_t> ends = {0, 1, 200, 256, 300, 700};
  int stops = 0;
  for (size_t pass = 1; pass < ends.size(); ++pass) {
    for (const Crash crash : {Crash::kKill, Crash::kPowerCut, Crash::kTornPowerCut}) {
      bool done = false;
      for (int step = 1; !done; ++step) {
        SCOPED_TRACE(
            absl::StrCat("pass ", pass, " crash ", static_cast<int>(crash), " step ", step));
        files_ = CrashFiles();
        Tail tail = all;
        tail.entries.resize(ends[pass]);
        auto log = *Open();
        ASSERT_TRUE(Pass(*log, tail, ends[pass - 1]).ok());
        files_.StopAt(step, step * 31 + pass);
        done = Pass(*log, tail, ends[pass]).ok() && !files_.stopped();
        files_.Recover(crash);
        ++stops;

        auto again = Open();
        ASSERT_TRUE(again.ok()) << again.status();
        ExpectNothingLost(**again, tail, ends[pass]);
        ASSERT_TRUE(VerifyAll(tail).ok()) << VerifyAll(tail).findings[0];
        // On the strength of what it found, the store forgets; then the power goes.
        tail.forgotten = std::max(tail.forgotten, (*again)->state()->size());
        files_.Recover(Crash::kPowerCut);
        again = Open();
        ASSERT_TRUE(again.ok()) << again.status();
        ExpectNothingLost(**again, tail, ends[pass]);

        ASSERT_TRUE(Pass(**again, tail, ends[pass]).ok());
        EXPECT_EQ((*again)->state()->size(), ends[pass]);
        const VerifyReport report = VerifyAll(tail);
        ASSERT_TRUE(report.ok()) << report.findings[0];
        EXPECT_THAT(report.remarks, testing::IsEmpty());
      }
    }
  }
  EXPECT_GT(stops, 300);
}

// A disk that is full fails the pass, not the log: the same process goes on when there is room.
TEST_F(CrashTest, TheSameProcessGoesOnAfterAFailedPass) {
  Tail tail{town_.Sealed(0, 600), 0};
  auto log = *Open();
  ASSERT_TRUE(Pass(*log, tail, 250).ok());
  for (int step = 1;; ++step) {
    files_.StopAt(step, step);
    const uint64_t until = 250 + step;
    const bool well = Pass(*log, tail, until).ok();
    const bool stopped = files_.stopped();
    files_.DoNotStop();
    if (!well) EXPECT_TRUE(stopped);
    ASSERT_TRUE(Pass(*log, tail, until + 1).ok());
    if (!stopped) break;
  }
  ASSERT_TRUE(Pass(*log, tail, 600).ok());
  EXPECT_TRUE(VerifyAll(tail).ok());
}

}  // namespace
}  // namespace smarthub::audit
