#include "platform/store/scripts.h"

#include <openssl/evp.h>

#include <string>

#include "absl/strings/escaping.h"
#include "platform/store/lua_sources.h"

namespace smarthub::store {
namespace {

struct Entry {
  std::string source;
  std::string sha1;
};

std::string Sha1(std::string_view text) {
  std::string digest(20, '\0');
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             EVP_sha1(), nullptr);
  return absl::BytesToHexString(digest);
}

Entry Make(std::string_view source) { return {std::string(source), Sha1(source)}; }

std::string BeyondMemory(std::string_view commit) {
  constexpr std::string_view kShebang = "#!lua\n";
  return "#!lua flags=allow-oom\n" + std::string(commit.substr(kShebang.size()));
}

const Entry& EntryOf(Script script) {
  static const std::array<Entry, kAllScripts.size()> entries = {
      Make(lua::kCommit),   Make(BeyondMemory(lua::kCommit)),
      Make(lua::kRead),     Make(lua::kList),
      Make(lua::kOutbox),   Make(lua::kOpenSlot),
      Make(lua::kRaiseLeaf)};
  return entries[static_cast<size_t>(script)];
}

}  // namespace

std::string_view SourceOf(Script script) { return EntryOf(script).source; }
std::string_view Sha1Of(Script script) { return EntryOf(script).sha1; }

}  // namespace smarthub::store
