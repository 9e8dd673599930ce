// Which names are used for which: Bill for William, Gosia for Małgorzata. From the lists in data/,
// embedded at build; their sources and licences are beside them.
//
// Immutable once made; thread-safe.
#ifndef SERVICES_SUBJECT_NICKNAMES_H_
#define SERVICES_SUBJECT_NICKNAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace smarthub::subject {

class Nicknames {
 public:
  // The families of names a word belongs to, sorted. A formal name begins its family; everything
  // it is shortened to, or written as elsewhere, belongs to it.
  struct Families {
    std::vector<uint16_t> begins;
    std::vector<uint16_t> belongs;
  };
  enum class Kin {
    kNone,
    // Both belong to one family: Bob and Rob.
    kSiblings,
    // One begins the family of the other: William and Bill; or both are ways to write one name.
    kDirect,
  };

  Nicknames();

  // Null: nothing is known of it. `word` is folded; what is returned lives as long as this.
  const Families* Find(std::string_view word) const;
  // Null: belongs nowhere.
  static Kin KinOf(const Families* a, const Families* b);

  size_t size() const { return families_.size(); }

 private:
  // "william,has_nickname,bill"
  void AddNicknames(std::string_view csv);
  // "mohammed,muhammad,mohamed": each is each other.
  void AddVariants(std::string_view csv);

  uint16_t FamilyOf(std::string_view formal);

  absl::flat_hash_map<std::string, Families> families_;
  absl::flat_hash_map<std::string, uint16_t> numbers_;
};

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NICKNAMES_H_
