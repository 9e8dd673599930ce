#include <algorithm>
#include <cstdio>

#include "services/audit/verify_parts.h"

namespace smarthub::audit {
namespace {

constexpr size_t kTileBytes = 256 * merkle::kHashSize;

// Of a whole tile, by halves.
merkle::Hash TopOf(std::string_view bytes) {
  if (bytes.size() == merkle::kHashSize) {
    merkle::Hash hash;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  }
  const size_t half = bytes.size() / 2;
  return merkle::NodeHash(TopOf(bytes.substr(0, half)), TopOf(bytes.substr(half)));
}

}  // namespace

void Counter::Add(const merkle::Hash& leaf) {
  merkle::Hash hash = leaf;
  // As many subtrees close as the size has ones at its end.
  for (uint64_t n = size_; n % 2 == 1; n /= 2) {
    hash = merkle::NodeHash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

merkle::Hash Counter::Root() const {
  if (peaks_.empty()) return merkle::EmptyRoot();
  merkle::Hash root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) root = merkle::NodeHash(peaks_[i - 1], root);
  return root;
}

void TileCutter::AddAt(size_t level, const merkle::Hash& hash) {
  if (levels_.size() == level) levels_.emplace_back();
  levels_[level].bytes.append(merkle::Bytes(hash));
  if (levels_[level].bytes.size() < kTileBytes) return;
  const std::string bytes = std::move(levels_[level].bytes);
  emit_(static_cast<int>(level), levels_[level].index, bytes);
  levels_[level].bytes.clear();
  ++levels_[level].index;
  AddAt(level + 1, TopOf(bytes));
}

void TileCutter::Finish() {
  for (size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].bytes.empty()) continue;
    emit_(static_cast<int>(level), levels_[level].index, levels_[level].bytes);
  }
}

std::string NumberPath(uint64_t index) {
  char last[8];
  std::snprintf(last, sizeof(last), "%03d", static_cast<int>(index % 1000));
  std::string path = last;
  for (uint64_t rest = index / 1000; rest > 0; rest /= 1000) {
    char part[8];
    std::snprintf(part, sizeof(part), "x%03d/", static_cast<int>(rest % 1000));
    path.insert(0, part);
  }
  return path;
}

}  // namespace smarthub::audit
