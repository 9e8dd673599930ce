// What a Redis guarantees, asked at every connect. A server that promises less than the hub was
// built on is refused, with a text that says which setting.
#ifndef PLATFORM_STORE_PROBE_H_
#define PLATFORM_STORE_PROBE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "platform/store/connection.h"

namespace smarthub::store {

// "name:value" lines of INFO.
std::map<std::string, std::string> ParseInfo(std::string_view text);

// Pure: judges INFO and CONFIG GET. FAILED_PRECONDITION names the setting.
absl::Status JudgeServer(const std::map<std::string, std::string>& info,
                         const std::map<std::string, std::string>& settings);

// UNAVAILABLE while it is loading or away.
Task<absl::Status> Probe(Connection& connection);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_PROBE_H_
