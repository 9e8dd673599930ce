#include "platform/store/redis_child.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/store/data_directory.h"
#include "platform/store/redis_process.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::HasSubstr;

class RedisChildTest : public testing::Test {
 protected:
  RedisChildTest() {
    char pattern[] = "/tmp/shXXXXXX";
    root_ = mkdtemp(pattern);
    options_.data_directory = root_ + "/data";
    options_.runtime_directory = root_ + "/run";
  }
  ~RedisChildTest() override { std::filesystem::remove_all(root_); }

  absl::StatusOr<std::unique_ptr<RedisChild>> Start() {
    return loop_.RunUntilDone(StartRedisChild(options_, loop_));
  }
  // Runs the loop until it is so; 20 s at most.
  template <typename F>
  bool Becomes(F so) {
    auto wait = [](Loop& loop, F check) -> Task<bool> {
      for (int i = 0; i < 4000; ++i) {
        if (check()) co_return true;
        if (!(co_await loop.Sleep(absl::Milliseconds(5))).ok()) break;
      }
      co_return false;
    };
    return loop_.RunUntilDone(wait(loop_, so));
  }
  // A store on the child, with keys that stay.
  std::unique_ptr<Store> OpenOn(const RedisChild& child) {
    if (keys_ == nullptr) keys_ = *crypto::OpenKeyDirectory(root_ + "/keys", random_);
    StoreOptions options;
    options.socket_path = child.socket_path();
    options.keys = keys_.get();
    options.random = &random_;
    return *loop_.RunUntilDone(OpenStore(options, loop_));
  }

  std::string root_;
  RedisChildOptions options_;
  SeededRandom random_{1};
  std::unique_ptr<crypto::KeyProvider> keys_;
  Loop loop_;
};

TEST_F(RedisChildTest, KeepsRecordsAcrossStarts) {
  {
    const auto child = *Start();
    const auto store = OpenOn(*child);
    ASSERT_TRUE(loop_.RunUntilDone(store->Commit(Change1(Apple(1), 0, Ripe()))).ok());
  }
  const auto child = *Start();
  const auto store = OpenOn(*child);
  EXPECT_EQ(*loop_.RunUntilDone(store->NextLeaf("melton")), 1u);
}

TEST_F(RedisChildTest, TwoHubsNeverShareADirectory) {
  const auto first = Start();
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another hub"));
}

TEST_F(RedisChildTest, EndsWithItsHubAndLeavesTheDirectoryFree) {
  pid_t pid = -1;
  {
    const auto child = *Start();
    pid = child->pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_TRUE(Start().ok());
}

// A hub that is killed: its redis-server is told by the kernel.
TEST_F(RedisChildTest, EndsWhenItsHubIsKilled) {
  int report[2];
  ASSERT_EQ(pipe(report), 0);
  const pid_t hub = fork();
  if (hub == 0) {
    RedisProcess process;
    process.directory = root_;
    process.socket_path = root_ + "/s";
    const pid_t redis = *Spawn(process);
    [[maybe_unused]] const ssize_t ignored = write(report[1], &redis, sizeof redis);
    pause();
    _exit(0);
  }
  pid_t redis = -1;
  ASSERT_EQ(read(report[0], &redis, sizeof redis), static_cast<ssize_t>(sizeof redis));
  ASSERT_TRUE(Becomes([this] { return Answers(root_ + "/s"); }));
  kill(hub, SIGKILL);
  waitpid(hub, nullptr, 0);
  EXPECT_TRUE(Becomes([redis] { return kill(redis, 0) != 0; }));
}

// An orphan that the kernel did not tell (or that was stopped): it holds the lock, so no second
// server starts beside it; it is ended first, and what it had answered is there.
TEST_F(RedisChildTest, AnOrphanIsEndedBeforeANewOneStarts) {
  {
    const auto child = *Start();
    const auto store = OpenOn(*child);
    ASSERT_TRUE(loop_.RunUntilDone(store->Commit(Change1(Apple(1), 0, Ripe()))).ok());
  }
  auto data = *DataDirectory::Open(options_.data_directory);
  ASSERT_TRUE(data.TryLock());
  RedisProcess orphan;
  orphan.directory = data.redis();
  orphan.socket_path = root_ + "/orphan";
  orphan.inherited = data.lock();
  const pid_t pid = *Spawn(orphan);
  ASSERT_TRUE(Becomes([this] { return Answers(root_ + "/orphan"); }));
  // The former hub is gone, its server is not.
  {
    const DataDirectory gone = std::move(data);
  }
  kill(pid, SIGSTOP);
  // Somebody has to reap it here; in life that is init.
  std::thread reaper([pid] { waitpid(pid, nullptr, 0); });
  auto child = Start();
  reaper.join();
  ASSERT_TRUE(child.ok()) << child.status();
  const auto store = OpenOn(**child);
  EXPECT_EQ(*loop_.RunUntilDone(store->NextLeaf("melton")), 1u);
}

// The lock is what stands between two servers and one append-only file.
TEST_F(RedisChildTest, TheServerHoldsTheLockItself) {
  const auto child = *Start();
  const int lock = open((options_.data_directory + "/lock").c_str(), O_RDWR);
  EXPECT_NE(flock(lock, LOCK_EX | LOCK_NB), 0);
  bool inherited = false;
  const std::string files = "/proc/" + std::to_string(child->pid()) + "/fd";
  for (const auto& file : std::filesystem::directory_iterator(files)) {
    std::error_code error;
    inherited |= std::filesystem::read_symlink(file, error) == options_.data_directory + "/lock";
  }
  EXPECT_TRUE(inherited);
  close(lock);
}

TEST_F(RedisChildTest, IsStartedAgainWhenItDies) {
  const auto child = *Start();
  const auto store = OpenOn(*child);
  ASSERT_TRUE(loop_.RunUntilDone(store->Commit(Change1(Apple(1), 0, Ripe()))).ok());
  kill(child->pid(), SIGKILL);
  ASSERT_TRUE(Becomes([&] { return child->restarts() == 1 && child->pid() > 0; }));
  absl::StatusOr<Committed> committed = absl::UnavailableError("");
  for (int i = 0; i < 1000 && !committed.ok(); ++i) {
    committed = loop_.RunUntilDone(store->Commit(Change1(Apple(2), 0, Ripe())));
    ASSERT_TRUE(loop_.RunUntilDone(loop_.Sleep(absl::Milliseconds(5))).ok());
  }
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(committed->leaf_index, 1u);
}

TEST_F(RedisChildTest, LosesNothingWhenKilledInARewrite) {
  const auto child = *Start();
  const auto store = OpenOn(*child);
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(loop_.RunUntilDone(store->Commit(Change1(Apple(i), 0, Ripe()))).ok());
  }
  for (int round = 0; round < 3; ++round) {
    const std::string command =
        "redis-cli -s " + child->socket_path() + " BGREWRITEAOF > /dev/null";
    ASSERT_EQ(system(command.c_str()), 0);
    const int restarts = child->restarts();
    kill(child->pid(), SIGKILL);
    ASSERT_TRUE(Becomes([&] { return child->restarts() > restarts && child->pid() > 0; }));
    absl::StatusOr<uint64_t> next = absl::UnavailableError("");
    ASSERT_TRUE(Becomes([&] { return Answers(child->socket_path()); }));
    for (int i = 0; i < 1000 && !next.ok(); ++i) {
      next = loop_.RunUntilDone(store->NextLeaf("melton"));
      ASSERT_TRUE(loop_.RunUntilDone(loop_.Sleep(absl::Milliseconds(5))).ok());
    }
    ASSERT_TRUE(next.ok());
    EXPECT_EQ(*next, 200u);
  }
}

TEST_F(RedisChildTest, TakesPathsThatNoSocketAddressHolds) {
  options_.data_directory = root_ + "/" + std::string(150, 'd');
  options_.runtime_directory = root_ + "/" + std::string(150, 'r');
  const auto child = Start();
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_LE((*child)->socket_path().size(), 107u);
  EXPECT_TRUE(Answers((*child)->socket_path()));
  struct stat info;
  const auto parent = std::filesystem::path((*child)->socket_path()).parent_path();
  ASSERT_EQ(stat(parent.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(RedisChildTest, RefusesANewerFormat) {
  {
    ASSERT_TRUE(Start().ok());
  }
  std::ofstream(options_.data_directory + "/format") << kDataFormat + 1 << "\n";
  const auto child = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(child.status()));
  EXPECT_THAT(std::string(child.status().message()), HasSubstr("newer version"));
}

TEST_F(RedisChildTest, RefusesAnOlderFormatThatItWouldReadWrongly) {
  {
    ASSERT_TRUE(Start().ok());
  }
  std::ofstream(options_.data_directory + "/format") << kDataFormat - 1 << "\n";
  const auto child = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(child.status()));
  EXPECT_THAT(std::string(child.status().message()), HasSubstr("empty directory"));
}

TEST_F(RedisChildTest, RefusesRecordsWithoutAFormat) {
  {
    ASSERT_TRUE(Start().ok());
  }
  std::filesystem::remove(options_.data_directory + "/format");
  EXPECT_TRUE(absl::IsFailedPrecondition(Start().status()));
}

TEST_F(RedisChildTest, SaysWhyAServerDoesNotStart) {
  options_.server = "/nonexistent/redis-server";
  EXPECT_THAT(std::string(Start().status().message()), HasSubstr("No such file"));
  options_.server = "redis-server";
  options_.settings = {"appendfsync", "sometimes"};
  EXPECT_TRUE(absl::IsUnavailable(Start().status()));
}

TEST_F(RedisChildTest, KeepsItsDataFromOthers) {
  const auto child = *Start();
  struct stat info;
  for (const auto& path :
       {options_.data_directory, options_.data_directory + "/redis", options_.runtime_directory}) {
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u) << path;
  }
  std::string socket;
  std::getline(std::ifstream(options_.data_directory + "/redis.socket"), socket);
  EXPECT_EQ(socket, child->socket_path());
}

}  // namespace
}  // namespace smarthub::store
