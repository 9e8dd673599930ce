#include "services/identity/dates.h"

#include <gtest/gtest.h>

namespace smarthub::identity {
namespace {

absl::Time Utc(int year, int month, int day, int hour, int minute, int second) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second),
                         absl::UTCTimeZone());
}

TEST(DatesTest, AnAgreementHoldsTheWholeOfItsLastDayInLondon) {
  // Winter: London is UTC.
  EXPECT_TRUE(AgreementCurrent("2026-11-23", Utc(2026, 11, 23, 23, 59, 59)));
  EXPECT_FALSE(AgreementCurrent("2026-11-23", Utc(2026, 11, 24, 0, 0, 0)));
  // Summer: the day ends at 23:00 UTC.
  EXPECT_TRUE(AgreementCurrent("2026-07-01", Utc(2026, 7, 1, 22, 59, 59)));
  EXPECT_FALSE(AgreementCurrent("2026-07-01", Utc(2026, 7, 1, 23, 0, 0)));
}

TEST(DatesTest, WhatIsNoDayIsNoAgreement) {
  const absl::Time now = Utc(2026, 11, 23, 10, 0, 0);
  for (const char* text : {"", "2030", "2030-13-01", "2030-02-30", "30-01-2030", "2030-1-1",
                           "2030-01-01 ", "9999999999", "never"}) {
    EXPECT_FALSE(AgreementCurrent(text, now)) << text;
  }
}

TEST(DatesTest, TermsHoldForTheSchemesPeriodAndTwelveMonthsWhereItSaysNothing) {
  const absl::Time accepted = Utc(2026, 11, 23, 10, 0, 0);
  EXPECT_EQ(TermsEnd(accepted, {}), Utc(2027, 11, 24, 0, 0, 0));
  policy::v1::Period six;
  six.set_months(6);
  // Ends with the end of its last day, in London's summer time.
  EXPECT_EQ(TermsEnd(accepted, six), Utc(2027, 5, 23, 23, 0, 0));
}

TEST(DatesTest, DaysAreLondons) {
  EXPECT_EQ(LondonDay(Utc(2026, 6, 30, 23, 30, 0)), absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(LondonDay(Utc(2026, 12, 31, 23, 30, 0)), absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(FormatDay(absl::CivilDay(2026, 7, 1)), "2026-07-01");
}

}  // namespace
}  // namespace smarthub::identity
