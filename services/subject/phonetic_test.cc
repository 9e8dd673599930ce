#include "services/subject/phonetic.h"

#include <gtest/gtest.h>

#include <utility>

namespace smarthub::subject {
namespace {

bool Alike(std::string_view a, std::string_view b) { return SoundAlike(SoundsOf(a), SoundsOf(b)); }

TEST(PhoneticTest, OneNameHeardIsAlikeHoweverItIsSpelt) {
  for (const auto& [a, b] :
       std::initializer_list<std::pair<const char*, const char*>>{{"stephen", "steven"},
                                                                  {"catherine", "kathryn"},
                                                                  {"graeme", "graham"},
                                                                  {"phillip", "filip"},
                                                                  {"knight", "night"},
                                                                  {"wright", "right"},
                                                                  // Irish and Welsh.
                                                                  {"siobhan", "shivaun"},
                                                                  {"niamh", "neeve"},
                                                                  {"caoimhe", "keeva"},
                                                                  {"gruffydd", "griffith"},
                                                                  {"huw", "hugh"},
                                                                  {"rhys", "reece"},
                                                                  {"carys", "karis"},
                                                                  // Polish.
                                                                  {"nowak", "novak"},
                                                                  {"kowalski", "kovalsky"},
                                                                  {"lukasz", "lukash"},
                                                                  {"szymanski", "shimansky"},
                                                                  {"jan", "yan"},
                                                                  {"krzysztof", "kshishtof"},
                                                                  // South Asian.
                                                                  {"mohammed", "muhammad"},
                                                                  {"hussain", "hossein"},
                                                                  {"chaudhry", "choudhury"},
                                                                  {"qureshi", "kureshi"},
                                                                  {"singh", "sing"},
                                                                  {"sheikh", "shaik"},
                                                                  {"waseem", "vasim"}}) {
    EXPECT_TRUE(Alike(a, b)) << a << " " << SoundsText(SoundsOf(a).plain) << "/"
                             << SoundsText(SoundsOf(a).other) << ", " << b << " "
                             << SoundsText(SoundsOf(b).plain) << "/"
                             << SoundsText(SoundsOf(b).other);
  }
}

TEST(PhoneticTest, DifferentNamesAreNot) {
  for (const auto& [a, b] :
       std::initializer_list<std::pair<const char*, const char*>>{{"smith", "jones"},
                                                                  {"mark", "mary"},
                                                                  {"peter", "paul"},
                                                                  {"anna", "emma"},
                                                                  {"kowalski", "kowalczyk"},
                                                                  {"hassan", "hussam"}}) {
    EXPECT_FALSE(Alike(a, b)) << a << ", " << b;
  }
}

TEST(PhoneticTest, WhatCannotBeHeardIsAlikeToNothing) {
  for (const char* nothing : {"", "123", "李明", "'"}) {
    EXPECT_EQ(SoundsOf(nothing).plain, 0u) << nothing;
    EXPECT_FALSE(Alike(nothing, nothing)) << nothing;
  }
}

TEST(PhoneticTest, AKeyIsBounded) {
  const Sounds sounds = SoundsOf(std::string(10'000, 'k') + "bdfgklmnpqrstvwxz");
  EXPECT_LE(CountSounds(sounds.plain), 12);
  EXPECT_GT(CountSounds(sounds.plain), 5);
}

}  // namespace
}  // namespace smarthub::subject
