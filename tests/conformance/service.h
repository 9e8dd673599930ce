// The service of the Connect conformance suite, as a Backend of our edge: it answers what the
// request asks it to answer.
#ifndef TESTS_CONFORMANCE_SERVICE_H_
#define TESTS_CONFORMANCE_SERVICE_H_

#include <memory>

#include "gateway/edge/backend.h"
#include "platform/task/loop.h"

namespace smarthub::conformance {

// `loop` outlives it.
std::unique_ptr<edge::Backend> MakeService(Loop& loop);

}  // namespace smarthub::conformance

#endif  // TESTS_CONFORMANCE_SERVICE_H_
