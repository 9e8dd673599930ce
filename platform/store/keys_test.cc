#include "platform/store/keys.h"

#include <gtest/gtest.h>

#include "platform/store/testing/samples.h"

namespace smarthub::store {
namespace {

// Names of keys are a format: data written today is read by them for ever.
TEST(KeysTest, AreNamedAsTheFormatSays) {
  EXPECT_EQ(RecordKey("melton", Apple(258)), "{melton}:r:62:00000000000040008000000000000102");
  EXPECT_EQ(IndexKey("melton", "site", "\x01\xff"), "{melton}:i:site:01ff");
  EXPECT_EQ(EpochKey("melton"), "{melton}:epoch");
  EXPECT_EQ(LogKey("melton"), "{melton}:audit");
  EXPECT_EQ(TailKey("melton"), "{melton}:audit:tail");
  EXPECT_EQ(OutboxKey("melton"), "{melton}:outbox");
  EXPECT_EQ(CursorsKey("melton"), "{melton}:cursors");
  EXPECT_EQ(AnswerKey("melton", "abc"), "{melton}:q:ba7816bf8f01cfea414140de5dae2223b00361a3");
  EXPECT_EQ(EpochKeyName("melton", 12), "epoch/melton/12");
}

TEST(KeysTest, SlotNamesCannotLeaveTheirBraces) {
  for (const char* good : {"hub", "melton", "melton-2", "0"}) EXPECT_TRUE(IsSlotName(good)) << good;
  for (const char* bad : {"", "Melton", "a}b", "{a", "a:b", "a b", "a\n", "caf\xc3\xa9"}) {
    EXPECT_FALSE(IsSlotName(bad)) << bad;
  }
  EXPECT_FALSE(IsSlotName(std::string(33, 'a')));
}

TEST(KeysTest, MembersSayWhichRecordTheyStandFor) {
  for (const std::string prefix : {"", "p", "a longer prefix"}) {
    EXPECT_EQ(*KeyOfMember(IndexMember(prefix, Pear(7))), Pear(7));
  }
  EXPECT_FALSE(KeyOfMember("too short").ok());
}

TEST(KeysTest, BoundsHoldExactlyThePrefix) {
  Range range{"state", "new"};
  EXPECT_EQ(LowerBound(range), "-");
  EXPECT_EQ(UpperBound(range), "+");
  range.prefix = "ab";
  EXPECT_EQ(LowerBound(range), "[ab");
  EXPECT_EQ(UpperBound(range), "(ac");
  range.prefix = "a\xff";
  EXPECT_EQ(UpperBound(range), "(b");
  range.prefix = "\xff\xff";
  EXPECT_EQ(UpperBound(range), "+");
  range.prefix = "ab";
  range.after = "abc";
  EXPECT_EQ(LowerBound(range), "(abc");
  range.after = "aa";
  EXPECT_EQ(LowerBound(range), "[ab") << "a place before the prefix does not widen the range";
}

}  // namespace
}  // namespace smarthub::store
