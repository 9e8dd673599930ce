// The same bytes for the same message, so that they can be hashed.
#ifndef PLATFORM_BASE_CANONICAL_H_
#define PLATFORM_BASE_CANONICAL_H_

#include <string>

#include "google/protobuf/message.h"

namespace smarthub {

// Within one build of the program: protobuf promises no more. What is compared across versions must
// bear that "the same" is sometimes not seen. Thread-safe.
std::string CanonicalBytes(const google::protobuf::Message& message);

}  // namespace smarthub

#endif  // PLATFORM_BASE_CANONICAL_H_
