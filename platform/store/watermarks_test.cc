#include "platform/store/watermarks.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

TEST(WatermarksTest, JudgesMemoryAndDisk) {
  const auto memory = [](int64_t used) { return JudgeLoad({used, 1000, -1}, 200, 100); };
  EXPECT_EQ(memory(749), Load::kNormal);
  EXPECT_EQ(memory(750), Load::kShedReads);
  EXPECT_EQ(memory(849), Load::kShedReads);
  EXPECT_EQ(memory(850), Load::kEssentialOnly);
  EXPECT_EQ(memory(2000), Load::kEssentialOnly);
  const auto disk = [](int64_t free) { return JudgeLoad({0, 1000, free}, 3200, 1600); };
  EXPECT_EQ(disk(-1), Load::kNormal);
  EXPECT_EQ(disk(3200), Load::kNormal);
  EXPECT_EQ(disk(3199), Load::kShedReads);
  EXPECT_EQ(disk(1599), Load::kEssentialOnly);
  EXPECT_EQ(disk(99), Load::kNothing);
  EXPECT_EQ(disk(0), Load::kNothing);
  EXPECT_EQ(JudgeLoad({900, 1000, 150}, 200, 100), Load::kEssentialOnly) << "the worse counts";
  EXPECT_EQ(JudgeLoad({900, 1000, 0}, 200, 100), Load::kNothing) << "the worse counts";
}

TEST(WatermarksTest, ReadsFirstThenAllButTheEssential) {
  for (const Load load : {Load::kNormal, Load::kShedReads, Load::kEssentialOnly}) {
    EXPECT_TRUE(Admit(load, true, true).ok());
    EXPECT_TRUE(Admit(load, false, true).ok());
  }
  EXPECT_TRUE(Admit(Load::kShedReads, true, false).ok());
  EXPECT_EQ(ReasonOf(Admit(Load::kShedReads, false, false)), error::v1::REASON_STORE_NEARLY_FULL);
  EXPECT_EQ(ReasonOf(Admit(Load::kEssentialOnly, true, false)),
            error::v1::REASON_STORE_NEARLY_FULL);
  EXPECT_EQ(ReasonOf(Admit(Load::kNothing, true, true)), error::v1::REASON_STORE_NEARLY_FULL);
}

TEST(WatermarksTest, TheStoreShedsByTheDiskProbe) {
  TestStore test;
  int64_t free = int64_t{512} << 20;
  StoreOptions options = test.MakeOptions();
  options.disk_free = [&free] { return free; };
  options.watch_every = absl::Milliseconds(5);
  test.Reopen(options);
  Batch batch = Change1(Apple(1), 0, Ripe());
  EXPECT_EQ(ReasonOf(test.Run(test->Commit(batch)).status()), error::v1::REASON_STORE_NEARLY_FULL);
  batch.essential = true;
  EXPECT_TRUE(test.Run(test->Commit(batch)).ok());
  free = int64_t{1} << 40;
  absl::Status status = absl::UnknownError("");
  for (int i = 0; i < 1000 && !status.ok(); ++i) {
    ASSERT_TRUE(test.Run(test.loop().Sleep(absl::Milliseconds(5))).ok());
    status = test.Run(test->Commit(Change1(Apple(2), 0, Ripe()))).status();
  }
  EXPECT_TRUE(status.ok()) << status;
  test.Reopen();
}

// At the limit of memory Redis refuses every write but those of scripts marked for it: without the
// mark what must go could not go.
TEST(WatermarksTest, ErasingGoesOnWhereMemoryIsFull) {
  TestStore test;
  ASSERT_TRUE(test.Run(test->Commit(Change1(Apple(1), 0, Ripe()))).ok());
  test.redis().Call({"CONFIG", "SET", "maxmemory", "1"});
  Batch report = Change1(Apple(2), 0, Ripe());
  report.essential = true;
  EXPECT_EQ(ReasonOf(test.Run(test->Commit(report)).status()), error::v1::REASON_STORE_NEARLY_FULL);
  Batch erase = Change1(Apple(1), 1, std::nullopt);
  erase.essential = true;
  const auto erased = test.Run(test->Commit(erase));
  EXPECT_TRUE(erased.ok()) << erased.status();
}

}  // namespace
}  // namespace smarthub::store
