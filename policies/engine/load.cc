#include "policies/engine/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace smarthub::policy {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMostBytes = 1 << 20;

// Keeps the first error; a warning (a deprecated field) is an error too.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
  }
  void AddWarning(int line, google::protobuf::io::ColumnNumber column,
                  const std::string& message) override {
    AddError(line, column, message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Merging would keep the later of two single values in silence.
absl::Status CheckNoneTwice(const v1::Bundle& have, const v1::Bundle& more) {
  const auto* descriptor = v1::Bundle::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (field->is_repeated()) continue;
    const auto* reflection = have.GetReflection();
    if (reflection->HasField(have, field) && reflection->HasField(more, field)) {
      return absl::InvalidArgumentError(absl::StrCat(field->name(), " is given in two files"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LoadText(const std::string& path, google::protobuf::Message& message) {
  std::error_code code;
  const uintmax_t size = fs::file_size(path, code);
  if (code) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  if (size > kMostBytes) return absl::InvalidArgumentError(absl::StrCat(path, ": over 1 MiB"));
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text.str(), &message) || !error.text().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ":", error.text()));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Bundle> LoadBundle(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code code;
  for (fs::directory_iterator it(directory, code), end; !code && it != end; it.increment(code)) {
    if (it->path().extension() == ".textproto") paths.push_back(it->path().string());
  }
  if (code || paths.empty()) {
    return absl::NotFoundError(absl::StrCat(directory, ": no policy here (*.textproto)"));
  }
  std::sort(paths.begin(), paths.end());
  v1::Bundle bundle;
  for (const std::string& path : paths) {
    v1::Bundle part;
    if (auto status = LoadText(path, part); !status.ok()) return status;
    if (auto status = CheckNoneTwice(bundle, part); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
    }
    bundle.MergeFrom(part);
  }
  return bundle;
}

}  // namespace smarthub::policy
