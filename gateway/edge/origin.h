// Whether a request may be believed to come from our own page. Free functions; thread-safe.
#ifndef GATEWAY_EDGE_ORIGIN_H_
#define GATEWAY_EDGE_ORIGIN_H_

#include <string>
#include <string_view>

#include "gateway/edge/headers.h"

namespace smarthub::edge {

// A browser's page sent it: browsers add these and scripts cannot take them away.
bool FromPage(const Headers& headers);

// False where Origin names anybody but `authority`, or where the browser says that another site is
// behind it.
bool OriginAllows(const Headers& headers, std::string_view authority);

// True where the request says itself that it comes from our own page: what a cookie needs, because
// browsers send cookies with requests that other sites make.
bool OriginProves(const Headers& headers, std::string_view authority);

// The value of a cookie; empty: none, or more than one of that name.
std::string CookieOf(const Headers& headers, std::string_view name);

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_ORIGIN_H_
