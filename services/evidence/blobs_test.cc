#include "services/evidence/blobs.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "platform/testing/matchers.h"
#include "services/evidence/files.h"
#include "services/evidence/incoming.h"
#include "services/evidence/town_for_test.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::IsOk;
using smarthub::testing::IsOkAndHolds;
using smarthub::testing::StatusIs;
using ::testing::Eq;
using ::testing::SizeIs;

class BlobsTest : public ::testing::Test {
 protected:
  crypto::Key Key() { return crypto::Key::Make(random); }
  std::string Name() { return random.Bytes(kBlobNameBytes); }
  std::string PathOf(const std::string& name) const {
    const std::string hex = HexName(name);
    return directory.path() + "/photos/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex;
  }

  TestDirectory directory;
  FakeClock clock{absl::FromUnixSeconds(1'795'428'000)};
  SeededRandom random{3};
  std::unique_ptr<Blobs> blobs = *OpenDirectoryBlobs(directory.path() + "/photos", clock, random);
};

TEST_F(BlobsTest, WhatIsWrittenIsReadUnderItsKeyOnly) {
  const std::string name = Name();
  const crypto::Key key = Key();
  ASSERT_THAT(blobs->Write(name, "a photo", key), IsOk());
  EXPECT_THAT(blobs->Read(name, key), IsOkAndHolds(Eq("a photo")));
  EXPECT_THAT(blobs->Read(name, Key()), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(blobs->Read(Name(), key), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(blobs->Remove(name), IsOk());
  EXPECT_THAT(blobs->Read(name, key), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(blobs->Remove(name), IsOk());
}

TEST_F(BlobsTest, AFileUnderAnotherNameDoesNotOpen) {
  const std::string one = Name();
  const std::string two = Name();
  const crypto::Key key = Key();
  ASSERT_THAT(blobs->Write(one, "one", key), IsOk());
  ASSERT_THAT(blobs->Write(two, "two", key), IsOk());
  std::filesystem::rename(PathOf(one), PathOf(two));
  EXPECT_THAT(blobs->Read(two, key), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(BlobsTest, ListsWhatIsThereAndWhatAnInterruptedWriteLeft) {
  const std::string name = Name();
  ASSERT_THAT(blobs->Write(name, "a photo", Key()), IsOk());
  const std::string torn = Name();
  std::filesystem::create_directories(std::filesystem::path(PathOf(torn)).parent_path());
  std::ofstream(PathOf(torn) + ".new") << "half";
  std::ofstream(directory.path() + "/photos/lost+found") << "not ours";
  const auto all = [&] {
    std::vector<BlobFile> files;
    for (int first = 0; first < 256; ++first) {
      const auto some = blobs->List(static_cast<uint8_t>(first));
      EXPECT_THAT(some, IsOk());
      for (const BlobFile& file : *some) {
        EXPECT_EQ(static_cast<uint8_t>(file.name[0]), first);
        files.push_back(file);
      }
    }
    return files;
  };
  const std::vector<BlobFile> listed = all();
  ASSERT_THAT(listed, SizeIs(2));
  for (const BlobFile& file : listed) {
    if (file.name == name) EXPECT_EQ(file.written, clock.Now());
    ASSERT_THAT(blobs->Remove(file.name), IsOk());
  }
  EXPECT_THAT(all(), SizeIs(0));
}

TEST_F(BlobsTest, OnlyTheHubReadsItsDirectory) {
  const std::string name = Name();
  ASSERT_THAT(blobs->Write(name, "a photo", Key()), IsOk());
  using std::filesystem::perms;
  const auto of = [](const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions();
  };
  const std::filesystem::path path = PathOf(name);
  EXPECT_EQ(of(path), perms::owner_read | perms::owner_write);
  for (auto each = path.parent_path(); each != directory.path(); each = each.parent_path()) {
    EXPECT_EQ(of(each), perms::owner_all) << each;
  }
}

class IncomingTest : public BlobsTest {
 protected:
  std::string FileOf(const std::string& of) const {
    return directory.path() + "/incoming/" + HexName(of);
  }
  Incoming incoming = *Incoming::Open(directory.path() + "/incoming", clock, random);
  const std::string name = Name();
  const crypto::Key key = Key();
};

TEST_F(IncomingTest, TakesPiecesInOrderAndNothingElse) {
  EXPECT_THAT(incoming.Size(name, key), IsOkAndHolds(Eq(0)));
  EXPECT_THAT(incoming.Append(name, key, 4, "late"), IsOkAndHolds(Eq(0)));
  EXPECT_THAT(incoming.Append(name, key, 0, "one "), IsOkAndHolds(Eq(4)));
  EXPECT_THAT(incoming.Append(name, key, 0, "one "), IsOkAndHolds(Eq(4)));
  EXPECT_THAT(incoming.Append(name, key, 4, "two"), IsOkAndHolds(Eq(7)));
  EXPECT_THAT(incoming.Read(name, key), IsOkAndHolds(Eq("one two")));
  // Another photo's pieces are none of this one's.
  EXPECT_THAT(incoming.Size(name, Key()), IsOkAndHolds(Eq(0)));
  ASSERT_THAT(incoming.Remove(name), IsOk());
  EXPECT_THAT(incoming.Size(name, key), IsOkAndHolds(Eq(0)));
}

TEST_F(IncomingTest, WhateverAPowerCutLeavesOfTheLastPieceIsSentAgain) {
  const std::string last(1000, 'x');
  ASSERT_THAT(incoming.Append(name, key, 0, "first"), IsOkAndHolds(Eq(5)));
  const auto whole = std::filesystem::file_size(FileOf(name));
  ASSERT_THAT(incoming.Append(name, key, 5, last), IsOk());
  const auto end = std::filesystem::file_size(FileOf(name));
  for (auto size = end - 1; size > whole; size -= 97) {
    std::filesystem::resize_file(FileOf(name), size);
    ASSERT_THAT(incoming.Size(name, key), IsOkAndHolds(Eq(5))) << size;
    // Grown again by the file system, with nothing in it.
    std::filesystem::resize_file(FileOf(name), end);
    ASSERT_THAT(incoming.Size(name, key), IsOkAndHolds(Eq(5))) << size;
    ASSERT_THAT(incoming.Append(name, key, 5, last), IsOkAndHolds(Eq(1005)));
    ASSERT_THAT(incoming.Read(name, key), IsOkAndHolds(Eq("first" + last)));
  }
}

TEST_F(IncomingTest, TwoAtOnceDoNotWaitForEachOther) {
  ASSERT_THAT(incoming.Append(name, key, 0, "one "), IsOk());
  const auto other = OpenFile(FileOf(name), O_RDWR);
  ASSERT_THAT(other, IsOk());
  ASSERT_EQ(flock(other->get(), LOCK_EX), 0);
  EXPECT_THAT(incoming.Append(name, key, 4, "two"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(incoming.Size(name, key), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(incoming.Read(name, key), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_EQ(flock(other->get(), LOCK_UN), 0);
  EXPECT_THAT(incoming.Append(name, key, 4, "two"), IsOkAndHolds(Eq(7)));
}

// The kernel may drop what it could not write and say yes the next time.
TEST_F(IncomingTest, WhatCouldNotBeMadeDurableOnceIsNotAcknowledgedLater) {
  bool fails = false;
  const Incoming failing = *Incoming::Open(
      directory.path() + "/incoming", clock, random,
      [&](int file) { return fails ? absl::UnavailableError("the disk") : SyncFile(file); });
  const struct {
    const char* what;
    std::function<absl::Status()> asks;
  } ways[] = {
      {"a piece", [&] { return failing.Append(name, key, 4, "two").status(); }},
      {"a piece again", [&] { return failing.Append(name, key, 0, "one ").status(); }},
      {"how much", [&] { return failing.Size(name, key).status(); }},
  };
  for (const auto& way : ways) {
    SCOPED_TRACE(way.what);
    ASSERT_THAT(failing.Append(name, key, 0, "one "), IsOkAndHolds(Eq(4)));
    fails = true;
    EXPECT_THAT(way.asks(), StatusIs(absl::StatusCode::kUnavailable));
    fails = false;
    EXPECT_THAT(failing.Size(name, key), IsOkAndHolds(Eq(0)));
    EXPECT_THAT(failing.Append(name, key, 4, "two"), IsOkAndHolds(Eq(0)));
    ASSERT_THAT(failing.Remove(name), IsOk());
  }
}

TEST_F(IncomingTest, APieceIsAddedWithoutReadingTheOnesBefore) {
  ASSERT_THAT(incoming.Append(name, key, 0, "one "), IsOk());
  ASSERT_THAT(incoming.Append(name, key, 4, "two "), IsOk());
  // Whoever opened the first would meet this.
  std::fstream file(FileOf(name), std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(8).put('\xFF').put('\xFE').flush();
  EXPECT_THAT(incoming.Append(name, key, 8, "three"), IsOkAndHolds(Eq(13)));
  // The whole is read piece by piece, and not taken.
  EXPECT_THAT(incoming.Read(name, key), IsOkAndHolds(Eq("")));
}

TEST_F(IncomingTest, AFileOfNonsenseHoldsNothing) {
  for (const std::string& bytes : {std::string(3, '\xFF'), std::string(100, '\xFF'),
                                   std::string(100, '\0'), random.Bytes(5000)}) {
    std::ofstream(FileOf(name), std::ios::binary) << bytes;
    EXPECT_THAT(incoming.Size(name, key), IsOkAndHolds(Eq(0)));
  }
  EXPECT_THAT(incoming.Append(name, key, 0, "photo"), IsOkAndHolds(Eq(5)));
  EXPECT_THAT(incoming.Read(name, key), IsOkAndHolds(Eq("photo")));
}

}  // namespace
}  // namespace smarthub::evidence
