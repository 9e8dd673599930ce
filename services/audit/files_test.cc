#include "services/audit/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "services/audit/test_town.h"

namespace smarthub::audit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FilesTest, WritesWholeFilesForItsOwnerOnly) {
  TemporaryDirectory directory;
  const auto files = DiskFiles();
  const std::string path = directory.path() + "/a/b/c";
  const std::vector<std::pair<std::string, std::string>> contents = {{path, "one"},
                                                                     {path + "2", "two"}};
  ASSERT_TRUE(WriteDurably(*files, contents).ok());
  EXPECT_EQ(*files->Read(path), "one");
  EXPECT_THAT(*files->List(directory.path() + "/a/b"), ElementsAre("c", "c2"));
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(stat((directory.path() + "/a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(FilesTest, WhatIsNotThereIsSaidAsSuch) {
  TemporaryDirectory directory;
  const auto files = DiskFiles();
  EXPECT_EQ(files->Read(directory.path() + "/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(*files->List(directory.path() + "/none"), IsEmpty());
  EXPECT_TRUE(files->Remove(directory.path() + "/none").ok());
  // A directory that is made, removed and made again.
  const std::string below = directory.path() + "/x";
  ASSERT_TRUE(files->MakeDirectories(below).ok());
  ASSERT_TRUE(files->Remove(below).ok());
  ASSERT_TRUE(files->MakeDirectories(below).ok());
  EXPECT_TRUE(std::filesystem::is_directory(below));
  ASSERT_TRUE(files->MakeDirectories(below + "/y").ok());
  EXPECT_TRUE(files->Remove(below).ok());
  EXPECT_TRUE(std::filesystem::is_directory(below)) << "it was not empty";
}

TEST(FilesTest, OneWriterPerDirectory) {
  TemporaryDirectory directory;
  auto first = DirectoryLock::Take(directory.path());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(DirectoryLock::Take(directory.path()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  first->reset();
  EXPECT_TRUE(DirectoryLock::Take(directory.path()).ok());
}

}  // namespace
}  // namespace smarthub::audit
