#include "services/audit/verify.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/audit/verify_parts.h"

namespace smarthub::audit {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> ReadWhole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

std::string Narrow(uint64_t width) { return width == 256 ? "" : absl::StrCat(".p/", width); }

// One walk through one log.
class Walk {
 public:
  explicit Walk(const VerifyInput& input) : input_(input), root_(input.directory) {}

  VerifyReport Run() {
    ReadHeads();
    if (report_.ok()) {
      ReadBundles();
      CompareWithStore();
      LookForStrays();
    }
    return std::move(report_);
  }

 private:
  template <typename... Parts>
  void Find(const Parts&... parts) {
    report_.findings.push_back(absl::StrCat(parts...));
  }

  void ReadHeads() {
    const std::string origin = "smarthub/" + input_.slot;
    expected_.insert("checkpoint");
    const std::optional<std::string> note = ReadWhole(root_ / "checkpoint");
    if (note) {
      head_ = ReadSignedNote(*note, origin, input_.verifier_key);
      if (!head_) return Find("checkpoint: not signed by the log's key");
      report_.size = head_->size;
    } else {
      // A log of a first second; only the store can tell it from one whose checkpoint was taken.
      head_ = SignedHead{0, merkle::EmptyRoot()};
      if (!input_.store) return Find("checkpoint: missing");
    }
    if (input_.seen_checkpoint.empty()) return;
    seen_ = ReadSignedNote(input_.seen_checkpoint, origin, input_.verifier_key);
    if (!seen_) return Find("the checkpoint seen earlier: not signed by the log's key");
    if (seen_->size > head_->size) {
      Find("checkpoint: of ", head_->size, " entries, but one of ", seen_->size, " was seen");
    }
  }

  void ReadBundles() {
    TileCutter tiles([this](int level, uint64_t index, std::string_view bytes) {
      CompareTile(level, index, bytes);
    });
    for (uint64_t bundle = 0; bundle * 256 < head_->size; ++bundle) {
      const uint64_t count = std::min<uint64_t>(256, head_->size - bundle * 256);
      const std::string path = absl::StrCat("tile/entries/", NumberPath(bundle), Narrow(count));
      expected_.insert(path);
      const std::optional<std::string> bytes = ReadWhole(root_ / path);
      // What follows cannot be placed once an entry is missing.
      if (!bytes) return Find(path, ": missing");
      if (!ReadEntries(path, *bytes, count, tiles)) return;
    }
    tiles.Finish();
    if (counter_.Root() != head_->root) {
      Find("the entries' root is not the signed one: an entry was changed, moved or replaced");
    }
  }

  bool ReadEntries(const std::string& path, std::string_view bytes, uint64_t count,
                   TileCutter& tiles) {
    size_t at = 0;
    for (uint64_t i = 0; i < count; ++i) {
      const size_t left = bytes.size() - at;
      const size_t size = left < 2 ? 0
                                   : static_cast<unsigned char>(bytes[at]) * 256u +
                                         static_cast<unsigned char>(bytes[at + 1]);
      if (left < 2 || left - 2 < size) {
        Find(path, ": ends after ", i, " of ", count, " entries");
        return false;
      }
      Entry(bytes.substr(at + 2, size), tiles);
      at += 2 + size;
    }
    if (at != bytes.size()) Find(path, ": goes on after its ", count, " entries");
    return true;
  }

  void Entry(std::string_view sealed, TileCutter& tiles) {
    const uint64_t index = report_.entries++;
    const merkle::Hash hash = merkle::LeafHash(sealed);
    counter_.Add(hash);
    tiles.Add(hash);
    if (seen_ && counter_.size() == seen_->size && counter_.Root() != seen_->root) {
      Find("the first ", seen_->size, " entries are not those of the checkpoint seen earlier");
    }
    if (input_.store) CompareWithTail(index, sealed);
    Open(index, sealed);
  }

  void Open(uint64_t index, std::string_view sealed) {
    if (input_.seal == nullptr) return;
    const absl::StatusOr<v1::Leaf> leaf = input_.seal->Open(input_.slot, sealed);
    if (absl::IsNotFound(leaf.status())) {
      ++report_.key_gone;
    } else if (!leaf.ok()) {
      Find("entry ", index, ": does not open under its month's key");
    } else {
      ++report_.opened;
      if (leaf->entry_id().size() != 16) Find("entry ", index, ": has no id");
      if (!ids_.insert(leaf->entry_id()).second) Find("entry ", index, ": repeats another's id");
    }
  }

  void CompareTile(int level, uint64_t index, std::string_view bytes) {
    const std::string path = absl::StrCat("tile/", level, "/", NumberPath(index),
                                          Narrow(bytes.size() / merkle::kHashSize));
    expected_.insert(path);
    const std::optional<std::string> on_disk = ReadWhole(root_ / path);
    if (!on_disk) return Find(path, ": missing");
    if (*on_disk != bytes) Find(path, ": not the hashes of the entries");
  }

  // A signed entry that the store has not forgotten yet must be the same there.
  void CompareWithTail(uint64_t index, std::string_view sealed) {
    const auto& tail = input_.store->tail;
    while (tail_at_ < tail.size() && tail[tail_at_].leaf_index < index) ++tail_at_;
    if (tail_at_ < tail.size() && tail[tail_at_].leaf_index == index &&
        tail[tail_at_].sealed != sealed) {
      Find("entry ", index, ": the store has another entry under this index (a fork)");
    }
  }

  void CompareWithStore() {
    if (!input_.store) return;
    const uint64_t next = input_.store->next_leaf;
    if (next < head_->size) {
      return Find("the store would give out index ", next, ", but ", head_->size,
                  " entries are signed: the store was rolled back");
    }
    uint64_t expected = head_->size;
    for (const store::Store::TailEntry& entry : input_.store->tail) {
      if (entry.leaf_index < head_->size) continue;
      if (entry.leaf_index != expected) break;
      ++expected;
      ++report_.waiting;
      Open(entry.leaf_index, entry.sealed);
    }
    if (expected != next) {
      Find("entry ", expected, ": committed, but neither signed nor in the store's tail (next is ",
           next, ")");
    }
  }

  void LookForStrays() {
    std::error_code error;
    for (fs::recursive_directory_iterator at(root_, error), end; !error && at != end;
         at.increment(error)) {
      const std::string path = fs::relative(at->path(), root_).string();
      if (path == "index") at.disable_recursion_pending();
      if (path == "index" || path == "lock" || at->is_directory()) continue;
      if (expected_.count(path) == 0) Stray(path);
    }
    if (error) Find("the directory cannot be read to its end");
  }

  // Remains of a pass that did not end are known by their names, and by the store, which still has
  // their entries; anything else does not belong here.
  void Stray(const std::string& path) {
    const bool temporary = absl::EndsWith(path, ".new");
    const bool tile = absl::StartsWith(path, "tile/");
    if (temporary || (tile && input_.store)) {
      report_.remarks.push_back(absl::StrCat(path, ": not part of the signed log"));
    } else if (tile) {
      Find(path, ": beyond the checkpoint; verify together with the store");
    } else {
      Find(path, ": does not belong here");
    }
  }

  const VerifyInput& input_;
  const fs::path root_;
  VerifyReport report_;
  std::optional<SignedHead> head_;
  std::optional<SignedHead> seen_;
  Counter counter_;
  size_t tail_at_ = 0;
  std::set<std::string> expected_;
  absl::flat_hash_set<std::string> ids_;
};

}  // namespace

VerifyReport Verify(const VerifyInput& input) { return Walk(input).Run(); }

}  // namespace smarthub::audit
