#include "services/subject/phonetic.h"

#include <array>
#include <cstddef>

namespace smarthub::subject {
namespace {

enum class Where { kAnywhere, kStart, kEnd, kBeforeVowel, kStartBeforeVowel };

// The sounds of a spelling: capital letters, X for sh and ch, 0 for th, A for any vowel at the
// beginning. Vowels elsewhere are passed over by the reader.
struct Spelling {
  std::string_view text;
  Where where;
  std::string_view plain;
  std::string_view other;
};

// The first that fits counts, so longer and narrower ones come first.
constexpr std::array kSpellings = {
    // Silent beginnings.
    Spelling{"kn", Where::kStart, "N", "KN"},
    Spelling{"gn", Where::kStart, "N", "KN"},
    Spelling{"pn", Where::kStart, "N", "N"},
    Spelling{"wr", Where::kStart, "R", "FR"},
    Spelling{"ps", Where::kStart, "S", "S"},
    Spelling{"wh", Where::kStart, "W", "W"},
    Spelling{"rh", Where::kAnywhere, "R", "R"},
    Spelling{"x", Where::kStart, "S", "X"},
    // Sh, ch and their kin.
    Spelling{"szcz", Where::kAnywhere, "X", "X"},
    Spelling{"tsch", Where::kAnywhere, "X", "X"},
    Spelling{"tch", Where::kAnywhere, "X", "X"},
    Spelling{"chh", Where::kAnywhere, "X", "X"},
    Spelling{"chr", Where::kStart, "KR", "KR"},
    Spelling{"sch", Where::kAnywhere, "X", "SK"},
    Spelling{"ch", Where::kAnywhere, "X", "K"},
    Spelling{"sh", Where::kAnywhere, "X", "X"},
    Spelling{"sz", Where::kAnywhere, "S", "X"},
    Spelling{"cz", Where::kAnywhere, "X", "X"},
    Spelling{"rz", Where::kAnywhere, "RS", "X"},
    Spelling{"si", Where::kStart, "S", "X"},
    Spelling{"sea", Where::kStart, "S", "X"},
    Spelling{"sio", Where::kAnywhere, "S", "X"},
    Spelling{"sia", Where::kAnywhere, "S", "X"},
    Spelling{"tio", Where::kAnywhere, "X", "X"},
    // C, K, Q.
    Spelling{"ck", Where::kAnywhere, "K", "K"},
    Spelling{"ce", Where::kStart, "S", "K"},
    Spelling{"cy", Where::kStart, "S", "K"},
    Spelling{"ci", Where::kStart, "S", "K"},
    Spelling{"ci", Where::kAnywhere, "S", "X"},
    Spelling{"ce", Where::kAnywhere, "S", "S"},
    Spelling{"cy", Where::kAnywhere, "S", "S"},
    Spelling{"cc", Where::kAnywhere, "K", "K"},
    Spelling{"c", Where::kAnywhere, "K", "K"},
    Spelling{"kh", Where::kAnywhere, "K", "K"},
    Spelling{"kk", Where::kAnywhere, "K", "K"},
    Spelling{"k", Where::kAnywhere, "K", "K"},
    Spelling{"qu", Where::kAnywhere, "KW", "K"},
    Spelling{"q", Where::kAnywhere, "K", "K"},
    Spelling{"x", Where::kAnywhere, "KS", "KS"},
    // G and J.
    Spelling{"dge", Where::kAnywhere, "J", "J"},
    Spelling{"dgi", Where::kAnywhere, "J", "J"},
    Spelling{"ngh", Where::kAnywhere, "NK", "N"},
    Spelling{"gh", Where::kStart, "K", "K"},
    Spelling{"gh", Where::kBeforeVowel, "K", ""},
    Spelling{"gh", Where::kAnywhere, "", "F"},
    Spelling{"gn", Where::kEnd, "N", "N"},
    Spelling{"gg", Where::kAnywhere, "K", "K"},
    Spelling{"ge", Where::kAnywhere, "J", "K"},
    Spelling{"gi", Where::kAnywhere, "J", "K"},
    Spelling{"gy", Where::kAnywhere, "J", "K"},
    Spelling{"g", Where::kAnywhere, "K", "K"},
    Spelling{"jh", Where::kAnywhere, "J", "J"},
    Spelling{"dz", Where::kAnywhere, "TS", "J"},
    Spelling{"zh", Where::kAnywhere, "J", "J"},
    Spelling{"j", Where::kStart, "J", "Y"},
    Spelling{"j", Where::kAnywhere, "J", ""},
    Spelling{"y", Where::kStartBeforeVowel, "Y", "Y"},
    // T and D are heard for each other, as are P and B less often.
    Spelling{"tth", Where::kAnywhere, "0", "T"},
    Spelling{"th", Where::kAnywhere, "0", "T"},
    Spelling{"dh", Where::kAnywhere, "T", "T"},
    Spelling{"dd", Where::kAnywhere, "T", "0"},
    Spelling{"dt", Where::kAnywhere, "T", "T"},
    Spelling{"tt", Where::kAnywhere, "T", "T"},
    Spelling{"t", Where::kAnywhere, "T", "T"},
    Spelling{"d", Where::kAnywhere, "T", "T"},
    Spelling{"ph", Where::kAnywhere, "F", "F"},
    Spelling{"pp", Where::kAnywhere, "P", "P"},
    Spelling{"p", Where::kAnywhere, "P", "P"},
    Spelling{"bh", Where::kAnywhere, "B", "F"},
    Spelling{"mb", Where::kEnd, "M", "M"},
    Spelling{"bb", Where::kAnywhere, "B", "B"},
    Spelling{"b", Where::kAnywhere, "B", "B"},
    Spelling{"mh", Where::kAnywhere, "M", "F"},
    Spelling{"mm", Where::kAnywhere, "M", "M"},
    Spelling{"m", Where::kAnywhere, "M", "M"},
    Spelling{"nn", Where::kAnywhere, "N", "N"},
    Spelling{"n", Where::kAnywhere, "N", "N"},
    Spelling{"ff", Where::kAnywhere, "F", "F"},
    Spelling{"f", Where::kAnywhere, "F", "F"},
    Spelling{"v", Where::kAnywhere, "F", "F"},
    Spelling{"w", Where::kBeforeVowel, "W", "F"},
    Spelling{"w", Where::kAnywhere, "", "F"},
    Spelling{"ss", Where::kAnywhere, "S", "S"},
    Spelling{"s", Where::kAnywhere, "S", "S"},
    Spelling{"zz", Where::kAnywhere, "S", "S"},
    Spelling{"z", Where::kAnywhere, "S", "S"},
    Spelling{"ll", Where::kAnywhere, "L", "L"},
    Spelling{"l", Where::kAnywhere, "L", "L"},
    Spelling{"rr", Where::kAnywhere, "R", "R"},
    Spelling{"r", Where::kAnywhere, "R", "R"},
    // Heard at the beginning only: Graham and Graeme, Ahmed and Amed.
    Spelling{"h", Where::kStartBeforeVowel, "H", "H"},
    Spelling{"h", Where::kAnywhere, "", ""},
};

constexpr std::string_view kCodes = "?ABFHJKLMNPRSTWXY0";
constexpr int kMostSounds = 12;
constexpr int kBits = 5;

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool Fits(const Spelling& spelling, std::string_view word, size_t at) {
  if (word.compare(at, spelling.text.size(), spelling.text) != 0) return false;
  const size_t end = at + spelling.text.size();
  const bool vowel = end < word.size() && IsVowel(word[end]);
  switch (spelling.where) {
    case Where::kAnywhere:
      return true;
    case Where::kStart:
      return at == 0;
    case Where::kEnd:
      return end == word.size();
    case Where::kBeforeVowel:
      return vowel;
    case Where::kStartBeforeVowel:
      return at == 0 && vowel;
  }
  return false;
}

const Spelling* Find(std::string_view word, size_t at) {
  for (const Spelling& spelling : kSpellings) {
    if (Fits(spelling, word, at)) return &spelling;
  }
  return nullptr;
}

// One reading as it grows.
class Reading {
 public:
  // The same sound twice without a vowel between is heard once.
  void Hear(std::string_view sounds) {
    for (const char sound : sounds) {
      if (sound == last_ || count_ == kMostSounds) continue;
      key_ = key_ << kBits | kCodes.find(sound);
      ++count_;
      last_ = sound;
    }
  }
  void Vowel(bool at_start) {
    if (at_start) Hear("A");
    last_ = 0;
  }
  uint64_t key() const { return key_; }

 private:
  uint64_t key_ = 0;
  int count_ = 0;
  char last_ = 0;
};

}  // namespace

Sounds SoundsOf(std::string_view word) {
  Reading plain;
  Reading other;
  size_t at = 0;
  while (at < word.size()) {
    if (const Spelling* spelling = Find(word, at); spelling != nullptr) {
      plain.Hear(spelling->plain);
      other.Hear(spelling->other);
      // A vowel that only told which spelling it is still parts what stands on both sides.
      if (IsVowel(spelling->text.back())) {
        plain.Vowel(false);
        other.Vowel(false);
      }
      at += spelling->text.size();
      continue;
    }
    if (IsVowel(word[at])) {
      plain.Vowel(at == 0);
      other.Vowel(at == 0);
    }
    ++at;
  }
  return {plain.key(), other.key() == 0 ? plain.key() : other.key()};
}

int CountSounds(uint64_t key) {
  int count = 0;
  for (; key != 0; key >>= kBits) ++count;
  return count;
}

std::string SoundsText(uint64_t key) {
  std::string text;
  for (; key != 0; key >>= kBits) text.insert(text.begin(), kCodes[key & 31]);
  return text;
}

}  // namespace smarthub::subject
