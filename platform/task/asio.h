// The Asio side of a Loop, for the few rooms that do sockets (platform/store, gateway/edge,
// platform/rpc's grpc door). Everyone else includes loop.h.
#ifndef PLATFORM_TASK_ASIO_H_
#define PLATFORM_TASK_ASIO_H_

#include <boost/asio/io_context.hpp>

#include "platform/task/loop.h"

namespace smarthub {

// The loop's io_context; one thread runs it. Outlived by the loop.
boost::asio::io_context& ContextOf(Loop& loop);

}  // namespace smarthub

#endif  // PLATFORM_TASK_ASIO_H_
