#include "platform/merkle/checkpoint.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::merkle {

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      absl::Base64Escape(ToAbsl(Bytes(checkpoint.root))), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view text) {
  const absl::Status bad = absl::DataLossError("not a checkpoint");
  const std::vector<std::string> lines = absl::StrSplit(ToAbsl(text), '\n');
  // Three lines, extensions, and what follows the last newline: nothing.
  if (lines.size() < 4 || !lines.back().empty()) return bad;
  Checkpoint checkpoint;
  checkpoint.origin = lines[0];
  std::string root;
  if (!absl::SimpleAtoi(lines[1], &checkpoint.size) || !absl::Base64Unescape(lines[2], &root) ||
      root.size() != kHashSize) {
    return bad;
  }
  ASSIGN_OR_RETURN(checkpoint.root, HashFromBytes(root));
  const std::string again = FormatCheckpoint(checkpoint);
  if (checkpoint.origin.empty() || text.substr(0, again.size()) != again) return bad;
  return checkpoint;
}

}  // namespace smarthub::merkle
