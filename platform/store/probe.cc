#include "platform/store/probe.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::store {
namespace {

constexpr int kOldestVersion = 7;

using Settings = std::map<std::string, std::string>;

struct Demand {
  const char* setting;
  const char* value;
  const char* reason;
};

constexpr Demand kDemands[] = {
    {"appendonly", "yes", "without it a restart loses every record"},
    {"appendfsync", "always", "anything else loses acknowledged commits in a power cut"},
    {"no-appendfsync-on-rewrite", "no", "a rewrite would suspend appendfsync always"},
    {"maxmemory-policy", "noeviction", "any other policy deletes records when memory is short"},
};

std::string ValueOf(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "(not told)" : found->second;
}

}  // namespace

Settings ParseInfo(std::string_view text) {
  Settings info;
  while (!text.empty()) {
    const size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    const size_t colon = line.find(':');
    if (colon == line.npos || line.front() == '#') continue;
    info.emplace(line.substr(0, colon), line.substr(colon + 1));
  }
  return info;
}

absl::Status JudgeServer(const Settings& info, const Settings& settings) {
  int version = 0;
  const std::string text = ValueOf(info, "redis_version");
  if (!absl::SimpleAtoi(text.substr(0, text.find('.')), &version) || version < kOldestVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("Redis is version ", text, "; the hub needs ", kOldestVersion, " or newer"));
  }
  if (const std::string role = ValueOf(info, "role"); role != "master") {
    return absl::FailedPreconditionError(
        absl::StrCat("Redis is a ", role, "; the hub writes to a primary only"));
  }
  for (const Demand& demand : kDemands) {
    const std::string value = ValueOf(settings, demand.setting);
    if (value != demand.value) {
      return absl::FailedPreconditionError(absl::StrCat("Redis has ", demand.setting, " ", value,
                                                        "; the hub needs ", demand.value, ": ",
                                                        demand.reason));
    }
  }
  return absl::OkStatus();
}

Task<absl::Status> Probe(Connection& connection) {
  Command ask_info("INFO");
  auto info = co_await connection.Call(ask_info, CallKind::kRead);
  CO_RETURN_IF_ERROR(info.status());
  const Settings told = ParseInfo(info->view().text());
  if (info->view().is_error() || ValueOf(told, "loading") != "0") {
    co_return absl::UnavailableError("Redis is loading");
  }
  Command ask_settings("CONFIG");
  ask_settings.Add("GET");
  for (const Demand& demand : kDemands) ask_settings.Add(demand.setting);
  auto reply = co_await connection.Call(ask_settings, CallKind::kRead);
  CO_RETURN_IF_ERROR(reply.status());
  Settings settings;
  const ReplyView view = reply->view();
  for (size_t i = 0; i + 1 < view.size(); i += 2) {
    settings.emplace(view[i].text(), view[i + 1].text());
  }
  co_return JudgeServer(told, settings);
}

}  // namespace smarthub::store
