#include "services/subject/word_likeness.h"

#include <algorithm>
#include <bit>

#include "services/subject/spelling.h"

namespace smarthub::subject {
namespace {

constexpr float kNicknameScore = 0.93F;
constexpr float kSiblingScore = 0.86F;
constexpr float kInitialScore = 0.7F;

uint32_t LettersOf(std::string_view text) {
  uint32_t letters = 0;
  for (const char c : text) letters |= 1U << (static_cast<unsigned char>(c) & 31U);
  return letters;
}

// How many edits still make one name out of another of this length.
size_t MostEdits(size_t longer) { return longer < 3 ? 0 : longer < 6 ? 1 : longer < 9 ? 2 : 3; }

// Not enough alone, but beside another word that fits well: "sophie sndl" is Sophie Snell. First
// letters are seldom wrong.
Likeness CompareLoosely(const Word& a, const Word& b) {
  constexpr float kLeast = 0.7F;
  constexpr float kLess = 0.2F;
  if (a.text.empty() || b.text.empty() || a.text.front() != b.text.front()) return {};
  if (std::min(a.text.size(), b.text.size()) < 3) return {};
  const float likeness = JaroWinkler(a.text, b.text);
  if (likeness < kLeast) return {};
  return {likeness - kLess, By::kSpeltLike};
}

Likeness CompareSpelling(const Word& a, const Word& b) {
  const size_t longer = std::max(a.text.size(), b.text.size());
  const size_t shorter = std::min(a.text.size(), b.text.size());
  // Each edit changes at most two of the letters that only one of them has.
  const size_t most = MostEdits(longer);
  const auto apart = static_cast<size_t>(std::popcount(a.letters ^ b.letters));
  if (most > 0 && longer - shorter <= most && apart <= 2 * most) {
    const size_t edits = Edits(a.text, b.text, most);
    if (edits <= most) {
      return {std::min(SpellingScore(a.text, b.text, edits), 0.97F), By::kSpeltLike};
    }
  }
  // Somebody typed the beginning, or the record holds it.
  const std::string& longest = a.text.size() > b.text.size() ? a.text : b.text;
  const std::string& beginning = a.text.size() > b.text.size() ? b.text : a.text;
  if (shorter >= 3 && longest.compare(0, shorter, beginning) == 0) {
    const float part = static_cast<float>(shorter) / static_cast<float>(longer);
    return {0.65F + 0.25F * part, By::kSpeltLike};
  }
  return CompareLoosely(a, b);
}

Likeness CompareSounds(const Word& a, const Word& b) {
  if (!SoundAlike(a.sounds, b.sounds)) return {};
  const float spelling = JaroWinkler(a.text, b.text);
  // One or two sounds are in too many names to say much alone.
  if (CountSounds(a.sounds.plain) < 3 && spelling < 0.6F) return {};
  return {0.72F + 0.2F * spelling, By::kSoundsLike};
}

}  // namespace

float SpellingScore(std::string_view a, std::string_view b, size_t edits) {
  const auto longer = static_cast<float>(std::max(a.size(), b.size()));
  const float kept = 1 - static_cast<float>(edits) / longer;
  return 0.5F * JaroWinkler(a, b) + 0.5F * kept;
}

Word::Word(std::string_view word, const Nicknames& nicknames)
    : text(word),
      sounds(SoundsOf(word)),
      letters(LettersOf(word)),
      families(nicknames.Find(word)) {}

Likeness CompareWords(const Word& a, const Word& b) {
  if (a.text == b.text) return {1, By::kSameName};
  if (IsInitial(a) || IsInitial(b)) {
    if (a.text.front() != b.text.front()) return {};
    return {kInitialScore, By::kSpeltLike};
  }
  Likeness best;
  switch (Nicknames::KinOf(a.families, b.families)) {
    case Nicknames::Kin::kDirect:
      best = {kNicknameScore, By::kNickname};
      break;
    case Nicknames::Kin::kSiblings:
      best = {kSiblingScore, By::kNickname};
      break;
    case Nicknames::Kin::kNone:
      break;
  }
  for (const Likeness& other : {CompareSounds(a, b), CompareSpelling(a, b)}) {
    if (other.score > best.score) best = other;
  }
  return best;
}

}  // namespace smarthub::subject
