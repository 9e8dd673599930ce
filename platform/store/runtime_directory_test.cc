#include "platform/store/runtime_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace smarthub::store {
namespace {

namespace fs = std::filesystem;

class RuntimeDirectoryTest : public ::testing::Test {
 protected:
  RuntimeDirectoryTest() {
    std::string pattern = "/tmp/shrunXXXXXX";
    root = mkdtemp(pattern.data());
  }
  ~RuntimeDirectoryTest() override {
    for (const int fd : listening) close(fd);
    fs::remove_all(root);
  }

  std::string Directory(const std::string& name, fs::perms mode = fs::perms::owner_all) {
    fs::create_directory(root + "/" + name);
    fs::permissions(root + "/" + name, mode);
    return root + "/" + name;
  }
  // As a hub marks it.
  std::string OfHub(const std::string& name, fs::perms mode = fs::perms::owner_all) {
    std::string path = Directory(name);
    std::ofstream(path + "/of-smarthub");
    fs::permissions(path, mode);
    return path;
  }
  // As a redis-server leaves it that was killed; or one that still listens.
  void Socket(const std::string& path, bool alive = false) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    if (alive) {
      ASSERT_EQ(listen(fd, 8), 0);
      listening.push_back(fd);
    } else {
      close(fd);
    }
  }
  // Holds each lock that it gets for a moment.
  void LookAtAll() const {
    std::error_code error;
    for (fs::directory_iterator each(root, error), end; !error && each != end;
         each.increment(error)) {
      const int fd = open(each->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (fd < 0) continue;
      (void)flock(fd, LOCK_EX | LOCK_NB);
      close(fd);
    }
  }
  static bool Exists(const std::string& path) { return fs::exists(fs::symlink_status(path)); }

  std::string root;
  std::vector<int> listening;
};

TEST_F(RuntimeDirectoryTest, GoesWithItsOwner) {
  std::string socket;
  {
    auto made = RuntimeDirectory::MakeUnder(root);
    ASSERT_TRUE(made.ok()) << made.status();
    socket = made->socket_path();
    Socket(socket);
  }
  EXPECT_TRUE(fs::is_empty(root)) << socket;
}

TEST_F(RuntimeDirectoryTest, WhatAKilledHubLeftIsRemovedByTheNextOne) {
  const std::string dead = OfHub("smarthub-aBc123");
  Socket(dead + "/redis.sock");
  // Redis may have ended in good order after its hub.
  const std::string empty = OfHub("smarthub-aBc456");
  auto made = RuntimeDirectory::MakeUnder(root);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FALSE(Exists(dead));
  EXPECT_FALSE(Exists(empty));
}

TEST_F(RuntimeDirectoryTest, ALivingHubsIsLeftAlsoWhileItsRedisIsDown) {
  auto living = RuntimeDirectory::MakeUnder(root);
  ASSERT_TRUE(living.ok());
  Socket(living->socket_path());
  ASSERT_TRUE(RuntimeDirectory::MakeUnder(root).ok());
  EXPECT_TRUE(Exists(living->socket_path()));
}

// One that is being made is empty, unlocked and unmarked for a moment, in which another hub's
// clearing up may hold its lock.
TEST_F(RuntimeDirectoryTest, HubsThatStartTogetherDoNotHinderEachOther) {
  std::atomic<int> failed = 0;
  {
    std::atomic<int> starting = 2;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([this, &failed, &starting] {
        for (int n = 0; n < 1000; ++n) {
          if (!RuntimeDirectory::MakeUnder(root).ok()) ++failed;
        }
        --starting;
      });
      // Looks at everything, as those do, all the time.
      threads.emplace_back([this, &starting] {
        while (starting > 0) LookAtAll();
      });
    }
  }
  EXPECT_EQ(failed, 0);
  EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(RuntimeDirectoryTest, NothingElseIsTouched) {
  const std::string empty = Directory("smarthub-backup");
  const std::string open = OfHub("smarthub-opened", fs::perms::all);
  Socket(open + "/redis.sock");
  const std::string unmarked = Directory("smarthub-nomark");
  Socket(unmarked + "/redis.sock");
  const std::string full = OfHub("smarthub-fuller");
  Socket(full + "/redis.sock");
  std::ofstream(full + "/notes") << "mine";
  const std::string file = OfHub("smarthub-nosock");
  std::ofstream(file + "/redis.sock") << "no socket";
  const std::string answers = OfHub("smarthub-answer");
  Socket(answers + "/redis.sock", /*alive=*/true);
  const std::string other = OfHub("somebody-else");
  Socket(other + "/redis.sock");
  fs::create_directory_symlink(other, root + "/smarthub-linked");
  ASSERT_TRUE(RuntimeDirectory::MakeUnder(root).ok());
  for (const std::string& path :
       {empty, unmarked + "/redis.sock", open + "/redis.sock", full + "/redis.sock",
        file + "/redis.sock", answers + "/redis.sock", other + "/redis.sock",
        root + "/smarthub-linked"}) {
    EXPECT_TRUE(Exists(path)) << path;
  }
}

}  // namespace
}  // namespace smarthub::store
