#include "services/subject/spelling.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace smarthub::subject {
namespace {

constexpr size_t kLongest = 64;

float Jaro(std::string_view a, std::string_view b) {
  const size_t longer = std::max(a.size(), b.size());
  const size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  uint64_t in_a = 0;
  uint64_t in_b = 0;
  size_t common = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t from = i > window ? i - window : 0;
    const size_t to = std::min(b.size(), i + window + 1);
    for (size_t j = from; j < to; ++j) {
      if (a[i] != b[j] || (in_b >> j & 1) != 0) continue;
      in_a |= uint64_t{1} << i;
      in_b |= uint64_t{1} << j;
      ++common;
      break;
    }
  }
  if (common == 0) return 0;
  size_t moved = 0;
  for (size_t i = 0, j = 0; i < a.size(); ++i) {
    if ((in_a >> i & 1) == 0) continue;
    while ((in_b >> j & 1) == 0) ++j;
    if (a[i] != b[j++]) ++moved;
  }
  const auto part = static_cast<float>(common);
  return (part / static_cast<float>(a.size()) + part / static_cast<float>(b.size()) +
          (part - static_cast<float>(moved / 2)) / part) /
         3;
}

}  // namespace

size_t Edits(std::string_view a, std::string_view b, size_t most) {
  a = a.substr(0, kLongest);
  b = b.substr(0, kLongest);
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::array<uint8_t, kLongest + 1> before{};
  std::array<uint8_t, kLongest + 1> last{};
  std::array<uint8_t, kLongest + 1> row{};
  for (size_t i = 0; i <= a.size(); ++i) last[i] = static_cast<uint8_t>(i);
  for (size_t j = 1; j <= b.size(); ++j) {
    row[0] = static_cast<uint8_t>(j);
    uint8_t least = row[0];
    for (size_t i = 1; i <= a.size(); ++i) {
      const bool same = a[i - 1] == b[j - 1];
      int edits = std::min({last[i] + 1, row[i - 1] + 1, last[i - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        edits = std::min(edits, before[i - 2] + 1);
      }
      row[i] = static_cast<uint8_t>(edits);
      least = std::min(least, row[i]);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return std::min<size_t>(last[a.size()], most + 1);
}

float JaroWinkler(std::string_view a, std::string_view b) {
  a = a.substr(0, kLongest);
  b = b.substr(0, kLongest);
  if (a.empty() || b.empty()) return 0;
  const float jaro = Jaro(a, b);
  size_t first = 0;
  while (first < 4 && first < a.size() && first < b.size() && a[first] == b[first]) ++first;
  return jaro + static_cast<float>(first) * 0.1F * (1 - jaro);
}

}  // namespace smarthub::subject
