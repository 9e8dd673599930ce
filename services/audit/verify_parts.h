// Parts of the verifier: its own reading of notes and of trees. Not used by the writer.
#ifndef SERVICES_AUDIT_VERIFY_PARTS_H_
#define SERVICES_AUDIT_VERIFY_PARTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/merkle/hash.h"

namespace smarthub::audit {

struct SignedHead {
  uint64_t size = 0;
  merkle::Hash root{};
};

// nullopt unless the note is exactly what the key's owner would have signed for `origin`.
std::optional<SignedHead> ReadSignedNote(std::string_view note, std::string_view origin,
                                         std::string_view verifier_key);

// The root of a growing tree by binary counting: one hash per complete subtree.
class Counter {
 public:
  void Add(const merkle::Hash& leaf);
  merkle::Hash Root() const;
  uint64_t size() const { return size_; }

 private:
  uint64_t size_ = 0;
  std::vector<merkle::Hash> peaks_;  // largest subtree first
};

// Cuts a growing tree into tiles, 256 hashes at each eighth level, and hands out each as the bytes
// that its file must have; the narrower last ones at Finish.
class TileCutter {
 public:
  // level, index, bytes.
  using Emit = std::function<void(int, uint64_t, std::string_view)>;
  explicit TileCutter(Emit emit) : emit_(std::move(emit)) {}
  void Add(const merkle::Hash& leaf) { AddAt(0, leaf); }
  void Finish();

 private:
  struct Level {
    uint64_t index = 0;
    std::string bytes;
  };
  void AddAt(size_t level, const merkle::Hash& hash);

  Emit emit_;
  std::vector<Level> levels_;
};

// "000", "x001/234".
std::string NumberPath(uint64_t index);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_VERIFY_PARTS_H_
