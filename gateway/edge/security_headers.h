// What every response says to a browser. Made once, appended to each; thread-safe to read.
#ifndef GATEWAY_EDGE_SECURITY_HEADERS_H_
#define GATEWAY_EDGE_SECURITY_HEADERS_H_

#include "gateway/edge/headers.h"

namespace smarthub::edge {

// For pages and their files.
Headers PageHeaders();
// For calls and errors: nothing may be run, framed or kept.
Headers CallHeaders();

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_SECURITY_HEADERS_H_
