#include "policies/engine/period.h"

#include <gtest/gtest.h>

namespace smarthub::policy {
namespace {

v1::Period Of(int months, int days, int64_t seconds = 0) {
  v1::Period period;
  period.set_months(months);
  period.set_days(days);
  period.set_seconds(seconds);
  return period;
}

class PeriodTest : public testing::Test {
 protected:
  absl::Time At(int year, int month, int day, int hour = 12) {
    return absl::FromCivil(absl::CivilHour(year, month, day, hour), london_);
  }
  // The midnight that begins this day.
  absl::Time Midnight(int year, int month, int day) { return At(year, month, day, 0); }

  const absl::TimeZone london_ = *London();
};

TEST_F(PeriodTest, MonthsEndWithTheSameDayOrTheLastThereIs) {
  EXPECT_EQ(EndOf(Of(12, 0), At(2026, 11, 23), london_), Midnight(2027, 11, 24));
  EXPECT_EQ(EndOf(Of(1, 0), At(2026, 9, 3), london_), Midnight(2026, 10, 4));
  EXPECT_EQ(EndOf(Of(1, 0), At(2026, 1, 31), london_), Midnight(2026, 3, 1));
  EXPECT_EQ(EndOf(Of(1, 0), At(2028, 1, 31), london_), Midnight(2028, 3, 1)) << "leap year";
  EXPECT_EQ(EndOf(Of(12, 0), At(2028, 2, 29), london_), Midnight(2029, 3, 1));
  EXPECT_EQ(EndOf(Of(1, 10), At(2026, 1, 31), london_), Midnight(2026, 3, 11)) << "then days";
}

TEST_F(PeriodTest, DaysAreLondonDaysOverAChangeOfClocks) {
  // Clocks go forward on 29 March 2026: the day has 23 hours and is still one day.
  EXPECT_EQ(EndOf(Of(0, 1), At(2026, 3, 28, 23), london_), Midnight(2026, 3, 30));
  EXPECT_EQ(Midnight(2026, 3, 30) - Midnight(2026, 3, 29), absl::Hours(23));
  // Half past midnight in London is still the day before in UTC, in summer.
  const absl::Time early = absl::FromCivil(absl::CivilMinute(2026, 7, 2, 0, 30), london_);
  EXPECT_EQ(absl::ToCivilDay(early, absl::UTCTimeZone()), absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(EndOf(Of(0, 1), early, london_), Midnight(2026, 7, 4));
}

TEST_F(PeriodTest, SecondsAreCountedOnTheClock) {
  EXPECT_EQ(EndOf(Of(0, 0, 3600), At(2026, 3, 29, 0), london_),
            At(2026, 3, 29, 0) + absl::Hours(1));
}

TEST_F(PeriodTest, FromTheEndOfTheMonth) {
  EXPECT_EQ(EndOfFromMonthEnd(Of(24, 0), At(2026, 1, 1), london_), Midnight(2028, 2, 1));
  EXPECT_EQ(EndOfFromMonthEnd(Of(24, 0), At(2026, 2, 28), london_), Midnight(2028, 3, 1))
      << "with 29 February 2028";
  EXPECT_EQ(EndOfFromMonthEnd(Of(72, 0), At(2026, 12, 31, 23), london_), Midnight(2033, 1, 1));
}

// Whatever the start, a longer period ends no earlier, and no period ends before a day has passed
// it.
TEST_F(PeriodTest, LongerNeverEndsEarlier) {
  for (int day = 0; day < 1500; ++day) {
    const absl::Time start = At(2026, 1, 1, 1) + absl::Hours(23 * day);
    absl::Time before = start;
    for (int months = 1; months <= 24; ++months) {
      const absl::Time end = EndOf(Of(months, 0), start, london_);
      ASSERT_GE(end, before);
      before = end;
      const absl::CivilDay last = absl::ToCivilDay(end, london_) - 1;
      const absl::CivilMonth month = absl::CivilMonth(absl::ToCivilDay(start, london_)) + months;
      ASSERT_EQ(absl::CivilMonth(last), month) << "never slips into the next month";
    }
  }
}

TEST_F(PeriodTest, Halves) {
  EXPECT_EQ(Halved(Of(12, 0)).months(), 6);
  EXPECT_EQ(Halved(Of(3, 0)).months(), 1);
  EXPECT_EQ(Halved(Of(3, 0)).days(), 15);
  EXPECT_EQ(Halved(Of(0, 31)).days(), 15);
  EXPECT_EQ(Halved(Of(0, 0, 7)).seconds(), 3);
}

TEST_F(PeriodTest, ParsesDaysThatExist) {
  EXPECT_EQ(*ParseDay("2028-02-29"), absl::CivilDay(2028, 2, 29));
  for (const char* wrong : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01",
                            "2026-01-01 ", "+026-01-01", "2026/01/01", "", "1899-12-31"}) {
    EXPECT_FALSE(ParseDay(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace smarthub::policy
