#include "platform/text/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "platform/base/error.h"
#include "platform/text/scan_labels.h"
#include "platform/text/scan_words.h"
#include "platform/text/text.h"
#include "smarthub/incident/v1/incident.pb.h"

namespace smarthub::text {
namespace {

TEST(Scan, FindsWhatReachesOrIdentifiesSomebody) {
  const Scanner scanner;
  const struct {
    const char* text;
    Found found;
  } cases[] = {
      {"Ring 01664 502502 after five", Found::kTelephone},
      {"her mobile is 07700 900 123.", Found::kTelephone},
      {"+44 7700 900123", Found::kTelephone},
      {"(0116) 496 0123", Found::kTelephone},
      {"write to jo.bloggs@example.co.uk", Found::kEmail},
      {"lives at LE13 1QB", Found::kPostcode},
      {"lives at le131qb", Found::kPostcode},
      {"NI number QQ 12 34 56 C no, AB 12 34 56 C", Found::kNationalInsurance},
      {"drove off in AB12 CDE", Found::kPlate},
      {"drove off in ab12cde", Found::kPlate},
      {"an old Escort, P123 ABC", Found::kPlate},
      {"paid with 4111 1111 1111 1111", Found::kCard},
      {"DOB 1/1/90", Found::kBirthDate},
      {"he was born in 1990", Found::kBirthDate},
      {"a Romanian couple", Found::kSpecialCategory},
      {"WHITE MALE, blue coat", Found::kSpecialCategory},
      {"seems to have mental-health problems", Found::kSpecialCategory},
      {"she is pregnant", Found::kSpecialCategory},
  };
  for (const auto& c : cases) EXPECT_EQ(scanner.Scan(c.text), c.found) << c.text;
}

// A warning at every second report is a warning nobody reads.
// Every phrase of the list, wherever it stands and however it is written; never as part of a word.
TEST(Scan, FindsEveryPhraseOfTheList) {
  const Scanner scanner;
  for (const std::string_view special : kSpecialCategoryWords) {
    const std::string phrase(special);
    EXPECT_EQ(scanner.Scan(phrase), Found::kSpecialCategory) << phrase;
    EXPECT_EQ(scanner.Scan("seen. " + phrase + ", then left"), Found::kSpecialCategory) << phrase;
    EXPECT_EQ(scanner.Scan("said he is " + phrase), Found::kSpecialCategory) << phrase;
    EXPECT_EQ(scanner.Scan("q" + phrase + "q"), Found::kNothing) << phrase;
  }
  EXPECT_EQ(scanner.Scan(""), Found::kNothing);
  EXPECT_EQ(scanner.Scan("..."), Found::kNothing);
  EXPECT_EQ(scanner.Scan("black jacket, black jeans, white, mixed"), Found::kNothing);
  EXPECT_EQ(scanner.Scan("black black man"), Found::kSpecialCategory);
}

TEST(Scan, LeavesOrdinaryReportsAlone) {
  const Scanner scanner;
  for (const char* text : {
           "{p1} put four packs of bacon (£18.00) into a black rucksack and left by the car park.",
           "Went along the A606 towards Oakham on a white bike at 14:35.",
           "Took 3 x nail polish and a gay pride flag? No: a garden flag, 2 for 1, £4.99",
           "Black jacket, white trainers, grey hat. Same as 12/03/2026.",
           "Barcode 5000157024671, till 4, receipt 000123",
           "We will give the statement on Monday 3 May.",
       }) {
    const Found found = scanner.Scan(text);
    if (std::string(text).find("gay") == std::string::npos) {
      EXPECT_EQ(found, Found::kNothing) << text;
    } else {
      EXPECT_EQ(found, Found::kSpecialCategory) << "a whole word counts whatever it meant";
    }
  }
}

TEST(Scan, WarnsOnceAndNeverRepeatsWhatItFound) {
  const Scanner scanner;
  const absl::Status status = scanner.Check("report.what_happened", "ring 07700 900123", false);
  ASSERT_EQ(ReasonOf(status), error::v1::REASON_SCAN_FOUND_SOMETHING);
  EXPECT_EQ(DetailOf(status)->field(), "report.what_happened");
  EXPECT_EQ(status.ToString().find("900123"), std::string::npos);
  EXPECT_TRUE(scanner.Check("report.what_happened", "ring 07700 900123", true).ok());
}

// Walks Report and below, puts a telephone number into one text at a time, and asks whether it is
// found. What is not looked through is written down here: a new text field is looked through, or a
// person decides that it is not.
void ProbeTexts(const google::protobuf::Descriptor& type, const std::string& path,
                const std::function<google::protobuf::Message*()>& at,
                const std::function<absl::Status()>& check, std::set<std::string>& unseen,
                int& seen) {
  for (int f = 0; f < type.field_count(); ++f) {
    const auto* field = type.field(f);
    const std::string here = path + "." + field->name();
    const bool message = field->cpp_type() == field->CPPTYPE_MESSAGE;
    if (message) {
      ProbeTexts(
          *field->message_type(), here,
          [&] {
            google::protobuf::Message* of = at();
            return field->is_repeated() ? of->GetReflection()->AddMessage(of, field)
                                        : of->GetReflection()->MutableMessage(of, field);
          },
          check, unseen, seen);
    } else if (field->type() == field->TYPE_STRING) {
      google::protobuf::Message* of = at();
      if (field->is_repeated()) {
        of->GetReflection()->AddString(of, field, "ring 07700 900123");
      } else {
        of->GetReflection()->SetString(of, field, "ring 07700 900123");
      }
      const absl::Status found = check();
      if (found.ok()) {
        unseen.insert(here);
      } else {
        ++seen;
      }
    }
  }
}

TEST(Scan, EveryTextOfAReportIsLookedThroughButThoseThatNameAndReach) {
  const Scanner scanner;
  incident::v1::Report report;
  std::set<std::string> unseen;
  int seen = 0;
  ProbeTexts(
      *incident::v1::Report::descriptor(), "report",
      [&]() -> google::protobuf::Message* {
        report.Clear();
        return &report;
      },
      [&] { return ScanByLabels(scanner, "report", report, false); }, unseen, seen);
  const std::set<std::string> expected = {
      "report.site_id.value",     "report.suspects.appearance_id.value",  "report.suspects.name",
      "report.suspects.aliases",  "report.victims.appearance_id.value",   "report.victims.name",
      "report.victims.contact",   "report.witnesses.appearance_id.value", "report.witnesses.name",
      "report.witnesses.contact", "report.staff.appearance_id.value",     "report.staff.name",
      "report.staff.contact",     "report.vehicles.appearance_id.value",  "report.vehicles.plate",
  };
  EXPECT_EQ(unseen, expected);
  EXPECT_EQ(seen, 9) << "place, goods, what happened, suspect x 3, victim, vehicle, camera";
}

TEST(Scan, TheExactPlaceOfAFindingIsNamed) {
  const Scanner scanner;
  incident::v1::Report report;
  report.add_goods()->set_what("bacon");
  report.add_goods()->set_what("ring 07700 900123");
  const absl::Status found = ScanByLabels(scanner, "report", report, false);
  EXPECT_EQ(DetailOf(found)->field(), "report.goods[1].what");
  EXPECT_TRUE(ScanByLabels(scanner, "report", report, true).ok());
}

TEST(Scan, ATextForShopsNamesNoSuspect) {
  const std::vector<std::string> names = {"Joanna O'Neill", "Will Green", "Zoë", "Li Wu", ""};
  for (const char* text : {
           "Joanna O'Neill was charged",
           "JOANNA was seen again",
           "we spoke to o'neill",
           "O Neill denies it",
           "will green denies it",
           "we charged Green today",
           "We found Zoë at home",
           "Spoke to Li on Monday",
           // As phones type them: a curly apostrophe, a no-break space, a dash.
           "it was Joanna’s van",
           "O’Neill’s brother rang",
           "we saw Will\u00A0Green",
           "charged—Joanna—today",
       }) {
    EXPECT_TRUE(NamesSomebody(text, names)) << text;
  }
  for (const char* text : {
           "We will look at the CCTV.",
           "Will you send the footage?",
           "A green coat was found.",
           "Nobody was identified.",
           "",
           "Joan helped us.",
       }) {
    EXPECT_FALSE(NamesSomebody(text, names)) << text;
  }
}

// However the accent was typed, and whether it was typed at all.
TEST(Scan, ANameIsFoundWithAndWithoutItsAccents) {
  const std::vector<std::string> names = {"Jos\u00E9 \u00C9mile N\u00FA\u00F1ez",
                                          "\u0141ukasz Wr\u00F3bel", "S\u00F8ren", "Rene\u0301e"};
  for (const char* text : {
           "we spoke to Jos\u00E9",   // composed
           "we spoke to Jose\u0301",  // decomposed
           "we spoke to jose",
           "JOS\u00C9 was seen",
           "\u00C9MILE was seen",
           "e\u0301mile was seen",
           "Nunez rang",
           "Lukasz rang",
           "\u0142ukasz rang",
           "WROBEL rang",
           "it was Soren\u2019s van",
           "ren\u00E9e and renee",
       }) {
    EXPECT_TRUE(NamesSomebody(text, names)) << text;
  }
  for (const char* text : {"we spoke to Josephine", "a caf\u00E9 in the square", "Emil rang"}) {
    EXPECT_FALSE(NamesSomebody(text, names)) << text;
  }
}

TEST(Text, Folds) {
  EXPECT_EQ(Folded("Plain TEXT"), "plain text");
  EXPECT_EQ(Folded("\u00C9e\u0301\u00E9E"), "eeee");
  EXPECT_EQ(Folded("Stra\u00DFe"), "strasse");
  EXPECT_EQ(Folded("\u00C6gir"), "aegir");
  EXPECT_EQ(Folded("A\xFFZ"), "a\xFFz") << "no UTF-8: nothing is lost";
}

TEST(Text, CountsCharactersOfUtf8Only) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("caf\xC3\xA9"), 4u);
  EXPECT_EQ(CountCharacters("\xF0\x9F\x98\x80"), 1u);
  for (const char* bad : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                          "a\x80", "\xF0\x80\x80\x80"}) {
    EXPECT_EQ(CountCharacters(bad), std::nullopt) << bad;
  }
}

TEST(Text, ControlCharactersAreNotTyped) {
  EXPECT_FALSE(HasControlCharacters("two\nlines\tand a tab\r\n"));
  EXPECT_TRUE(HasControlCharacters("\x1b[31m"));
  EXPECT_TRUE(HasControlCharacters("\xC2\x85"));
  EXPECT_TRUE(HasControlCharacters("\xE2\x81\xA6"));
}

}  // namespace
}  // namespace smarthub::text
