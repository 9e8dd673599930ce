// A disk that fills up, for real: a small tmpfs under the data directory of a private Redis. Writes
// are refused before the disk is full, Redis lives, what was acknowledged is read, and when there
// is room again everything goes on without a restart.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <filesystem>

#include "platform/base/error.h"
#include "platform/crypto/crypto.h"
#include "platform/store/open_store.h"
#include "platform/store/redis_child.h"
#include "platform/store/testing/samples.h"

namespace smarthub::store {
namespace {

constexpr int64_t kMiB = 1 << 20;

class DiskFullTest : public testing::Test {
 protected:
  DiskFullTest() {
    char pattern[] = "/tmp/shXXXXXX";
    root_ = mkdtemp(pattern);
    disk_ = root_ + "/disk";
    std::filesystem::create_directory(disk_);
    mounted_ = mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=48m") == 0;
  }
  ~DiskFullTest() override {
    if (mounted_) umount2(disk_.c_str(), MNT_DETACH);
    std::filesystem::remove_all(root_);
  }
  // Commits until refused; returns how many were taken.
  int Fill(Store& store, int from, bool essential, absl::Status& refused) {
    for (int n = from;; ++n) {
      Batch batch = Change1(Apple(n), 0, Ripe(std::string(100 * 1024, 'x')));
      batch.essential = essential;
      refused = loop_.RunUntilDone(store.Commit(std::move(batch))).status();
      if (!refused.ok()) return n - from;
      (void)loop_.RunUntilDone(loop_.Sleep(absl::Milliseconds(1)));
    }
  }

  std::string root_;
  std::string disk_;
  bool mounted_ = false;
  crypto::SecureRandom random_;
  Loop loop_;
};

TEST_F(DiskFullTest, IsRefusedAndNeverCrashes) {
  if (!mounted_) GTEST_SKIP() << "NOT TESTED: no right to mount a tmpfs here";
  RedisChildOptions options;
  options.data_directory = disk_ + "/data";
  options.runtime_directory = root_ + "/run";
  const auto child = *loop_.RunUntilDone(StartRedisChild(options, loop_));
  const auto keys = *crypto::OpenKeyDirectory(root_ + "/keys", random_);
  StoreOptions open;
  open.socket_path = child->socket_path();
  open.keys = keys.get();
  open.random = &random_;
  open.disk_free = [this] { return DiskFree(disk_); };
  open.disk_low = 40 * kMiB;
  open.disk_critical = 32 * kMiB;
  open.watch_every = absl::Milliseconds(2);
  const auto store = *loop_.RunUntilDone(OpenStore(open, loop_));

  absl::Status refused;
  const int ordinary = Fill(*store, 0, false, refused);
  EXPECT_EQ(ReasonOf(refused), error::v1::REASON_STORE_NEARLY_FULL) << refused;
  EXPECT_GT(ordinary, 10);
  const int essential = Fill(*store, ordinary, true, refused);
  EXPECT_EQ(ReasonOf(refused), error::v1::REASON_STORE_NEARLY_FULL) << refused;
  EXPECT_GT(essential, 10);
  EXPECT_EQ(child->restarts(), 0);
  EXPECT_GT(DiskFree(disk_), 0);
  const Key last[] = {Apple(ordinary + essential - 1)};
  EXPECT_NE((*loop_.RunUntilDone(store->Read("melton", last)))[0], nullptr);

  // More room, as an operator gives it: nothing has to be restarted.
  ASSERT_EQ(mount("tmpfs", disk_.c_str(), "tmpfs", MS_REMOUNT, "size=256m"), 0);
  absl::Status status = absl::UnknownError("");
  for (int i = 0; i < 1000 && !status.ok(); ++i) {
    (void)loop_.RunUntilDone(loop_.Sleep(absl::Milliseconds(5)));
    status = loop_.RunUntilDone(store->Commit(Change1(Apple(1 << 20), 0, Ripe()))).status();
  }
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(child->restarts(), 0);
}

}  // namespace
}  // namespace smarthub::store
