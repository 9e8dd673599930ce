#include "platform/rpc/leaf_seal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/testing/matchers.h"

namespace smarthub::rpc {
namespace {

using absl::StatusCode;
using smarthub::testing::EqualsProto;
using smarthub::testing::IsOk;
using smarthub::testing::IsOkAndHolds;
using smarthub::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class LeafSealTest : public ::testing::Test {
 protected:
  LeafSealTest() {
    char path[] = "/tmp/shXXXXXX";
    directory_ = mkdtemp(path);
    keys_ = *crypto::OpenKeyDirectory(directory_, random_);
    leaf_.set_action("incident.read");
    leaf_.set_person_id("0123456789abcdef");
    leaf_.mutable_at()->set_seconds(1'795'428'000);  // 2026-11-23
  }
  ~LeafSealTest() override { std::filesystem::remove_all(directory_); }

  SeededRandom random_{1};
  std::string directory_;
  std::unique_ptr<crypto::KeyProvider> keys_;
  audit::v1::Leaf leaf_;
};

TEST_F(LeafSealTest, RoundTripWithTheMonthInClear) {
  LeafSeal seal(keys_.get(), &random_);
  auto sealed = seal.Seal("melton", leaf_);
  ASSERT_THAT(sealed, IsOk());
  EXPECT_THAT(*sealed, StartsWith("\x01"
                                  "2026-11"));
  EXPECT_THAT(*sealed, Not(HasSubstr("incident.read")));
  EXPECT_THAT(*sealed, Not(HasSubstr("0123456789abcdef")));
  EXPECT_THAT(LeafSeal::MonthOf(*sealed), IsOkAndHolds(std::string("2026-11")));
  // A reader of its own, as services/audit is one.
  LeafSeal reader(keys_.get(), &random_);
  EXPECT_THAT(reader.Open("melton", *sealed), IsOkAndHolds(EqualsProto(leaf_)));
}

TEST_F(LeafSealTest, OneKeyASlotAndMonth) {
  LeafSeal seal(keys_.get(), &random_);
  ASSERT_THAT(seal.Seal("melton", leaf_), IsOk());
  ASSERT_THAT(seal.Seal("hub", leaf_), IsOk());
  // The last second of the month and the first of the next, in UTC.
  leaf_.mutable_at()->set_seconds(1'796'083'199);
  ASSERT_THAT(seal.Seal("melton", leaf_), IsOk());
  leaf_.mutable_at()->set_seconds(1'796'083'200);
  ASSERT_THAT(seal.Seal("melton", leaf_), IsOk());
  EXPECT_THAT(keys_->List("audit/"),
              IsOkAndHolds(::testing::ElementsAre("audit/hub/2026-11", "audit/melton/2026-11",
                                                  "audit/melton/2026-12")));
}

TEST_F(LeafSealTest, DoesNotOpenElsewhere) {
  LeafSeal seal(keys_.get(), &random_);
  auto sealed = seal.Seal("melton", leaf_);
  ASSERT_THAT(seal.Seal("oakham", leaf_), IsOk());
  EXPECT_THAT(seal.Open("oakham", *sealed), StatusIs(StatusCode::kDataLoss));
  leaf_.mutable_at()->set_seconds(1'796'083'200);
  ASSERT_THAT(seal.Seal("melton", leaf_), IsOk());
  std::string moved = *sealed;
  moved.replace(1, 7, "2026-12");
  EXPECT_THAT(seal.Open("melton", moved), StatusIs(StatusCode::kDataLoss));
}

TEST_F(LeafSealTest, EveryFlippedBitIsFound) {
  LeafSeal seal(keys_.get(), &random_);
  const std::string sealed = *seal.Seal("melton", leaf_);
  for (size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string bad = sealed;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(seal.Open("melton", bad).ok()) << "bit " << i;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(seal.Open("melton", sealed.substr(0, size)).ok()) << "size " << size;
  }
}

// Destroying a month's key is how six years end. A reader must never make it again.
TEST_F(LeafSealTest, AMonthWhoseKeyIsGoneStaysShut) {
  const std::string sealed = *LeafSeal(keys_.get(), &random_).Seal("melton", leaf_);
  ASSERT_THAT(keys_->Destroy("audit/melton/2026-11"), IsOk());
  LeafSeal later(keys_.get(), &random_);
  EXPECT_THAT(later.Open("melton", sealed), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(keys_->List("audit/"), IsOkAndHolds(::testing::IsEmpty()));
}

}  // namespace
}  // namespace smarthub::rpc
