#include "gateway/edge/origin.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "platform/base/strings.h"

namespace smarthub::edge {
namespace {

bool IsOurs(std::string_view origin, std::string_view authority) {
  constexpr std::string_view kScheme = "https://";
  if (!origin.starts_with(kScheme) || authority.empty()) return false;
  const auto without_default_port = [](std::string_view host) {
    return host.ends_with(":443") ? host.substr(0, host.size() - 4) : host;
  };
  return absl::EqualsIgnoreCase(ToAbsl(without_default_port(origin.substr(kScheme.size()))),
                                ToAbsl(without_default_port(authority)));
}

}  // namespace

bool FromPage(const Headers& headers) {
  return headers.Has("origin") || headers.Has("sec-fetch-site");
}

bool OriginAllows(const Headers& headers, std::string_view authority) {
  if (headers.Has("origin") &&
      (headers.Count("origin") > 1 || !IsOurs(headers.Find("origin"), authority))) {
    return false;
  }
  return !headers.Has("sec-fetch-site") ||
         (headers.Count("sec-fetch-site") == 1 && headers.Find("sec-fetch-site") == "same-origin");
}

bool OriginProves(const Headers& headers, std::string_view authority) {
  return FromPage(headers) && OriginAllows(headers, authority);
}

std::string CookieOf(const Headers& headers, std::string_view name) {
  std::string value;
  int found = 0;
  // HTTP/2 may split the cookies into several fields.
  for (size_t i = 0; i < headers.size(); ++i) {
    if (headers[i].name != "cookie") continue;
    for (const absl::string_view pair : absl::StrSplit(ToAbsl(headers[i].value), ';')) {
      const absl::string_view trimmed = absl::StripAsciiWhitespace(pair);
      const size_t equals = trimmed.find('=');
      if (equals == absl::string_view::npos || ToStd(trimmed.substr(0, equals)) != name) continue;
      value = std::string(trimmed.substr(equals + 1));
      ++found;
    }
  }
  return found == 1 ? value : "";
}

}  // namespace smarthub::edge
