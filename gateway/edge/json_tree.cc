#include "gateway/edge/json_tree.h"

#include <boost/json/basic_parser_impl.hpp>
#include <utility>

#include "gateway/edge/json_text.h"
#include "platform/base/error.h"

namespace smarthub::edge {

// What Boost.JSON's parser calls for each thing it finds.
class JsonTreeHandler {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Code = boost::json::error_code;
  using View = boost::json::string_view;

  JsonTreeHandler(JsonTree& tree, std::string_view input) : tree_(tree), input_(input) {}

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return Open(JsonNode::kArray); }
  bool on_array_end(std::size_t, Code&) { return Close(); }
  bool on_object_begin(Code&) { return Open(JsonNode::kObject); }
  bool on_object_end(std::size_t, Code&) { return Close(); }
  bool on_string_part(View s, std::size_t, Code&) { return Part(s); }
  bool on_string(View s, std::size_t, Code&) {
    Add(JsonNode::kString).text = Whole(s);
    return true;
  }
  bool on_key_part(View s, std::size_t, Code&) { return Part(s); }
  bool on_key(View s, std::size_t, Code&) {
    name_ = Whole(s);
    return true;
  }
  bool on_number_part(View s, Code&) { return Part(s); }
  bool on_int64(int64_t, View s, Code&) { return Number(s); }
  bool on_uint64(uint64_t, View s, Code&) { return Number(s); }
  bool on_double(double, View s, Code&) { return Number(s); }
  bool on_bool(bool b, Code&) {
    Add(b ? JsonNode::kTrue : JsonNode::kFalse);
    return true;
  }
  bool on_null(Code&) {
    Add(JsonNode::kNull);
    return true;
  }
  bool on_comment_part(View, Code&) { return false; }
  bool on_comment(View, Code&) { return false; }

 private:
  struct Level {
    uint32_t node;
    uint32_t last;  // its newest child
  };

  JsonNode& Add(JsonNode::Kind kind) {
    const auto index = static_cast<uint32_t>(tree_.nodes_.size());
    JsonNode& node = tree_.nodes_.emplace_back();
    node.kind = kind;
    node.name = std::exchange(name_, {});
    if (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.last == JsonNode::kNone) {
        tree_.nodes_[level.node].first = index;
      } else {
        tree_.nodes_[level.last].next = index;
      }
      level.last = index;
    }
    return node;
  }
  bool Open(JsonNode::Kind kind) {
    Add(kind);
    levels_.push_back({static_cast<uint32_t>(tree_.nodes_.size() - 1), JsonNode::kNone});
    return true;
  }
  bool Close() {
    levels_.pop_back();
    return true;
  }
  bool Number(View s) {
    Add(JsonNode::kNumber).text = Whole(s);
    return true;
  }
  bool Part(View s) {
    parts_.append(s.data(), s.size());
    return true;
  }
  // A view that lives as long as the tree: into the input, or a copy.
  std::string_view Whole(View s) {
    const bool inside =
        s.data() >= input_.data() && s.data() + s.size() <= input_.data() + input_.size();
    if (parts_.empty() && (inside || s.empty())) return {s.data(), s.size()};
    parts_.append(s.data(), s.size());
    return tree_.strings_.emplace_back(std::exchange(parts_, {}));
  }

  JsonTree& tree_;
  std::string_view input_;
  std::string_view name_;
  std::string parts_;
  std::vector<Level> levels_;
};

absl::Status JsonTree::Parse(std::string_view text) {
  nodes_.clear();
  strings_.clear();
  // Said first, so that the reason is right; Boost.JSON would say only that the text is wrong.
  if (!IsUtf8(text)) {
    return InvalidField("", error::v1::REASON_NOT_UTF8, "The JSON text is not valid UTF-8.");
  }
  boost::json::parse_options options;
  options.max_depth = kJsonDepth;
  boost::json::basic_parser<JsonTreeHandler> parser(options, *this, text);
  boost::json::error_code code;
  const size_t used = parser.write_some(/*more=*/false, text.data(), text.size(), code);
  if (code || used != text.size() || nodes_.empty()) {
    return InvalidField("", error::v1::REASON_BAD_JSON,
                        code == boost::json::error::too_deep
                            ? "The JSON text is nested too deeply."
                            : "The request is not valid JSON (RFC 8259).");
  }
  return absl::OkStatus();
}

}  // namespace smarthub::edge
