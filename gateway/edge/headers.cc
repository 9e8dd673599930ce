#include "gateway/edge/headers.h"

namespace smarthub::edge {

void Headers::Add(std::string_view name, std::string_view value) {
  const Entry entry = {static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(name.size()),
                       static_cast<uint32_t>(value.size())};
  text_.append(name);
  text_.append(value);
  entries_.push_back(entry);
}

void Headers::Append(const Headers& others) {
  const auto by = static_cast<uint32_t>(text_.size());
  text_ += others.text_;
  entries_.reserve(entries_.size() + others.entries_.size());
  for (Entry entry : others.entries_) {
    entry.at += by;
    entries_.push_back(entry);
  }
}

void Headers::Clear() {
  text_.clear();
  entries_.clear();
}

std::string_view Headers::Find(std::string_view name) const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Field field = (*this)[i];
    if (field.name == name) return field.value;
  }
  return {};
}

bool Headers::Has(std::string_view name) const { return Count(name) > 0; }

int Headers::Count(std::string_view name) const {
  int count = 0;
  for (size_t i = 0; i < entries_.size(); ++i) count += (*this)[i].name == name;
  return count;
}

}  // namespace smarthub::edge
