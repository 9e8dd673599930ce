#include "services/subject/name_words.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "platform/base/strings.h"
#include "platform/text/text.h"

namespace smarthub::subject {
namespace {

constexpr std::array<std::string_view, 12> kTitles = {
    "mr", "mrs", "ms", "miss", "mx", "dr", "sir", "aka", "alias", "known", "as", "called"};

// They make one name with the word after them, written together or not.
constexpr std::array<std::string_view, 21> kBelongToNext = {
    "o",   "mc",  "mac", "de", "del", "della", "di", "da", "du", "la", "le",
    "van", "von", "der", "al", "el",  "ap",    "ab", "ui", "ni", "st"};

constexpr std::array<std::string_view, 28> kSayNothing = {
    "a",   "an",  "and",   "at", "been", "dark",    "had",  "has", "he", "her",
    "his", "in",  "is",    "it", "left", "like",    "of",   "on",  "or", "right",
    "she", "the", "their", "to", "was",  "wearing", "with", "very"};

template <typename Words>
bool Among(const Words& words, std::string_view word) {
  return absl::c_linear_search(words, word);
}

// What is not a letter or digit ends a word; apostrophes only join (O'Brien, D'Souza).
std::vector<std::string> Split(std::string_view folded) {
  std::vector<std::string> words;
  bool open = false;
  for (const char c : folded) {
    if (c == '\'') continue;
    const bool in_word = absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80;
    if (in_word && !open) words.emplace_back();
    open = in_word;
    if (in_word && words.back().size() < kMostWordBytes) words.back() += c;
  }
  return words;
}

// What a phone types for an apostrophe joins as one; its other marks and blanks part words.
std::string Folded(std::string_view text) {
  const std::string plain =
      absl::StrReplaceAll(ToAbsl(text), {{"\u2019", "'"}, {"\u2018", "'"}, {"\u02bc", "'"}});
  return text::Folded(text::WithPlainMarks(plain));
}

}  // namespace

std::vector<std::string> NameWords(std::string_view name) {
  std::vector<std::string> words = Split(Folded(name.substr(0, kMostNameBytes)));
  std::vector<std::string> kept;
  std::string before;
  for (std::string& word : words) {
    if (Among(kTitles, word)) continue;
    word.insert(0, before);
    before.clear();
    if (Among(kBelongToNext, word)) {
      before = word;
    } else {
      kept.push_back(std::move(word));
    }
  }
  // Nothing came after it: then it is a name ("Al", "Ni").
  if (!before.empty()) kept.push_back(before);
  if (kept.size() > kMostNameWords) {
    kept[kMostNameWords - 1] = std::move(kept.back());
    kept.resize(kMostNameWords);
  }
  return kept;
}

std::vector<std::string> TellingWords(std::string_view text) {
  constexpr size_t kMost = 24;
  std::vector<std::string> words;
  for (std::string& word : Split(Folded(text.substr(0, kMostNameBytes)))) {
    if (word.size() < 3 || Among(kSayNothing, word)) continue;
    if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's') word.pop_back();
    words.push_back(std::move(word));
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (words.size() > kMost) words.resize(kMost);
  return words;
}

}  // namespace smarthub::subject
