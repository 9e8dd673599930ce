#include "gateway/edge/security_headers.h"

namespace smarthub::edge {
namespace {

void AddCommon(Headers& headers) {
  headers.Add("strict-transport-security", "max-age=63072000; includeSubDomains");
  headers.Add("x-content-type-options", "nosniff");
  headers.Add("referrer-policy", "no-referrer");
  headers.Add("cross-origin-resource-policy", "same-origin");
}

}  // namespace

Headers PageHeaders() {
  Headers headers;
  AddCommon(headers);
  // Nothing inline, nothing from anybody else. blob: is what the page itself was given by a call: a
  // photo has no address.
  headers.Add(
      "content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
      "blob:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
      "base-uri 'none'; manifest-src 'self'");
  headers.Add("cross-origin-opener-policy", "same-origin");
  headers.Add("cross-origin-embedder-policy", "require-corp");
  headers.Add("x-frame-options", "DENY");
  headers.Add("permissions-policy",
              "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), "
              "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), "
              "magnetometer=(), microphone=(), midi=(), payment=(), "
              "publickey-credentials-get=(self), serial=(), usb=(), xr-spatial-tracking=()");
  return headers;
}

Headers CallHeaders() {
  Headers headers;
  AddCommon(headers);
  headers.Add("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  headers.Add("cache-control", "no-store");
  return headers;
}

}  // namespace smarthub::edge
