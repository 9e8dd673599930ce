#include "services/insight/csv.h"

#include <cstddef>

namespace smarthub::insight {
namespace {

// A file with one quote never closed must not become one field of gigabytes.
constexpr size_t kLongestField = 4096;
constexpr size_t kMostFields = 256;

bool AtLineEnd(std::string_view rest) {
  return rest.empty() || rest[0] == '\n' || (rest.size() > 1 && rest[0] == '\r' && rest[1] == '\n');
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (rest_.substr(0, kMark.size()) == kMark) rest_.remove_prefix(kMark.size());
}

void CsvReader::SkipLine() {
  const size_t end = rest_.find('\n');
  if (end == std::string_view::npos) {
    rest_ = {};
    return;
  }
  rest_.remove_prefix(end + 1);
  ++line_;
}

void CsvReader::ReadField(std::string& field, CsvRecord& record) {
  if (rest_.empty() || rest_[0] != '"') {
    while (!AtLineEnd(rest_) && rest_[0] != ',') {
      if (rest_[0] == '"') record.wrong = "a quote inside a field that does not begin with one";
      field += rest_[0];
      rest_.remove_prefix(1);
    }
    if (field.size() > kLongestField) record.wrong = "a field is too long";
    return;
  }
  const std::string_view from = rest_;
  const int from_line = line_;
  rest_.remove_prefix(1);
  while (!rest_.empty() && field.size() <= kLongestField) {
    if (rest_[0] == '"') {
      if (rest_.size() < 2 || rest_[1] != '"') {
        rest_.remove_prefix(1);
        if (!AtLineEnd(rest_) && rest_[0] != ',') record.wrong = "text after a closing quote";
        return;
      }
      rest_.remove_prefix(1);
    }
    if (rest_[0] == '\n') ++line_;
    field += rest_[0];
    rest_.remove_prefix(1);
  }
  // Only this line is lost, not all that the open quote swallowed.
  record.wrong = rest_.empty() ? "a quote is not closed" : "a field is too long";
  rest_ = from;
  line_ = from_line;
}

bool CsvReader::Next(CsvRecord& record) {
  while (!rest_.empty() && AtLineEnd(rest_)) SkipLine();
  if (rest_.empty()) return false;
  record.line = line_;
  record.fields.clear();
  record.wrong = {};
  while (true) {
    ReadField(record.fields.emplace_back(), record);
    if (record.fields.size() > kMostFields) record.wrong = "too many fields";
    if (!record.wrong.empty() || AtLineEnd(rest_)) break;
    rest_.remove_prefix(1);
  }
  SkipLine();
  return true;
}

}  // namespace smarthub::insight
