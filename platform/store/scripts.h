// The Lua scripts (lua/*.lua), embedded at build time. Immutable.
#ifndef PLATFORM_STORE_SCRIPTS_H_
#define PLATFORM_STORE_SCRIPTS_H_

#include <array>
#include <string_view>

namespace smarthub::store {

enum class Script { kCommit, kCommitBeyondMemory, kRead, kList, kOutbox, kOpenSlot, kRaiseLeaf };

inline constexpr std::array kAllScripts = {
    Script::kCommit, Script::kCommitBeyondMemory, Script::kRead,     Script::kList,
    Script::kOutbox, Script::kOpenSlot,           Script::kRaiseLeaf};

// kCommitBeyondMemory is commit.lua with `allow-oom`: it runs where Redis has no memory left, for
// commits that erase.
std::string_view SourceOf(Script script);

// Lower-case hex SHA-1, by which EVALSHA names it.
std::string_view Sha1Of(Script script);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_SCRIPTS_H_
