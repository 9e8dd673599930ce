// The terms that a new scheme begins with: terms/v1.txt, embedded when the hub is built. A scheme
// keeps its own copy, so that what people accepted never changes under them.
#ifndef SERVICES_IDENTITY_TERMS_H_
#define SERVICES_IDENTITY_TERMS_H_

#include <string_view>

namespace smarthub::identity {

inline constexpr std::string_view kTermsVersion = "1";
extern const std::string_view kTermsText;

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_TERMS_H_
