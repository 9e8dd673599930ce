#include "services/insight/police_uk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "services/insight/import.h"

namespace smarthub::insight {
namespace {

constexpr std::string_view kHeader =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n";
const std::string kId(64, 'a');

std::string Row(const std::string& id, const std::string& month, const std::string& type,
                const std::string& location = "On or near High Street") {
  return id + "," + month + ",Leicestershire Police,Leicestershire Police,-0.88,52.76," + location +
         ",E01025901,Melton 002A," + type + ",Local resolution,\n";
}

PoliceUkFile Parse(const std::string& rows, const PoliceUkOptions& options = {}) {
  auto file = ParsePoliceUk(std::string(kHeader) + rows, options);
  EXPECT_TRUE(file.ok()) << file.status();
  return *std::move(file);
}

TEST(PoliceUk, TakesMonthStreetTypeOutcomeAndLsoa) {
  const PoliceUkFile file = Parse(Row(kId, "2025-12", "Shoplifting"));
  ASSERT_EQ(file.months.at("2025-12").size(), 1u);
  const auto& row = file.months.at("2025-12")[0];
  EXPECT_EQ(row.crime_id(), kId);
  EXPECT_EQ(row.street(), "High Street");
  EXPECT_EQ(row.crime_type(), "Shoplifting");
  EXPECT_EQ(row.outcome(), "Local resolution");
  EXPECT_EQ(row.lsoa_code(), "E01025901");
  EXPECT_TRUE(file.refused.empty());
}

TEST(PoliceUk, NoStreetIsStreetNotGiven) {
  const PoliceUkFile file = Parse(Row(kId, "2025-12", "Shoplifting", "On or near "));
  EXPECT_EQ(file.without_street, 1);
  EXPECT_EQ(file.months.at("2025-12")[0].street(), "");
}

TEST(PoliceUk, EveryRefusedRowHasItsLineAndReason) {
  const PoliceUkFile file = Parse(Row(kId, "2025-13", "Shoplifting") +         // line 2
                                  Row(kId, "2025-12", "") +                    // 3
                                  "too,few\n" +                                // 4
                                  Row("short", "2025-12", "Shoplifting") +     // 5
                                  Row(kId, "2025-12", "Shoplifting") +         // 6: taken
                                  Row(kId, "2025-12", "Shoplifting") +         // 7: again
                                  Row("", "2025-12", std::string(121, 'x')));  // 8
  std::string said;
  for (const RefusedRow& row : file.refused) {
    said += std::to_string(row.line) + " " + row.reason + "\n";
  }
  EXPECT_EQ(said,
            "2 Month is not YYYY-MM\n3 no Crime type\n4 not as many fields as the first line\n"
            "5 Crime ID is not 64 hex digits\n7 this Crime ID was in the file before\n"
            "8 a field is too long\n");
  EXPECT_EQ(file.months.at("2025-12").size(), 1u);
}

TEST(PoliceUk, RowsWithoutAnIdGetOneThatTheSameFileGivesAgain) {
  const std::string rows =
      Row("", "2025-12", "Anti-social behaviour") + Row("", "2025-12", "Anti-social behaviour");
  const PoliceUkFile once = Parse(rows);
  const PoliceUkFile again = Parse(rows);
  const auto& a = once.months.at("2025-12");
  const auto& b = again.months.at("2025-12");
  ASSERT_EQ(a.size(), 2u) << "two alike are two";
  EXPECT_NE(a[0].crime_id(), a[1].crime_id());
  EXPECT_EQ(a[0].crime_id(), b[0].crime_id());
  EXPECT_EQ(a[1].crime_id(), b[1].crime_id());
}

TEST(PoliceUk, OnlyTheTownThatWasAskedFor) {
  PoliceUkOptions options;
  options.lsoa_name_prefix = "Rutland 0";
  EXPECT_TRUE(Parse(Row(kId, "2025-12", "Shoplifting"), options).months.empty());
}

TEST(PoliceUk, AnotherFileIsRefusedWhole) {
  EXPECT_FALSE(ParsePoliceUk("", {}).ok());
  EXPECT_FALSE(ParsePoliceUk("a,b,c\n1,2,3\n", {}).ok());
}

// The file that came with the repository, against counts made by other means (SOURCE.txt and the
// publisher's monthly figures).
TEST(PoliceUk, MeltonsThreeYears) {
  std::ifstream in(SMARTHUB_SOURCE_DIR
                   "/tests/data/police-leicestershire/melton-street-2023-01_2025-12.csv");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto file = ParsePoliceUk(text, {});
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->refused.empty());
  EXPECT_EQ(file->months.size(), 36u);
  int rows = 0, thefts = 0, thefts_without_street = 0;
  for (const auto& [month, of_month] : file->months) {
    for (const auto& row : of_month) {
      ++rows;
      if (row.crime_type() != "Shoplifting") continue;
      ++thefts;
      if (row.street().empty()) ++thefts_without_street;
    }
  }
  EXPECT_EQ(rows, 11063);
  EXPECT_EQ(thefts, 754);
  EXPECT_EQ(thefts_without_street, 34);
}

TEST(PoliceUk, MonthsMove) {
  EXPECT_EQ(MoveMonth("2025-12", 10), "2026-10");
  EXPECT_EQ(MoveMonth("2025-01", -1), "2024-12");
}

}  // namespace
}  // namespace smarthub::insight
