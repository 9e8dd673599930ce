#include "services/subject/word_table.h"

#include "platform/base/strings.h"

namespace smarthub::subject {
namespace {

// Entry, map slot and control byte at the load they have on average, and text beyond what a string
// holds in itself, twice.
size_t BytesOf(std::string_view text) {
  constexpr size_t kWithin = 15;
  return 2 * (sizeof(Word) + sizeof(std::string)) + (text.size() > kWithin ? 2 * text.size() : 0);
}

}  // namespace

WordTable::Id WordTable::Hold(std::string_view text) {
  const auto next = free_.empty() ? static_cast<Id>(entries_.size()) : free_.back();
  const auto [at, is_new] = ids_.try_emplace(std::string(text), next);
  if (is_new) {
    if (free_.empty()) {
      entries_.push_back({Word(text, *nicknames_), 0});
    } else {
      free_.pop_back();
      entries_[next].word = Word(text, *nicknames_);
    }
    bytes_ += BytesOf(text);
  }
  ++entries_[at->second].holders;
  return at->second;
}

void WordTable::Release(Id id) {
  Entry& entry = entries_[id];
  if (--entry.holders > 0) return;
  bytes_ -= BytesOf(entry.word.text);
  ids_.erase(entry.word.text);
  entry.word = Word({}, *nicknames_);
  free_.push_back(id);
}

std::optional<WordTable::Id> WordTable::Find(std::string_view text) const {
  const auto found = ids_.find(ToAbsl(text));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

}  // namespace smarthub::subject
