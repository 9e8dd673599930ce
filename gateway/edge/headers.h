// A list of HTTP header fields: order and repetition are kept. One buffer holds all text, so a
// request's headers cost two allocations. A value type.
#ifndef GATEWAY_EDGE_HEADERS_H_
#define GATEWAY_EDGE_HEADERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smarthub::edge {

class Headers {
 public:
  struct Field {
    std::string_view name;  // lower case
    std::string_view value;
  };

  // `name` is lower case already. The caller bounds count and bytes (below 4 GiB).
  void Add(std::string_view name, std::string_view value);
  void Append(const Headers& others);
  void Clear();
  // The first of that name; empty where there is none.
  std::string_view Find(std::string_view name) const;
  bool Has(std::string_view name) const;
  // How many of that name.
  int Count(std::string_view name) const;

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  // Valid until the next Add or Clear.
  Field operator[](size_t i) const {
    const Entry& entry = entries_[i];
    return {{text_.data() + entry.at, entry.name},
            {text_.data() + entry.at + entry.name, entry.value}};
  }
  // Bytes of all names and values.
  size_t bytes() const { return text_.size(); }

 private:
  struct Entry {
    uint32_t at;
    uint32_t name;
    uint32_t value;
  };
  std::string text_;
  std::vector<Entry> entries_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_HEADERS_H_
