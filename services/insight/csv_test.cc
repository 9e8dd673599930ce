#include "services/insight/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace smarthub::insight {
namespace {

using ::testing::ElementsAre;

// One record a string: fields joined with '|', or what is wrong, behind the line number.
std::vector<std::string> Read(std::string_view text) {
  std::vector<std::string> all;
  CsvReader reader(text);
  CsvRecord record;
  while (reader.Next(record)) {
    std::string line = std::to_string(record.line) + ":";
    if (!record.wrong.empty()) {
      line += "!" + std::string(record.wrong);
    } else {
      for (size_t i = 0; i < record.fields.size(); ++i) {
        line += (i == 0 ? "" : "|") + record.fields[i];
      }
    }
    all.push_back(line);
  }
  return all;
}

TEST(Csv, Rfc4180) {
  EXPECT_THAT(Read("a,b\r\nc,d\r\n"), ElementsAre("1:a|b", "2:c|d"));
  EXPECT_THAT(Read("a,b\nc,d"), ElementsAre("1:a|b", "2:c|d")) << "no end of the last line";
  EXPECT_THAT(Read("\"a,b\",\"c\"\"d\",\"\""), ElementsAre("1:a,b|c\"d|"));
  EXPECT_THAT(Read("\"two\nlines\",b\nc,d"), ElementsAre("1:two\nlines|b", "3:c|d"));
  EXPECT_THAT(Read("a,,\n,"), ElementsAre("1:a||", "2:|"));
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a,b\n\n\r\nc"),
              ElementsAre("1:a|b", "4:c"));
  EXPECT_THAT(Read(""), ElementsAre());
}

TEST(Csv, ABadLineIsSaidAndTheNextIsRead) {
  EXPECT_THAT(Read("a\"b,c\nd"),
              ElementsAre("1:!a quote inside a field that does not begin with one", "2:d"));
  EXPECT_THAT(Read("\"a\"b,c\nd"), ElementsAre("1:!text after a closing quote", "2:d"));
  EXPECT_THAT(Read("a,\"open\nb,c\n"), ElementsAre("1:!a quote is not closed", "2:b|c"));
  EXPECT_THAT(Read(std::string(5000, 'x') + "\nd"), ElementsAre("1:!a field is too long", "2:d"));
}

// Whatever was written comes back, and whatever comes, it ends.
TEST(Csv, RoundTripAndNoise) {
  std::mt19937 random(1);
  const std::string letters = "ab,\"\r\n ";
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> fields;
    std::string text;
    for (unsigned i = 0; i < 1 + random() % 4; ++i) {
      std::string field;
      for (unsigned c = 0; c < random() % 6; ++c) field += letters[random() % letters.size()];
      text += fields.empty() ? "\"" : ",\"";
      for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
      fields.push_back(field);
    }
    CsvReader reader(text);
    CsvRecord record;
    ASSERT_TRUE(reader.Next(record));
    EXPECT_EQ(record.fields, fields) << text;
    EXPECT_EQ(record.wrong, "");
    EXPECT_FALSE(reader.Next(record));

    std::string noise;
    for (unsigned c = 0; c < random() % 40; ++c) noise += letters[random() % letters.size()];
    EXPECT_LE(Read(noise).size(), noise.size());
  }
}

}  // namespace
}  // namespace smarthub::insight
