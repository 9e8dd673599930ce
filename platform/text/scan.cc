#include "platform/text/scan.h"

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/text/scan_words.h"
#include "platform/text/text.h"
#include "re2/re2.h"

namespace smarthub::text {
namespace {

std::string_view TextFor(Found found) {
  switch (found) {
    case Found::kNothing:
      return "";
    case Found::kTelephone:
      return "This looks like it has a telephone number in it.";
    case Found::kEmail:
      return "This looks like it has an e-mail address in it.";
    case Found::kPostcode:
      return "This looks like it has a postcode in it.";
    case Found::kNationalInsurance:
      return "This looks like it has a National Insurance number in it.";
    case Found::kPlate:
      return "This looks like it has a number plate in it. Vehicles have their own place.";
    case Found::kCard:
      return "This looks like it has a payment card number in it.";
    case Found::kBirthDate:
      return "This looks like it has a date of birth in it.";
    case Found::kSpecialCategory:
      return "This has words about health, religion, origin, politics or sexuality. Leave them out "
             "unless the report makes no sense without them.";
  }
  return "";
}

// A word as it was typed, as far as telling a name from plain English needs it.
struct Word {
  std::string lower;
  bool capital = false;
  bool begins_sentence = false;
};

std::vector<Word> WordsOf(std::string_view typed) {
  const std::string plain = WithPlainMarks(typed);
  const std::string_view text = plain;
  const auto part_of_word = [](char c) {
    return absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80;
  };
  std::vector<Word> words;
  bool begins = true;
  for (size_t at = 0; at < text.size();) {
    if (!part_of_word(text[at])) {
      if (std::string_view(".!?:\n").find(text[at]) != std::string_view::npos) begins = true;
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && part_of_word(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    words.push_back({Folded(word), !absl::ascii_islower(word[0]), begins});
    begins = false;
    at = end;
  }
  return words;
}

}  // namespace

struct Scanner::Patterns {
  // UK numbers: 0 or +44 and nine or ten more digits, in any grouping.
  RE2 telephone{R"((?:\+44[\s-]?(?:\(0\))?|\b\(?0)(?:\d[\s()-]{0,2}){9,10}\b)"};
  RE2 email{R"((?i)[a-z0-9._%+-]+\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+)"};
  RE2 postcode{R"((?i)\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b)"};
  RE2 national_insurance{
      R"((?i)\b[a-ceghj-prtw-z][a-ceghj-npr-tw-z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b)"};
  // Plates since 2001 in any case; the older form only in capitals, or every road ("a606 was")
  // would be one.
  RE2 plate{R"((?i)\b[a-z]{2}\d{2}\s?[a-z]{3}\b)"};
  RE2 old_plate{R"(\b[A-HJ-NPR-TV-Y]\d{1,3}\s?[A-Z]{3}\b)"};
  RE2 card{R"(\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b)"};
  RE2 birth_date{R"((?i)\b(?:d\.?o\.?b\.?|date of birth|born (?:on|in))\b)"};
  // Phrases as Words() writes them, by their first word: a report has a hundred words and the list
  // as many, and looking for each of the one in all of the other was a third of a report's cost.
  absl::flat_hash_map<std::string, std::vector<std::string>> special;

  Patterns() {
    for (const std::string_view phrase : kSpecialCategoryWords) {
      std::string words = Words(phrase);
      special[words.substr(1, words.find(' ', 1) - 1)].push_back(std::move(words));
    }
  }
  // `words` as Words() writes them: each word between two spaces.
  bool HasSpecial(std::string_view words) const {
    for (size_t space = 0; space + 1 < words.size();) {
      const size_t next = words.find(' ', space + 1);
      const auto found = special.find(ToAbsl(words.substr(space + 1, next - space - 1)));
      if (found != special.end()) {
        for (const std::string& phrase : found->second) {
          if (words.substr(space, phrase.size()) == phrase) return true;
        }
      }
      space = next;
    }
    return false;
  }
};

Scanner::Scanner() : patterns_(std::make_unique<const Patterns>()) {}
Scanner::~Scanner() = default;

Found Scanner::Scan(std::string_view text) const {
  const re2::StringPiece piece(text.data(), text.size());
  const Patterns& of = *patterns_;
  if (RE2::PartialMatch(piece, of.card)) return Found::kCard;
  if (RE2::PartialMatch(piece, of.telephone)) return Found::kTelephone;
  if (RE2::PartialMatch(piece, of.email)) return Found::kEmail;
  if (RE2::PartialMatch(piece, of.national_insurance)) return Found::kNationalInsurance;
  if (RE2::PartialMatch(piece, of.plate)) return Found::kPlate;
  if (RE2::PartialMatch(piece, of.old_plate)) return Found::kPlate;
  if (RE2::PartialMatch(piece, of.postcode)) return Found::kPostcode;
  if (RE2::PartialMatch(piece, of.birth_date)) return Found::kBirthDate;
  return of.HasSpecial(Words(text)) ? Found::kSpecialCategory : Found::kNothing;
}

absl::Status Scanner::Check(std::string_view path, std::string_view text, bool acknowledged) const {
  if (acknowledged || text.empty()) return absl::OkStatus();
  const Found found = Scan(text);
  if (found == Found::kNothing) return absl::OkStatus();
  return InvalidField(path, error::v1::REASON_SCAN_FOUND_SOMETHING, TextFor(found));
}

bool NamesSomebody(std::string_view text, const std::vector<std::string>& names) {
  const std::string words = Words(text);
  absl::flat_hash_set<std::string> parts;
  for (const std::string& name : names) {
    const std::string whole = Words(name);
    if (whole.size() > 4 && words.find(whole) != words.npos) return true;
    for (Word& word : WordsOf(whole)) parts.insert(std::move(word.lower));
  }
  for (const Word& word : WordsOf(text)) {
    if (!parts.contains(word.lower)) continue;
    const bool doubtful = word.lower.size() < 3 || absl::c_linear_search(kPlainWords, word.lower);
    if (!doubtful || (word.capital && !word.begins_sentence)) return true;
  }
  return false;
}

}  // namespace smarthub::text
