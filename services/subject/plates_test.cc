#include "services/subject/plates.h"

#include <gtest/gtest.h>

namespace smarthub::subject {
namespace {

float Like(std::string_view part, std::string_view plate) {
  return PlateLikeness(PlateOf(part), PlateOf(plate));
}

TEST(PlatesTest, OnlyTheWholePlateIsCertain) {
  EXPECT_EQ(Like("AB12 CDE", "ab12cde"), 1);
  EXPECT_LT(Like("AB12", "AB12CDE"), 1);
  EXPECT_GT(Like("AB12", "AB12CDE"), 0.6F);
  EXPECT_GT(Like("2CD", "AB12CDE"), 0.6F);
  EXPECT_GT(Like("AB12C", "AB12CDE"), Like("AB12", "AB12CDE"));
}

TEST(PlatesTest, WhatIsReadForEachOtherFitsALittleLess) {
  EXPECT_GT(Like("ABO2 CDE", "AB02CDE"), 0.9F);
  EXPECT_LT(Like("ABO2 CDE", "AB02CDE"), 1);
  EXPECT_GT(Like("A8I2", "AB12CDE"), 0.6F);
  EXPECT_GT(Like("S5", "S55 XYZ"), -1);
  EXPECT_GT(Like("5S5XYZ", "SS5 XYZ"), 0.9F);
}

TEST(PlatesTest, WhatWasNotSeenFitsAnything) {
  EXPECT_GT(Like("AB1? C?E", "AB12CDE"), 0.6F);
  EXPECT_LT(Like("AB1? C?E", "AB12CDE"), 1);
  EXPECT_GT(Like("B12", "A?12CDE"), -1);
  EXPECT_EQ(Like("???", "AB12CDE"), 0);
}

TEST(PlatesTest, OneSlipInAWholePlate) {
  EXPECT_GT(Like("AB12CDF", "AB12CDE"), 0.6F);
  EXPECT_GT(Like("AB12DCE", "AB12CDE"), 0.6F);
  EXPECT_EQ(Like("XB12CXE", "AB12CDE"), 0);
}

TEST(PlatesTest, TooLittleOrAnotherPlateIsNothing) {
  EXPECT_EQ(Like("AB", "AB12CDE"), 0);
  EXPECT_EQ(Like("XY99", "AB12CDE"), 0);
  EXPECT_EQ(Like("AB12CDEF", "AB12CDE"), 0);
  EXPECT_EQ(Like("", ""), 0);
}

TEST(PlatesTest, ANameIsNoPlate) {
  EXPECT_TRUE(LooksLikePlate("ab12 cde"));
  EXPECT_TRUE(LooksLikePlate("B1?"));
  EXPECT_FALSE(LooksLikePlate("Jo Bloggs"));
  EXPECT_FALSE(LooksLikePlate("12"));
  EXPECT_FALSE(LooksLikePlate("AB12 CDE, a blue car"));
  EXPECT_FALSE(LooksLikePlate("1234567890123"));
  EXPECT_FALSE(
      LooksLikePlate("\xff\xfe"
                     "12"));
}

}  // namespace
}  // namespace smarthub::subject
