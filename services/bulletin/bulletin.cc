#include "services/bulletin/bulletin.h"

#include <memory>
#include <string>
#include <utility>

#include "services/bulletin/handlers.h"

namespace smarthub::bulletin {
namespace {

template <typename Request, typename Reply>
using Handler = Task<absl::StatusOr<Reply>> (*)(const Service&, rpc::Context&, const Request&);

std::string Name(std::string_view method) {
  return "smarthub.bulletin.v1.BulletinService." + std::string(method);
}

// The lambda is no coroutine: it only calls one, and lives as long as the table.
template <typename Request, typename Reply>
void Add(rpc::MethodTable& table, std::shared_ptr<const Service> service, std::string_view method,
         Handler<Request, Reply> handler) {
  table.Unary<Request, Reply>(Name(method), [service = std::move(service), handler](
                                                rpc::Context& context, const Request& request) {
    return handler(*service, context, request);
  });
}

}  // namespace

void RegisterBulletin(rpc::MethodTable& table, store::Store* store, Clock* clock) {
  auto made = std::make_shared<Service>();
  made->store = store;
  made->clock = clock;
  made->feed = std::make_shared<BulletinFeed>(store, clock, ReadBulletinNews(store, clock));
  const std::shared_ptr<const Service> service = std::move(made);
  Add(table, service, "ProposeBulletin", &ProposeBulletin);
  Add(table, service, "PreviewAudience", &PreviewAudience);
  Add(table, service, "ReviewBulletin", &ReviewBulletin);
  Add(table, service, "RejectBulletin", &RejectBulletin);
  Add(table, service, "SignOffAge", &SignOffAge);
  Add(table, service, "PublishBulletin", &PublishBulletin);
  Add(table, service, "AmendBulletin", &AmendBulletin);
  Add(table, service, "WithdrawBulletin", &WithdrawBulletin);
  Add(table, service, "ExpireNow", &ExpireNow);
  Add(table, service, "ListBulletins", &ListBulletins);
  Add(table, service, "GetBulletin", &GetBulletin);
  Add(table, service, "AcknowledgeBulletin", &AcknowledgeBulletin);
  Add(table, service, "ReportSighting", &ReportSighting);
  Add(table, service, "AnswerIdSought", &AnswerIdSought);
  Add(table, service, "ListResponses", &ListResponses);
  table.ServerStream<bulletin::v1::WatchBulletinsRequest, bulletin::v1::WatchBulletinsResponse>(
      Name("WatchBulletins"),
      [service](rpc::Context& context, const bulletin::v1::WatchBulletinsRequest& request,
                rpc::Stream& stream) {
        return WatchBulletins(*service, context, request, stream);
      });
}

}  // namespace smarthub::bulletin
