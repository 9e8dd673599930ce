#include "services/subject/plates.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"

namespace smarthub::subject {
namespace {

constexpr size_t kLongest = 12;
constexpr size_t kFewest = 3;
constexpr char kUnseen = '?';

// One letter for all that are taken for each other.
char Kin(char c) {
  switch (c) {
    case 'O':
    case 'Q':
    case 'D':
      return '0';
    case 'I':
    case 'L':
      return '1';
    case 'Z':
      return '2';
    case 'S':
      return '5';
    case 'G':
      return '6';
    case 'B':
      return '8';
    default:
      return c;
  }
}

// How many of `part` are at `at` in `plate` as they are; 0 where one of them is not even akin.
struct Fit {
  bool fits = true;
  size_t seen = 0;
  size_t same = 0;
};

Fit FitAt(std::string_view part, std::string_view plate, size_t at) {
  Fit fit;
  for (size_t i = 0; i < part.size(); ++i) {
    const char mine = part[i];
    const char theirs = plate[at + i];
    if (mine == kUnseen || theirs == kUnseen) continue;
    ++fit.seen;
    if (mine == theirs) {
      ++fit.same;
    } else if (Kin(mine) != Kin(theirs)) {
      fit.fits = false;
    }
  }
  return fit;
}

// A whole plate with one character wrong or two neighbours swapped.
bool OneSlip(std::string_view part, std::string_view plate) {
  if (part.size() != plate.size() || part.size() < 5) return false;
  size_t first = part.size();
  size_t wrong = 0;
  for (size_t i = 0; i < part.size(); ++i) {
    if (Kin(part[i]) == Kin(plate[i])) continue;
    if (wrong++ == 0) first = i;
  }
  if (wrong <= 1) return true;
  return wrong == 2 && first + 1 < part.size() && Kin(part[first]) == Kin(plate[first + 1]) &&
         Kin(part[first + 1]) == Kin(plate[first]);
}

}  // namespace

std::string PlateOf(std::string_view text) {
  std::string plate;
  for (const char c : text) {
    if (plate.size() == kLongest) break;
    if (absl::ascii_isalnum(c)) plate += absl::ascii_toupper(c);
    if (c == '?' || c == '*' || c == '_') plate += kUnseen;
  }
  return plate;
}

bool LooksLikePlate(std::string_view text) {
  size_t size = 0;
  bool digit = false;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!absl::ascii_isalnum(c) && c != '?' && c != '*' && c != '_') return false;
    digit |= absl::ascii_isdigit(c);
    ++size;
  }
  return digit && size >= kFewest && size <= kLongest;
}

float PlateLikeness(std::string_view part, std::string_view plate) {
  if (part.size() > plate.size()) return 0;
  float best = 0;
  for (size_t at = 0; at + part.size() <= plate.size(); ++at) {
    const Fit fit = FitAt(part, plate, at);
    if (!fit.fits || fit.seen < kFewest) continue;
    const auto whole = static_cast<float>(plate.size());
    const float seen = static_cast<float>(fit.seen) / whole;
    const float same = static_cast<float>(fit.same) / static_cast<float>(fit.seen);
    best = std::max(best, 0.5F + 0.4F * seen + 0.1F * same);
  }
  if (best == 0 && OneSlip(part, plate)) best = 0.75F;
  return std::min(best, 1.0F);
}

}  // namespace smarthub::subject
