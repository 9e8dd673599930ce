#include "services/subject/name_likeness.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "services/subject/spelling.h"

namespace smarthub::subject {
namespace {

constexpr float kInitialWeight = 0.35F;
// What the words asked for count beside those held that nobody asked for.
constexpr float kAskedPart = 0.75F;
constexpr float kOtherOrder = 0.02F;

float Weight(const Word& word) { return IsInitial(word) ? kInitialWeight : 1; }

// Which held word each word asked for goes with, so that their sum is greatest. Both are at most
// kMostNameWords, so every choice is tried, each subset once.
class Assignment {
 public:
  struct Pair {
    size_t asked = 0;
    size_t held = 0;
    Likeness likeness;
  };

  Assignment(absl::Span<const Word* const> asked, absl::Span<const Word* const> held,
             const WordScores& scores)
      : asked_(asked.size()), held_(held.size()) {
    for (size_t i = 0; i < asked_; ++i) {
      for (size_t j = 0; j < held_; ++j) {
        table_[i][j] = scores(i, j);
        value_[i][j] = table_[i][j].score * std::min(Weight(*asked[i]), Weight(*held[j]));
      }
    }
  }

  std::vector<Pair> Best() {
    std::vector<Pair> pairs;
    if (Total(0, 0) == 0) return pairs;
    uint32_t taken = 0;
    for (size_t i = 0; i < asked_; ++i) {
      const size_t j = choice_[i][taken];
      if (j == kNobody) continue;
      pairs.push_back({i, j, table_[i][j]});
      taken |= 1U << j;
    }
    return pairs;
  }

 private:
  static constexpr size_t kNobody = kMostNameWords;
  static constexpr size_t kSubsets = size_t{1} << kMostNameWords;

  // The greatest sum for the words from `i` on where `taken` are gone.
  float Total(size_t i, uint32_t taken) {
    if (i == asked_) return 0;
    if (known_[i][taken]) return total_[i][taken];
    float best = Total(i + 1, taken);
    size_t choice = kNobody;
    for (size_t j = 0; j < held_; ++j) {
      if ((taken >> j & 1) != 0 || value_[i][j] == 0) continue;
      const float with = value_[i][j] + Total(i + 1, taken | 1U << j);
      if (with > best) {
        best = with;
        choice = j;
      }
    }
    known_[i][taken] = true;
    choice_[i][taken] = static_cast<uint8_t>(choice);
    return total_[i][taken] = best;
  }

  const size_t asked_;
  const size_t held_;
  std::array<std::array<Likeness, kMostNameWords>, kMostNameWords> table_{};
  std::array<std::array<float, kMostNameWords>, kMostNameWords> value_{};
  std::array<std::array<bool, kSubsets>, kMostNameWords> known_{};
  std::array<std::array<float, kSubsets>, kMostNameWords> total_{};
  std::array<std::array<uint8_t, kSubsets>, kMostNameWords> choice_{};
};

// No choice of words can make more of it than each word's best.
float AtMost(absl::Span<const Word* const> asked, absl::Span<const Word* const> held,
             const WordScores& scores) {
  float sum = 0;
  float all = 0;
  for (size_t i = 0; i < asked.size(); ++i) {
    float best = 0;
    for (size_t j = 0; j < held.size(); ++j) best = std::max(best, scores(i, j).score);
    sum += best * Weight(*asked[i]);
    all += Weight(*asked[i]);
  }
  return sum == 0 ? 0 : kAskedPart * sum / all + (1 - kAskedPart);
}

// Word by word, in any order.
NameLikeness CompareWordByWord(absl::Span<const Word* const> asked,
                               absl::Span<const Word* const> held, const WordScores& scores) {
  if (AtMost(asked, held, scores) < kAlike) return {};
  NameLikeness whole;
  float asked_sum = 0;
  float held_sum = 0;
  bool other_order = false;
  size_t last = 0;
  for (const Assignment::Pair& pair : Assignment(asked, held, scores).Best()) {
    const Word& word = *asked[pair.asked];
    asked_sum += Weight(word) * pair.likeness.score;
    held_sum += Weight(*held[pair.held]) * pair.likeness.score;
    whole.by |= 1U << static_cast<int>(pair.likeness.by);
    if (!IsInitial(word) && !IsInitial(*held[pair.held])) ++whole.words;
    other_order |= pair.held < last;
    last = pair.held;
  }
  // Nothing but initials is no name.
  if (whole.words == 0) return {};
  float asked_all = 0;
  float held_all = 0;
  for (const Word* word : asked) asked_all += Weight(*word);
  for (const Word* word : held) held_all += Weight(*word);
  whole.score = kAskedPart * asked_sum / asked_all + (1 - kAskedPart) * held_sum / held_all;
  if (other_order) whole.score -= kOtherOrder;
  return whole;
}

// A blank too many or too few: "ja xson" and "jaxson", "maryjane" and "mary jane".
NameLikeness CompareJoined(absl::Span<const Word* const> asked,
                           absl::Span<const Word* const> held) {
  const auto letters = [](absl::Span<const Word* const> words) {
    uint32_t all = 0;
    for (const Word* word : words) all |= word->letters;
    return all;
  };
  const auto size = [](absl::Span<const Word* const> words) {
    size_t sum = 0;
    for (const Word* word : words) sum += word->text.size();
    return sum;
  };
  const size_t longer = std::max(size(asked), size(held));
  const size_t most = longer < 5 ? 0 : longer < 9 ? 1 : 2;
  if (longer - std::min(size(asked), size(held)) > most) return {};
  if (static_cast<size_t>(std::popcount(letters(asked) ^ letters(held))) > 2 * most) return {};
  std::string a;
  std::string b;
  for (const Word* word : asked) a += word->text;
  for (const Word* word : held) b += word->text;
  const size_t edits = Edits(a, b, most);
  if (edits > most) return {};
  const auto words = static_cast<int>(std::min(asked.size(), held.size()));
  return {0.95F * SpellingScore(a, b, edits), 1U << static_cast<int>(By::kSpeltLike), words};
}

}  // namespace

NameLikeness CompareNames(absl::Span<const Word* const> asked, absl::Span<const Word* const> held,
                          const WordScores& scores) {
  if (asked.empty() || held.empty()) return {};
  const NameLikeness whole = CompareWordByWord(asked, held, scores);
  if (asked.size() != held.size()) {
    if (const NameLikeness joined = CompareJoined(asked, held); joined.score > whole.score) {
      return joined;
    }
  }
  return whole;
}

}  // namespace smarthub::subject
