// Puts the methods of one room into the table. A room's handlers are free functions of what they
// share (its service, its files), of the call's Context and of the request.
#ifndef PLATFORM_RPC_ROOM_H_
#define PLATFORM_RPC_ROOM_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/rpc/method_table.h"

namespace smarthub::rpc {

// Before serving, like the table's own methods; dies where they do.
template <typename Shared>
class Room {
 public:
  // `service` as "smarthub.incident.v1.IncidentService". The table outlives this; `shared` lives as
  // long as the table.
  Room(MethodTable& table, std::string service, std::shared_ptr<const Shared> shared)
      : table_(table), service_(std::move(service)), shared_(std::move(shared)) {}

  // The lambdas are no coroutines: each only calls one.
  template <typename Request, typename Reply>
  void Add(std::string_view method,
           Task<absl::StatusOr<Reply>> (*handler)(const Shared&, Context&, const Request&)) {
    table_.Unary<Request, Reply>(
        NameOf(method), [shared = shared_, handler](Context& context, const Request& request) {
          return handler(*shared, context, request);
        });
  }
  // Replies of a stream are named: no parameter of the handler does.
  template <typename Reply, typename Request>
  void AddStream(std::string_view method,
                 Task<absl::Status> (*handler)(const Shared&, Context&, const Request&, Stream&)) {
    table_.ServerStream<Request, Reply>(
        NameOf(method),
        [shared = shared_, handler](Context& context, const Request& request, Stream& stream) {
          return handler(*shared, context, request, stream);
        });
  }

 private:
  std::string NameOf(std::string_view method) const {
    return std::string(service_).append(".").append(method);
  }

  MethodTable& table_;
  std::string service_;
  std::shared_ptr<const Shared> shared_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_ROOM_H_
