// Strict RFC 8259 text as a tree of nodes in one vector. Boost.JSON reads; strings without escapes
// stay where they are in the input.
#ifndef GATEWAY_EDGE_JSON_TREE_H_
#define GATEWAY_EDGE_JSON_TREE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace smarthub::edge {

inline constexpr int kJsonDepth = 64;

struct JsonNode {
  enum Kind : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };
  static constexpr uint32_t kNone = 0;

  Kind kind = kNull;
  // In an object: its name there.
  std::string_view name;
  // Of a string, unescaped; of a number, as written.
  std::string_view text;
  // Indexes; kNone: there is none (node 0 is the root, nobody's child).
  uint32_t first = kNone;
  uint32_t next = kNone;
};

// Not thread-safe. Kept and used again, it stops allocating.
class JsonTree {
 public:
  // `text` outlives what is read from the tree. INVALID_ARGUMENT / BAD_JSON or NOT_UTF8, never with
  // anything of `text`.
  absl::Status Parse(std::string_view text);

  const JsonNode& root() const { return nodes_.front(); }
  const JsonNode& at(uint32_t i) const { return nodes_[i]; }

 private:
  friend class JsonTreeHandler;
  std::vector<JsonNode> nodes_;
  // Unescaped strings; a deque, so that they stay where they are.
  std::deque<std::string> strings_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_JSON_TREE_H_
