#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/crypto/crypto.h"
#include "platform/crypto/key_provider.h"

namespace smarthub::crypto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeyDirectoryTest : public testing::Test {
 protected:
  KeyDirectoryTest() {
    char pattern[] = "/tmp/shXXXXXX";
    root_ = mkdtemp(pattern);
    path_ = root_ + "/keys";
  }
  ~KeyDirectoryTest() override { std::filesystem::remove_all(root_); }
  std::unique_ptr<KeyProvider> Open() { return *OpenKeyDirectory(path_, random_); }
  std::string FileOfOnlyKey() {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) return entry.path();
    return "";
  }

  SecureRandom random_;
  std::string root_;
  std::string path_;
};

TEST_F(KeyDirectoryTest, KeepsKeysAcrossOpening) {
  const std::string made(Open()->GetOrMake("epoch/melton/1")->bytes());
  EXPECT_EQ(Open()->Get("epoch/melton/1")->bytes(), made);
  EXPECT_EQ(Open()->GetOrMake("epoch/melton/1")->bytes(), made);
  EXPECT_NE(Open()->GetOrMake("epoch/melton/2")->bytes(), made);
}

TEST_F(KeyDirectoryTest, MakesNothingUpOnGet) {
  EXPECT_TRUE(absl::IsNotFound(Open()->Get("log/melton").status()));
  EXPECT_THAT(*Open()->List(""), IsEmpty());
}

TEST_F(KeyDirectoryTest, ListsByPrefixSorted) {
  auto keys = Open();
  for (const char* name : {"epoch/melton/2", "epoch/melton/1", "log/melton", "epoch/hub/1"}) {
    ASSERT_TRUE(keys->GetOrMake(name).ok());
  }
  EXPECT_THAT(*keys->List("epoch/melton/"), ElementsAre("epoch/melton/1", "epoch/melton/2"));
  EXPECT_EQ(keys->List("")->size(), 4u);
}

TEST_F(KeyDirectoryTest, DestroysForGood) {
  auto keys = Open();
  ASSERT_TRUE(keys->GetOrMake("epoch/melton/1").ok());
  EXPECT_TRUE(keys->Destroy("epoch/melton/1").ok());
  EXPECT_TRUE(absl::IsNotFound(keys->Get("epoch/melton/1").status()));
  EXPECT_TRUE(keys->Destroy("epoch/melton/1").ok());
  EXPECT_EQ(FileOfOnlyKey(), "");
}

TEST_F(KeyDirectoryTest, RefusesOtherNames) {
  auto keys = Open();
  for (const char* name : {"", "/a", "a/", "a//b", "../a", "a.b", "A", "a b", "a\n", ".new-x"}) {
    EXPECT_FALSE(keys->GetOrMake(name).ok()) << name;
    EXPECT_FALSE(keys->Destroy(name).ok()) << name;
  }
}

TEST_F(KeyDirectoryTest, RefusesWhatOthersMayRead) {
  auto keys = Open();
  ASSERT_TRUE(keys->GetOrMake("a").ok());
  chmod(FileOfOnlyKey().c_str(), 0640);
  EXPECT_TRUE(absl::IsPermissionDenied(keys->Get("a").status()));
  chmod(FileOfOnlyKey().c_str(), 0600);
  EXPECT_TRUE(keys->Get("a").ok());
  chmod(path_.c_str(), 0755);
  EXPECT_TRUE(absl::IsPermissionDenied(OpenKeyDirectory(path_, random_).status()));
}

TEST_F(KeyDirectoryTest, RefusesSymbolicLinksAndDamage) {
  auto keys = Open();
  ASSERT_TRUE(keys->GetOrMake("a").ok());
  std::filesystem::create_symlink(FileOfOnlyKey(), path_ + "/b");
  EXPECT_FALSE(keys->Get("b").ok());
  std::filesystem::remove(path_ + "/b");
  std::filesystem::copy_file(FileOfOnlyKey(), path_ + "/c");
  EXPECT_TRUE(absl::IsDataLoss(keys->Get("c").status())) << "a key under another key's name";
  std::filesystem::remove(path_ + "/c");
  std::string text;
  std::getline(std::ifstream(FileOfOnlyKey()), text, '\0');
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    std::ofstream(FileOfOnlyKey(), std::ios::trunc) << changed;
    EXPECT_TRUE(absl::IsDataLoss(keys->Get("a").status())) << i;
  }
}

TEST_F(KeyDirectoryTest, AKeyHalfWrittenByACrashIsNoKey) {
  Open();
  std::ofstream(path_ + "/.new-0123") << "smarthub-key-1\na\n";
  auto keys = Open();
  EXPECT_THAT(*keys->List(""), IsEmpty());
  EXPECT_EQ(FileOfOnlyKey(), "");
}

TEST_F(KeyDirectoryTest, TwoMakersGetOneKey) {
  auto keys = Open();
  auto others = Open();
  for (int round = 0; round < 20; ++round) {
    const std::string name = "k/" + std::to_string(round);
    std::string first;
    std::string second;
    std::thread a([&] { first = std::string(keys->GetOrMake(name)->bytes()); });
    std::thread b([&] { second = std::string(others->GetOrMake(name)->bytes()); });
    a.join();
    b.join();
    EXPECT_EQ(first, second);
  }
}

}  // namespace
}  // namespace smarthub::crypto
