// Each word once, however many names hold it. A word is gone when the last who holds it lets go.
//
// Not thread-safe. `nicknames` outlives it.
#ifndef SERVICES_SUBJECT_WORD_TABLE_H_
#define SERVICES_SUBJECT_WORD_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/subject/name_likeness.h"

namespace smarthub::subject {

class WordTable {
 public:
  using Id = uint32_t;

  explicit WordTable(const Nicknames* nicknames) : nicknames_(nicknames) {}

  // Holds the word once more.
  Id Hold(std::string_view text);
  void Release(Id id);
  // nullopt: nobody holds it.
  std::optional<Id> Find(std::string_view text) const;

  // Of one that is held, or was: then its text is empty.
  const Word& at(Id id) const { return entries_[id].word; }
  // Ids are below.
  size_t size() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Word word;
    uint32_t holders = 0;
  };

  const Nicknames* nicknames_;
  std::vector<Entry> entries_;
  std::vector<Id> free_;
  absl::flat_hash_map<std::string, Id> ids_;
  size_t bytes_ = 0;
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_WORD_TABLE_H_
